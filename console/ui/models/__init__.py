"""Item models: windows of frozen rows that a worker has read; `data()` only looks up.

May import: PySide6, `console.ui.text`, `console.ui.words`, `console.domain`. Read first: `rows.py`, then `queue.py`.
"""
