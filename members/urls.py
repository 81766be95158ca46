"""Addresses of members."""

from __future__ import annotations

from django.urls import path

from members.views import members

app_name = "members"
urlpatterns = [
    path("", members.members, name="list"),
    path("invitations/", members.invitation, name="invite"),
    path("invitations/<uuid:public_id>/sending/", members.sending, name="sending"),
    path("invitations/<uuid:public_id>/withdrawal/", members.withdrawal, name="withdrawal"),
    path("<uuid:public_id>/", members.detail, name="detail"),
    path("<uuid:public_id>/roles/", members.roles, name="roles"),
    path("<uuid:public_id>/deactivation/", members.deactivation, name="deactivation"),
    path("<uuid:public_id>/activation/", members.activation, name="activation"),
]
