"""Rows as bare values, where very many are read: what columns read, without a model instance for each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models.query import ValuesListIterable

from billing_platform.lists.definition import Rows


def as_bare(found: Rows, shape: Any) -> Rows:
    """The rows as named tuples of this class: its `_fields` are columns, annotations or relations (`partner__name`)."""

    class Bare(ValuesListIterable[Any]):
        def __iter__(self) -> Iterator[Any]:
            return map(shape._make, super().__iter__())

    bare: Rows = found.values_list(*shape._fields)  # type: ignore[assignment]
    bare._iterable_class = Bare
    return bare
