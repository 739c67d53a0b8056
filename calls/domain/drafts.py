"""What happens to drafts by themselves: warned before closing, warned again long after, then deleted."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from calls import notices
from calls.enums import WRITING_ROLES, CallState, ProposalState
from calls.models import Proposal, ProposalRole
from calls.models.proposals import ProposalQuerySet
from innovet.accounts.models import User
from innovet.notifications.models import Message

STEPS = (timedelta(days=7), timedelta(hours=48), timedelta(hours=3))
REMOVAL = "draft_removal"


def warn_drafts(*, at: datetime) -> int:
    """Tell the team of each draft once per step that saved is not handed in; gives how many drafts are in a step.

    A later closing moment, for all or for one school, has warnings of its own. Of steps that passed together only the
    nearest is told.
    """
    near = _open_drafts(at).filter(Q(latest_closing__lte=at + STEPS[0]))
    drafts = list(near.select_related("call", "lead_school", "replaces", "started_by"))
    people = people_of(drafts, at)
    for draft in drafts:
        step = min(step for step in STEPS if draft.latest_closing - at <= step)
        for person in people[draft.pk]:
            notices.warn_draft(draft, person, step=step, closes_at=draft.latest_closing, at=at)
    return len(drafts)


def warn_removals(*, at: datetime) -> int:
    """Tell the team of each draft that was never handed in, some time before it goes; gives how many drafts."""
    soon = at + settings.DRAFTS_WARNED_BEFORE
    drafts = list(_expired(soon).exclude(_was_warned(at)).select_related("call", "lead_school", "started_by"))
    people = people_of(drafts, at)
    for draft in drafts:
        goes_at = max(draft.latest_closing + settings.DRAFTS_KEPT_FOR, soon)
        for person in people[draft.pk]:
            notices.warn_removal(draft, person, goes_at=goes_at, at=at)
    return len(drafts)


def delete_drafts(*, at: datetime) -> int:
    """Delete the drafts that were never handed in, with answers and plan set, long enough after closing and warning.

    Their files go with the next purge of files. Gives how many went.
    """
    warned = _was_warned(at - settings.DRAFTS_WARNED_BEFORE)
    found = list(_expired(at).filter(warned).values_list("pk", flat=True))
    return sum(_erase_expired(pk, at) for pk in found)


def people_of(drafts: Collection[Proposal], at: datetime) -> dict[int, list[User]]:
    """Who writes each draft today, or who started it; the team of a replacing draft is that of what it replaces."""
    teams = {draft.pk: draft.replaces_id or draft.pk for draft in drafts}
    roles = ProposalRole.objects.filter(proposal__in=teams.values(), role__in=WRITING_ROLES, user__is_active=True)
    writers: dict[int, list[User]] = {}
    for role in roles.on(timezone.localdate(at)).select_related("user"):
        writers.setdefault(role.proposal_id, []).append(role.user)
    return {draft.pk: writers.get(teams[draft.pk], [draft.started_by]) for draft in drafts}


def erase_draft(draft: Proposal) -> None:
    """Delete a draft with its answers and its plan set."""
    consortium, sheet = draft.consortium, draft.sheet
    draft.delete()
    consortium.delete()
    sheet.delete()


@transaction.atomic
def _erase_expired(pk: int, at: datetime) -> bool:
    """Look again with the row held: it may have been handed in, or its school may have got more time."""
    held = Proposal.objects.select_for_update().filter(pk=pk).order_by().first()
    if held is None or not _expired(at).filter(pk=pk).exists():
        return False
    erase_draft(held)
    return True


def _open_drafts(at: datetime) -> ProposalQuerySet:
    drafts = Proposal.objects.filter(state=ProposalState.DRAFT, call__opens_at__lte=at)
    return drafts.exclude(call__state=CallState.DRAFT).with_closing().filter(Q(latest_closing__gt=at))


def _expired(at: datetime) -> ProposalQuerySet:
    """Never handed in, and kept long enough."""
    never = Proposal.objects.filter(state__in=[ProposalState.DRAFT, ProposalState.WITHDRAWN], versions=None)
    return never.with_closing().filter(Q(latest_closing__lte=at - settings.DRAFTS_KEPT_FOR)).order_by("pk")


def _was_warned(at: datetime) -> Exists:
    """The warning of the present removal: an older one lapsed with an extension of the call."""
    warnings = Message.objects.filter(template=REMOVAL, about_kind="proposal", about_id=OuterRef("pk"))
    return Exists(warnings.filter(posted_at__lte=at))
