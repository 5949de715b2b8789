"""The only way off the UI thread, the watcher of changes, and the measure of how long the window stood still.

May import: PySide6, `console.errors`, `console.cancel`. Read first: `runner.py`.
"""
