"""Why an export is not made or not handed out."""

from __future__ import annotations

from common.errors import Refusal


class MayNoLonger(Refusal):
    """Whoever asked for it may no longer see the list."""

    code = "may_no_longer"
