"""The pieces that panes are made of: each knows how it looks and speaks, none knows a store.

May import: PySide6, `console.domain` (tiers), `console.ui.theme`, `console.ui.text`, `console.ui.words`.
Read first: `paint.py`, `dead_time.py`.
"""
