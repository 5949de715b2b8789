"""Where the interpreter with a real Matrix Synapse is, for the tests that start one.

`packaging/dev.py test` makes `.venv-synapse` beside `pyproject.toml`, and says in the environment why it could not.
"""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / ".venv-synapse" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def synapse_python() -> Path:
    """The interpreter; look at `why_no_synapse` first."""
    return Path(os.environ.get("COUNTERSIGN_SYNAPSE_PYTHON") or PROGRAM)


def why_no_synapse() -> str:
    """Why there is none, as the reason to skip a test; empty where there is one."""
    if reason := os.environ.get("COUNTERSIGN_NO_SYNAPSE"):
        return reason
    if synapse_python().exists():
        return ""
    return "there is no .venv-synapse; `python3 packaging/dev.py test` makes it"
