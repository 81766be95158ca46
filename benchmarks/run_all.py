"""Every benchmark, one after the other, each in a process and on servers of its own; stops at the first that fails."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
RUNS = (
    ("match_pure.py",),
    ("match.py", "--buyers", "1"),
    ("match.py", "--buyers", "100"),
    ("issue.py", "--buyers", "1", "--invoices", "10000"),
    ("issue.py", "--buyers", "100", "--invoices", "10000"),
    ("issue.py", "--buyers", "1000", "--invoices", "10000", "--rounds", "1"),
    ("history.py",),
    ("dashboard.py", "--invoices", "1000000"),
    ("terms.py",),
    ("lists.py", "--invoices", "1000000"),
    ("lists.py", "--list", "incoming", "--invoices", "1000000"),
    ("lists.py", "--list", "billings", "--invoices", "1000000"),
    ("orders.py", "--invoices", "10000"),
    ("search.py", "--invoices", "1000000"),
    ("export.py", "--rows", "100000"),
    ("pdf.py",),
    ("new_tenant.py",),
)


def main() -> int:
    environment = os.environ | {"PYTHONPATH": str(HERE.parent)}
    for script, *given in RUNS:
        print(f"\n$ python benchmarks/{' '.join([script, *given])}", flush=True)
        begun = time.perf_counter()
        ended = subprocess.run([sys.executable, str(HERE / script), *given], env=environment, check=False)
        print(f"({time.perf_counter() - begun:.0f} s)", flush=True)
        if ended.returncode:
            return ended.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
