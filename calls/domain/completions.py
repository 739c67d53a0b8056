"""Completion after closing: one term in which a school completes formal parts, never answers on content or amounts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from calls import notices
from calls.domain.admissibility import hold_unjudged
from calls.domain.core import complete_core
from calls.domain.proposal_attachments import keep_attachment
from calls.domain.proposals import freeze_version
from calls.enums import CallState, CompletionState, CoreField, FormalPart, ProposalState
from calls.models import Call, Completion, Proposal, ProposalVersion
from calls.models.core import CORE_PARTS
from innovet.accounts.domain.moves import move_state
from innovet.accounts.models import User
from innovet.files.domain.examining import Upload
from innovet.kit.refused import Refused, require_reason
from innovet.kit.workdays import add_working_days, day_closes_at
from projects.domain import consortia
from projects.enums import MemberRole, MemberState

BENEFICIARY = CORE_PARTS[CoreField.BENEFICIARY]


class NotCompletable(Refused):
    """The call does not let schools complete this part."""


class CompletedOnce(Refused):
    """A proposal gets one term to complete, for all parts."""


class CompletionClosed(Refused):
    """The term is over, or was answered."""


@dataclass(frozen=True, slots=True)
class Change:
    """One formal part before and after it was completed."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Completed:
    """What a school completes: the beneficiary, files with their names, a letter and corrected terms per partner."""

    beneficiary: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[tuple[str, Upload]] = ()
    letters: Mapping[int, Upload] = field(default_factory=dict)
    partners: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Nothing but the beneficiary is corrected in the core."""
        assert set(self.beneficiary) <= set(BENEFICIARY)  # noqa: S101

    @property
    def parts(self) -> set[FormalPart]:
        """The formal parts that it touches."""
        touched = {
            FormalPart.BENEFICIARY: self.beneficiary,
            FormalPart.ATTACHMENTS: self.files,
            FormalPart.LETTERS: self.letters,
            FormalPart.CONFIRMATIONS: self.partners,
        }
        return {part for part, content in touched.items() if content}


@transaction.atomic
def ask_completion(proposal: Proposal, *, parts: Sequence[str], explanation: str, by: User, at: datetime) -> Completion:
    """Give a school one term, in working days, to complete formal parts that the call names, and mail its team.

    Refuses parts that the call does not name, no part, no explanation, a second term, before closing, once the review
    round is over, and a proposal that somebody else judged just before.
    """
    explanation = require_reason(explanation, _("Say what must be completed."))
    if not parts or not set(parts) <= set(proposal.call.completion_parts):
        raise NotCompletable(_("Choose formal parts that the call lets schools complete."))
    # The proposal first, as every judgement does: the other way round two coordinators would wait for each other.
    hold_unjudged(proposal, at=at)
    # The review round opens or this is asked, never both: each holds the call.
    call = Call.objects.select_for_update(no_key=True).get(pk=proposal.call_id)
    if call.state not in {CallState.PUBLISHED, CallState.CLOSED}:
        raise NotCompletable(_("Formal parts are completed before the review round."))
    last_day = add_working_days(timezone.localdate(at), call.completion_days)
    if Completion.objects.filter(proposal=proposal).exists():
        raise CompletedOnce(_("This school got its term to complete already."))
    completion = Completion.objects.create(
        proposal=proposal,
        parts=[part for part in FormalPart.values if part in parts],
        explanation=explanation,
        asked_by=by,
        asked_at=at,
        closes_at=day_closes_at(last_day),
    )
    if FormalPart.CONFIRMATIONS in completion.parts:
        consortia.postpone_confirmation(proposal.consortium_id, last_day)
    notices.ask_completion(completion, at=at)
    return completion


@transaction.atomic
def answer_completion(completion: Completion, completed: Completed, *, by: User, at: datetime) -> ProposalVersion:
    """Complete formal parts in one act: the next version with a new receipt; the coordinator who asked is told.

    Partners with corrected terms are asked anew. Refuses after the term, a second answer, a part that is not open, a
    file that the call does not take, and a proposal that was withdrawn.
    """
    # Withdrawing waits for the commit, or was first and this is refused.
    claimed = Proposal.objects.filter(pk=completion.proposal_id, state=ProposalState.SUBMITTED)
    if claimed.update(title=F("title")) != 1 or not completion.is_open_at(at):
        raise CompletionClosed(_("The time to complete is over, or somebody completed it just before you."))
    if not completed.parts <= set(completion.parts):
        raise NotCompletable(_("This part is not open to complete."))
    move_state(completion, CompletionState.ANSWERED, by=by, at=at)
    proposal = _read(completion)
    complete_core(proposal, completed.beneficiary, by=by, at=at)
    for title, upload in completed.files:
        keep_attachment(proposal, title=title, upload=upload, by=by, at=at)
    members = {member.pk: member for member in proposal.consortium.members.select_related("consortium__lead_school")}
    for pk, upload in completed.letters.items():
        consortia.keep_letter(members[pk], upload, by=by, at=at)
    for pk, terms in completed.partners.items():
        consortia.correct_member(members[pk], **terms, by=by, at=at)
    version = freeze_version(_read(completion), by=by, at=at)
    notices.tell_completed(completion, at=at)
    return version


@transaction.atomic
def expire_completion(completion: Completion, *, at: datetime) -> None:
    """Note that the term passed without an answer: the proposal is judged as it was handed in, and both sides are told.

    Refuses while there is time, and a completion that was answered.
    """
    if at < completion.closes_at:
        raise Refused(_("The school still has time to complete formal parts."))
    move_state(completion, CompletionState.EXPIRED, by=None, at=at)
    notices.tell_completion_expired(completion, at=at)


def what_changed(completion: Completion) -> list[Change]:
    """The differences between what was handed in and what the school completed; none before it answered."""
    if completion.state != CompletionState.ANSWERED:
        return []
    newest = completion.proposal.versions.order_by("-number").values_list("snapshot", flat=True)[:2]
    after, before = (_formal_parts(json.loads(snapshot)) for snapshot in newest)
    labels = [*before, *(label for label in after if label not in before)]
    pairs = [(label, before.get(label, ""), after.get(label, "")) for label in labels]
    return [Change(label, old, new) for label, old, new in pairs if old != new]


def _formal_parts(snapshot: dict[str, Any]) -> dict[str, str]:
    """The formal parts of a version in words, by what they are about."""
    parts = {capfirst(str(label)): snapshot.get(name, "") for name, label in _beneficiary_labels()}
    for member in snapshot["members"]:
        words = [MemberRole(member["role"]).label, MemberState(member["state"]).label, member["contribution"]]
        words += [_("%(hours)s hours") % {"hours": member["hours"]}] if member["hours"] else []
        words += [_("signed letter of intent")] if member.get("letter") else []
        parts[member["name"]] = ", ".join(str(word) for word in words if word)
    for file in snapshot.get("attachments", []):
        parts[_("Attachment “%(title)s”") % {"title": file["title"]}] = file["name"]
    return parts


def _beneficiary_labels() -> list[tuple[str, str]]:
    return [(name, str(getattr(Proposal._meta.get_field(name), "verbose_name", name))) for name in BENEFICIARY]


def _read(completion: Completion) -> Proposal:
    """The proposal as it stands now."""
    whole = Proposal.objects.select_related("call", "lead_school", "consortium", "sheet", "theme")
    return whole.get(pk=completion.proposal_id)
