"""Addresses of payment terms."""

from __future__ import annotations

from django.urls import path

from payment_terms.views import default, rows, table, together

app_name = "payment_terms"
urlpatterns = [
    path("", table.table, name="list"),
    path("default/", default.default, name="default"),
    path("default/undo/", default.undo, name="undo_default"),
    path("counts-from/", default.counts_from, name="counts_from"),
    path("changes/", together.changes, name="changes"),
    path("changes/<uuid:public_id>/", together.batch, name="batch"),
    path("changes/<uuid:public_id>/undo/", together.undo, name="undo_batch"),
    path("<uuid:public_id>/", rows.detail, name="detail"),
    path("<uuid:public_id>/terms/", rows.terms, name="terms"),
    path("<uuid:public_id>/days/", rows.days, name="days"),
    path("<uuid:public_id>/cell/", rows.cell, name="cell"),
    path("<uuid:public_id>/undo/", rows.undo, name="undo"),
]
