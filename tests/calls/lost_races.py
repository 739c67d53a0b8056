"""Every act that moves a call, proposal, review or decision, ready for two people at once."""

import datetime

from calls.domain import (
    admissibility,
    approvals,
    calls,
    completions,
    conflicts,
    decisions,
    extensions,
    proposals,
    replacing,
    reviews,
    team_invitations,
    turn_downs,
)
from calls.enums import ApprovalRule, ConflictOrigin, ExtensionReason, Outcome, TeamRole
from calls.models import Decision
from tests.factories.accounts import UserFactory
from tests.factories.approvals import asked_approval
from tests.factories.calls import (
    AFTER,
    CLOSES_AT,
    WHILE_OPEN,
    CallFactory,
    ConflictOfInterestFactory,
    ProposalFactory,
    admissible_proposal,
    close,
    decided_proposal,
    deliberated_proposal,
    open_completion,
    proposed_turn_down,
    reading,
    ready_call,
    submitted_proposal,
)
from tests.factories.teams import TeamInvitationFactory

VERDICT = decisions.Verdict(Outcome.SELECTED, 800_000, "Sterk.")


def open_reading():
    """A complete review that its reader got back to go on with."""
    review = reading(admissible_proposal())
    reviews.reopen_review(review, reason="Even kijken.", by=UserFactory(coordinator=True), at=AFTER)
    return review


def found_link(**fields):
    """A link that was found and waits for the person's word, and a coordinator who judges it."""
    proposal = admissible_proposal()
    person = UserFactory(steering=True)
    link = ConflictOfInterestFactory(proposal=proposal, user=person, proposed=True, **fields)
    return link, UserFactory(coordinator=True)


def confirmation():
    link, coordinator = found_link()
    return link, lambda row: conflicts.confirm_conflict(row, reason="Zelfde bestuur.", by=coordinator, at=AFTER)


def dismissal():
    link, coordinator = found_link()
    return link, lambda row: conflicts.dismiss_conflict(row, reason="Ander bestuur.", by=coordinator, at=AFTER)


def reader_and_proposal():
    reader = UserFactory(steering=True)
    return admissible_proposal(), lambda proposal: conflicts.note_conflict(
        proposal, reader, reason="Familie.", origin=ConflictOrigin.DECLARED, by=reader, at=AFTER
    )


LATER = {
    "closes_at": CLOSES_AT + datetime.timedelta(days=7),
    "reason_code": ExtensionReason.OUTAGE,
    "reason": "Storing.",
}


def proposed():
    proposal = ProposalFactory()
    return extensions.propose_extension(proposal.call, proposal.lead_school, **LATER, **by(at=WHILE_OPEN))


def released():
    return Decision.objects.get(proposal=decided_proposal())


def by(trait="coordinator", at=AFTER):
    return {"by": UserFactory(**{trait: True}), "at": at}


def to_approve():
    """A draft whose call asks the head."""
    return ProposalFactory(call=CallFactory(approval_rule=ApprovalRule.HEAD))


