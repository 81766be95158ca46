"""Python's cyclic garbage collector at rest while a batch is built, where it could only look and find nothing."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """No collections inside the block. For work that makes many objects without cycles and keeps them to its end.

    A book of ten thousand line items is walked again and again while it grows; that took a third of the time of
    matching. Blocks of several threads may overlap: whoever found the collector at work starts it again.
    """
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            gc.enable()
