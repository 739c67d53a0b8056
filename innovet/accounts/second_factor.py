"""Coordinators and administrators use a second factor; until one is set up, only its pages open."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from innovet.accounts.standing import standing_of

CONFIRMED = "second_factor_confirmed"
OPEN_PAGES = frozenset({"account_logout", "account_reauthenticate", "account_email_verification_sent"})


def is_second_factor_missing(request: HttpRequest) -> bool:
    """Tell whether this person's roles ask a second factor that is not set up; one statement until it is."""
    standing = standing_of(request.user)
    if not (standing.is_coordinator or standing.is_administrator) or request.session.get(CONFIRMED):
        return False
    if has_second_factor(standing.user_id):
        request.session[CONFIRMED] = True
        return False
    return True


def has_second_factor(user_id: int | None) -> bool:
    """Tell whether a person set up an app or a passkey; recovery codes alone do not count."""
    types = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user_id=user_id, type__in=types).exists())


class SecondFactorMiddleware:
    """Leads to the page of the second factor; public pages stay open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as usual."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Redirect where the second factor is missing and the page is not public."""
        if not settings.SECOND_FACTOR_ENFORCED or not request.user.is_authenticated:
            return None
        name = (request.resolver_match and request.resolver_match.url_name) or ""
        if name in OPEN_PAGES or name.startswith("mfa_") or not getattr(view, "login_required", True):
            return None
        if not is_second_factor_missing(request):
            return None
        messages.warning(request, _("Your role needs a second factor. Set up an app or a passkey to go on."))
        return redirect("mfa_index")
