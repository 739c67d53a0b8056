"""The formal check after closing: requirements found by the portal, judged by a coordinator."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from calls.domain.approvals import is_approved
from calls.domain.budgets import budget_of
from calls.domain.decisions import prepare_inadmissible
from calls.domain.moments import closing_of
from calls.enums import ProposalState, Requirement
from calls.models import FormalCheck, Proposal
from innovet.accounts.domain.moves import move_state
from innovet.accounts.models import User
from innovet.kit.refused import ReasonMissing, Refused, require_reason
from innovet.organisations.enums import OrganisationKind


class TooEarly(Refused):
    """The call is still open."""


class RequirementUnmet(Refused):
    """A requirement is not met and nobody gave a reason to overrule it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the portal found for one requirement; `can_overrule` is false for being in time."""

    requirement: Requirement
    is_met: bool

    @property
    def can_overrule(self) -> bool:
        """A person may accept it nevertheless, with a reason."""
        return self.requirement != Requirement.IN_TIME


def check_requirements(proposal: Proposal) -> list[Finding]:
    """Check every formal requirement on what was handed in."""
    # Read anew: answers of partners come in beside the version that was handed in.
    proposal.refresh_from_db(fields=["consortium"])
    budget = budget_of(proposal)
    members = budget.members
    sides = [OrganisationKind(member.organisation.kind).is_education_side for member in members]
    submitted_at, closes_at = proposal.submitted_at, closing_of(proposal)
    found = {
        Requirement.IN_TIME: bool(submitted_at and closes_at and submitted_at < closes_at),
        Requirement.COMPLETE: bool(proposal.title and proposal.summary and proposal.requested_cents),
        Requirement.ELIGIBLE: proposal.lead_school.kind in proposal.call.lead_kinds,
        Requirement.CONFIRMED: bool(members) and all(member.is_confirmed for member in members),
        Requirement.APPROVED: is_approved(proposal),
        Requirement.PARTNERSHIP: not all(sides),
        Requirement.AMOUNT: budget.is_amount_within,
        Requirement.BUDGET: not budget.other_problems,
    }
    return [Finding(requirement, is_met) for requirement, is_met in found.items()]


@transaction.atomic
def judge_admissible(proposal: Proposal, *, overrules: Mapping[str, str], by: User, at: datetime) -> None:
    """Let a proposal go to review; `overrules` gives a reason per requirement that is not met.

    Refuses before closing, a requirement not met without a reason, lateness whatever the reason, and a lost race.
    """
    _require_closed(proposal, at)
    findings = check_requirements(proposal)
    for finding in findings:
        if finding.is_met:
            continue
        if not finding.can_overrule or not overrules.get(finding.requirement, "").strip():
            raise RequirementUnmet(_("Not met: %(requirement)s") % {"requirement": finding.requirement.label})
    move_state(proposal, ProposalState.ADMISSIBLE, by=by, at=at)
    _record(proposal, findings, overrules, by=by, at=at)


@transaction.atomic
def judge_inadmissible(
    proposal: Proposal, *, unmet: Mapping[str, str], motivation: str, by: User, at: datetime
) -> None:
    """Turn a proposal away for the requirements named, and prepare its letter; nobody outside learns it before release.

    Refuses before closing, without a requirement, without a motivation, and a lost race.
    """
    _require_closed(proposal, at)
    if not unmet:
        raise ReasonMissing(_("Choose at least one requirement that is not met."))
    motivation = require_reason(motivation, _("Give the motivation."))
    move_state(proposal, ProposalState.INADMISSIBLE, by=by, at=at, reason=motivation)
    findings = [
        Finding(finding.requirement, finding.is_met and finding.requirement not in unmet)
        for finding in check_requirements(proposal)
    ]
    _record(proposal, findings, unmet, by=by, at=at)
    prepare_inadmissible(proposal, motivation=motivation, by=by, at=at)


def _require_closed(proposal: Proposal, at: datetime) -> None:
    if not proposal.call.is_past_closing_at(at):
        raise TooEarly(_("The formal check starts after the closing moment."))


def _record(proposal: Proposal, findings: list[Finding], notes: Mapping[str, str], *, by: User, at: datetime) -> None:
    FormalCheck.objects.bulk_create(
        FormalCheck(
            proposal=proposal,
            requirement=finding.requirement,
            is_met=finding.is_met,
            note="" if finding.is_met else notes.get(finding.requirement, "").strip(),
            checked_by=by,
            checked_at=at,
        )
        for finding in findings
    )
