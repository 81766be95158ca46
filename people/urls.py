"""Addresses of signing in and out, and of one's own account."""

from __future__ import annotations

from django.urls import path

from people import account_views, second_factor_views, views

app_name = "people"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/second-step/", second_factor_views.second_step, name="second_step"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("my-account/", account_views.account, name="account"),
    path("my-account/password/", account_views.password, name="password"),
    path("my-account/appearance/", account_views.appearance, name="appearance"),
    path("my-account/sessions/ending/", account_views.other_sessions_ending, name="other_sessions_ending"),
    path("my-account/sessions/<uuid:mark>/ending/", account_views.session_ending, name="session_ending"),
    path("my-account/second-factor/", second_factor_views.second_factor, name="second_factor"),
    path("my-account/second-factor/beginning/", second_factor_views.beginning, name="second_factor_beginning"),
    path("my-account/second-factor/confirmation/", second_factor_views.confirmation, name="second_factor_confirmation"),
    path("my-account/second-factor/removal/", second_factor_views.removal, name="second_factor_removal"),
]
