"""Judge a try to sign in, and stop guessing."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth import authenticate
from django.db.models import Count, Q

from common.errors import Refusal
from people.models import Account, SignInAttempt, email_key
from tenants.models import now

WINDOW = timedelta(minutes=15)
KEPT = timedelta(days=1)
# Failures within the window, after which the next is not looked at: of one person from one place, of one person from
# anywhere, of anybody from one place (an office shares its address).
MOST_OF_PAIR, MOST_OF_EMAIL, MOST_OF_ADDRESS = 5, 20, 50
NOT_KNOWN = (
    "This e-mail and password do not belong together here. Check both, and that this is your organization’s address."
)


class SignInRefused(Refusal):
    """The e-mail and password do not belong together, or the account is deactivated: the same words for each."""

    code = "sign_in_refused"


class SignInLocked(Refusal):
    """Too many wrong passwords; the password is not even looked at until some time has passed."""

    code = "sign_in_locked"


def admit(email: str, password: str, address: str) -> Account:
    """The account that this e-mail and password open. `address` is the client's, as text.

    Each try is a row before it is judged, so that many at once are counted all the same; success takes the rows of
    this person and place away. Refuses what does not belong together, and everything while there were too many.
    """
    email = email_key(email)
    attempt = SignInAttempt.objects.create(email=email, address=address)
    if _is_locked(attempt):
        attempt.delete()
        raise SignInLocked(
            "There were too many wrong passwords. Wait 15 minutes, or have a link to a new password mailed to you."
        )
    account = authenticate(None, username=email, password=password)
    if not isinstance(account, Account):
        SignInAttempt.objects.filter(at__lt=now() - KEPT).delete()
        raise SignInRefused(NOT_KNOWN)
    SignInAttempt.objects.filter(email=email, address=address).delete()
    return account


def _is_locked(attempt: SignInAttempt) -> bool:
    """Whether the tries before this one were too many; one statement."""
    same_email, same_address = Q(email=attempt.email), Q(address=attempt.address) & ~Q(address="")
    earlier = SignInAttempt.objects.filter(at__gt=attempt.at - WINDOW, pk__lt=attempt.pk)
    counted = earlier.filter(same_email | same_address).aggregate(
        pair=Count("pk", filter=same_email & same_address),
        email=Count("pk", filter=same_email),
        address=Count("pk", filter=same_address),
    )
    most = {"pair": MOST_OF_PAIR, "email": MOST_OF_EMAIL, "address": MOST_OF_ADDRESS}
    return any(counted[name] >= limit for name, limit in most.items())
