"""What views share: who asks, and how a refusal becomes a response."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.cache import patch_cache_control

from innovet.kit.refused import Refused
from innovet.kit.verdict import Verdict

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails


class Request(HttpRequest):
    """Any request; htmx tells whether a fragment is asked."""

    htmx: "HtmxDetails"


def require(verdict: Verdict) -> None:
    """Answer 403 with the reason unless the verdict is yes."""
    if not verdict:
        raise PermissionDenied(str(verdict.reason))


def possible(verdict: Verdict) -> None:
    """Refuse in words instead of an error page, so that what was typed stays in view."""
    if not verdict:
        raise Refused(verdict.reason)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was posted, an empty post as well; nothing for a GET."""
    return request.POST if request.method == "POST" else None


def kept(form: BaseForm, act: Callable[[], object], field: str | None = None) -> bool:
    """Do it; a refusal stands in the form, so that what was typed stays in view."""
    try:
        act()
    except Refused as refusal:
        form.add_error(field, str(refusal))
        return False
    return True


def shared_with_visitors[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let a proxy keep a public page for a minute, unless it was made for one person."""

    @wraps(view)
    def shared(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        is_personal = settings.SESSION_COOKIE_NAME in request.COOKIES or "CSRF_COOKIE_NEEDS_UPDATE" in request.META
        if response.status_code == 200 and not is_personal:
            patch_cache_control(response, public=True, max_age=60)
        return response

    return shared


def absolute_url(path: str) -> str:
    """The full address of a path, for search engines and feeds; a mail writes its links in its own language."""
    return settings.SITE_URL.rstrip("/") + path
