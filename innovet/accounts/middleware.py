"""Which language a page speaks: the address first, then the account; no cookie."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

ENGLISH = "en"


class LanguageMiddleware:
    """Dutch, unless the address starts with /en/ or a signed-in person chose English.

    Addresses are resolved in the language of the address; the account's choice sets in afterwards,
    so that a Dutch address keeps working for somebody who reads English.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in one language and say which."""
        with translation.override(language_of_address(request.path_info)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Let the account's language count once the address is resolved."""
        use_account_language(request)


def language_of_address(path: str) -> str:
    """English below /en/, otherwise Dutch."""
    return ENGLISH if path.startswith("/en/") or path == "/en" else settings.LANGUAGE_CODE


def use_account_language(request: HttpRequest) -> None:
    """Speak the language of a signed-in person; a visitor without a session costs no query."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or request.LANGUAGE_CODE == ENGLISH:
        return
    language = getattr(request.user, "language", settings.LANGUAGE_CODE)
    if language != request.LANGUAGE_CODE:
        translation.activate(language)
        request.LANGUAGE_CODE = language
