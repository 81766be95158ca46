"""Do a write once for an idempotency key, and give its answer to whoever sends it again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from billing_platform.api.models import KeptAnswer
from billing_platform.api.refusals import KeyInUse, KeyReused
from common.retry import repeated
from common.sql import rows
from tenants.base import here
from tenants.models import now

KEPT = timedelta(hours=48)
TRY_LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"


@dataclass(frozen=True, slots=True)
class Key:
    """The idempotency key of a request, whose token it is, and a hash of what was asked."""

    token_id: int
    text: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and the JSON text of a body; `is_repeated` when it was given before."""

    status: int
    body: str
    is_repeated: bool = False


@repeated
def answer_once(key: Key, write: Callable[[], Answer]) -> Answer:
    """Run `write` unless this key was answered already: effect and answer are written in one transaction.

    A process that dies leaves both or neither. A refusal of `write` undoes the transaction and is kept nowhere, so the
    same key may be used again once the reason is gone. Takes an advisory lock on the key: refuses a second request at
    the same time (KeyInUse), and another request under the same key (KeyReused). `write` must be one transaction; when
    it loses a race, all of it is repeated.
    """
    with transaction.atomic():
        if not rows(TRY_LOCK, [f"answer {here()} {key.token_id} {key.text}"])[0][0]:
            raise KeyInUse("A request with this key is running. Send it again in a moment to get its answer.")
        kept = _kept(key)
        if kept is not None:
            return _repeated(kept, key)
        answer = write()
        _keep(key, answer)
    return answer


def is_answered(key: Key) -> bool:
    """Whether a request under this key was answered, so that its answer comes again; one statement."""
    return _kept(key) is not None


def forget_answers() -> int:
    """Remove answers that were kept long enough; returns how many. Harmless to repeat."""
    removed, _ = KeptAnswer.objects.filter(at__lte=now() - KEPT).delete()
    return removed


def _kept(key: Key) -> KeptAnswer | None:
    return KeptAnswer.objects.filter(token_id=key.token_id, key=key.text, at__gt=now() - KEPT).first()


def _repeated(kept: KeptAnswer, key: Key) -> Answer:
    if kept.fingerprint != key.fingerprint:
        raise KeyReused("This key was used for another request. Choose a new key for each request.")
    return Answer(kept.status, kept.body, is_repeated=True)


def _keep(key: Key, answer: Answer) -> None:
    KeptAnswer.objects.filter(token_id=key.token_id, key=key.text).delete()  # one too old to count
    KeptAnswer.objects.create(
        token_id=key.token_id, key=key.text, fingerprint=key.fingerprint, status=answer.status, body=answer.body
    )
