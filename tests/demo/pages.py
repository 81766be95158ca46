"""What a page of the demo says to somebody who looks at it."""

from __future__ import annotations

import html
import re

from django.test import Client

BETWEEN_TAGS = re.compile(r"<[^>]+>")


def shown(client: Client, address: str) -> str:
    """The words of a page without its markup, blanks as one."""
    answer = client.get(address, follow=True)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return " ".join(html.unescape(BETWEEN_TAGS.sub(" ", answer.content.decode())).split())
