"""A person's own messages, and which kinds are wanted."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from innovet.accounts.requests import MemberRequest
from innovet.notifications.domain.preferences import choose_categories, wanted_categories
from innovet.notifications.forms import PreferencesForm
from innovet.notifications.models import Message

PAGE = 50


@require_safe
def my_messages(request: MemberRequest) -> HttpResponse:
    """What the portal mailed to whoever asks, the newest first."""
    found = Message.objects.addressed_to(request.user).defer("body")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "notifications/my_messages.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def message_preferences(request: MemberRequest) -> HttpResponse:
    """Choose which optional messages come."""
    form = PreferencesForm(initial={"categories": wanted_categories(request.user)})
    if request.method == "POST":
        form = PreferencesForm(request.POST)
        if form.is_valid():
            choose_categories(request.user, form.cleaned_data["categories"])
            messages.success(request, _("Your choice is saved."))
            return redirect("message_preferences")
    status = 422 if form.is_bound else 200
    crumbs = [(_("My messages"), reverse("my_messages")), (_("Choose your messages"), "")]
    context = {"form": form, "crumbs": crumbs}
    return render(request, "notifications/message_preferences.html", context, status=status)
