"""What views share: who asks, and how a refusal becomes a response."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

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


def absolute_url(path: str) -> str:
    """The full address of a path, for mails and feeds."""
    return settings.SITE_URL.rstrip("/") + path
