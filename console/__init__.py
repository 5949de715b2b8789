"""Countersign: the console for people who review reported accounts.

May import: nothing; read first: ``console/domain/__init__.py``, then ``console/bootstrap.py``.
"""
