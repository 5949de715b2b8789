"""The window, and the only Qt: commands, panes, models, delegates, steps, dialogs, workers and theme.

May import: `console.workstation`, `console.domain`, `console.settings`, `console.errors`, `console.cancel`,
and PySide6, which lives nowhere else. Read first: `commands.py`.
"""
