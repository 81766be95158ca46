"""Addresses of signing in and out, and of one's own account."""

from __future__ import annotations

from django.urls import path

from people import account_views, views

app_name = "people"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("my-account/", account_views.account, name="account"),
    path("my-account/password/", account_views.password, name="password"),
    path("my-account/appearance/", account_views.appearance, name="appearance"),
]
