"""The forms of tokens and service accounts."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator

from billing_platform.api.models import LONGEST_NAME
from billing_platform.api.operations.tokens import LONGEST_DAYS, USUAL_DAYS, TokenWish
from people.permissions import Permission, in_order

LIVES = {30: "30 days", USUAL_DAYS: "90 days", 180: "180 days", LONGEST_DAYS: "1 year"}


def _name(help_text: str, missing: str) -> forms.CharField:
    return forms.CharField(
        label="Name",
        max_length=LONGEST_NAME,
        help_text=help_text,
        validators=[ProhibitNullCharactersValidator()],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": missing},
    )


def _permissions(label: str, help_text: str, missing: str) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label,
        choices=[(each.value, each.label) for each in Permission],
        coerce=Permission,
        widget=forms.CheckboxSelectMultiple,
        help_text=help_text,
        error_messages={"required": missing, "invalid_choice": "This is none that can be given here."},
    )


class TokenForm(forms.Form):
    """A token to be made: what for, what it may do (of what its owner may), for how long.

    Who has a second factor types a code of it (`asks_code`).
    """

    name = _name("The program that uses it, such as “ERP, invoices”.", "Type what the token is for.")
    scopes = _permissions(
        "Scopes", "What the token may do. Choose no more than the program needs.", "Choose at least one scope."
    )
    days = forms.TypedChoiceField(
        label="Expires in", choices=LIVES.items(), coerce=int, initial=USUAL_DAYS,
        help_text="A mail comes seven days before.",
        error_messages={"invalid_choice": "Choose one of the times offered."},
    )  # fmt: skip

    code = forms.CharField(
        label="Code of your second factor", max_length=20, help_text="From the app, or a recovery code.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "class": "input-mono w-12"}),
        error_messages={"required": "Type the code that the app shows."},
    )  # fmt: skip

    def __init__(self, *args: Any, allowed: Collection[Permission], asks_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks_code = asks_code
        if not asks_code:
            del self.fields["code"]
        offered = [(each.value, each.label) for each in in_order(allowed)]
        self.fields["scopes"].choices = offered  # type: ignore[attr-defined]

    @property
    def typed_code(self) -> str:
        """The code that was typed, "" where none is asked for."""
        return str(self.cleaned_data.get("code", ""))

    def wish(self) -> TokenWish:
        """What was typed, once it is valid."""
        return TokenWish(self.cleaned_data["name"], self.cleaned_data["scopes"], self.cleaned_data["days"])


class PermissionsForm(forms.Form):
    """What a service account may do."""

    permissions = _permissions(
        "Permissions", "The most its tokens may do.", "Choose at least one permission, or deactivate the account."
    )


class ServiceAccountForm(PermissionsForm):
    """A service account to be made."""

    field_order = ("name", "permissions")
    name = _name("As it stands in the history of what it does.", "Type a name for the program.")
