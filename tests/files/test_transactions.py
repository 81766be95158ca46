"""Bytes and the transaction of the row that names them."""

from __future__ import annotations

import hashlib
import threading

import pytest
from django.db import connection, transaction

from billing_platform.files.operations import NoTransaction, store, sweep_orphans
from billing_platform.files.queries import stored_size

pytestmark = pytest.mark.usefixtures("committed")
CONTENT = b"What was sent."
SHA = hashlib.sha256(CONTENT).hexdigest()


def test_storing_outside_a_transaction_is_a_defect(door):
    with door("acme"), pytest.raises(NoTransaction):
        store(CONTENT)


def test_what_a_running_transaction_has_just_stored_is_not_swept(door, cast, keeper):
    """A second session, as a worker has one, while the first has stored and not committed its row yet."""
    swept: list[int] = []

    def sweep():
        with door("acme"):
            swept.append(sweep_orphans())
        connection.close()

    with door("acme"), transaction.atomic():
        store(CONTENT)
        other = threading.Thread(target=sweep)
        other.start()
        other.join(20)
        assert swept == [0]
        assert stored_size(SHA) == len(CONTENT)
    with door("acme"):
        assert sweep_orphans() == 1
