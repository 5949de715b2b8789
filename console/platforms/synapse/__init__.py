"""The connector to Matrix: Synapse's admin API, as Synapse 1.163 really answers.

May import: ``console.platforms`` (contract, reading, failures), ``console.domain``, ``console.errors``,
``console.cancel``, httpx.  Read first: ``settings.py`` (the site's choices), ``declared.py`` (what each action
becomes), ``connector.py``.
"""
