"""The form people sign in with."""

from __future__ import annotations

from django import forms


class SignInForm(forms.Form):
    """E-mail and password; whether they belong together is not the form's to know."""

    username = forms.EmailField(
        label="E-mail",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
        error_messages={
            "required": "Type your e-mail address.",
            "invalid": "Type an address such as name@company.com.",
        },
    )
    password = forms.CharField(
        label="Password",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Type your password."},
    )
