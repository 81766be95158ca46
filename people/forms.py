"""The forms people sign in with, and change their password with."""

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


class PasswordForm(forms.Form):
    """A new password, with the present one; whether that is right and the new one strong is the operation's to say."""

    current = forms.CharField(
        label="Present password",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Type the password you sign in with now."},
    )
    new = forms.CharField(
        label="New password",
        max_length=1000,
        strip=False,
        help_text="At least 10 characters, and none of those everybody uses.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Type a new password."},
    )
    repeated = forms.CharField(
        label="New password again",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Type the new password a second time."},
    )

    def passwords(self) -> dict[str, str]:
        """The present password and the new one, once what was typed is valid."""
        return {"current": self.cleaned_data["current"], "new": self.cleaned_data["new"]}

    def clean_repeated(self) -> str:
        repeated = str(self.cleaned_data["repeated"])
        if self.cleaned_data.get("new") not in (None, repeated):
            raise forms.ValidationError("It is not the same as the new password above.")
        return repeated


CODE_INPUT = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "input-mono w-12"}
CODE_WANTED = {"required": "Type the code that the app shows."}


class CodeForm(forms.Form):
    """A code of the app, or a recovery code."""

    code = forms.CharField(
        label="Code", max_length=20, widget=forms.TextInput(attrs=CODE_INPUT), error_messages=CODE_WANTED
    )


class SecondStepForm(CodeForm):
    """The code after the password."""

    field_order = ("code",)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["code"].help_text = "Six digits from the app, or one of your recovery codes."
        self.fields["code"].widget.attrs |= {"autofocus": True, "inputmode": "text"}


class TurnOffForm(CodeForm):
    """What it takes to go back to the password alone."""

    password = forms.CharField(
        label="Password",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Type your password."},
    )
