from datetime import timedelta

from calls.domain import calls, conflicts, decisions, proposals, replacing, reviews
from calls.domain.admissibility import judge_admissible
from calls.enums import ApprovalRule, CallState, ConflictOrigin, ExtensionState, FormalPart, Outcome, TeamRole
from calls.models import Call
from innovet.kit import clock
from innovet.organisations.enums import OrganisationKind
from tests.factories.accounts import UserFactory
from tests.factories.announcements import ApplicantQuestionFactory, CallAttachmentFactory, ExtensionFactory
from tests.factories.approvals import asked_approval, link_of
from tests.factories.calls import (
    CallFactory,
    ConflictOfInterestFactory,
    ProposalAttachmentFactory,
    ProposalFactory,
    ProposalRoleFactory,
    open_completion,
    proposed_turn_down,
    state_interests,
)
from tests.factories.files import StoredFileFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.projects import ConsortiumMemberFactory
from tests.factories.teams import HelpRequestFactory, TeamInvitationFactory


def build(world):
    """An open call with a draft, a call in review and one in deliberation, all of the same school.

    `world.proposal` is read by the steering member; `steering_blocked` declared a conflict with it.
    """
    now = clock.now()
    running = {"opens_at": now - timedelta(days=10), "closes_at": now + timedelta(days=30)}
    _calls(world, running, now)
    world.draft_proposal = ProposalFactory(
        call=world.call, lead_school=world.school, started_by=world.users["school_owner"]
    )
    _share(world, world.draft_proposal)
    world.member = ConsortiumMemberFactory(consortium=world.draft_proposal.consortium)
    _team(world)
    world.proposal_attachment = ProposalAttachmentFactory(proposal=world.draft_proposal)
    world.line = world.draft_proposal.consortium.budget_lines.get()
    world.planned_milestone = world.draft_proposal.consortium.planned_milestones.get()
    world.fresh_proposal = _submitted(world, world.call, now)
    world.replacement = replacing.start_replacement(
        _submitted(world, world.call, now), by=world.users["school_owner"], at=now
    )
    _approval(world, running, now)
    world.review_call = CallFactory(**running)
    world.proposal = _submitted(world, world.review_call, now)
    world.submitted_attachment = ProposalAttachmentFactory(proposal=world.proposal)
    world.unchecked_call = CallFactory(**running)
    world.unchecked_proposal = _submitted(world, world.unchecked_call, now)
    _formal(world, running, now)
    world.deliberation_call = CallFactory(**running)
    world.deliberated_proposal = _submitted(world, world.deliberation_call, now)
    _judge(world, now)


def _calls(world, running, now):
    """An open call that tells all it can, and one in preparation."""
    world.call = CallFactory(**running)
    world.call.asks_questions_until_on = (now + timedelta(days=5)).date()
    world.call.save(update_fields=["asks_questions_until_on"])
    world.extension = ExtensionFactory(
        call=world.call,
        state=ExtensionState.PROPOSED,
        closes_at_before=world.call.closes_at,
        closes_at=now + timedelta(days=31),
    )
    world.applicant_question = ApplicantQuestionFactory(call=world.call)
    world.call_attachment = CallAttachmentFactory(call=world.call)
    world.draft_call = CallFactory(draft=True)
    world.draft_attachment = CallAttachmentFactory(call=world.draft_call)
    world.criterion = world.draft_call.criteria.first()


def _approval(world, running, now):
    """The head is asked to approve a draft of the school."""
    approved_call = CallFactory(**running, approval_rule=ApprovalRule.HEAD)
    to_approve = ProposalFactory(
        call=approved_call, lead_school=world.school, started_by=world.users["school_owner"], holder=False
    )
    world.approval = asked_approval(to_approve, at=now)
    world.approval_token = link_of(world.approval)


def _team(world):
    """The owner holds the draft, the reader reads along; a colleague writes, one is invited, help is asked."""
    draft, owner = world.draft_proposal, world.users["school_owner"]
    world.holder_role = draft.roles.get(user=owner)
    world.reader_role = draft.roles.get(user=world.users["school_reader"])
    world.writer_role = ProposalRoleFactory(proposal=draft, role=TeamRole.EDITOR)
    world.team_token = "the token of the team"
    world.team_invitation = TeamInvitationFactory(proposal=draft, token=world.team_token, sent_at=clock.now())
    world.help_request = HelpRequestFactory(proposal=draft, asked_by=owner)
    world.held_elsewhere = ProposalRoleFactory(
        proposal=ProposalFactory(call=world.call, lead_school=world.school, holder=False)
    )
    world.unhelped_proposal = ProposalFactory(call=world.call, lead_school=world.school, started_by=owner)
    _share(world, world.unhelped_proposal)


