"""User settings, site file and machine policy, each with a version and upgrades.

May import: `console.domain`, `console.errors`, `console.cancel`.
"""
