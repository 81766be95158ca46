"""Models and querysets that remember the schema they were made in and refuse to work in another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import connection, models
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


class TenantQuery(Query):
    """A query stamped with its schema; every read passes through `get_compiler`."""

    made_in: str = ""

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        if self.made_in:
            check_schema(self.made_in, f"A queryset of {self.model._meta.label if self.model else 'nothing'}")
        return super().get_compiler(*args, **kwargs)


class TenantQuerySet(models.QuerySet[M]):
    """The one queryset of tenant tables: lazy, but only in the schema it was made in."""

    def __init__(self, model: Any = None, query: Query | None = None, using: str | None = None, hints: Any = None) -> None:
        for row in (hints or {}).values():
            check_schema(getattr(row, "_made_in", here()), "A row whose relations are followed")
        if query is None and model is not None:
            query = TenantQuery(model)
            query.made_in = here()
        super().__init__(model=model, query=query, using=using, hints=hints)

    def update(self, **kwargs: Any) -> int:
        self._check()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._check()
        return super().delete()

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        rows = list(objs)
        for row in rows:
            check_schema(getattr(row, "_made_in", here()), f"A row of {self.model._meta.label}")
        return super().bulk_create(rows, *args, **kwargs)

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
        check_schema(self._made_in, f"A row of {self._meta.label}")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        check_schema(self._made_in, f"A row of {self._meta.label}")
        return super().delete(*args, **kwargs)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        check_schema(self._made_in, f"A row of {self._meta.label}")
        super().refresh_from_db(*args, **kwargs)
