"""The command `countersign`, a file per group of commands.

May import everything under `console`; only the commands that open the window load `console.ui`. Read first: `main.py`.
"""
