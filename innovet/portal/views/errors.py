"""What a visitor reads when something cannot be shown: the status, in words, in the right language."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from innovet.accounts.middleware import use_account_language


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """The words for one status: what happened, and what a person can do."""

    title: Promise
    explanation: Promise


STALE_FORM = "stale form"
PAGES: dict[int | str, ErrorPage] = {
    400: ErrorPage(
        _("This request could not be read"),
        _("Go back and try again. If it keeps failing, tell us what you wanted to do."),
    ),
    403: ErrorPage(
        _("You may not do this"),
        _("Do you think you should be able to? Look under 'What may I do, and why', or ask a coordinator."),
    ),
    404: ErrorPage(
        _("This page does not exist"),
        _("The address may hold a mistake, the page may be gone, or you need to sign in first."),
    ),
    405: ErrorPage(
        _("This address does not work in this way"),
        _("Go back to the page you came from and use the button there."),
    ),
    409: ErrorPage(
        _("This has just changed"),
        _("Somebody else was at work at the same time. Go back, look at how things stand now and try again."),
    ),
    413: ErrorPage(
        _("This is too large to send"),
        _("Make the file or the text smaller and try again."),
    ),
    422: ErrorPage(
        _("This cannot be kept as it is"),
        _("Go back, mend what is named here and send it again."),
    ),
    STALE_FORM: ErrorPage(
        _("This form is too old"),
        _(
            "It stood open too long, or you signed in or out meanwhile. Go back, load the page again and send it once more."
        ),
    ),
    429: ErrorPage(
        _("That is a bit too often"),
        _("Wait a few minutes and try again."),
    ),
}


def error_page(request: HttpRequest, cause: int | str, reasons: tuple[str, ...] = ()) -> HttpResponse:
    """The page for a status, with the reasons that a person may read."""
    status = cause if isinstance(cause, int) else 403
    if hasattr(request, "user"):
        use_account_language(request)
    response = render(request, "error.html", {"page": PAGES[cause], "reasons": reasons}, status=status)
    if getattr(request, "htmx", False):
        response["HX-Retarget"], response["HX-Reswap"] = "body", "innerHTML"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 403, tuple(filter(None, [str(exception)])))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return error_page(request, 404)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Say what helps against a stale form; the technical reason stays in the log."""
    return error_page(request, STALE_FORM)
