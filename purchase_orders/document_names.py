"""How the documents that used a purchase order are called: told by the room of documents, which lies above this one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

Namer = Callable[[Iterable[UUID]], Mapping[UUID, str]]


class DocumentNames:
    """Holds the one function that finds the numbers of documents by their public ids; without it none is known."""

    def __init__(self) -> None:
        self._namer: Namer = lambda documents: {}

    def told_by(self, namer: Namer) -> None:
        """Use this function from now on; called once when the process starts."""
        self._namer = namer

    def of(self, documents: Iterable[UUID]) -> Mapping[UUID, str]:
        """The numbers of these documents of the open books; one that has none is left out."""
        return self._namer(documents)


document_names = DocumentNames()
