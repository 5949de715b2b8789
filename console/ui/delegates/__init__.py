"""How rows are painted: no widget per row.

May import: PySide6, `console.ui.models`, `console.ui.theme`, `console.ui.widgets`. Read first: `queue_row.py`.
"""
