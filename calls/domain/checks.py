"""What the portal itself finds for each formal requirement, with a reason code; for one proposal or for a whole call."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from calls.domain.approvals import is_approved
from calls.domain.budgets import Budget, budget_of
from calls.domain.confirmations import confirmations_close_at, does_count
from calls.domain.core import missing_core
from calls.domain.eligibility import missing_sides
from calls.domain.limits import unit_of
from calls.domain.moments import closings_of
from calls.enums import ConfirmationRule, FormalPart, FormalProblem, LimitRoles, PartnerSide, ProposalState, Requirement
from calls.models import Call, Proposal, ProposalAttachment
from calls.models.approvals import Completion
from calls.models.rules import MEGABYTE
from innovet.kit.workdays import working_days_later
from innovet.organisations.enums import OrganisationKind
from projects.models import ConsortiumMember, Theme

NOT_THERE = {
    PartnerSide.KNOWLEDGE: FormalProblem.NO_KNOWLEDGE,
    PartnerSide.LABOUR: FormalProblem.NO_LABOUR,
    PartnerSide.LOCAL: FormalProblem.NO_LOCAL,
    PartnerSide.SUPRALOCAL: FormalProblem.NO_SUPRALOCAL,
}
COUNTED_STATES = frozenset(ProposalState) - {ProposalState.DRAFT, ProposalState.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a requirement is not met: the code for the record, and the words for people."""

    code: FormalProblem
    words: str = ""

    def __str__(self) -> str:
        return self.words or str(self.code.label)


@dataclass(frozen=True, slots=True)
class Finding:
    """What the portal found for one requirement; until `due_at` it may still be met without anybody's help."""

    requirement: Requirement
    problems: tuple[Problem, ...] = ()
    remark: str = ""
    due_at: datetime | None = None

    @property
    def is_met(self) -> bool:
        """Nothing is wrong."""
        return not self.problems

    @property
    def can_overrule(self) -> bool:
        """A person may accept it nevertheless, with a reason; never lateness."""
        return self.requirement != Requirement.IN_TIME


@dataclass(frozen=True, slots=True)
class Case:
    """One proposal with what its check needs from elsewhere."""

    proposal: Proposal
    closes_at: datetime | None
    confirms_until: datetime | None
    is_over_limit: bool
    has_themes: bool
    completion: Completion | None
    at: datetime

    @property
    def is_over(self) -> bool:
        """The time to confirm is over: who did not, no longer counts."""
        return self.confirms_until is not None and self.confirms_until <= self.at

    @property
    def members(self) -> list[ConsortiumMember]:
        """Every partner."""
        return list(self.proposal.consortium.members.all())

    @property
    def counted(self) -> list[ConsortiumMember]:
        """The partners that count."""
        return [member for member in self.members if does_count(member, is_over=self.is_over)]

    @property
    def budget(self) -> Budget:
        """The budget without the co-financing of partners that do not count."""
        lost = {member.pk for member in self.members} - {member.pk for member in self.counted}
        return budget_of(self.proposal, discounted=lost)


def check_requirements(proposal: Proposal, *, at: datetime) -> list[Finding]:
    """Check every formal requirement on what was handed in, with the answers of partners and the school beside it."""
    [(_proposal, findings)] = check_proposals(Proposal.objects.filter(pk=proposal.pk), proposal.call, at=at)
    return findings


def check_proposals(proposals: QuerySet[Proposal], call: Call, *, at: datetime) -> list[tuple[Proposal, list[Finding]]]:
    """Check proposals of one call; the number of statements does not grow with them."""
    rows = proposals.select_related("lead_school", "theme", "sheet", "consortium", "completion").prefetch_related(
        Prefetch("consortium__members", ConsortiumMember.objects.select_related("organisation")),
        Prefetch("attachments", ProposalAttachment.objects.select_related("file")),
        "consortium__budget_lines",
        "approvals",
    )
    own, over = closings_of(call), _over_limit(call)
    has_themes = Theme.objects.filter(cycle=call.cycle_id).exists()
    prefetch_related_objects([call], "budget_rules")
    found = []
    for proposal in rows:
        proposal.call = call
        closes_at = max(filter(None, (call.closes_at, own.get(proposal.lead_school_id))), default=None)
        completion = getattr(proposal, "completion", None)
        case = Case(
            proposal=proposal,
            closes_at=closes_at,
            confirms_until=confirmations_close_at(call, closes_at, completion),
            is_over_limit=proposal.pk in over,
            has_themes=has_themes,
            completion=completion,
            at=at,
        )
        found.append((proposal, [check(case) for check in CHECKS]))
    return found


def _in_time(case: Case) -> Finding:
    submitted_at, closes_at = case.proposal.submitted_at, case.closes_at
    is_late = not (submitted_at and closes_at and submitted_at < closes_at)
    return Finding(Requirement.IN_TIME, (Problem(FormalProblem.LATE),) if is_late else ())


def _complete(case: Case) -> Finding:
    missing = [str(words) for _name, words in missing_core(case.proposal, has_themes=case.has_themes)]
    words = _("Missing: %(parts)s.") % {"parts": ", ".join(missing)}
    return Finding(Requirement.COMPLETE, (Problem(FormalProblem.PARTS_MISSING, words),) if missing else ())


