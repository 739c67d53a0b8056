"""What happens to a proposal: started, handed in, withdrawn."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from calls import notices
from calls.domain import core, limits, replacing
from calls.domain.approvals import is_approved, lapse_outdated
from calls.domain.budgets import budget_of, describe_budget, elsewhere_cents
from calls.domain.confirmations import confirm_by, does_count
from calls.domain.eligibility import missing_sides
from calls.domain.moments import closing_of, is_open_for, require_open
from calls.domain.proposal_attachments import describe_attachments, require_answer_files
from calls.enums import ConfirmationRule, DecisionState, ProposalState, ReviewState, TeamRole
from calls.models import Call, Decision, Proposal, ProposalAttachment, ProposalVersion
from innovet.accounts.domain.moves import move_state
from innovet.accounts.models import User
from innovet.files.domain.refusals import FileRefused
from innovet.kit.refused import LostRace, Refused
from innovet.organisations.models import Organisation
from innovet.questions.domain import sheets
from projects.domain import consortia
from projects.models import Consortium, ConsortiumMember


class OutcomeKnown(Refused):
    """The letter with the outcome was released."""


class StillOpen(Refused):
    """Nothing is final before the closing moment."""


class MayNotApply(Refused):
    """The call is not meant for this organisation."""


class ProposalIncomplete(Refused):
    """Parts are missing; `missing` names each with the page where it is mended."""

    def __init__(self, missing: "list[Missing]") -> None:
        super().__init__(_("Not complete yet: %(parts)s") % {"parts": "; ".join(part.text for part in missing)})
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Missing:
    """A part that is missing, and where to mend it."""

    text: str
    url: str


@transaction.atomic
def start_proposal(call: Call, school: Organisation, *, key: str, by: User, at: datetime) -> Proposal:
    """Make a draft with an empty plan set and answer sheet, held by who starts it; the same key again returns the draft that stands.

    Anybody may start one under a listed school: who works there is proven later, before handing in. Refuses while the
    call is not open, and an organisation that has ended or that may not apply.
    """
    key = f"{by.pk}:{key}"
    if standing := Proposal.objects.filter(start_key=key).first():
        return standing
    require_open(call, school.pk, at)
    if school.ended_on or school.kind not in call.lead_kinds:
        raise MayNotApply(_("%(name)s cannot hand in a proposal for this call.") % {"name": school})
    try:
        with transaction.atomic():
            proposal = Proposal.objects.create(
                call=call,
                lead_school=school,
                consortium=consortia.create_consortium(
                    lead_school=school, confirm_by=confirm_by(call, school.pk), by=by, at=at
                ),
                sheet=sheets.start_sheet(call.questionnaire),
                site_name=school.name,
                site_municipality=school.municipality,
                site_province=school.province,
                start_key=key,
                started_by=by,
                started_at=at,
            )
            proposal.roles.create(
                user=by, role=TeamRole.HOLDER, from_on=timezone.localdate(at), given_by=by, given_at=at
            )
            return proposal
    except IntegrityError:
        return Proposal.objects.get(start_key=key)


def missing_parts(proposal: Proposal) -> list[Missing]:
    """Name every part that must be there before handing in, each with the page where it is mended."""
    _read_set(proposal)
    parts = [*_missing_core(proposal), *_missing_partners(proposal), *_missing_money(proposal)]
    answers = reverse("proposal_answers", args=[proposal.pk])
    try:
        require_answer_files(proposal)
    except FileRefused as refusal:
        parts.append(Missing(str(refusal), answers))
    return parts + [
        Missing(f"{problem.question.label}: {problem.message}", answers)
        for problem in sheets.problems_of(proposal.sheet)
    ]


@transaction.atomic
def submit_proposal(proposal: Proposal, *, by: User, at: datetime) -> ProposalVersion:
    """Hand in a complete draft while its call is open: freeze it as a version with its SHA-256 and send a receipt.

    The closing moment is compared with `at`, the arrival at the server. A draft that replaces what was handed in takes
    its place: the version that stood counts until this transaction commits. Refuses a closed call, missing parts, more
    than the limit of the call, and a proposal that somebody else handed in first.
    """
    require_open(proposal.call, proposal.lead_school_id, at)
    if missing := missing_parts(proposal):
        raise ProposalIncomplete(missing)
    limits.require_room(proposal)
    standing = replacing.hold_standing(proposal) if proposal.replaces_id else proposal
    _hold_draft(proposal)
    consortia.freeze_consortium(proposal.consortium, at=at)
    sheets.submit_sheet(proposal.sheet, by=by, at=at)
    # Nothing changes any more: what was saved after the first look counts, and must be complete as well.
    proposal.refresh_from_db()
    if missing_parts(proposal):
        raise LostRace(_("Somebody changed a part just before you handed in. Look at it again."))
    changes: dict[str, Any] = {
        "submitted_at": at,
        "province": proposal.site_province,
        "requested_cents": _requested_cents(proposal),
    }
    if standing != proposal:
        changes |= replacing.take_over(standing, proposal, by=by, at=at)
    move_state(standing, ProposalState.SUBMITTED, by=by, at=at, **changes)
    return freeze_version(standing, by=by, at=at)


def _hold_draft(proposal: Proposal) -> None:
    """Hold the row until the end, so that saving, deleting and handing in come one after the other."""
    try:
        proposal.refresh_from_db(from_queryset=Proposal.objects.select_for_update())
    except Proposal.DoesNotExist as error:
        raise LostRace(_("Somebody else handed this in just before you.")) from error
    if not proposal.is_draft:
        raise LostRace(_("Somebody else handed this in just before you."))


def freeze_version(proposal: Proposal, *, by: User, at: datetime) -> ProposalVersion:
    """Keep what is handed in as its next version, and send its receipt; called by whoever changed it."""
    snapshot = canonical_json(
        {
            **describe_proposal(proposal),
            "school_numbers": list(proposal.lead_school.school_numbers.values_list("number", flat=True)),
            "answers": proposal.sheet.snapshot,
            "elsewhere_cents": elsewhere_cents(proposal),
            "submitted_at": at.isoformat(),
            "submitted_by": str(by),
        }
    )
    version = proposal.versions.create(
        number=proposal.versions.count() + 1,
        snapshot=snapshot,
        sha256=hashlib.sha256(snapshot.encode()).hexdigest(),
        content_sha256=lapse_outdated(proposal, by=by, at=at),
        submitted_at=at,
        submitted_by=by,
    )
    version.files.set(proposal.attachments.values_list("file", flat=True))
    notices.confirm_receipt(
        proposal,
        version,
        at=at,
        is_mostly_elsewhere=2 * elsewhere_cents(proposal) > proposal.requested_cents,
        closes_at=closing_of(proposal),
        is_approved=is_approved(proposal),
    )
    return version


@transaction.atomic
def withdraw_proposal(proposal: Proposal, *, reason: str, by: User, at: datetime) -> None:
    """Withdraw for good; open readings become void. Refuses once the outcome is known, and a second time.

    What was handed in is not withdrawn for good while its school may still take it back to draft. The row is held, so
    that the letter of an inadmissible proposal is released before this, or never.
    """
    if proposal.state == ProposalState.SUBMITTED and is_open_for(proposal, at):
        raise StillOpen(_("The call is open: take the proposal back to draft instead."))
    Proposal.objects.select_for_update().get(pk=proposal.pk)
    if Decision.objects.filter(proposal=proposal, state=DecisionState.RELEASED).exists():
        raise OutcomeKnown(_("This proposal can no longer be withdrawn."))
    move_state(proposal, ProposalState.WITHDRAWN, by=by, at=at, reason=reason.strip())
    for review in proposal.reviews.exclude(state=ReviewState.VOID):
        move_state(review, ReviewState.VOID, by=by, at=at, reason=_("The proposal was withdrawn."))


def describe_proposal(proposal: Proposal) -> dict[str, Any]:
    """What a proposal says but its answers, as plain data: what its pages show and, with the numbers, what is frozen."""
    _read_set(proposal)
    school, consortium = proposal.lead_school, proposal.consortium
    return {
        "proposal": proposal.pk,
        "call": proposal.call.title,
        **core.describe_core(proposal),
        "province": proposal.province or proposal.site_province,
        "lead_school": {"name": school.name, "municipality": school.municipality},
        "members": [_describe_member(member) for member in consortium.members.all()],
        **describe_budget(proposal),
        **_describe_plan(consortium),
        "attachments": describe_attachments(proposal),
    }


def canonical_json(data: dict[str, Any]) -> str:
    """One text for one content: sorted keys, no spaces, so that its hash can be made again."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _read_set(proposal: Proposal) -> None:
    """Read the plan set and the files once, in five statements, however often they are looked at afterwards."""
    members = Prefetch("members", ConsortiumMember.objects.select_related("organisation", "letter"))
    prefetch_related_objects([proposal.consortium], members, "budget_lines", "work_packages", "planned_milestones")
    prefetch_related_objects([proposal], Prefetch("attachments", ProposalAttachment.objects.select_related("file")))


