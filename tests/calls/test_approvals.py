import datetime

import pytest
from django.urls import reverse

from calls.domain import admissibility, approvals, proposals
from calls.domain.core import save_core
from calls.enums import ApprovalRule, ApprovalState, Approver, CompletionState, FormalPart, ProposalState, Requirement
from calls.models import Approval, Completion, Proposal
from innovet.accounts.domain.moves import move_state
from innovet.kit import clock
from innovet.kit.refused import LostRace, ReasonMissing
from innovet.notifications.models import Message
from innovet.organisations.enums import MembershipRole
from innovet.organisations.models import Deputy
from projects.domain import budgets, consortia
from tests.factories.accounts import UserFactory
from tests.factories.approvals import asked_approval, given_approval, link_of
from tests.factories.calls import AFTER, CLOSES_AT, WHILE_OPEN, CallFactory, ProposalFactory, ProposalRoleFactory
from tests.factories.organisations import MembershipFactory

pytestmark = pytest.mark.django_db
YES = {"answer": "yes", "name": "An Peeters", "function": "directeur"}
DAY = datetime.timedelta(days=1)


@pytest.fixture
def proposal():
    return ProposalFactory(call=CallFactory(approval_rule=ApprovalRule.HEAD))


def again(proposal):
    return Proposal.objects.get(pk=proposal.pk)


def test_without_approval_the_formal_check_does_not_pass(proposal):
    proposals.submit_proposal(proposal, by=proposal.started_by, at=WHILE_OPEN)
    found = {
        finding.requirement: finding.is_met for finding in admissibility.check_requirements(again(proposal), at=AFTER)
    }
    assert found[Requirement.APPROVED] is False
    given_approval(again(proposal))
    found = {
        finding.requirement: finding.is_met for finding in admissibility.check_requirements(again(proposal), at=AFTER)
    }
    assert found[Requirement.APPROVED] is True


def test_the_call_says_who_approves(proposal):
    given_approval(proposal)
    assert approvals.is_approved(again(proposal))
    proposal.call.approval_rule = ApprovalRule.HEAD_AND_BOARD
    proposal.call.save()
    assert not approvals.is_approved(again(proposal))
    given_approval(again(proposal), Approver.BOARD)
    assert approvals.is_approved(again(proposal))
    with pytest.raises(approvals.NothingToApprove):
        asked_approval(ProposalFactory())


def test_ask_approval_mails_a_link_that_the_database_keeps_as_a_hash_only(proposal):
    approval = asked_approval(proposal)
    message = Message.objects.get(template="approval_question")
    assert message.address == "an@school.example"
    token = message.body.split("/goedkeuring/")[1].split("/")[0]
    assert Approval.objects.with_token(token).get() == approval
    assert token not in str(approval.__dict__)
    assert not Approval.objects.with_token("forged")


@pytest.mark.parametrize(
    "change",
    [
        lambda one: budgets.add_budget_line(
            one.consortium, category="other", description="Meer", requested_cents=1, own_cents=0
        ),
        lambda one: consortia.remove_member(one.consortium.members.get(), revision=1),
        lambda one: save_core(one, {"anchoring": "Anders."}, read={"anchoring": 1}, by=UserFactory(), at=WHILE_OPEN),
    ],
)
def test_an_approval_lapses_when_amount_partners_or_texts_change(proposal, change):
    approval = given_approval(proposal)
    change(again(proposal))
    assert not approvals.is_approved(again(proposal))
    approvals.lapse_outdated(again(proposal), by=None, at=WHILE_OPEN)
    approval.refresh_from_db()
    assert approval.state == ApprovalState.LAPSED
    assert Message.objects.filter(key=f"approval-answer:{approval.pk}:lapsed").exists()


def test_an_approval_stands_when_something_else_changes(proposal):
    given_approval(proposal)
    save_core(again(proposal), {"pupil_count": 99}, read={"pupil_count": 1}, by=UserFactory(), at=WHILE_OPEN)
    assert approvals.is_approved(again(proposal))
    version = proposals.submit_proposal(again(proposal), by=proposal.started_by, at=WHILE_OPEN)
    assert version.content_sha256 == proposal.approvals.get().content_sha256


