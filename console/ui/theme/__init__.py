"""Colours, sizes and fonts: tokens from `resources/themes/*.toml`, one QSS template filled from them, live switching.

May import: PySide6, `console.errors`. Read first: `tokens.py`, then `live.py`.
"""
