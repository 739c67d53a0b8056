"""Where the sign-in library meets the portal; a government sign-in (OpenID Connect) takes its place here later."""

import base64
import hashlib
import smtplib
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.translation import gettext_lazy as _

from innovet.accounts import sign_in_words
from innovet.accounts.models import User

log = structlog.get_logger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Our words, our mails, and the language of the person who gets them."""

    error_messages = {**DefaultAccountAdapter.error_messages, **sign_in_words.ACCOUNT_ERRORS}

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say what happened in our own words; what has none is not said."""
        text = message or sign_in_words.MESSAGES.get(message_template or "")
        if text:
            messages.add_message(request, level, str(text) % (message_context or {}), extra_tags=extra_tags)

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMultiAlternatives:
        """One file per mail, `<prefix>_message.txt`: the first line is the subject, the rest after a blank line the text."""
        subject, _blank, body = render_to_string(f"{template_prefix}_message.txt", context).strip().partition("\n")
        to = [email] if isinstance(email, str) else email
        return EmailMultiAlternatives(subject.strip(), body.strip() + "\n", self.get_from_email(), to, headers=headers)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send at once, in the person's language; security mails are never stored."""
        with translation.override(self._language_of(email)):
            message = self.render_mail(template_prefix, email, {"email": email, **context})
        try:
            message.send()
        except (smtplib.SMTPException, OSError):
            log.exception("security_mail_failed", template=template_prefix)
            self._say_mail_failed()

    def _language_of(self, email: str) -> str | None:
        chosen = User.objects.filter(email=email.lower()).values_list("language", flat=True).first()
        return chosen or translation.get_language()

    def _say_mail_failed(self) -> None:
        if request := allauth_context.request:
            messages.error(request, _("The mail could not be sent just now. Try again in a few minutes."))


def _keys() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"second factor" + force_bytes(secret)).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of the second factor lie encrypted in the database."""

    error_messages = {**DefaultMFAAdapter.error_messages, **sign_in_words.SECOND_FACTOR_ERRORS}

    def encrypt(self, text: str) -> str:
        """Lock a secret with the portal's key."""
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret; older keys are tried as well."""
        return _keys().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002, ARG002
        """A first name for a passkey, which the person may change."""
        return str(_("My passkey"))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The portal's name, as the browser shows it with a passkey."""
        return {"id": allauth_context.request.get_host().partition(":")[0], "name": "InnoVET"}
