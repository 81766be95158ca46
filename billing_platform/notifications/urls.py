"""Addresses of notifications."""

from __future__ import annotations

from django.urls import path

from billing_platform.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.mails, name="list"),
    path("<uuid:public_id>/", views.mail, name="detail"),
    path("<uuid:public_id>/html/", views.html, name="html"),
    path("<uuid:public_id>/sending/", views.sending, name="sending"),
]
