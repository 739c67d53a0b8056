import threading

import pytest
from django.db import connection, transaction

from calls.domain import approvals, choosing, limits, proposals, replacing
from calls.domain.core import save_core
from calls.enums import ApprovalRule, ProposalState
from calls.models import Approval, Proposal, ProposalVersion
from innovet.notifications.models import Message
from projects.domain import consortia
from projects.enums import MemberState
from projects.models import ConfirmationLink
from tests.calls.test_races import race, two
from tests.factories.approvals import asked_approval
from tests.factories.calls import WHILE_OPEN, CallFactory, ProposalFactory, submitted_proposal
from tests.factories.organisations import OrganisationFactory
from tests.factories.projects import ConsortiumMemberFactory

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="two writers at once need PostgreSQL (DATABASE_URL)"),
]


def submit(proposal):
    return lambda: proposals.submit_proposal(proposal, by=proposal.started_by, at=WHILE_OPEN)


def drafts_of_one_school():
    school, call = OrganisationFactory(), CallFactory(limit=1)
    return [ProposalFactory(call=call, lead_school=school) for _copy in range(2)]


def change_of(proposal):
    return replacing.start_replacement(proposal, by=proposal.started_by, at=WHILE_OPEN)


def count_submitted():
    return Proposal.objects.filter(state=ProposalState.SUBMITTED).count()


@pytest.mark.parametrize("_time", range(5))
def test_two_proposals_of_one_school_at_once_never_pass_its_limit(_time):
    first, second = drafts_of_one_school()
    outcomes = race(submit(first), submit(second))
    assert outcomes.count(None) == 1
    assert {type(outcome) for outcome in outcomes} == {type(None), limits.LimitReached}
    assert count_submitted() == 1


def test_without_the_lock_two_proposals_of_one_school_pass_its_limit(monkeypatch):
    """The race is real: both count before either is handed in."""
    first, second = drafts_of_one_school()
    monkeypatch.setattr(limits, "hold_units", limits.units_of)
    both_counted, freeze = threading.Barrier(2), proposals.freeze_version

    def freeze_late(*args, **kwargs):
        both_counted.wait(timeout=10)
        return freeze(*args, **kwargs)

    monkeypatch.setattr(proposals, "freeze_version", freeze_late)
    assert race(submit(first), submit(second)) == [None, None]
    assert count_submitted() == 2


@pytest.mark.parametrize("_time", range(3))
def test_the_choice_of_the_head_and_a_third_proposal_never_pass_the_limit(_time):
    first, second = drafts_of_one_school()
    third = ProposalFactory(call=first.call, lead_school=first.lead_school)
    submit(first)()
    outcomes = race(lambda: choosing.hand_in_instead(second, first, by=second.started_by, at=WHILE_OPEN), submit(third))
    assert outcomes[0] is None
    assert count_submitted() == 1


@pytest.mark.parametrize("_time", range(3))
def test_a_change_handed_in_twice_at_once_makes_one_version(_time):
    proposal = submitted_proposal()
    first, second = two(change_of(proposal))
    assert race(submit(first), submit(second)).count(None) == 1
    assert Proposal.objects.get().versions.count() == 2
    assert Message.objects.filter(template="proposal_receipt").count() == 2


@pytest.mark.parametrize("_time", range(3))
def test_a_change_begun_twice_at_once_is_one_draft(_time):
    proposal = submitted_proposal()
    first, second = two(proposal)
    assert race(lambda: change_of(first), lambda: change_of(second)) == [None, None]
    assert Proposal.objects.filter(replaces=proposal).count() == 1


@pytest.mark.parametrize("_time", range(5))
def test_taking_back_while_a_change_is_handed_in_leaves_one_proposal_in_one_state(_time):
    proposal = submitted_proposal()
    draft = Proposal.objects.get(pk=change_of(proposal).pk)
    outcomes = race(
        submit(draft),
        lambda: replacing.take_back_proposal(proposal, reason="", by=proposal.started_by, at=WHILE_OPEN),
    )
    left = Proposal.objects.get()
    assert left.pk == proposal.pk
    assert left.state == (ProposalState.DRAFT if outcomes[1] is None else ProposalState.SUBMITTED)
    assert ProposalVersion.objects.count() == (2 if outcomes[0] is None else 1)


def test_without_the_hold_a_save_is_lost_while_the_change_is_handed_in(monkeypatch):
    """The race is real: the save is accepted after the draft was read and before it takes the place of what stands."""
    first, second = two(change_of(submitted_proposal(summary="Oud")))
    read, saved, take_over = threading.Event(), threading.Event(), replacing.take_over

    def take_over_late(*args, **kwargs):
        read.set()
        assert saved.wait(timeout=10)
        return take_over(*args, **kwargs)

    def save():
        assert read.wait(timeout=10)
        save_core(second, {"summary": "Nieuw"}, read={"summary": second.revision}, by=second.started_by, at=WHILE_OPEN)
        transaction.on_commit(saved.set)

    monkeypatch.setattr(proposals, "_hold_draft", lambda _draft: None)
    monkeypatch.setattr(replacing, "take_over", take_over_late)
    assert race(submit(first), save) == [None, None]
    assert Proposal.objects.get().summary == "Oud"


@pytest.mark.parametrize("_time", range(5))
def test_a_save_while_the_change_is_handed_in_is_in_the_version_or_refused(_time):
    proposal = submitted_proposal(title="Oud")
    first, second = two(change_of(proposal))
    outcomes = race(
        submit(first),
        lambda: save_core(
            second, {"title": "Nieuw"}, read={"title": second.revision}, by=second.started_by, at=WHILE_OPEN
        ),
    )
    assert outcomes[0] is None
    title = Proposal.objects.get().title
    assert title == ("Nieuw" if outcomes[1] is None else "Oud")
    assert f'"title":"{title}"' in Proposal.objects.get().versions.last().snapshot


@pytest.mark.parametrize("_time", range(5))
def test_an_answer_of_a_partner_while_the_change_is_handed_in_counts(_time):
    proposal = ProposalFactory(call__confirmation_rule="after_closing")
    member = ConsortiumMemberFactory(consortium=proposal.consortium, contact_email="jo@example.be")
    link = consortia.invite_member(member, by=proposal.started_by, at=WHILE_OPEN)
    submit(proposal)()
    draft = Proposal.objects.get(pk=change_of(proposal).pk)
    link = ConfirmationLink.objects.select_related("member__consortium", "member__organisation").get(pk=link.pk)
    answer = {"name": "Jo", "function": "zaakvoerder", "has_authority": True}
    outcomes = race(submit(draft), lambda: consortia.confirm_by_link(link, **answer, at=WHILE_OPEN))
    assert outcomes == [None, None]
    standing = Proposal.objects.get().consortium.members.get(organisation=member.organisation)
    assert standing.state == MemberState.CONFIRMED


@pytest.mark.parametrize("_time", range(3))
def test_of_two_heads_who_approve_at_once_one_wins_and_the_other_is_told_who(_time):
    asked_approval(ProposalFactory(call=CallFactory(approval_rule=ApprovalRule.HEAD)))
    first, second = Approval.objects.get(), Approval.objects.get()
    outcomes = race(
        lambda: approvals.approve(first, name="An", function="directeur", by=None, at=WHILE_OPEN),
        lambda: approvals.approve(second, name="Bo", function="directeur", by=None, at=WHILE_OPEN),
    )
    (lost,) = [outcome for outcome in outcomes if outcome is not None]
    assert isinstance(lost, approvals.ApprovedAlready)
    assert Approval.objects.get().name in str(lost)
    assert Message.objects.filter(template="approval_answer").count() == 1