def test_a_question_is_answered_only_for_what_stands(proposal):
    approval = asked_approval(proposal)
    save_core(again(proposal), {"title": "Anders"}, read={"title": 1}, by=UserFactory(), at=WHILE_OPEN)
    with pytest.raises(approvals.ContentChanged):
        approvals.approve(Approval.objects.get(), name="A", function="B", by=None, at=WHILE_OPEN)
    fresh = approvals.renew_approval(Approval.objects.get(), at=WHILE_OPEN + DAY)
    approvals.approve(fresh, name="A", function="B", by=None, at=WHILE_OPEN + DAY)
    assert approvals.is_approved(again(proposal))
    approval.refresh_from_db()
    assert approval.state == ApprovalState.LAPSED


def test_approving_is_possible_until_working_days_after_closing(proposal):
    proposals.submit_proposal(proposal, by=proposal.started_by, at=WHILE_OPEN)
    # Closing on Sunday 14 March 2027, midnight: five working days later is Friday 19 March, midnight.
    last = CLOSES_AT + 5 * DAY
    assert approvals.approval_closes_at(again(proposal)) == last
    approval = asked_approval(again(proposal), at=CLOSES_AT)
    with pytest.raises(approvals.TooLateToApprove):
        approvals.approve(approval, name="A", function="B", by=None, at=last)
    with pytest.raises(approvals.TooLateToApprove):
        asked_approval(again(proposal), at=last)
    approvals.approve(approval, name="A", function="B", by=None, at=last - datetime.timedelta(microseconds=1))
    assert approvals.is_approved(again(proposal))


def test_a_completion_that_asks_the_approval_gives_its_own_term(proposal):
    proposals.submit_proposal(proposal, by=proposal.started_by, at=WHILE_OPEN)
    later = AFTER + 10 * DAY
    Completion.objects.create(
        proposal=proposal,
        parts=[FormalPart.APPROVAL],
        explanation="x",
        asked_by=UserFactory(),
        asked_at=AFTER,
        closes_at=later,
        state=CompletionState.OPEN,
    )
    assert approvals.approval_closes_at(again(proposal)) == later


def test_asking_again_sends_a_fresh_link_but_not_within_ten_minutes(proposal):
    first = asked_approval(proposal)
    with pytest.raises(approvals.AskedJustNow):
        asked_approval(again(proposal))
    second = asked_approval(again(proposal), at=WHILE_OPEN + DAY)
    first.refresh_from_db()
    assert (first.state, second.state) == (ApprovalState.LAPSED, ApprovalState.ASKED)
    approvals.approve(second, name="A", function="B", by=None, at=WHILE_OPEN + DAY)
    with pytest.raises(approvals.ApprovedAlready):
        asked_approval(again(proposal), at=WHILE_OPEN + 2 * DAY)


def test_a_withdrawn_proposal_and_one_without_a_title_are_not_approved(proposal):
    proposal.title = ""
    with pytest.raises(approvals.NothingToApprove):
        asked_approval(proposal)
    proposal.title = "Titel"
    move_state(proposal, ProposalState.WITHDRAWN, by=None, at=WHILE_OPEN)
    with pytest.raises(approvals.NothingToApprove):
        asked_approval(proposal)


def test_decline_asks_a_reason_and_tells_who_asked(proposal):
    approval = asked_approval(proposal)
    with pytest.raises(ReasonMissing):
        approvals.decline(approval, name="A", function="B", reason=" ", by=None, at=WHILE_OPEN)
    approvals.decline(approval, name="A", function="B", reason="Te duur.", by=None, at=WHILE_OPEN)
    message = Message.objects.get(template="approval_answer")
    assert "Te duur." in message.body
    assert message.to == proposal.started_by
    with pytest.raises(LostRace):
        approvals.approve(Approval.objects.get(), name="A", function="B", by=None, at=WHILE_OPEN)


