"""Tables that coordinators can take away: proposals and reviews, each from what that coordinator may handle."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from calls.filters import ProposalFilter
from calls.models import Proposal, Score
from calls.permissions import can_manage_calls
from innovet.exports.registry import Column, Table
from innovet.kit import clock

if TYPE_CHECKING:
    from innovet.accounts.models import User

# What the columns show, and no more: whole proposals, calls and schools are wide rows.
SCORE_FIELDS = (
    *("points", "text", "criterion__name", "criterion__weight"),
    *("review__state", "review__remark", "review__reviewer__name"),
    *("review__proposal__title", "review__proposal__call__title", "review__proposal__lead_school__name"),
)


def proposal_rows(user: "User") -> QuerySet[Proposal]:
    handled = Proposal.objects.handled_by(user, at=clock.now())
    return handled.select_related("call", "lead_school", "theme").order_by("call", "province", "title", "pk")


def score_rows(user: "User") -> QuerySet[Score]:
    """One row per score of a reading that is handed in."""
    handled = Proposal.objects.handled_by(user, at=clock.now())
    scores = Score.objects.filter(review__proposal__in=handled, review__submitted_at__isnull=False)
    parts = ("criterion", "review__reviewer", "review__proposal__call", "review__proposal__lead_school")
    rows = scores.select_related(*parts).only(*SCORE_FIELDS)
    return rows.order_by("review__proposal", "review", "criterion__position", "pk")


def in_filter(proposals: QuerySet[Proposal], query: QueryDict) -> QuerySet[Proposal]:
    """The list's own filters, and the call it belongs to."""
    call = _call_in(query)
    found = ProposalFilter(query, queryset=proposals if call is None else proposals.filter(call=call))
    return found.qs  # type: ignore[no-any-return]  # the library has no types


def in_call(scores: QuerySet[Score], query: QueryDict) -> QuerySet[Score]:
    """The scores of one call, when the address names it."""
    call = _call_in(query)
    return scores if call is None else scores.filter(review__proposal__call=call)


def _call_in(query: QueryDict) -> int | None:
    call = query.get("call", "")
    return int(call) if call.isascii() and call.isdigit() and len(call) < 16 else None


def _asked_in_euro(proposal: Proposal) -> Decimal:
    return Decimal(proposal.requested_cents) / 100


TABLES = [
    Table(
        key="proposals",
        label=_("proposals"),
        columns=[
            Column(_("call"), "call__title"),
            Column(_("title"), "title"),
            Column(_("lead school"), "lead_school__name"),
            Column(_("municipality"), "lead_school__municipality"),
            Column(_("province"), Proposal.get_province_display),
            Column(_("theme"), "theme__name"),
            Column(_("amount asked in euro"), _asked_in_euro),
            Column(_("state"), Proposal.get_state_display),
            Column(_("submitted at"), "submitted_at"),
        ],
        queryset=proposal_rows,
        narrow=in_filter,
        may=can_manage_calls,
    ),
    Table(
        key="reviews",
        label=_("reviews"),
        columns=[
            Column(_("call"), "review__proposal__call__title"),
            Column(_("proposal"), "review__proposal__title"),
            Column(_("lead school"), "review__proposal__lead_school__name"),
            Column(_("reader"), "review__reviewer__name"),
            Column(_("review"), lambda score: score.review.get_state_display()),
            Column(_("criterion"), "criterion__name"),
            Column(_("weight"), "criterion__weight"),
            Column(_("score"), "points"),
            Column(_("explanation"), "text"),
            Column(_("remark for the coordinator"), "review__remark"),
        ],
        queryset=score_rows,
        narrow=in_call,
        may=can_manage_calls,
    ),
]
