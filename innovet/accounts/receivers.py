"""Answers to the sign-in library."""

from typing import Any

from allauth.mfa.signals import authenticator_removed
from django.dispatch import receiver
from django.http import HttpRequest

from innovet.accounts.second_factor import CONFIRMED


@receiver(authenticator_removed)
def ask_second_factor_again(request: HttpRequest, **_kwargs: Any) -> None:
    """After a factor is removed the next page looks again whether one is left."""
    request.session.pop(CONFIRMED, None)
