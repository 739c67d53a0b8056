"""Sees to it that a refusal always arrives as a page with words, also in the middle of an htmx request."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRedirect

from innovet.kit.refused import Refused
from innovet.portal.views.errors import PAGES, error_page


class ErrorPagesMiddleware:
    """Gives an empty error response its page, a refusal nobody caught its 409, a row that may not be its 422."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with words where there would be none."""
        response = self.get_response(request)
        if response.status_code in PAGES and not response.streaming and not response.content:
            return self._with_words(request, response)
        if response.status_code == 302 and getattr(request, "htmx", False):
            return self._whole_page(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn what a view did not expect, but a person can read, into a page."""
        if isinstance(exception, Refused):
            return error_page(request, 409, (str(exception),))
        if isinstance(exception, ValidationError):
            return error_page(request, 422, tuple(exception.messages))
        return None

    def _with_words(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        page = error_page(request, response.status_code)
        for header in ("Allow", "Retry-After"):
            if header in response:
                page[header] = response[header]
        return page

    def _whole_page(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Signing in again is a page of its own, never a fragment inside another."""
        if response["Location"].partition("?")[0] != resolve_url(settings.LOGIN_URL):
            return response
        back = request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(f"{resolve_url(settings.LOGIN_URL)}?next={back}")
