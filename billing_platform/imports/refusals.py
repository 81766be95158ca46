"""Why an import is not applied, or not undone."""

from __future__ import annotations

from common.errors import Refusal


class FileMissing(Refusal):
    """No file was chosen."""

    code = "file_missing"


class NotEditable(Refusal):
    """The sheet has none of the columns that can be changed."""

    code = "not_editable"


class RowsChanged(Refusal):
    """Rows were changed by somebody else meanwhile; nothing was written."""

    code = "rows_changed"


class HasProblems(Refusal):
    """Cells of the sheet can't be taken; nothing was written."""

    code = "has_problems"


class NothingChanges(Refusal):
    """The sheet says what is here already."""

    code = "nothing_changes"


class NoLongerOpen(Refusal):
    """The import was applied, undone or discarded before."""

    code = "no_longer_open"
