"""Puts the parts together: a founded store, its services, a console on it, the throw-away demo.

May import: everything below the window and the command line; read first: ``services``, ``founding``, ``demo``.
"""
