"""Models and querysets that remember the schema they were made in and refuse to work in another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Self, TypeVar

from django.db import connection, models
from django.db.models import Q
from django.db.models.sql import Query

M = TypeVar("M", bound=models.Model)


class CrossedBorder(RuntimeError):
    """A model instance or queryset made in one organization's schema was used in another's; a defect, no refusal."""


def here() -> str:
    """The schema the connection stands in."""
    schema: str = connection.schema_name  # type: ignore[attr-defined]
    return schema


def check_schema(made_in: str, what: str) -> None:
    if made_in != here():
        raise CrossedBorder(f"{what} was made in schema {made_in} and used in {here()}: only frozen values cross")


def check_rows(values: Iterable[Any]) -> None:
    """Refuse rows of another schema among `values` (rows, lists of rows, conditions), and rows that hold on to one."""
    present = here()
    for row in _rows_in(values):
        for each in (row, *row._state.fields_cache.values()):
            if getattr(each, "_made_in", present) != present:
                check_schema(each._made_in, f"A row of {each._meta.label}")


def _rows_in(values: Iterable[Any]) -> Iterator[models.Model]:
    for value in values:
        if isinstance(value, models.Model):
            yield value
        elif isinstance(value, list | tuple | set | frozenset):
            yield from _rows_in(value)
        elif isinstance(value, Q):
            yield from _rows_in(each for each in value.flatten() if not isinstance(each, Q))


class TenantQuery(Query):
    """A query stamped with its schema; every read passes through `get_compiler`."""

    made_in: str = ""

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        if self.made_in:
            check_schema(self.made_in, f"A queryset of {self.model._meta.label if self.model else 'nothing'}")
        return super().get_compiler(*args, **kwargs)


class TenantQuerySet(models.QuerySet[M]):
    """The one queryset of tenant tables: lazy, but only in the schema it was made in."""

    def __init__(
        self, model: Any = None, query: Query | None = None, using: str | None = None, hints: Any = None
    ) -> None:
        for row in (hints or {}).values():
            check_schema(getattr(row, "_made_in", here()), "A row whose relations are followed")
        if query is None and model is not None:
            query = TenantQuery(model)
            query.made_in = here()
        super().__init__(model=model, query=query, using=using, hints=hints)

    def filter(self, *args: Any, **kwargs: Any) -> Self:
        check_rows((*args, *kwargs.values()))
        return super().filter(*args, **kwargs)

    def exclude(self, *args: Any, **kwargs: Any) -> Self:
        check_rows((*args, *kwargs.values()))
        return super().exclude(*args, **kwargs)

    def iterator(self, chunk_size: int | None = None) -> Iterator[M]:
        """Checked at each row: the place may change between two of them."""
        for row in super().iterator(chunk_size):
            self._check()
            yield row

    def update(self, **kwargs: Any) -> int:
        self._check()
        check_rows(kwargs.values())
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._check()
        return super().delete()

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        rows = list(objs)
        check_rows(rows)
        return super().bulk_create(rows, *args, **kwargs)

    def bulk_update(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> int:
        rows = list(objs)
        check_rows(rows)
        return super().bulk_update(rows, *args, **kwargs)

    def _check(self) -> None:
        if isinstance(self.query, TenantQuery) and self.query.made_in:
            check_schema(self.query.made_in, f"A queryset of {self.model._meta.label}")


class TenantModel(models.Model):
    """Base of every table in an organization's schema.

    The one override of `save` and `delete` in the house: an instance read in one schema and written in another would
    overwrite a stranger's row that happens to have the same id.
    """

    objects = TenantQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._made_in = here()

    def save(self, *args: Any, **kwargs: Any) -> None:
        check_rows([self])
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        check_schema(self._made_in, f"A row of {self._meta.label}")
        return super().delete(*args, **kwargs)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        check_schema(self._made_in, f"A row of {self._meta.label}")
        super().refresh_from_db(*args, **kwargs)
