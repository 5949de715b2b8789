"""One component that renders any friction plan: steps that one reads downwards, the target, the key that commits.

May import: PySide6, `console.domain`, `console.ui.theme|text|words|widgets`; knows no store and no workstation.
Read first: `material.py`, then `view.py`.
"""
