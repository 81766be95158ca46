"""A cluster with the cast in it, kept between runs of one account: migrating and founding takes 12 s of processor time.

It is kept under a name made of everything the cast is built from; whoever changes one of these files builds it anew.
`rm -r ~/.cache/billing-platform-tests` forgets what is kept.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILT_FROM = (
    "*/migrations/*.py", "*/*/migrations/*.py", "common/**/*.py", "tenants/**/*.py", "people/**/*.py",
    "partners/**/*.py", "payment_terms/**/*.py", "billing_platform/settings.py", "billing_platform/local/*.py",
    "tests/cast.py", "tests/settings.py", "tests/plugin_*.py", "tests/kept_cluster.py", "requirements.lock",
)  # fmt: skip
MOST_KEPT = 6


def bring_kept(cluster: Path) -> bool:
    """Put the kept cluster where a server is about to start; False when none is kept for the present files.

    Another run may delete it as an old one meanwhile: half a cluster is none.
    """
    kept = _place()
    try:
        os.utime(kept)
        _copy(kept, cluster)
    except (FileNotFoundError, subprocess.CalledProcessError):
        shutil.rmtree(cluster, ignore_errors=True)
        return False
    return True


def keep(cluster: Path) -> None:
    """Keep a copy of the cluster of a stopped server. An account that has no place to write to keeps none."""
    kept = _place()
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=kept.parent, prefix="unfinished-"))
    except OSError:
        return
    _copy(cluster, unfinished / "cluster")
    if not kept.exists():
        (unfinished / "cluster").rename(kept)
    shutil.rmtree(unfinished)
    for old in sorted(_kept_in(kept.parent), key=lambda each: each.stat().st_mtime)[:-MOST_KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    """With owners and modes: a server of another account reads its files as they were."""
    subprocess.run(["cp", "-a", "--reflink=auto", str(source), str(target)], check=True)


def _place() -> Path:
    caches = os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
    seen = hashlib.sha256()
    for path in sorted({path for pattern in BUILT_FROM for path in ROOT.glob(pattern)}):
        seen.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return Path(caches) / "billing-platform-tests" / seen.hexdigest()[:24]


def _kept_in(place: Path) -> Iterator[Path]:
    return (each for each in place.iterdir() if not each.name.startswith("unfinished-"))
