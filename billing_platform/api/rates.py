"""How many requests a token and an organization, and how many wrong ones an address, may send in a minute; in Redis.

Redis may be away at any moment: then nothing is counted, nobody is turned away, and it is asked again a little later.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from functools import cache
from typing import Any

import redis
from django.conf import settings

from billing_platform.api.refusals import TooManyRequests

WINDOW = 60
QUICK = 0.2  # seconds that a request waits for Redis at most
ASKED_AGAIN_AFTER = 5.0
WHOSE = {
    "token": "This token may send {most:,} requests a minute.",
    "organization": "This organization may send {most:,} requests a minute.",
    "address": "This address may send {most:,} requests without a token that is good here a minute.",
}
log = logging.getLogger("api")


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a limit, or of the narrower of two: `most` in a minute, of which `left` until `seconds` from now.

    `name` is whose limit it is, a key of WHOSE.
    """

    name: str
    most: int
    left: int
    seconds: int

    def headers(self) -> dict[str, str]:
        """As the draft standard on rate limit fields writes them."""
        return {
            "RateLimit-Policy": f'"{self.name}";q={self.most};w={WINDOW}',
            "RateLimit": f'"{self.name}";r={max(self.left, 0)};t={self.seconds}',
        }


@dataclass(slots=True)
class Silence:
    """Until when Redis is not asked, after it did not answer; on the clock of `time.monotonic`."""

    until: float = 0.0


SILENCE = Silence()


def allowance(organization: str, token: str) -> Allowance | None:
    """Count one request of this token of this organization (its schema); None while there is nobody to count."""
    return _narrowest(
        ("token", settings.API_PER_MINUTE, f"{organization}:{token}"),
        ("organization", settings.API_PER_MINUTE_OF_ORGANIZATION, organization),
    )


def allowance_of_strangers(address: str) -> Allowance | None:
    """Count one request of this client's address that no token admitted; None while there is nobody to count.

    Whoever has a good token is never counted here, so that nobody is shut out by others behind the same address.
    """
    return _narrowest(("address", settings.API_REFUSED_PER_MINUTE, f"address:{address}"))


def check(allowed: Allowance | None) -> None:
    """Refuse the request that is beyond the limit."""
    if allowed is not None and allowed.left < 0:
        told = WHOSE[allowed.name].format(most=allowed.most)
        raise TooManyRequests(f"{told} Wait {allowed.seconds} seconds.", seconds=allowed.seconds)


def _narrowest(*limits: tuple[str, int, str]) -> Allowance | None:
    """Count one request against each limit, given as name, most in a minute and key; the one with the least left."""
    at = int(time.time())
    seconds = WINDOW - at % WINDOW
    counted = _counted([f"api:{key}:{at // WINDOW}" for _, _, key in limits])
    if counted is None:
        return None
    left = [Allowance(name, most, most - sent, seconds) for (name, most, _), sent in zip(limits, counted, strict=True)]
    return min(left, key=lambda each: each.left)


def _counted(keys: list[str]) -> list[int] | None:
    if not settings.REDIS_URL or time.monotonic() < SILENCE.until:
        return None
    try:
        with _server().pipeline(transaction=False) as batch:
            for key in keys:
                batch.incr(key)
                batch.expire(key, 2 * WINDOW)
            return [int(count) for count in batch.execute()[::2]]
    except (redis.RedisError, OSError) as error:
        SILENCE.until = time.monotonic() + ASKED_AGAIN_AFTER
        log.warning("api.requests_not_counted", extra={"reason": type(error).__name__})
        return None


@cache
def _server() -> Any:
    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=QUICK, socket_timeout=QUICK)
