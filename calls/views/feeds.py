"""How people hear of calls: a mail when one is published, a news feed and a calendar."""

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from icalendar import Calendar, Event

from calls.domain import subscriptions
from calls.enums import CallState
from calls.models import Call, CallMove
from calls.views.asking import attempt
from innovet.accounts.requests import MemberRequest
from innovet.kit import clock
from innovet.kit.formats import closing_moment
from innovet.kit.http import absolute_url, shared_with_visitors

MOST = 50


@require_POST
def call_subscribe(request: MemberRequest) -> HttpResponse:
    attempt(
        request,
        lambda: subscriptions.subscribe(request.user, at=clock.now()),
        done=_("You get a mail when a call is published."),
    )
    return redirect("call_list")


@require_POST
def call_unsubscribe(request: MemberRequest) -> HttpResponse:
    attempt(request, lambda: subscriptions.unsubscribe(request.user), done=_("You get no more mail about new calls."))
    return redirect("call_list")


@login_not_required
@require_safe
@shared_with_visitors
def call_feed(request: HttpRequest) -> HttpResponse:
    """Published calls as an Atom feed, the newest first."""
    feed = Atom1Feed(
        title=_("Calls of InnoVET"),
        link=absolute_url(reverse("call_list")),
        feed_url=absolute_url(request.path),
        description=_("Invitations to schools to hand in proposals."),
        language=request.LANGUAGE_CODE,
    )
    for call, published_at in _published():
        feed.add_item(
            title=call.title,
            link=absolute_url(call.get_absolute_url()),
            description=_("Schools can hand in proposals %(moment)s.") % {"moment": closing_moment(call.closes_at)},
            unique_id=absolute_url(f"/oproepen/{call.pk}/"),
            pubdate=published_at,
            updateddate=published_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@login_not_required
@require_safe
@shared_with_visitors
def call_calendar(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The closing moments of published calls as a calendar to subscribe to."""
    calendar = Calendar()
    calendar.add("prodid", "-//InnoVET//oproepen//NL")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Calls of InnoVET"))
    for call, published_at in _published():
        event = Event()
        event.add("uid", f"oproep-{call.pk}@{absolute_url('').rpartition('/')[2]}")
        event.add("dtstamp", published_at)
        event.add("dtstart", call.closes_at)
        event.add("dtend", call.closes_at)
        event.add("summary", _("%(call)s closes") % {"call": call.title})
        event.add(
            "description", _("Schools can hand in proposals %(moment)s.") % {"moment": closing_moment(call.closes_at)}
        )
        event.add("url", absolute_url(call.get_absolute_url()))
        calendar.add_component(event)
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="oproepen.ics"'
    return response


def _published() -> list[tuple[Call, datetime]]:
    """The newest published calls, with the moment of their publication; two statements."""
    newest = list(Call.objects.exclude(state=CallState.DRAFT).order_by("-opens_at", "-pk")[:MOST])
    moves = CallMove.objects.filter(subject__in=newest, target=CallState.PUBLISHED).order_by("-at", "-pk")
    published = dict(moves.values_list("subject_id", "at"))
    moments = ((call, published.get(call.pk) or call.opens_at) for call in newest)
    return [(call, moment) for call, moment in moments if moment is not None]
