"""The sandbox: a small social platform in an SQLite file of its own, for demos, training and tests.

May import: ``console.platforms.contract`` and ``reading``, ``console.domain``, ``console.errors``, ``console.cancel``.
Read first: ``site.py`` (the platform's file), ``connector.py`` (the contract on it), ``visitor.py`` (what anybody
sees), ``people.py`` (what its users and its other moderators do), ``faults.py`` (how it fails when asked to).
"""