# Parts of handing in, which is raced itself: an approval of other content lapses, or lapsed already.
QUIET = {"approvals.lapse_outdated", "approvals.join_approvals"}
RACES = {
    "admissibility.judge_admissible": lambda: (
        submitted_proposal(),
        lambda proposal: admissibility.judge_admissible(proposal, overrules={}, **by()),
    ),
    "completions.answer_completion": lambda: (
        open_completion(),
        lambda completion: completions.answer_completion(
            completion, completions.Completed(), by=completion.proposal.started_by, at=AFTER
        ),
    ),
    "completions.expire_completion": lambda: (
        open_completion(),
        lambda completion: completions.expire_completion(completion, at=completion.closes_at),
    ),
    "turn_downs.confirm_turn_down": lambda: (
        proposed_turn_down(),
        lambda turn_down: turn_downs.confirm_turn_down(turn_down, **by()),
    ),
    "turn_downs.send_back_turn_down": lambda: (
        proposed_turn_down(),
        lambda turn_down: turn_downs.send_back_turn_down(turn_down, reason="Kijk nog eens.", **by()),
    ),
    "calls.publish_call": lambda: (ready_call(), lambda call: calls.publish_call(call, **by(at=WHILE_OPEN))),
    "calls.close_call": lambda: (submitted_proposal().call, lambda call: calls.close_call(call, **by())),
    "calls.open_review": lambda: (
        close(admissible_proposal().call),
        lambda call: calls.open_review(call, **by()),
    ),
    "calls.close_review": lambda: (
        reading(admissible_proposal()).proposal.call,
        lambda call: calls.close_review(call, **by()),
    ),
    "decisions.decide": lambda: (
        deliberated_proposal(),
        lambda proposal: decisions.decide(proposal, VERDICT, revision=0, **by()),
    ),
    "decisions.prepare_inadmissible": lambda: (
        submitted_proposal(),
        lambda proposal: decisions.prepare_inadmissible(proposal, motivation="Te laat.", **by()),
    ),
    "decisions.release_decision": lambda: (
        released(),
        lambda decision: decisions.release_decision(decision, **by()),
    ),
    "extensions.extend_call": lambda: (
        CallFactory(),
        lambda call: extensions.extend_call(call, **LATER, **by(at=WHILE_OPEN)),
    ),
    "extensions.grant_extension": lambda: (
        proposed(),
        lambda extension: extensions.grant_extension(extension, **by(at=WHILE_OPEN)),
    ),
    "extensions.refuse_extension": lambda: (
        proposed(),
        lambda extension: extensions.refuse_extension(extension, reason="Geen storing.", **by(at=WHILE_OPEN)),
    ),
    "proposals.submit_proposal": lambda: (
        ProposalFactory(),
        lambda proposal: proposals.submit_proposal(proposal, by=proposal.started_by, at=WHILE_OPEN),
    ),
    "proposals.withdraw_proposal": lambda: (
        submitted_proposal(),
        lambda proposal: proposals.withdraw_proposal(proposal, reason="", by=proposal.started_by, at=AFTER),
    ),
    "replacing.take_back_proposal": lambda: (
        submitted_proposal(),
        lambda proposal: replacing.take_back_proposal(proposal, reason="", by=proposal.started_by, at=WHILE_OPEN),
    ),
    "approvals.ask_approval": lambda: (to_approve(), asked_approval),
    "approvals.renew_approval": lambda: (
        asked_approval(to_approve()),
        lambda approval: approvals.renew_approval(approval, at=WHILE_OPEN + datetime.timedelta(days=31)),
    ),
    "approvals.approve": lambda: (
        asked_approval(to_approve()),
        lambda approval: approvals.approve(approval, name="An", function="directeur", by=None, at=WHILE_OPEN),
    ),
    "approvals.decline": lambda: (
        asked_approval(to_approve()),
        lambda approval: approvals.decline(
            approval, name="An", function="directeur", reason="Nee.", by=None, at=WHILE_OPEN
        ),
    ),
    "team_invitations.invite": lambda: (
        ProposalFactory(),
        lambda proposal: team_invitations.invite(proposal, "jo@example.be", TeamRole.EDITOR, **by(at=WHILE_OPEN)),
    ),
    "team_invitations.withdraw_invitation": lambda: (
        TeamInvitationFactory(),
        lambda invitation: team_invitations.withdraw_invitation(invitation, **by(at=WHILE_OPEN)),
    ),
    "team_invitations.accept_invitation": lambda: (
        TeamInvitationFactory(),
        lambda invitation: team_invitations.accept_invitation(invitation, name="Jo", language="nl-be", at=WHILE_OPEN),
    ),
    "reviews.void_review": lambda: (
        reading(admissible_proposal()),
        lambda review: reviews.void_review(review, reason="Te laat.", **by()),
    ),
    "conflicts.confirm_conflict": confirmation,
    "conflicts.dismiss_conflict": dismissal,
    "conflicts.note_conflict": reader_and_proposal,
    "reviews.submit_review": lambda: (
        open_reading(),
        lambda review: reviews.submit_review(review, by=review.reviewer, at=AFTER),
    ),
    "reviews.reopen_review": lambda: (
        reading(admissible_proposal()),
        lambda review: reviews.reopen_review(review, reason="Even kijken.", **by()),
    ),
}
# The portal looks by itself and takes what it finds; a person's word said twice stays what it was. Approvals follow what
# is handed in, inside the act that holds its row.
QUIET = {
    "approvals.join_approvals",
    "approvals.lapse_outdated",
    "conflicts.search_conflicts",
    "conflicts.state_conflicts",
}
