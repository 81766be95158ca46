"""The forms of members: whom to invite, which roles somebody holds, a new password."""

from __future__ import annotations

from django import forms
from django.core.validators import ProhibitNullCharactersValidator

from common.ui.fields import AddressField
from members.operations.invitations import Invitee
from people.permissions import Role

NO_ROLE = "Choose at least one role."
ADDRESS = {
    "required": "Type the e-mail address.",
    "invalid": "Type an address such as name@company.com.",
}


class RolesForm(forms.Form):
    """Which roles somebody holds; their permissions are the union."""

    roles = forms.TypedMultipleChoiceField(
        label="Roles",
        choices=Role.choices,
        coerce=Role,
        widget=forms.CheckboxSelectMultiple,
        help_text="Somebody with several roles may do what any of them may.",
        error_messages={"required": NO_ROLE, "invalid_choice": "This is no role here."},
    )


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
