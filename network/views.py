"""Pages of the learning network."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.forms import BaseForm, model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from innovet.accounts.requests import MemberRequest
from innovet.kit import clock
from innovet.kit.http import kept, posted, require
from innovet.kit.refused import Refused
from network import permissions
from network.domain import events, registrations
from network.forms import EventForm, ReasonForm, RegistrationForm, TableForm
from network.models import DialogueTable, Event, Registration

PER_PAGE = 50


@login_not_required
@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    """Meetings to come, or those that were."""
    shows_past = "past" in request.GET
    visible = Event.objects.visible_to(request.user)
    now = clock.now()
    found = visible.past(now) if shows_past else visible.upcoming(now)
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "shows_past": shows_past,
        "may_organise": permissions.can_organise(request.user),
    }
    return render(request, "network/event_list.html", context)


@login_not_required
@require_safe
def event_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting with its tables, and the visitor's own registration."""
    event = get_object_or_404(Event.objects.visible_to(request.user), pk=pk)
    return _event_page(request, event, RegistrationForm(event))


def _event_page(request: HttpRequest, event: Event, form: RegistrationForm, status: int = 200) -> HttpResponse:
    now = clock.now()
    own = None
    if request.user.is_authenticated:
        own = event.registrations.standing_places().filter(user=request.user).select_related("table").first()
    context = {
        "event": event,
        "tables": event.tables.all(),
        "form": form,
        "own": own,
        "is_over": event.ends_at <= now,
        "registering": permissions.can_register(
            request.user, event, is_open=event.is_open_at(now), is_registered=own is not None
        ),
        "cancelling": own and permissions.can_cancel(request.user, own, is_over=event.ends_at <= now),
        "may_organise": permissions.can_organise(request.user),
    }
    return render(request, "network/event_detail.html", context, status=status)


@require_POST
def registration_create(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a place at a meeting, or one in the waiting list."""
    event = get_object_or_404(Event.objects.visible_to(request.user), pk=pk)
    form = RegistrationForm(event, request.POST)
    if not form.is_valid():
        return _event_page(request, event, form, status=422)
    try:
        registration = registrations.register(
            event,
            user=request.user,
            table=form.cleaned_data["table"],
            remark=form.cleaned_data["remark"],
            at=clock.now(),
        )
    except Refused as refusal:
        form.add_error("table" if isinstance(refusal, registrations.TableFull) else None, str(refusal))
        event.refresh_from_db()
        return _event_page(request, event, form, status=409)
    messages.success(request, _("Registered: %(state)s.") % {"state": registration.get_state_display()})
    return redirect(event)


@require_POST
def registration_cancel(request: MemberRequest, pk: int) -> HttpResponse:
    """Give a place back."""
    visible = Registration.objects.visible_to(request.user).select_related("event", "user")
    registration = get_object_or_404(visible, pk=pk)
    now = clock.now()
    require(permissions.can_cancel(request.user, registration, is_over=registration.event.ends_at <= now))
    try:
        registrations.cancel_registration(registration, by=request.user, at=now)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The registration was cancelled."))
    return redirect(registration.event)


@require_http_methods(["GET", "HEAD", "POST"])
def event_create(request: MemberRequest) -> HttpResponse:
    """Prepare a meeting."""
    require(permissions.can_organise(request.user))
    form = EventForm(posted(request))
    if form.is_valid():
        return redirect("event_manage", pk=events.create_event(form.cleaned_data).pk)
    return _form_page(request, form, None, _("New meeting"))


@require_http_methods(["GET", "HEAD", "POST"])
def event_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change the details of a meeting."""
    event = _organised(request, pk)
    form = EventForm(posted(request), initial=model_to_dict(event))
    if form.is_valid() and kept(
        form, lambda: events.change_event(event, form.cleaned_data, at=clock.now()), "capacity"
    ):
        return redirect("event_manage", pk=pk)
    return _form_page(request, form, event, _("Change the meeting"))


@require_safe
def event_manage(request: MemberRequest, pk: int) -> HttpResponse:
    """A coordinator's view of a meeting: who comes, who waits, tables."""
    event = _organised(request, pk)
    people = Registration.objects.visible_to(request.user).standing_places().filter(event=event)
    page = Paginator(people.select_related("user", "table"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "network/event_manage.html", {"event": event, "page": page, "tables": event.tables.all()})


@require_POST
def event_publish(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a meeting to everybody."""
    event = _organised(request, pk)
    try:
        events.publish_event(event, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The meeting is published."))
    return redirect("event_manage", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def event_cancel(request: MemberRequest, pk: int) -> HttpResponse:
    """Cancel a meeting and tell everybody."""
    event = _organised(request, pk)
    form = ReasonForm(posted(request))

    def cancel() -> None:
        events.cancel_event(event, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())

    if form.is_valid() and kept(form, cancel):
        messages.success(request, _("The meeting is cancelled; everybody who registered gets a message."))
        return redirect("event_manage", pk=pk)
    warning = _("Everybody who registered gets a message with your reason. This cannot be taken back.")
    return _form_page(request, form, event, _("Cancel the meeting"), warning)


@require_http_methods(["GET", "HEAD", "POST"])
def table_create(request: MemberRequest, pk: int) -> HttpResponse:
    """Add a dialogue table."""
    event = _organised(request, pk)
    form = TableForm(posted(request))
    if form.is_valid() and kept(form, lambda: events.add_table(event, **form.cleaned_data)):
        return redirect("event_manage", pk=pk)
    return _form_page(request, form, event, _("Add a table"))


@require_POST
def table_delete(request: MemberRequest, pk: int) -> HttpResponse:
    """Remove a dialogue table at which nobody sits."""
    require(permissions.can_organise(request.user))
    visible = Event.objects.visible_to(request.user)
    table = get_object_or_404(DialogueTable.objects.filter(event__in=visible), pk=pk)
    try:
        events.remove_table(table)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("event_manage", pk=table.event_id)


def _organised(request: MemberRequest, pk: int) -> Event:
    """A meeting that this coordinator organises: 403 for others, 404 for one that does not exist."""
    require(permissions.can_organise(request.user))
    return get_object_or_404(Event.objects.visible_to(request.user), pk=pk)


def _form_page(
    request: MemberRequest, form: BaseForm, event: Event | None, title: str, warning: str = ""
) -> HttpResponse:
    """What is typed about a meeting, on a page of its own."""
    context = {"form": form, "event": event, "title": title, "warning": warning}
    return render(request, "network/event_form.html", context, status=422 if form.is_bound else 200)
