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
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILT_FROM = (
    "*/apps.py", "*/*/apps.py", "*/migrations/*.py", "*/*/migrations/*.py", "common/**/*.py", "tenants/**/*.py",
    "people/**/*.py", "partners/**/*.py", "payment_terms/**/*.py", "invoices/*.py", "invoices/models/*.py",
    "purchase_orders/*.py", "purchase_orders/models/*.py", "purchase_orders/operations/orders.py",
    "billing_platform/settings.py", "billing_platform/local/*.py", "tests/cast.py", "tests/settings.py",
    "tests/plugin_*.py", "tests/kept_cluster.py", "requirements.lock",
)  # fmt: skip
MOST_KEPT = 6
UNFINISHED = "unfinished-"


def bring_kept(cluster: Path) -> bool:
    """Put the kept cluster where a server is about to start; False when none is kept for the present files.

    Another run may be deleting it as an old one: what is gone once it was copied may have been copied in part.
    """
    kept = _place()
    try:
        os.utime(kept)
        _copy(kept, cluster)
        os.utime(kept)
    except (OSError, subprocess.CalledProcessError):
        shutil.rmtree(cluster, ignore_errors=True)
        return False
    return True


def keep(cluster: Path) -> None:
    """Keep a copy of the cluster of a stopped server; where nothing can be written or another run was first, none."""
    kept = _place()
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=kept.parent, prefix=UNFINISHED))
    except OSError:
        return
    try:
        _copy(cluster, unfinished / "cluster")
        (unfinished / "cluster").rename(kept)
    except (OSError, subprocess.CalledProcessError):
        return
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    for old in _by_age(kept.parent)[MOST_KEPT:]:
        _forget(old)


def _forget(old: Path) -> None:
    """Under another name first, so that whoever copies it sees that it is gone."""
    gone = old.with_name(f"{UNFINISHED}{old.name}-{os.getpid()}")
    with suppress(OSError):
        old.rename(gone)
    shutil.rmtree(gone, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    """With owners and modes: a server of another account reads its files as they were."""
    subprocess.run(["cp", "-a", "--reflink=auto", str(source), str(target)], check=True)


def _place() -> Path:
    caches = os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
    seen = hashlib.sha256()
    for path in sorted({path for pattern in BUILT_FROM for path in ROOT.glob(pattern)}):
        seen.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return Path(caches) / "billing-platform-tests" / seen.hexdigest()[:24]


def _by_age(place: Path) -> list[Path]:
    """The kept ones, the one used last first; what a killed run left unfinished comes last of all."""
    found = []
    for each in place.iterdir():
        with suppress(FileNotFoundError):
            found.append((each.name.startswith(UNFINISHED), -each.stat().st_mtime, each))
    return [each for _, _, each in sorted(found)]
