"""Judge a try to sign in."""

from __future__ import annotations

from django.contrib.auth import authenticate

from common.errors import Refusal
from people.models import Account
from people.operations.attempts import begin_attempt, forget_attempts, forgive_attempts

NOT_KNOWN = (
    "This e-mail and password do not belong together here. Check both, and that this is your organization’s address."
)


class SignInRefused(Refusal):
    """The e-mail and password do not belong together, or the account is deactivated: the same words for each."""

    code = "sign_in_refused"


def admit(email: str, password: str, address: str) -> Account:
    """The account that this e-mail and password open. `address` is the client's, as text.

    Each try is counted before it is judged; success takes the tries of this person and place away. Refuses what does
    not belong together, and everything while there were too many.
    """
    begin_attempt(email, address)
    account = authenticate(None, username=email, password=password)
    if not isinstance(account, Account):
        forget_attempts()
        raise SignInRefused(NOT_KNOWN)
    forgive_attempts(email, address)
    return account
