"""The three panes and what they show: queue, case, action.  The desk (``ui/desk.py``) puts them together.

May import: PySide6, `console.ui.*`, `console.workstation`, `console.domain`, `console.errors`. Read first: `flow.py`.
"""