def _formal(world, running, now):
    """A call in its formal check: one proposal to complete, one that a coordinator doubts."""
    world.formal_call = CallFactory(**running, completion_parts=list(FormalPart.values))
    world.completing_proposal = _submitted(world, world.formal_call, now)
    world.doubtful_proposal = _submitted(world, world.formal_call, now)
    world.signed_member = world.completing_proposal.consortium.members.get()
    world.signed_member.letter = StoredFileFactory()
    world.signed_member.save(update_fields=["letter"])


def _judge(world, now):
    for call in (world.unchecked_call, world.formal_call, world.review_call, world.deliberation_call):
        Call.objects.filter(pk=call.pk).update(closes_at=now - timedelta(minutes=1))
        call.refresh_from_db()
        calls.close_call(call, by=None, at=now)
    for proposal in (world.completing_proposal, world.doubtful_proposal):
        proposal.refresh_from_db()
    open_completion(world.completing_proposal, at=now)
    world.turn_down = proposed_turn_down(world.doubtful_proposal, at=now)
    for proposal in (world.proposal, world.deliberated_proposal):
        proposal.refresh_from_db()
        judge_admissible(proposal, overrules={}, by=world.users["coordinator"], at=now)
    world.review = reviews.assign_reader(world.proposal, world.users["steering"], by=world.users["coordinator"], at=now)
    second = reviews.assign_reader(
        world.deliberated_proposal, world.users["steering"], by=world.users["coordinator"], at=now
    )
    blocked = world.users["steering_blocked"]
    for proposal in (world.proposal, world.deliberated_proposal):
        conflicts.note_conflict(
            proposal, blocked, reason="Familie.", origin=ConflictOrigin.DECLARED, by=blocked, at=now
        )
    world.conflict = conflicts.note_conflict(
        world.proposal,
        UserFactory(steering=True),
        reason="Zelfde bestuur.",
        origin=ConflictOrigin.COORDINATOR,
        by=world.users["coordinator"],
        at=now,
    )
    world.link = ConflictOfInterestFactory(proposal=world.proposal, user=UserFactory(steering=True), proposed=True)
    for call in (world.review_call, world.deliberation_call):
        state_interests(call, world.users["steering"], at=now)
    _deliberate(world, second, now)


def _submitted(world, call, now):
    """Handed in by the school's owner, with a company of its own so that the world's company stays outside."""
    partner = OrganisationFactory(kind=OrganisationKind.COMPANY)
    proposal = ProposalFactory(call=call, lead_school=world.school, started_by=world.users["school_owner"], plan=False)
    ConsortiumMemberFactory(consortium=proposal.consortium, organisation=partner, confirmed=True)
    proposal.consortium.budget_lines.create(category="other", description="Uren", requested_cents=800_000)
    proposal.consortium.planned_milestones.create(title="Test", due_on=now.date())
    _share(world, proposal)
    proposals.submit_proposal(proposal, by=world.users["school_owner"], at=now - timedelta(minutes=5))
    return proposal


def _share(world, proposal):
    """The school's owner holds it; its reader reads along."""
    ProposalRoleFactory(proposal=proposal, user=world.users["school_reader"], role=TeamRole.READER)


def _deliberate(world, review, now):
    coordinator = world.users["coordinator"]
    for call in (world.review_call, world.deliberation_call):
        call.refresh_from_db()
        calls.open_review(call, by=coordinator, at=now)
    review.refresh_from_db()
    given = {criterion.pk: reviews.Given(4) for criterion in world.deliberation_call.criteria.all()}
    reviews.save_review(review, given, remark="", revision=1)
    reviews.submit_review(review, by=world.users["steering"], at=now)
    calls.close_review(world.deliberation_call, by=coordinator, at=now)
    world.done_review = review
    world.deliberated_proposal.refresh_from_db()
    verdict = decisions.Verdict(Outcome.SELECTED, 800_000, "Sterk.")
    world.decision = decisions.decide(world.deliberated_proposal, verdict, revision=0, by=coordinator, at=now)
    assert world.deliberation_call.state == CallState.DELIBERATION
