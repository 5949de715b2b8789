"""The platforms that are acted upon: one contract, and a connector for each platform.

May import: ``console.domain``, ``console.errors``, ``console.cancel``; httpx lives only here.
Read first: ``contract.py`` (what a connector must do), ``reading.py`` (what it hands back), then ``sandbox/``.
"""
