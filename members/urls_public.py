"""Addresses that mailed links lead to, open to whoever holds the link."""

from __future__ import annotations

from django.urls import path

from members.views import links

app_name = "links"
urlpatterns = [
    path("forgotten/", links.forgotten, name="forgotten"),
    path("join/<str:token>/", links.joining, name="joining"),
    path("new-password/<str:token>/", links.new_password, name="new_password"),
]
