"""The rules, pure: no Qt, SQL, HTTP, keyring, clock, chance, file or environment.

May import: ``console.errors``, ``console.cancel``; read first: ``actions``, ``documents``, ``state``,
``admission``.  Every function that depends on the time takes it as an argument.
"""
