"""Why a choice of many rows is not taken."""

from __future__ import annotations

from common.errors import Refusal


class NothingChosen(Refusal):
    """No row of the preview goes."""

    code = "nothing_chosen"


class ReasonMissing(Refusal):
    """The act wants a reason."""

    code = "reason_missing"


class NotUndoable(Refusal):
    """The run has no way back, or not yet."""

    code = "not_undoable"