def test_of_two_heads_one_approves_and_the_other_is_told_kindly(proposal):
    asked_approval(proposal)
    first, second = Approval.objects.get(), Approval.objects.get()
    approvals.approve(first, name="An Peeters", function="directeur", by=None, at=WHILE_OPEN)
    with pytest.raises(approvals.ApprovedAlready, match="An Peeters"):
        approvals.approve(second, name="Bo Claes", function="directeur", by=None, at=WHILE_OPEN)
    assert Approval.objects.get().name == "An Peeters"
    assert Approval.objects.get().moves.count() == 1


def test_renewing_is_refused_while_the_link_works(proposal):
    with pytest.raises(approvals.NothingToApprove):
        approvals.renew_approval(asked_approval(proposal), at=WHILE_OPEN)


def test_opening_the_link_consumes_nothing_and_posting_answers(client, proposal):
    token = link_of(asked_approval(proposal))
    page = reverse("approval_answer", args=[token])
    with clock.at(WHILE_OPEN):
        for _scan in range(3):
            assert client.get(page).status_code == 200
        assert client.post(page, {"answer": "yes"}).status_code == 422
        response = client.post(page, {"answer": "no", "name": "An", "function": "directeur"})
        assert response.status_code == 422
        assert 'value="An"' in response.content.decode()
        assert client.post(page, YES).status_code == 302
        assert Approval.objects.get().state == ApprovalState.APPROVED
        response = client.post(page, {**YES, "name": "Bo Claes"})
        assert response.status_code == 409
        assert "An Peeters" in response.content.decode()
        assert "Bo Claes" in response.content.decode()


def test_the_page_of_a_link_that_no_longer_works_sends_a_fresh_one(client, proposal):
    approval = asked_approval(proposal)
    page = reverse("approval_answer", args=[link_of(approval)])
    with clock.at(WHILE_OPEN + 31 * DAY):
        response = client.post(page, YES)
        assert response.status_code == 409
        assert "An Peeters" in response.content.decode()
        assert client.post(page, {"renew": "1"}).status_code == 302
        assert client.get(page).status_code == 200
    assert Message.objects.filter(template="approval_question").count() == 2


def test_a_head_or_a_deputy_approves_signed_in_and_nobody_else(client, proposal):
    approval = asked_approval(proposal)
    page = reverse("approval_decide", args=[approval.pk])
    editor = MembershipFactory(organisation=proposal.lead_school, role=MembershipRole.EDITOR).user
    client.force_login(editor)
    assert client.get(page).status_code == 404
    deputy = UserFactory()
    Deputy.objects.create(
        organisation=proposal.lead_school,
        user=deputy,
        from_on=WHILE_OPEN.date(),
        until_on=AFTER.date(),
        named_by=editor,
        named_at=WHILE_OPEN,
    )
    with clock.at(WHILE_OPEN):
        client.force_login(deputy)
        assert client.get(page).status_code == 200
        assert client.post(page, YES).status_code == 302
    approval.refresh_from_db()
    assert (approval.state, approval.answered_by) == (ApprovalState.APPROVED, deputy)


def test_the_team_asks_on_its_page_and_sees_the_state(client, proposal):
    client.force_login(proposal.started_by)
    page = reverse("proposal_approvals", args=[proposal.pk])
    typed = {"approver": "head", "name": "An", "email": "an@school.example"}
    with clock.at(WHILE_OPEN):
        assert client.post(page, {**typed, "email": "x"}).status_code == 422
        assert client.post(page, typed).status_code == 302
        assert "an@school.example" in client.get(page).content.decode()
        reader = ProposalRoleFactory(proposal=proposal, role="reader").user
        client.force_login(reader)
        assert client.get(page).status_code == 200
        response = client.post(page, {**typed, "name": "Niet bewaard"})
        assert response.status_code == 422
