"""Changing what was handed in: a draft beside it, which takes its place only when it is handed in itself.

The row that was handed in keeps its id, and with it its links, team, versions and log; it takes over the content of the
draft, and the draft goes.
"""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from calls.domain.approvals import join_approvals
from calls.domain.drafts import erase_draft
from calls.domain.moments import require_open
from calls.enums import ProposalState
from calls.models import Proposal, ProposalAttachment
from calls.models.core import CORE
from innovet.accounts.domain.moves import move_state
from innovet.accounts.models import User
from innovet.kit.refused import LostRace, Refused
from innovet.notifications.domain.outbox import move_about
from innovet.questions.domain import sheets
from projects.domain import answers, consortia

CORE_COLUMNS = tuple(Proposal._meta.get_field(name).attname for name in CORE)  # type: ignore[union-attr]
# What a proposal says, with the revision that its log of changes counts on.
CONTENT = (*CORE_COLUMNS, "consortium_id", "sheet_id", "revision")


class NotHandedIn(Refused):
    """There is nothing to replace or to take back."""


@transaction.atomic
def start_replacement(proposal: Proposal, *, by: User, at: datetime) -> Proposal:
    """Make a draft beside what was handed in, with copies of everything; a second click gives the draft that stands.

    What was handed in stands until the draft is handed in. Refuses after closing and what was not handed in.
    """
    require_open(proposal.call, proposal.lead_school_id, at)
    if standing := Proposal.objects.filter(replaces=proposal).first():
        return standing
    try:
        with transaction.atomic():
            _hold(proposal)
            draft = Proposal.objects.create(
                call=proposal.call,
                lead_school=proposal.lead_school,
                replaces=proposal,
                start_key=f"replaces:{proposal.pk}:{at.timestamp()}",
                started_by=by,
                started_at=at,
                **_copies(proposal, by=by, at=at),
            )
            _copy_attachments(proposal, draft)
            return draft
    except IntegrityError:
        return Proposal.objects.get(replaces=proposal)


@transaction.atomic
def discard_replacement(draft: Proposal) -> None:
    """Throw the draft of a change away; what was handed in stands. Refuses another proposal and a lost race."""
    held = Proposal.objects.select_for_update().filter(pk=draft.pk, replaces__isnull=False).first()
    if held is None:
        raise LostRace(_("Somebody else was just before you. Look at the present state and try again."))
    move_about("proposal", draft.pk, to=draft.replaces_id or 0)
    erase_draft(held)


@transaction.atomic
def take_back_proposal(proposal: Proposal, *, reason: str, by: User, at: datetime) -> None:
    """Take what was handed in back to draft while the call is open; it counts no longer until it is handed in again.

    It goes on with the draft of a change when there is one, otherwise with copies of what was handed in; the versions
    stay on record. Refuses after closing, what was not handed in, and a lost race.
    """
    require_open(proposal.call, proposal.lead_school_id, at)
    _hold(proposal)
    draft = Proposal.objects.select_for_update().filter(replaces=proposal).first()
    content = take_over(proposal, draft, by=by, at=at) if draft else _copies(proposal, by=by, at=at)
    nothing = {"submitted_at": None, "province": "", "requested_cents": 0}
    move_state(proposal, ProposalState.DRAFT, by=by, at=at, reason=reason.strip(), **content, **nothing)


def take_over(standing: Proposal, draft: Proposal, *, by: User, at: datetime) -> dict[str, Any]:
    """The content of a draft, for the row it replaces, with its log, approvals, requests for help and attachments; the draft goes."""
    answers.carry_answers(standing.consortium, draft.consortium, at=at)
    join_approvals(draft, standing, by=by, at=at)
    draft.edits.update(proposal=standing)
    draft.help_requests.filter(ended_at=None).update(ended_at=at)
    draft.help_requests.update(proposal=standing)
    standing.attachments.all().delete()
    draft.attachments.update(proposal=standing)
    # Mails about the draft and about the earlier plan set stay as secret as the proposal is.
    move_about("proposal", draft.pk, to=standing.pk)
    move_about("consortium", standing.consortium_id, to=draft.consortium_id)
    content = {name: getattr(draft, name) for name in CONTENT}
    draft.delete()
    return content


def hold_standing(draft: Proposal) -> Proposal:
    """The row that a draft replaces, held until the end; refuses when it no longer is what was handed in."""
    standing = Proposal.objects.select_for_update().get(pk=draft.replaces_id or 0)
    if standing.state != ProposalState.SUBMITTED:
        raise NotHandedIn(_("What you wanted to replace was withdrawn or judged meanwhile."))
    return standing


def _hold(proposal: Proposal) -> None:
    """Hold the row, so that replacing, taking back and judging come one after the other."""
    proposal.refresh_from_db(from_queryset=Proposal.objects.select_for_update())
    if proposal.state != ProposalState.SUBMITTED:
        raise NotHandedIn(_("This proposal is not handed in."))


def _copies(proposal: Proposal, *, by: User, at: datetime) -> dict[str, Any]:
    consortium = consortia.copy_consortium(proposal.consortium, by=by, at=at)
    consortia.describe_consortium(consortium, title=proposal.title, confirm_by=proposal.consortium.confirm_by)
    core = {name: getattr(proposal, name) for name in CORE_COLUMNS}
    sheet = sheets.copy_sheet(proposal.sheet)
    return {**core, "consortium_id": consortium.pk, "sheet_id": sheet.pk, "revision": proposal.revision}


def _copy_attachments(proposal: Proposal, draft: Proposal) -> None:
    ProposalAttachment.objects.bulk_create(
        ProposalAttachment(proposal=draft, title=attachment.title, file_id=attachment.file_id)
        for attachment in proposal.attachments.all()
    )
