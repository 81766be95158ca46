"""The forms of members: whom to invite, which roles somebody holds, a new password."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.core.validators import ProhibitNullCharactersValidator

from common.ui.fields import AddressField
from members.operations.invitations import Invitee
from members.operations.roles import RoleFacts
from people.permissions import HeldRole, Permission

NEVER, GRACE_DAYS = "-1", 14
NO_ROLE = "Choose at least one role."
ADDRESS = {
    "required": "Type the e-mail address.",
    "invalid": "Type an address such as name@company.com.",
}


class RolesForm(forms.Form):
    """Which roles somebody holds; their permissions are the union."""

    roles = forms.MultipleChoiceField(
        label="Roles",
        widget=forms.CheckboxSelectMultiple,
        help_text="Somebody with several roles may do what any of them may.",
        error_messages={"required": NO_ROLE, "invalid_choice": "This is no role here, or it was deleted."},
    )

    def __init__(self, *args: Any, known: Iterable[HeldRole], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.MultipleChoiceField, self.fields["roles"])
        field.choices = [(role.key, role.label) for role in known]


class InviteForm(RolesForm):
    """Who is invited, and into which roles."""

    field_order = ("email", "name", "roles")
    email = AddressField(
        label="E-mail", max_length=254, error_messages=ADDRESS, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    name = forms.CharField(
        label="Name",
        max_length=150,
        help_text="As it stands in the history of what they do.",
        validators=[ProhibitNullCharactersValidator()],
        error_messages={"required": "Type the person’s name."},
    )

    def invitee(self) -> Invitee:
        """What was typed, once it is valid."""
        return Invitee(self.cleaned_data["email"], self.cleaned_data["name"], self.cleaned_data["roles"])


class RoleForm(forms.Form):
    """A custom role: its name, for whom it is, and its permissions."""

    name = forms.CharField(
        label="Name",
        max_length=60,
        help_text="As it stands beside the people who have it.",
        validators=[ProhibitNullCharactersValidator()],
        error_messages={"required": "Type a name."},
    )
    description = forms.CharField(
        label="For whom it is", max_length=200, required=False, validators=[ProhibitNullCharactersValidator()]
    )
    permissions = forms.MultipleChoiceField(
        label="Permissions",
        choices=[(permission.value, permission.label) for permission in Permission],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one permission.", "invalid_choice": "This is no permission here."},
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)

    def facts(self) -> RoleFacts:
        """What was typed, once it is valid."""
        typed = self.cleaned_data
        return RoleFacts(typed["name"], typed["description"], frozenset(map(Permission, typed["permissions"])))

    def chosen(self) -> frozenset[str]:
        """The permissions that are ticked, as typed or to begin with."""
        return frozenset(self["permissions"].value() or ())


class SignInRuleForm(forms.Form):
    """Whether everybody needs a second factor, and from when."""

    when = forms.TypedChoiceField(
        label="Everybody needs a second factor",
        choices=[(NEVER, "No, each person decides"), ("0", "From today"), (str(GRACE_DAYS), f"In {GRACE_DAYS} days")],
        coerce=int,
        widget=forms.RadioSelect,
        help_text="From that day on, whoever has none sets it up before they can do anything else.",
        error_messages={"required": "Choose one.", "invalid_choice": "Choose one of the three."},
    )

    def since(self, today: date) -> date | None:
        """The day from which the rule holds, once what was typed is valid."""
        days = self.cleaned_data["when"]
        return None if days < 0 else today + timedelta(days=days)


class ForgottenForm(forms.Form):
    """The address whose password was lost."""

    email = forms.EmailField(
        label="E-mail",
        max_length=254,
        error_messages=ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )


class NewPasswordForm(forms.Form):
    """A password, typed twice because nobody sees it."""

    password = forms.CharField(
        label="Password",
        max_length=1000,
        strip=False,
        help_text="At least 10 characters. A few words that belong only to you are better than one with signs.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "autofocus": True}),
        error_messages={"required": "Type a password."},
    )
    again = forms.CharField(
        label="Password again",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Type the password a second time."},
    )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        if "password" in cleaned and "again" in cleaned and cleaned["password"] != cleaned["again"]:
            self.add_error("again", "The two passwords differ. Type the same one twice.")
        return cleaned