def _requested_cents(proposal: Proposal) -> int:
    return sum(line.requested_cents for line in proposal.consortium.budget_lines.all())


def _describe_plan(consortium: Consortium) -> dict[str, Any]:
    packages = consortium.work_packages.all()
    titles = {package.pk: package.title for package in packages}
    return {
        "work_packages": [
            {
                "title": package.title,
                "description": package.description,
                "starts_on": package.starts_on.isoformat(),
                "ends_on": package.ends_on.isoformat(),
            }
            for package in packages
        ],
        "milestones": [
            {
                "title": step.title,
                "due_on": step.due_on.isoformat(),
                "work_package": titles.get(step.work_package_id or 0, ""),
            }
            for step in consortium.planned_milestones.all()
        ],
    }


def _describe_member(member: ConsortiumMember) -> dict[str, Any]:
    return {
        "name": member.organisation.name,
        "kind": member.organisation.kind,
        "role": member.role,
        "reach": member.reach,
        "contribution": member.contribution,
        "in_kind": member.in_kind,
        "hours": member.hours,
        "contribution_cents": member.contribution_cents,
        "state": member.state,
        "answered_at": member.answered_at.isoformat() if member.answered_at else None,
        "answered_name": member.answered_name,
        "letter": member.letter.sha256 if member.letter else "",
    }


