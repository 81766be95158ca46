"""Addresses of purchase_orders."""

from __future__ import annotations

from django.urls import path

from purchase_orders import form_views, status_views, views

app_name = "purchase_orders"
urlpatterns = [
    path("", views.order_list, name="list"),
    path("new/", form_views.new_order, name="new"),
    path("<uuid:public_id>/", views.order_page, name="detail"),
    path("<uuid:public_id>/edit/", form_views.edit_page, name="edit"),
    path("<uuid:public_id>/deletion/", views.deletion, name="deletion"),
    path("<uuid:public_id>/suspension/", status_views.suspension, name="suspension"),
    path("<uuid:public_id>/reactivation/", status_views.reactivation, name="reactivation"),
]
