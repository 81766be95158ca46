"""Where the product answers: at the address of an organization, or nowhere before the first one is added."""

from __future__ import annotations

import os
import re
import shlex
import sys
from dataclasses import dataclass

from billing_platform.local.places import PROJECT

_ADDRESS = re.compile(r"^https?://\S+", re.MULTILINE)
FIRST_HOST = "my-company.localhost"
FIRST_ORGANIZATION = (
    "create_organization", "--name", "My Company", "--kind", "distributor", "--host", FIRST_HOST, "--country", "DE",
    "--admin-email", "me@my-company.example",
)  # fmt: skip


@dataclass(slots=True)
class WayIn:
    """The port of web, and the first organization's address once it is known; a host without one answers 404."""

    port: int
    url: str = ""

    @property
    def words(self) -> str:
        """The end of a sentence: "at http://acme.localhost:8000/"."""
        return f"at {self.url}" if self.url else f"on port {self.port}"

    @property
    def first_step(self) -> str:
        """Without an organization the command that adds one, to be run beside; else nothing."""
        if self.url:
            return ""
        state = os.environ.get("BILLING_STATE")
        command = shlex.join([sys.executable, str(PROJECT / "manage.py"), *FIRST_ORGANIZATION])
        return (
            "\nThere is no organization yet, so there is no page to open. Add the first one in another terminal:\n\n"
            f"  {f'BILLING_STATE={shlex.quote(state)} ' if state else ''}{command}\n\n"
            f"and sign in at http://{FIRST_HOST}:{self.port}/ with the password that it prints.\n\n"
        )


def first_address(said: str) -> str:
    """The address at the beginning of the first line that has one, of what `manage.py addresses` says; else ""."""
    found = _ADDRESS.search(said)
    return found[0] if found else ""
