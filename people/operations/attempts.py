"""Count wrong passwords, and stop guessing; count what anybody may ask for unsigned, and stop floods."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Q

from common.errors import Refusal
from people.models import SignInAttempt, email_key
from tenants.models import now

WINDOW = timedelta(minutes=15)
KEPT = timedelta(days=1)
# Failures within the window, after which the next is not looked at: of one person from one place, of one person from
# anywhere, of anybody from one place (an office shares its address).
MOST_OF_PAIR, MOST_OF_EMAIL, MOST_OF_ADDRESS = 5, 20, 50


class SignInLocked(Refusal):
    """Too many wrong passwords; the password is not even looked at until some time has passed."""

    code = "sign_in_locked"


def begin_attempt(email: str, address: str) -> None:
    """Count a try before it is judged, so that many at once are counted all the same. `address` is the client's.

    Commits the row, whatever becomes of the try. Refuses everything while there were too many, uncounted.
    """
    if not _is_counted(SignInAttempt(email=email_key(email), address=address)):
        raise SignInLocked(
            "There were too many wrong passwords. Wait 15 minutes, or have a link to a new password mailed to you."
        )


def is_asked_too_often(what: str, address: str) -> bool:
    """Count somebody not signed in who asks for `what`; whether this client address did so too often, uncounted then.

    As often as one person's password may be tried from anywhere. The key is in capitals, as that of no typed e-mail is,
    and has no address beside it: no such row counts as a wrong password, nor a wrong password as such a row.
    """
    forget_attempts()
    return not _is_counted(SignInAttempt(email=f"{what} {address}".upper(), address=""))


def forgive_attempts(email: str, address: str | None = None) -> None:
    """Take the tries of this person away: those from one place, or, without `address`, from everywhere."""
    tries = SignInAttempt.objects.filter(email=email_key(email))
    (tries if address is None else tries.filter(address=address)).delete()


def forget_attempts() -> None:
    """Remove tries that are older than a day; they count for nothing any more."""
    SignInAttempt.objects.filter(at__lt=now() - KEPT).delete()


def _is_counted(attempt: SignInAttempt) -> bool:
    """Write the row of a try before it is judged; take it back, and say so, where those before it were too many."""
    attempt.save()
    if _is_locked(attempt):
        attempt.delete()
        return False
    return True


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
