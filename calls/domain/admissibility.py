"""The formal check after closing: what the portal found is judged by a coordinator."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from calls.domain.checks import Finding, check_proposals, check_requirements
from calls.domain.moments import closing_of
from calls.enums import CompletionState, ProposalState, TurnDownState
from calls.models import Call, Completion, FormalCheck, Proposal, TurnDown
from innovet.accounts.domain.moves import move_state
from innovet.accounts.models import User
from innovet.kit.refused import LostRace, Refused


class TooEarly(Refused):
    """The call is still open for this school."""


class RequirementUnmet(Refused):
    """A requirement is not met and nobody gave a reason to overrule it."""


class CompletionOpen(Refused):
    """The school still has time to complete formal parts."""


class TurnDownOpen(Refused):
    """A second coordinator has to say whether the proposal is inadmissible."""


@transaction.atomic
def judge_admissible(proposal: Proposal, *, overrules: Mapping[str, str], by: User, at: datetime) -> None:
    """Let a proposal go to review; `overrules` gives a reason per requirement that is not met.

    Refuses before closing, while a completion or a second coordinator is waited for, a requirement not met without a
    reason, lateness whatever the reason, and a lost race.
    """
    hold_unjudged(proposal, at=at)
    findings = check_requirements(proposal, at=at)
    for finding in findings:
        if not finding.is_met and not (finding.can_overrule and overrules.get(finding.requirement, "").strip()):
            raise RequirementUnmet(_("Not met: %(requirement)s") % {"requirement": finding.requirement.label})
    move_state(proposal, ProposalState.ADMISSIBLE, by=by, at=at)
    record_checks(proposal, findings, overrules, by=by, at=at)


def unjudged(call: Call, proposals: QuerySet[Proposal], *, at: datetime) -> list[tuple[Proposal, list[Finding]]]:
    """What waits for its formal check, with what the portal finds."""
    waiting = proposals.filter(call=call, state=ProposalState.SUBMITTED).order_by("province", "title", "pk")
    return check_proposals(waiting, call, at=at)


def hold_unjudged(proposal: Proposal, *, at: datetime) -> None:
    """Claim a proposal for one judgement: of two coordinators at once the second waits, and then is told.

    Refuses before its closing moment, what was judged already, an open completion and an open proposal to turn down.
    """
    closes_at = closing_of(proposal)
    if closes_at is None or at < closes_at:
        raise TooEarly(_("The formal check starts after the closing moment."))
    if Proposal.objects.filter(pk=proposal.pk, state=ProposalState.SUBMITTED).update(title=F("title")) != 1:
        raise LostRace(_("Somebody else judged this proposal just before you, or it was withdrawn."))
    if Completion.objects.filter(proposal=proposal, state=CompletionState.OPEN).exists():
        raise CompletionOpen(_("The school still has time to complete formal parts."))
    if TurnDown.objects.filter(proposal=proposal, state=TurnDownState.PROPOSED).exists():
        raise TurnDownOpen(_("Another coordinator proposed to find this proposal inadmissible: answer that first."))


def record_checks(
    proposal: Proposal, findings: Iterable[Finding], notes: Mapping[str, str], *, by: User, at: datetime
) -> None:
    """Keep what was found for each requirement, with its reason codes and the reason that a person gave."""
    FormalCheck.objects.bulk_create(
        FormalCheck(
            proposal=proposal,
            requirement=finding.requirement,
            is_met=finding.is_met,
            codes=[problem.code for problem in finding.problems],
            note=finding.remark if finding.is_met else notes.get(finding.requirement, "").strip(),
            checked_by=by,
            checked_at=at,
        )
        for finding in findings
    )
