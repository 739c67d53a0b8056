"""Public pages that say what the portal is and how it treats its visitors."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from calls.models import Call
from innovet.kit import clock
from innovet.kit.http import shared_with_visitors

MOST_CALLS = 3


@require_safe
@login_not_required
@shared_with_visitors
def home(request: HttpRequest) -> HttpResponse:
    open_calls = Call.objects.visible_to(AnonymousUser()).open_at(clock.now()).order_by("closes_at")[:MOST_CALLS]
    return render(request, "portal/home.html", {"open_calls": open_calls})


@require_safe
@login_not_required
@shared_with_visitors
def accessibility_statement(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility_statement.html", {"address": settings.CONTACT_EMAIL})


@require_safe
@login_not_required
@shared_with_visitors
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/privacy.html", {"address": settings.CONTACT_EMAIL})


@require_safe
@login_not_required
@shared_with_visitors
def contact(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/contact.html", {"address": settings.CONTACT_EMAIL})
