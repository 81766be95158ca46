"""Addresses of members."""

from __future__ import annotations

from django.urls import path

from members.views import members, roles, second_factors

app_name = "members"
urlpatterns = [
    path("", members.members, name="list"),
    path("invitations/", members.invitation, name="invite"),
    path("invited/", members.invited, name="invited"),
    path("invitations/<uuid:public_id>/sending/", members.sending, name="sending"),
    path("invitations/<uuid:public_id>/withdrawal/", members.withdrawal, name="withdrawal"),
    path("roles/", roles.roles, name="custom_roles"),
    path("roles/new/", roles.new, name="new_role"),
    path("roles/<uuid:public_id>/", roles.edit, name="role"),
    path("roles/<uuid:public_id>/deletion/", roles.deletion, name="role_deletion"),
    path("second-factor/", second_factors.rule, name="sign_in_rule"),
    path("second-factor/choice/", second_factors.choice, name="sign_in_rule_choice"),
    path("<uuid:public_id>/second-factor/removal/", second_factors.taking, name="taking_second_factor"),
    path("<uuid:public_id>/", members.detail, name="detail"),
    path("<uuid:public_id>/roles/", members.roles, name="roles"),
    path("<uuid:public_id>/deactivation/", members.deactivation, name="deactivation"),
    path("<uuid:public_id>/activation/", members.activation, name="activation"),
]
