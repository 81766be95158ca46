"""Two browsers type the same code at the same moment."""

from __future__ import annotations

import threading

import pyotp
from django.db import connection

from people.models import Account, SecondFactor, SignInAttempt
from people.operations.second_factor import (
    WrongCode,
    begin_second_factor,
    confirm_second_factor,
    pass_second_step,
    secret_of,
)
from tenants.models import now


def code_of(account: Account) -> str:
    return pyotp.TOTP(secret_of(SecondFactor.objects.get(account=account))).at(now())


def test_two_sign_ins_with_one_code_at_once_are_one(committed, door):
    with door("acme"):
        account = Account.objects.get(email="ada@acme.example")
        begin_second_factor(account)
        confirm_second_factor(account, code_of(account))
        SecondFactor.objects.update(last_step=0)
        code = code_of(account)
    barrier, ends = threading.Barrier(2), []

    def enter(place: str) -> None:
        try:
            with door("acme"):
                ada = Account.objects.get(email="ada@acme.example")
                barrier.wait()
                pass_second_step(ada, code, place)
            ends.append("in")
        except WrongCode:
            ends.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=enter, args=(f"192.0.2.{n}",)) for n in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with door("acme"):
        SecondFactor.objects.all().delete()
        SignInAttempt.objects.all().delete()
    assert sorted(ends) == ["in", "refused"]
