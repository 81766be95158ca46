"""Indexes that answer `icontains`: trigrams of the text in capitals, which is what that lookup compares."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db.models.expressions import OrderBy
from django.db.models.functions import Collate, Upper
from django.db.models.indexes import IndexExpression

# What `django.contrib.postgres` does as an app; as one it would also ask every new connection for types nobody uses.
IndexExpression.register_wrappers(OrderBy, OpClass, Collate)


def trigrams(*columns: str, name: str) -> GinIndex:
    """One index over several columns; a condition on any of them alone is answered by it, from three characters on."""
    return GinIndex(*(OpClass(Upper(column), name="gin_trgm_ops") for column in columns), name=name)
