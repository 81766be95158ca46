"""Two admins act at the same moment."""

from __future__ import annotations

import threading

from django.db import connection

from members.operations.access import deactivate
from members.refusals import LastAdmin
from people.models import Account, RoleAssignment
from people.operations import create_account
from people.permissions import Role


def test_two_admins_who_remove_each_other_at_once_leave_one(committed, door):
    with door("acme"):
        create_account("eve@acme.example", "Eve", [Role.ADMIN])
        pair = [Account.objects.get(email__startswith=f"{name}@").public_id for name in ("ada", "eve")]
    barrier, refused = threading.Barrier(2), []

    def remove(who: int) -> None:
        try:
            barrier.wait()
            with door("acme"):
                deactivate(pair[who], by=pair[1 - who])
        except LastAdmin:
            refused.append(who)
        finally:
            connection.close()

    threads = [threading.Thread(target=remove, args=(n,)) for n in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with door("acme"):
        assert len(refused) == 1
        assert RoleAssignment.objects.filter(role=Role.ADMIN, account__is_active=True).count() == 1
        Account.objects.filter(email="eve@acme.example").delete()
        Account.objects.update(is_active=True)
