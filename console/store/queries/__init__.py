"""The SQL behind each list and pane, a file per screen; rows leave as the frozen structs of `console.domain.views`.

May import: `console.domain`, `console.errors`, the other modules of `console.store`. Read first: `queue.py`.
"""
