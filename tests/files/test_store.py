"""The files room: bytes under their hash, apart for each organization, and nothing else is a key."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import InMemoryStorage
from django.core.management import call_command

from billing_platform import env
from billing_platform.files import keys, operations
from billing_platform.files.operations import store, sweep_orphans
from billing_platform.files.queries import content_of, open_file, stored_size
from billing_platform.files.refusals import FileLost

pytestmark = pytest.mark.django_db
CONTENT = b"What was sent."
SHA = hashlib.sha256(CONTENT).hexdigest()


def test_bytes_come_back_as_they_were_stored(door):
    with door("acme"):
        stored = store(CONTENT)
        assert (stored.sha256, stored.size) == (SHA, len(CONTENT))
        assert content_of(SHA) == CONTENT
        assert stored_size(SHA) == len(CONTENT)
        with open_file(SHA) as file:
            assert file.read() == CONTENT


def test_the_key_is_the_organizations_schema_and_the_hash(door, root):
    with door("acme") as acme:
        store(CONTENT)
    assert [path.relative_to(root) for path in root.rglob("*") if path.is_file()] == [Path(acme.schema_name) / SHA]


def test_the_same_bytes_are_stored_once(door, root):
    with door("acme"):
        store(CONTENT)
        written = next(root.rglob(SHA)).stat().st_mtime_ns
        store(CONTENT)
    assert next(root.rglob(SHA)).stat().st_mtime_ns == written


def test_one_organization_never_opens_anothers_bytes(door):
    with door("acme"):
        store(CONTENT)
    with door("hooli"):
        assert stored_size(SHA) is None
        with pytest.raises(FileLost):
            content_of(SHA)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "..",
        "../../etc/passwd",
        f"../{'a' * 61}",
        f"{'a' * 64}/../x",
        "A" * 64,
        "a" * 63,
        f"{'a' * 64}\n",
        "ａ" * 64,
    ],
)
def test_nothing_but_a_hash_is_a_key(door, name):
    with door("acme"), pytest.raises(ValueError, match="SHA-256"):
        open_file(name)


def test_bytes_that_changed_on_the_disk_are_not_handed_out(door, root):
    with door("acme"):
        store(CONTENT)
        next(root.rglob(SHA)).write_bytes(b"What was not sent.")
        with pytest.raises(FileLost, match="other bytes"):
            content_of(SHA)


def test_a_write_that_dies_half_way_leaves_nothing_under_the_name(door, root, monkeypatch):
    monkeypatch.setattr("os.fsync", lambda handle: 1 // 0)
    with door("acme"), pytest.raises(ZeroDivisionError):
        store(CONTENT)
    assert [path for path in root.rglob("*") if path.is_file()] == []


def test_the_sweep_takes_what_no_row_names_and_nothing_else(door, keeper):
    with door("acme"):
        keeper.add(store(b"kept").sha256)
        store(CONTENT)
        assert sweep_orphans() == 1
        assert stored_size(SHA) is None
        assert content_of(hashlib.sha256(b"kept").hexdigest()) == b"kept"
        assert sweep_orphans() == 0


def test_the_sweep_leaves_other_files_alone(door, root, keeper):
    with door("acme") as acme:
        folder = root / acme.schema_name
        folder.mkdir()
        (folder / "README").write_text("by the administrator")
        assert sweep_orphans() == 0
    assert (folder / "README").exists()


def test_what_a_killed_writer_left_is_swept_after_a_day(door, root, keeper):
    with door("acme") as acme:
        folder = root / acme.schema_name
        folder.mkdir()
        old, young = folder / ".unfinished-old", folder / ".unfinished-young"
        for each in (old, young):
            each.write_bytes(b"half")
        two_days_ago = time.time() - 2 * 86_400
        os.utime(old, (two_days_ago, two_days_ago))
        assert sweep_orphans() == 1
    assert (old.exists(), young.exists()) == (False, True)


def test_an_organization_without_files_has_nothing_to_sweep(door, keeper):
    with door("hooli"):
        assert sweep_orphans() == 0


def test_any_storage_of_django_will_do(door, monkeypatch, keeper):
    monkeypatch.setattr(keys, "storages", {"files": InMemoryStorage()})
    with door("acme"):
        store(CONTENT)
        store(CONTENT)
        assert content_of(SHA) == CONTENT
        assert sweep_orphans() == 1


def test_the_command_sweeps_every_organization(door, keeper, capsys):
    with door("acme"):
        store(CONTENT)
    call_command("sweep_files")
    assert "1 orphan swept" in capsys.readouterr().out


def test_the_storage_is_named_by_the_environment(tmp_path):
    assert env.storage("", "", root=tmp_path)["OPTIONS"] == {"location": tmp_path}
    named = env.storage("storages.backends.s3.S3Storage", '{"bucket_name": "files"}', root=tmp_path)
    assert named == {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": {"bucket_name": "files"}}
    with pytest.raises(ImproperlyConfigured, match="FILES_STORAGE_OPTIONS"):
        env.storage("some.Storage", "{", root=tmp_path)


def test_an_unfinished_file_that_gets_its_name_meanwhile_is_passed_over(door, keeper, monkeypatch):
    monkeypatch.setattr(operations, "_stored_names", lambda: [".unfinished-gone"])
    with door("acme"):
        assert sweep_orphans() == 0
