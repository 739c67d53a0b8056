"""The sign-in library's forms with our labels; a label stands above its field, so no placeholders."""

from typing import Any, ClassVar

from allauth.account import forms as library
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as app
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import User

type Words = dict[str, Any]

CODE_HELP = _("Letters or digits from the mail. Capitals and spaces do not matter.")


class _Plain(forms.Form):
    """Sets our words and drops placeholders and rich help."""

    words: ClassVar[Words] = {}
    helps: ClassVar[Words] = {}
    widths: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.words.get(name, field.label)
            field.help_text = self.helps.get(name, "")
            if css := self.widths.get(name):
                field.widget.attrs["class"] = css


EMAIL = _("E-mail address")
PASSWORD = _("Password")
NEW_PASSWORD = _("New password")
AGAIN = _("New password, once more")
CODE = _("Code")
PASSWORD_HELP = _("At least 12 characters. A few words in a row are easy to remember and hard to guess.")
SHORT = {"code": "govuk-input--width-10"}


class LoginForm(_Plain, library.LoginForm):  # type: ignore[misc]
    """Address and password."""

    words = {"login": EMAIL, "password": PASSWORD, "remember": _("Keep me signed in on this device")}
    helps = {"remember": _("Not on a computer that others use as well.")}


class SignupForm(_Plain, library.SignupForm):  # type: ignore[misc]
    """A new account: name, address, password."""

    words = {"name": _("Your name"), "email": EMAIL, "password1": PASSWORD}
    helps = {"email": _("A code is sent to this address."), "password1": PASSWORD_HELP}
    name = forms.CharField(max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ["name", "email", "password1"]

    def custom_signup(self, request: HttpRequest, user: User) -> None:
        """Keep the name and the language of the page."""
        user.name = self.cleaned_data["name"]
        user.language = "en" if request.path_info.startswith("/en/") else "nl-be"
        user.save(update_fields=["name", "language"])


class ChangeEmailForm(_Plain, library.AddEmailForm):  # type: ignore[misc]
    """Another address; it counts from the moment its code is typed."""

    words = {"email": _("New e-mail address")}
    helps = {"email": _("A code is sent to this address. Your present address stays until you type that code.")}


class ChangePasswordForm(_Plain, library.ChangePasswordForm):  # type: ignore[misc]
    """Another password."""

    words = {"oldpassword": _("Present password"), "password1": NEW_PASSWORD, "password2": AGAIN}
    helps = {"password1": PASSWORD_HELP}


class SetPasswordForm(_Plain, library.SetPasswordForm):  # type: ignore[misc]
    """A first password."""

    words = {"password1": NEW_PASSWORD, "password2": AGAIN}
    helps = {"password1": PASSWORD_HELP}


class ResetPasswordForm(_Plain, library.ResetPasswordForm):  # type: ignore[misc]
    """Where to send the code for a new password."""

    words = {"email": EMAIL}


class NewPasswordForm(_Plain, library.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password after the code."""

    words = {"password1": NEW_PASSWORD, "password2": AGAIN}
    helps = {"password1": PASSWORD_HELP}


class RequestCodeForm(_Plain, library.RequestLoginCodeForm):  # type: ignore[misc]
    """Where to send a sign-in code."""

    words = {"email": EMAIL}


class ConfirmLoginCodeForm(_Plain, library.ConfirmLoginCodeForm):  # type: ignore[misc]
    """The code from the mail."""

    words = {"code": CODE}
    helps = {"code": CODE_HELP}
    widths = SHORT


class ConfirmMailCodeForm(_Plain, library.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    """The code that proves an address."""

    words = {"code": CODE}
    helps = {"code": CODE_HELP}
    widths = SHORT


class ConfirmResetCodeForm(_Plain, library.ConfirmPasswordResetCodeForm):  # type: ignore[misc]
    """The code before a new password."""

    words = {"code": CODE}
    helps = {"code": CODE_HELP}
    widths = SHORT


class ConfirmPasswordForm(_Plain, library.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something delicate."""

    words = {"password": PASSWORD}


class SecondFactorForm(_Plain, second_factor.AuthenticateForm):  # type: ignore[misc]
    """The code of the app, or a recovery code."""

    words = {"code": CODE}
    helps = {"code": _("Six digits from your app, or one of your recovery codes.")}
    widths = SHORT


class ConfirmSecondFactorForm(_Plain, second_factor.ReauthenticateForm):  # type: ignore[misc]
    """The code once more, before something delicate."""

    words = {"code": CODE}
    helps = {"code": _("Six digits from your app, or one of your recovery codes.")}
    widths = SHORT


class ActivateAppForm(_Plain, app.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of the app, to see that it works."""

    words = {"code": _("Code from the app")}
    helps = {"code": _("Six digits; a new code appears every 30 seconds.")}
    widths = SHORT


class AddPasskeyForm(_Plain, passkeys.AddWebAuthnForm):  # type: ignore[misc]
    """A passkey and its name."""

    words = {"name": _("Name"), "passwordless": _("Sign in with this passkey alone, without a password")}
    helps = {
        "name": _("For example: laptop at school."),
        "passwordless": _("Your device then asks your fingerprint, face or PIN."),
    }


class RenamePasskeyForm(_Plain, passkeys.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    words = {"name": _("Name")}
