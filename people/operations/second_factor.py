"""The second factor of a person: set up, confirmed, asked for, turned off."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from common.errors import Refusal
from people.models import Account, RecoveryCode, SecondFactor, SignInRule
from people.one_time_codes import new_recovery_codes, plain_recovery_code, secret_from, used_step
from people.operations.accounts import WrongPassword
from people.operations.attempts import begin_attempt, forgive_attempts
from tenants.base import TenantQuerySet
from tenants.models import now

SECRET, RECOVERY = "people.second-factor.secret", "people.second-factor.recovery"


class WrongCode(Refusal):
    """The code is neither the app's present one nor an unused recovery code, or it was used already."""

    code = "wrong_code"


class FactorOn(Refusal):
    """The second factor is on already."""

    code = "second_factor_on"


class FactorOff(Refusal):
    """No second factor is being set up, or it was taken away meanwhile."""

    code = "second_factor_off"


class FactorRequired(Refusal):
    """The organization wants everybody to have a second factor."""

    code = "second_factor_required"


def has_second_factor(account: Account) -> bool:
    """Whether a password alone does not open this account; one statement."""
    return _on(account).exists()


def secret_of(factor: SecondFactor, key: str = "") -> str:
    """The secret an app holds: derived from the row's salt and the installation's key, and kept nowhere."""
    return secret_from(salted_hmac(SECRET, factor.salt, secret=key or settings.SECRET_KEY, algorithm="sha256").digest())


def begin_second_factor(account: Account) -> None:
    """A fresh secret to be confirmed; an earlier one that was never confirmed is forgotten. Locks the account.

    Refuses where a factor is on.
    """
    with transaction.atomic():
        _locked(account)
        if has_second_factor(account):
            raise FactorOn("Your second factor is on. Turn it off before you set up another app.")
        SecondFactor.objects.filter(account=account).delete()
        SecondFactor.objects.create(account=account, salt=secrets.token_hex(32))


def confirm_second_factor(account: Account, code: str) -> tuple[str, ...]:
    """Turn the factor on by a first code; returns ten recovery codes, which are kept as hashes only.

    Locks the account. Refuses a wrong code, and where none is being set up or it is on already.
    """
    with transaction.atomic():
        _locked(account)
        factor = SecondFactor.objects.filter(account=account).first()
        if factor is None:
            raise FactorOff("Begin again: no second factor is being set up.")
        if factor.confirmed_at is not None:
            raise FactorOn("Your second factor is on already.")
        if not _takes_code(factor, code):
            raise WrongCode("This is not the code the app shows now. Type the newest one.", field="code")
        factor.confirmed_at = now()
        factor.save(update_fields=["confirmed_at"])
        codes = new_recovery_codes()
        RecoveryCode.objects.bulk_create(RecoveryCode(factor=factor, code_hash=_hashed(factor, c)) for c in codes)
    return codes


def pass_second_step(account: Account, code: str, address: str) -> None:
    """Accept a code of the app or a recovery code, each once, at signing in. `address` is the client's.

    Each try is counted before it is judged, apart from wrong passwords. Locks the account, so that of two sign-ins with
    one code one is refused. Refuses a wrong or used code, and everything after too many.
    """
    begin_attempt(_counted_as(account), address)
    with transaction.atomic():
        _locked(account)
        factor = _on(account).first()
        if factor is not None and not _takes(factor, code):
            raise WrongCode(
                "This code is wrong or was used already. Wait for the next one, and type that.", field="code"
            )
    forgive_attempts(_counted_as(account), address)


def turn_off_second_factor(account: Account, *, password: str, code: str, address: str) -> None:
    """Go back to the password alone. Locks the account; counts wrong passwords and codes like signing in.

    Refuses a wrong password, a wrong code, and where the organization wants a second factor of everybody.
    """
    if is_second_factor_required():
        raise FactorRequired("Your organization wants everybody to have a second factor.")
    begin_attempt(account.email, address)
    with transaction.atomic():
        locked = _locked(account)
        if not locked.check_password(password):
            raise WrongPassword("This is not the password you sign in with.", field="password")
        factor = _on(account).first()
        if factor is None:
            raise FactorOff("Your second factor is off already.")
        if not _takes(factor, code):
            raise WrongCode("This code is wrong or was used already.", field="code")
        factor.delete()
    forgive_attempts(account.email, address)


def set_sign_in_rule(second_factor_from: date | None) -> None:
    """From which day on everybody needs a second factor; None for never. Safe to repeat."""
    SignInRule.objects.update_or_create(pk=1, defaults={"second_factor_from": second_factor_from})


def is_second_factor_required() -> bool:
    """Whether the organization wants a second factor of everybody, now or from a day to come; one statement."""
    return SignInRule.objects.filter(second_factor_from__isnull=False).exists()


def _on(account: Account) -> TenantQuerySet[SecondFactor]:
    found: TenantQuerySet[SecondFactor] = SecondFactor.objects.filter(account=account, confirmed_at__isnull=False)
    return found


def _locked(account: Account) -> Account:
    locked: Account = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    return locked


def _counted_as(account: Account) -> str:
    """Under which key wrong codes are counted: no address of anybody, so that passwords are counted apart."""
    return f"second step {account.public_id}"


def _takes(factor: SecondFactor, code: str) -> bool:
    return _takes_code(factor, code) or _takes_recovery(factor, code)


def _takes_code(factor: SecondFactor, code: str) -> bool:
    """Whether the app shows this code and it was not used; its step is remembered. Under the account's lock."""
    step = used_step(_secrets(factor), code, now(), after=factor.last_step)
    if step is None:
        return False
    factor.last_step = step
    factor.save(update_fields=["last_step"])
    return True


def _takes_recovery(factor: SecondFactor, code: str) -> bool:
    unused = factor.recovery_codes.filter(used_at=None, code_hash__in=[_hashed(factor, code, key) for key in _keys()])
    return unused.update(used_at=now()) == 1


def _secrets(factor: SecondFactor) -> Iterable[str]:
    return [secret_of(factor, key) for key in _keys()]


def _keys() -> list[str]:
    """The installation's key, and those it had before for as long as they are named."""
    return [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]


def _hashed(factor: SecondFactor, code: str, key: str = "") -> str:
    value = f"{factor.salt} {plain_recovery_code(code)}"
    return salted_hmac(RECOVERY, value, secret=key or settings.SECRET_KEY, algorithm="sha256").hexdigest()
