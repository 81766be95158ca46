"""Two people act at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connection

from members.models import Ticket
from members.operations.access import deactivate
from members.operations.invitations import Invitee, accept_invitation, invite, send_again, withdraw_invitation
from members.refusals import LastAdmin, LinkDead
from people.models import Account, RoleAssignment
from people.operations import create_account
from people.permissions import Permission, Role


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


def at_once(door, *acts: Callable[[], object]) -> list[str]:
    """What came of acts begun at the same moment in acme: "done" or the name of what was raised."""
    barrier, ends = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            with door("acme"):
                barrier.wait()
                act()
            ends.append("done")
        except Exception as error:  # noqa: BLE001
            ends.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


def test_send_again_pressed_twice_at_once_mails_one_link(committed, door):
    with door("acme"):
        public_id = invite(Invitee("twice@acme.example", "Nina", [Role.BUYER]), by="Ada", allowed=frozenset(Permission))
    for _ in range(5):
        ends = at_once(door, *[lambda who=public_id: send_again(who, by="Ada", allowed=frozenset(Permission))] * 2)
        assert ends == [LinkDead.__name__, "done"]
        with door("acme"):
            public_id = Ticket.objects.get(withdrawn_at=None).public_id


def test_withdrawing_beside_accepting_ends_one_way(committed, door, mailed_path):
    for n in range(4):
        email = f"both{n}@acme.example"
        with door("acme"):
            public_id = invite(Invitee(email, "Nina", [Role.BUYER]), by="Ada", allowed=frozenset(Permission))
        token = mailed_path("acme").split("/")[2]
        ends = at_once(
            door,
            lambda it=token: accept_invitation(it, "seven purple lorries"),
            lambda who=public_id: withdraw_invitation(who),
        )
        assert ends == [LinkDead.__name__, "done"]
        with door("acme"):
            was_accepted = bool(Account.objects.filter(email=email).delete()[0])
            assert (Ticket.objects.get(public_id=public_id).used_at is not None) is was_accepted
