"""What waits for a person in calls."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from calls.domain.conflicts import READING_ROLES, STATED
from calls.enums import (
    WRITING_ROLES,
    CallState,
    CompletionState,
    DecisionState,
    ExtensionState,
    ProposalState,
    ReviewState,
)
from calls.models import Approval, Call, Completion, ConflictStatement, Extension, Proposal, Review
from calls.models.proposals import help_asked_of
from innovet.accounts.models import User
from innovet.accounts.standing import standing_of
from innovet.kit.contributions import MOST_WAITING, Waiting


def waiting_for(user: User, *, at: datetime) -> list[Waiting]:
    """Drafts to hand in, approvals to give, reviews to write, and for coordinators checks, rounds and letters; empty for others."""
    standing = standing_of(user)
    lines: list[Waiting] = []
    if written := standing.ids("proposal", *WRITING_ROLES):
        lines += [*_drafts(written, at), *_completions(written, at)]
    lines += [*_approvals(user, at), *_interests(user), *_reviews(user)]
    if standing.is_coordinator:
        lines += [*_help(user, at), *_extensions(user), *_checks(user, at), *_letters(user, at)]
    return lines


def _drafts(written: frozenset[int], at: datetime) -> list[Waiting]:
    mine = Proposal.objects.filter(pk__in=written, state=ProposalState.DRAFT, call__opens_at__lte=at)
    drafts = mine.exclude(call__state=CallState.DRAFT).with_closing().filter(Q(latest_closing__gt=at))
    return [
        Waiting(
            _("Hand in: %(title)s") % {"title": draft},
            reverse("proposal_submit", args=[draft.pk]),
            due_on=_last_day(draft.latest_closing),
        )
        for draft in drafts[:MOST_WAITING]
    ]


def _approvals(user: User, at: datetime) -> list[Waiting]:
    """What the school asks its head to approve."""
    asked = Approval.objects.visible_to(user).open_at(at).select_related("proposal").order_by("expires_at")
    return [
        Waiting(
            _("Approve or not: %(title)s") % {"title": approval.proposal},
            reverse("approval_decide", args=[approval.pk]),
            due_on=_last_day(approval.expires_at),
        )
        for approval in asked[:MOST_WAITING]
    ]


def _completions(written: frozenset[int], at: datetime) -> list[Waiting]:
    found = Completion.objects.filter(proposal__in=written, state=CompletionState.OPEN, closes_at__gt=at)
    found = found.filter(proposal__state=ProposalState.SUBMITTED).select_related("proposal")
    return [
        Waiting(
            _("Complete formal parts: %(title)s") % {"title": completion.proposal},
            reverse("completion_answer", args=[completion.proposal_id]),
            due_on=_last_day(completion.closes_at),
        )
        for completion in found[:MOST_WAITING]
    ]


def _last_day(closes_at: datetime | None) -> date | None:
    """The last day that counts; `closes_at` is the first instant that is too late."""
    return timezone.localdate(closes_at - timedelta(microseconds=1)) if closes_at else None


def _interests(user: User) -> list[Waiting]:
    """Proposals on which somebody who judges has not said whether there is a conflict of interest."""
    standing = standing_of(user)
    judging = Call.objects.filter(state__in=[CallState.CLOSED, CallState.REVIEW, CallState.DELIBERATION])
    if not (standing.is_coordinator or standing.is_steering):
        judging = judging.filter(cycle__in=standing.ids("cycle", *READING_ROLES))
    stated = ConflictStatement.objects.filter(user=user).values("proposal")
    waiting = Proposal.objects.filter(call__in=judging, state__in=STATED).exclude(pk__in=stated)
    return [
        Waiting(
            ngettext("State your interests: %(count)s proposal", "State your interests: %(count)s proposals", count)
            % {"count": count},
            reverse("conflict_state", args=[call]),
            count=count,
        )
        for call, count in _per_call(waiting)
    ]


def _reviews(user: User) -> list[Waiting]:
    mine = Review.objects.mine(user).filter(state=ReviewState.OPEN, proposal__call__state=CallState.REVIEW)
    dues = list(mine.values_list("proposal__call__review_due_on", flat=True))
    if not dues:
        return []
    title = ngettext("%(count)s proposal to review", "%(count)s proposals to review", len(dues)) % {"count": len(dues)}
    return [
        Waiting(title, reverse("review_list"), due_on=min((due for due in dues if due), default=None), count=len(dues))
    ]


def _help(user: User, at: datetime) -> list[Waiting]:
    if not (count := help_asked_of(user, at).count()):
        return []
    title = ngettext("%(count)s team asks for help", "%(count)s teams ask for help", count) % {"count": count}
    return [Waiting(title, reverse("help_list"), count=count)]


def _extensions(user: User) -> list[Waiting]:
    """More time for one school, on which another coordinator than who proposed it decides."""
    proposed = Extension.objects.filter(state=ExtensionState.PROPOSED).exclude(proposed_by=user)
    return [
        Waiting(
            _("More time or not: %(school)s") % {"school": extension.school},
            reverse("extension_list", args=[extension.call_id]),
            due_on=_last_day(extension.closes_at_before),
        )
        for extension in proposed.select_related("school").order_by("closes_at_before", "pk")[:MOST_WAITING]
    ]


def _checks(user: User, at: datetime) -> list[Waiting]:
    waiting = Proposal.objects.handled_by(user, at=at).filter(state=ProposalState.SUBMITTED)
    return [
        Waiting(
            ngettext("%(count)s formal check to do", "%(count)s formal checks to do", count) % {"count": count},
            reverse("call_admissibility", args=[call]),
            count=count,
        )
        for call, count in _per_call(waiting)
    ]


def _letters(user: User, at: datetime) -> list[Waiting]:
    handled = Proposal.objects.handled_by(user, at=at).exclude(state=ProposalState.WITHDRAWN)
    return [
        Waiting(
            ngettext("%(count)s letter to release", "%(count)s letters to release", count) % {"count": count},
            reverse("decision_list", args=[call]),
            count=count,
        )
        for call, count in _per_call(handled.filter(decision__state=DecisionState.PREPARED))
    ]


def _per_call(proposals: QuerySet[Proposal]) -> Iterable[tuple[int, int]]:
    return proposals.order_by("call").values_list("call").annotate(Count("pk"))