def _eligible(case: Case) -> Finding:
    call, school, finalities = case.proposal.call, case.proposal.lead_school, case.proposal.finalities
    wrong = {
        FormalProblem.KIND: school.kind not in call.lead_kinds,
        FormalProblem.FINALITY: bool(call.finalities) and not set(finalities) & set(call.finalities),
        FormalProblem.NETWORK: bool(call.networks) and school.network not in call.networks,
    }
    return Finding(Requirement.ELIGIBLE, tuple(Problem(code) for code, is_wrong in wrong.items() if is_wrong))


def _limit(case: Case) -> Finding:
    return Finding(Requirement.LIMIT, (Problem(FormalProblem.OVER_LIMIT),) if case.is_over_limit else ())


def _confirmed(case: Case) -> Finding:
    if not case.members:
        return Finding(Requirement.CONFIRMED, (Problem(FormalProblem.NO_PARTNER),))
    if case.proposal.call.confirmation_rule == ConfirmationRule.NONE:
        return Finding(Requirement.CONFIRMED)
    names = ", ".join(member.organisation.name for member in case.members if not member.is_confirmed)
    if case.is_over:
        words = _("Not confirmed, so not counted: %(names)s.") % {"names": names} if names else ""
        return Finding(Requirement.CONFIRMED, remark=words)
    waiting = ", ".join(
        member.organisation.name for member in case.members if not (member.is_confirmed or member.is_refused)
    )
    words = _("Not confirmed yet: %(names)s.") % {"names": waiting}
    problems = (Problem(FormalProblem.UNCONFIRMED, words),) if waiting else ()
    return Finding(Requirement.CONFIRMED, problems, due_at=case.confirms_until)


def _approved(case: Case) -> Finding:
    if is_approved(case.proposal):
        return Finding(Requirement.APPROVED)
    due_at = working_days_later(case.closes_at, case.proposal.call.approval_days) if case.closes_at else None
    completion = case.completion
    if due_at and completion and FormalPart.APPROVAL in completion.parts:
        due_at = max(due_at, completion.closes_at)
    return Finding(Requirement.APPROVED, (Problem(FormalProblem.UNAPPROVED),), due_at=due_at)


def _partnership(case: Case) -> Finding:
    missing = missing_sides(case.proposal.call, case.counted)
    return Finding(Requirement.PARTNERSHIP, tuple(Problem(NOT_THERE[side]) for side in missing))


def _amount(case: Case) -> Finding:
    return Finding(Requirement.AMOUNT, () if case.budget.is_amount_within else (Problem(FormalProblem.AMOUNT),))


def _budget(case: Case) -> Finding:
    words = case.budget.other_problems
    return Finding(Requirement.BUDGET, tuple(Problem(FormalProblem.COSTS, problem) for problem in words))


def _files(case: Case) -> Finding:
    call, files = case.proposal.call, [attachment.file for attachment in case.proposal.attachments.all()]
    problems = [
        Problem(FormalProblem.FILE_KIND, _("This kind of file is not taken: %(name)s.") % {"name": file.name})
        for file in files
        if call.file_kinds and file.kind not in call.file_kinds
    ]
    problems += [
        Problem(FormalProblem.FILE_SIZE, _("Too large: %(name)s.") % {"name": file.name})
        for file in files
        if file.size > call.max_file_megabytes * MEGABYTE
    ]
    if sum(file.size for file in files) > call.max_total_megabytes * MEGABYTE:
        problems.append(Problem(FormalProblem.FILES_SIZE))
    return Finding(Requirement.FILES, tuple(problems))


CHECKS: tuple[Callable[[Case], Finding], ...] = (
    _in_time,
    _complete,
    _eligible,
    _limit,
    _confirmed,
    _approved,
    _partnership,
    _amount,
    _budget,
    _files,
)


def _over_limit(call: Call) -> frozenset[int]:
    """The proposals of schools, or boards, that handed in more than the call takes; a merger can bring that about."""
    if call.limit is None:
        return frozenset()
    handed_in = call.proposals.filter(state__in=COUNTED_STATES).select_related(
        "lead_school__successor", "lead_school__board"
    )
    units = {proposal.pk: _units(call, proposal) for proposal in handed_in.prefetch_related(*_partner_schools(call))}
    counts = Counter(unit for found in units.values() for unit in found)
    return frozenset(pk for pk, found in units.items() if any(counts[unit] > call.limit for unit in found))


def _partner_schools(call: Call) -> Sequence[str]:
    parts = ("successor", "board")
    return (
        [f"consortium__members__organisation__{part}" for part in parts] if call.limit_roles == LimitRoles.ANY else []
    )


def _units(call: Call, proposal: Proposal) -> set[int]:
    schools = [proposal.lead_school]
    if call.limit_roles == LimitRoles.ANY:
        members = [member.organisation for member in proposal.consortium.members.all()]
        schools += [organisation for organisation in members if organisation.kind == OrganisationKind.SCHOOL]
    return {unit_of(call, school).pk for school in schools}
