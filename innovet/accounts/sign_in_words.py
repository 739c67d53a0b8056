"""What the sign-in library says, in our own words: its errors and messages by their key."""

from django.utils.translation import gettext_lazy as _

ACCOUNT_ERRORS = {
    "account_inactive": _("This account is closed."),
    "email_password_mismatch": _("This e-mail address and password do not belong together."),
    "email_taken": _("There already is an account with this e-mail address."),
    "enter_current_password": _("Type your present password."),
    "incorrect_code": _("This code is not right. Look at the latest mail, or ask for a new code."),
    "incorrect_password": _("This password is not right."),
    "invalid_or_expired_key": _("This link no longer works. Ask for a new one."),
    "invalid_login": _("Signing in did not work. Try again."),
    "invalid_password_reset": _("This code no longer works. Ask for a new one."),
    "too_many_login_attempts": _("Too many attempts. Wait a few minutes and try again."),
    "rate_limited": _("Too many attempts. Wait a few minutes and try again."),
    "unverified_primary_email": _("Confirm your e-mail address first."),
    "same_as_current": _("This is the address you already have."),
    "unknown_email": _("No account with this e-mail address was found."),
}

SECOND_FACTOR_ERRORS = {
    "add_email_blocked": _("Remove your second factor before you add an e-mail address."),
    "cannot_delete_authenticator": _("Your role needs a second factor, so the last one stays."),
    "cannot_generate_recovery_codes": _("Set up an app or a passkey first; recovery codes come after that."),
    "incorrect_code": _("This code is not right. Wait for the next code in your app and try again."),
    "unverified_email": _("Confirm your e-mail address first."),
}

MESSAGES = {
    "account/messages/logged_out.txt": _("You are signed out."),
    "account/messages/email_confirmed.txt": _("The address %(email)s is confirmed."),
    "account/messages/email_confirmation_failed.txt": _("The address %(email)s already belongs to another account."),
    "account/messages/unverified_primary_email.txt": _("Confirm your e-mail address first."),
    "account/messages/primary_email_set.txt": _("Your e-mail address is changed."),
    "account/messages/email_deleted.txt": _("Your e-mail address stays as it was."),
    "account/messages/password_changed.txt": _("Your password is changed."),
    "account/messages/password_set.txt": _("Your password is set."),
    "mfa/messages/totp_activated.txt": _("Your app is set up. From now on signing in asks a code from it."),
    "mfa/messages/totp_deactivated.txt": _("Your app is removed."),
    "mfa/messages/webauthn_added.txt": _("Your passkey is added."),
    "mfa/messages/webauthn_removed.txt": _("Your passkey is removed."),
    "mfa/messages/recovery_codes_generated.txt": _("Your new recovery codes are ready. The old ones no longer work."),
}