def _missing_core(proposal: Proposal) -> list[Missing]:
    url = reverse("proposal_edit", args=[proposal.pk])
    return [Missing(str(text), f"{url}#id_{name}") for name, text in core.missing_core(proposal)]


def _missing_partners(proposal: Proposal) -> list[Missing]:
    """At least one, every side that the call asks, and where it asks that before handing in, the yes of each."""
    url = reverse("proposal_partners", args=[proposal.pk])
    members = proposal.consortium.members.all()
    is_needed = proposal.call.confirmation_rule == ConfirmationRule.BEFORE
    parts = [
        Missing(_("the confirmation of %(name)s") % {"name": member.organisation.name}, url)
        for member in members
        if is_needed and not member.is_confirmed
    ]
    counted = [member for member in members if does_count(member, is_over=False)]
    parts += [Missing(str(side.label), url) for side in missing_sides(proposal.call, counted)]
    return parts if members else [Missing(_("at least one partner"), url)]


def _missing_money(proposal: Proposal) -> list[Missing]:
    url = reverse("proposal_budget", args=[proposal.pk])
    plan = reverse("proposal_plan", args=[proposal.pk])
    parts = [Missing(problem, url) for problem in budget_of(proposal).problems]
    if not proposal.consortium.planned_milestones.all():
        parts.append(Missing(_("at least one milestone"), plan))
    return parts
