"""The garbage collector rests inside the block and is as before after it, whatever happens."""

from __future__ import annotations

import gc

import pytest

from common.collector import collector_at_rest, leave_alone_what_is_loaded


def test_it_rests_inside_and_works_afterwards():
    with collector_at_rest():
        assert not gc.isenabled()
        with collector_at_rest():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_works_again_after_an_error():
    with pytest.raises(ValueError, match="broken"), collector_at_rest():
        raise ValueError("broken")
    assert gc.isenabled()


def test_who_has_it_off_keeps_it_off():
    gc.disable()
    try:
        with collector_at_rest():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_a_process_has_loaded_is_not_walked_again():
    loaded = gc.get_freeze_count()
    try:
        kept = [[] for _ in range(100)]
        leave_alone_what_is_loaded()
        assert gc.get_freeze_count() >= loaded + len(kept)
        assert gc.isenabled()
    finally:
        gc.unfreeze()
