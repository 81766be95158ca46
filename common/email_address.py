"""Which e-mail addresses mails can be sent to: a stricter rule than that of the standard, and what to change."""

from __future__ import annotations

import re
import unicodedata

# RFC 5322, 3.2.3: an unquoted local part. Quoted ones are allowed there, but hardly any mail server takes them.
LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})


def why_unusable(address: str) -> str:
    """What to change in an address so that mails can go there, in a sentence; empty where they can."""
    local, at, domain = address.rpartition("@")
    if any(unicodedata.category(sign) in INVISIBLE for sign in address):
        return "There is a space, a line break or an invisible character in the address. Type it again without."
    if not (at and local and _is_domain(domain)):
        return "Write it as name@company.example."
    if not LOCAL.fullmatch(local):
        return "Before the @ only letters a to z, digits, dots between them and signs such as - _ + can stand."
    return ""


def _is_domain(domain: str) -> bool:
    try:
        return bool(domain.encode("idna"))
    except UnicodeError:
        return False
