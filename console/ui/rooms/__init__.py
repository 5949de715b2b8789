"""Where a person works besides the cases: the floor and the office, three cards each.

May import what ``panes`` may (workstation, domain, settings, errors, cancel) and the rest of ``ui`` but ``window`` and
``app``.  Read first: ``room.py``.
"""
