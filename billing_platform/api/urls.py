"""Addresses of the pages about tokens and service accounts."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from billing_platform.api import account_views, views

OWN: list[URLPattern | URLResolver] = [
    path("", views.own, name="own"),
    path("<uuid:public_id>/revocation/", views.revocation, name="revocation"),
]
SERVICE_ACCOUNTS: list[URLPattern | URLResolver] = [
    path("", account_views.accounts, name="list"),
    path("new/", account_views.new, name="new"),
    path("tokens/<uuid:public_id>/revocation/", account_views.revocation, name="revocation"),
    path("<uuid:public_id>/", account_views.detail, name="detail"),
    path("<uuid:public_id>/permissions/", account_views.permissions, name="permissions"),
    path("<uuid:public_id>/tokens/", account_views.tokens, name="tokens"),
    path("<uuid:public_id>/deactivation/", account_views.deactivation, name="deactivation"),
    path("<uuid:public_id>/activation/", account_views.activation, name="activation"),
]
urlpatterns = [
    path("my-account/tokens/", include((OWN, "tokens"))),
    path("api-access/", include((SERVICE_ACCOUNTS, "service_accounts"))),
]
