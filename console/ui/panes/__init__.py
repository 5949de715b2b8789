"""The three panes and what they show: queue, case, action; and the desk that holds them for one signed-in person.

May import: PySide6, `console.ui.*`, `console.workstation`, `console.domain`, `console.errors`. Read first: `desk.py`.
"""
