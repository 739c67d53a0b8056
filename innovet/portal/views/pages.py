"""Public pages that say what the portal is and how it treats its visitors."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from innovet.kit.http import shared_with_visitors


@require_safe
@login_not_required
@shared_with_visitors
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html")


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
