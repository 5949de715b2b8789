"""``python3 packaging/dev.py bench [NAME...] [--json] [--quick]``: a line each; exits 1 where one falls short.

``--quick`` measures a small part where a bench has one (`search`).
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[0] = str(ROOT)  # in the place of this folder, whose queue.py would pass for the standard library's

from tests.bench.figures import Figure  # noqa: E402 (the root has to be on the path first)

BENCHES = {
    "start": "tests.bench.start",
    "queue": "tests.bench.queue",
    "registrar": "tests.bench.registrar",
    "block": "tests.bench.block",
    "restore": "tests.bench.restore",
    "friction": "tests.bench.friction",
    "slips": "tests.bench.slips",
    "search": "tests.bench.search",
}
"""Name to module; each has ``measure() -> list[Figure]``, some ``measure_quickly`` besides."""


def main(arguments: list[str]) -> int:
    """Run the benches named (all when none is); returns the exit code."""
    as_json, quick = "--json" in arguments, "--quick" in arguments
    names = [a for a in arguments if a not in ("--json", "--quick")] or list(BENCHES)
    unknown = [n for n in names if n not in BENCHES]
    if unknown:
        print(f"There is no bench {', '.join(unknown)}; there are: {', '.join(BENCHES)}.", file=sys.stderr)
        return 2
    figures: list[Figure] = []
    for name in names:
        bench = importlib.import_module(BENCHES[name])
        for figure in getattr(bench, "measure_quickly", bench.measure)() if quick else bench.measure():
            figures.append(figure)
            if not as_json:
                print(figure.line(), flush=True)
                for more in figure.more:
                    print(f"{'':<24} {more}", flush=True)
    if as_json:
        print(json.dumps([figure.record() for figure in figures], indent=1))
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
