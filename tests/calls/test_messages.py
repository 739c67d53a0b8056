"""A message about a proposal is known to those who may know the proposal, at every door of the outbox."""

import importlib

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from calls.domain.conflicts import note_conflict
from calls.enums import ConflictOrigin
from calls.models import Decision
from innovet.accounts.models import User
from innovet.kit import clock
from innovet.notifications import waiting
from innovet.notifications.enums import MessageState
from innovet.notifications.models import Message
from projects.domain.consortia import invite_member
from projects.models import ConsortiumMember
from tests.factories.accounts import UserFactory
from tests.factories.calls import AFTER, WHILE_OPEN, ProposalFactory, decided_proposal, submitted_proposal
from tests.factories.notifications import MessageFactory
from tests.factories.organisations import MembershipFactory

pytestmark = pytest.mark.django_db
SECRET = "Geheim zonneproject"
ACTS = ("message_release", "message_resend", "message_confirm", "message_cancel")


@pytest.fixture
def letter():
    return Decision.objects.get(proposal=decided_proposal(title=SECRET)).letter


@pytest.fixture
def barred(letter):
    """A coordinator who declared a conflict of interest with the proposal of the letter."""
    person = UserFactory(coordinator=True)
    proposal = Decision.objects.get(letter=letter).proposal
    note_conflict(proposal, person, reason="Familie.", origin=ConflictOrigin.DECLARED, by=person, at=AFTER)
    return person


def client_of(user):
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def known_to(user, at=AFTER):
    return Message.objects.visible_to(User.objects.get(pk=user.pk), at=at)


def partner_letter(proposal):
    member = ConsortiumMember.objects.filter(consortium=proposal.consortium).first()
    ConsortiumMember.objects.filter(pk=member.pk).update(state="listed", contact_email="an@example.be")
    member.refresh_from_db()
    link = invite_member(member, by=UserFactory(), at=WHILE_OPEN)
    return Message.objects.get(key=f"partner-question-{link.pk}")


def test_lists_counts_and_search_of_a_conflicted_coordinator_leave_the_letter_out(letter, barred):
    client = client_of(barred)
    with clock.at(AFTER):
        for query in ("", "?state=held", "?q=zonneproject"):
            response = client.get(reverse("message_list") + query)
            assert SECRET not in response.content.decode()
            assert "held" not in {line.state for line in response.context["states"]}
        assert SECRET in client_of(UserFactory(coordinator=True)).get(reverse("message_list")).content.decode()


def test_the_page_of_the_letter_is_missing_for_a_conflicted_coordinator(letter, barred):
    with clock.at(AFTER):
        assert client_of(barred).get(letter.get_absolute_url()).status_code == 404
        assert (
            "Gemotiveerd." in client_of(UserFactory(coordinator=True)).get(letter.get_absolute_url()).content.decode()
        )


@pytest.mark.parametrize("act", ACTS)
def test_a_conflicted_coordinator_changes_no_letter_and_learns_no_subject(letter, barred, act):
    before = Message.objects.values_list("state", flat=True).get(pk=letter.pk)
    with clock.at(AFTER):
        response = client_of(barred).post(reverse(act), {"message": [letter.pk]}, follow=True)
    assert SECRET not in response.content.decode()
    assert Message.objects.values_list("state", flat=True).get(pk=letter.pk) == before


def test_what_waits_counts_only_what_one_may_know(letter, barred):
    Message.objects.filter(pk=letter.pk).update(state=MessageState.FAILED)
    assert waiting.waiting_for(User.objects.get(pk=barred.pk), at=AFTER) == []
    assert [line.count for line in waiting.waiting_for(UserFactory(coordinator=True), at=AFTER)] == [1]


def test_a_coordinator_of_a_partner_reads_no_letter_and_one_of_the_school_only_after_release(letter):
    proposal = Decision.objects.get(letter=letter).proposal
    partner = UserFactory(coordinator=True)
    MembershipFactory(user=partner, organisation=proposal.consortium.members.first().organisation)
    assert not known_to(partner).filter(pk=letter.pk).exists()
    writer = UserFactory(coordinator=True)
    MembershipFactory(user=writer, organisation=proposal.lead_school)
    Message.objects.filter(pk=letter.pk).update(to=writer)
    assert not known_to(writer).filter(pk=letter.pk).exists()
    Message.objects.filter(pk=letter.pk).update(state=MessageState.SENT, sent_at=AFTER)
    assert known_to(writer).filter(pk=letter.pk).exists()


def test_receipts_and_partner_questions_hide_with_their_proposal():
    proposal = submitted_proposal(title=SECRET)
    question, receipt = partner_letter(proposal), Message.objects.get(template="proposal_receipt")
    coordinator = UserFactory(coordinator=True)
    assert not known_to(coordinator, at=WHILE_OPEN).exists()
    assert set(known_to(coordinator)) == {question, receipt}
    note_conflict(
        proposal, coordinator, reason="Familie.", origin=ConflictOrigin.COORDINATOR, by=UserFactory(), at=AFTER
    )
    assert not known_to(coordinator).exists()


def test_a_coordinator_learns_that_a_draft_asked_a_partner_but_not_for_what():
    question = partner_letter(ProposalFactory(title=SECRET))
    coordinator = UserFactory(coordinator=True)
    with clock.at(WHILE_OPEN):
        page = client_of(coordinator).get(question.get_absolute_url()).content.decode()
    assert question.subject in page
    assert question.body_for(coordinator) == ""
    assert "Alleen de geadresseerde leest deze tekst" in page


def test_a_letter_is_neither_released_nor_cancelled_apart_from_its_decision(letter):
    coordinator = client_of(UserFactory(coordinator=True))
    with clock.at(AFTER):
        for act in ("message_release", "message_cancel"):
            page = coordinator.post(reverse(act), {"message": [letter.pk]}, follow=True).content.decode()
            assert "samen met de beslissing" in page
    letter.refresh_from_db()
    assert letter.state == MessageState.HELD


@pytest.mark.parametrize("rows", [1, 3])
def test_hiding_costs_no_statement(letter, barred, rows, django_assert_max_num_queries):
    MessageFactory.create_batch(rows)
    client = client_of(barred)
    with clock.at(AFTER), django_assert_max_num_queries(8):
        assert client.get(reverse("message_list")).status_code == 200


def test_older_messages_learn_from_their_key_what_they_are_about(letter):
    question = partner_letter(ProposalFactory())
    other = MessageFactory()
    known = {message.pk: (message.about_kind, message.about_id) for message in Message.objects.all()}
    Message.objects.update(about_kind="", about_id=None)
    migration = importlib.import_module("calls.migrations.0003_messages_about_proposals")
    migration.name_what_they_are_about(apps, None)
    found = {message.pk: (message.about_kind, message.about_id) for message in Message.objects.all()}
    assert found == known
    assert found[letter.pk][0] == "proposal"
    assert found[question.pk][0] == "consortium"
    assert found[other.pk] == ("", None)
