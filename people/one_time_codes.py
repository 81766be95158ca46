"""One-time codes of an app (RFC 6238: six digits, every 30 seconds, SHA-1) and recovery codes, as arithmetic."""

from __future__ import annotations

import hmac
import secrets
from base64 import b32encode
from collections.abc import Iterable
from datetime import datetime

import pyotp

STEP_SECONDS = 30
DRIFT = 1  # steps that the clock of a phone may be ahead or behind
RECOVERY_CODES = 10
RECOVERY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another one
RECOVERY_LENGTH = 10


def secret_from(digest: bytes) -> str:
    """The first 160 bits of a digest as an app takes a secret: 32 letters of base32."""
    return b32encode(digest[:20]).decode()


def step_of(at: datetime) -> int:
    """The number of the 30 seconds an instant lies in."""
    return int(at.timestamp()) // STEP_SECONDS


def used_step(candidates: Iterable[str], code: str, at: datetime, *, after: int) -> int | None:
    """The step whose code this is, by one of the secrets; None for a wrong code, and for one of step `after` or before.

    Each code is compared in constant time.
    """
    typed, present = code.replace(" ", ""), step_of(at)
    steps = [step for step in range(present - DRIFT, present + DRIFT + 1) if step > after]
    found = [
        step
        for secret in candidates
        for step in steps
        if hmac.compare_digest(pyotp.TOTP(secret).generate_otp(step).encode(), typed.encode())
    ]
    return found[0] if found else None


def address_of(secret: str, *, email: str, issuer: str) -> str:
    """The `otpauth://` address that the QR code shows to an app."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def in_fours(secret: str) -> str:
    """A secret in groups of four letters, to be typed by hand."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def new_recovery_codes() -> tuple[str, ...]:
    """Ten codes of ten letters, about 49 random bits each: "abcde-fghjk"."""
    return tuple(_recovery_code() for _ in range(RECOVERY_CODES))


def plain_recovery_code(typed: str) -> str:
    """A recovery code as it is hashed: small letters, without dash and spaces."""
    return "".join(each for each in typed.lower() if each.isalnum())


def _recovery_code() -> str:
    letters = "".join(secrets.choice(RECOVERY_LETTERS) for _ in range(RECOVERY_LENGTH))
    return f"{letters[:5]}-{letters[5:]}"
