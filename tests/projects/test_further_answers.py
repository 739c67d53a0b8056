"""A partner asks for a change, passes the question on, or takes its yes back later, all from mailed links."""

import datetime
import re

import pytest
from django.urls import reverse

from innovet.accounts.domain.moves import MoveNotAllowed
from innovet.kit import clock
from innovet.kit.refused import ReasonMissing
from innovet.notifications.models import Message
from projects.domain import answers, consortia
from projects.enums import MemberState
from projects.models import ConfirmationLink, ConsortiumMember
from tests.factories.accounts import UserFactory
from tests.factories.calls import AFTER, WHILE_OPEN, close, submitted_proposal
from tests.factories.projects import ConsortiumMemberFactory

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2026, 9, 10, 9, tzinfo=datetime.UTC)
LATER = AT + datetime.timedelta(hours=1)
WITHDRAWAL = {"withdraw": "1", "withdraw_reason": "Geen mensen meer."}


@pytest.fixture
def link():
    member = ConsortiumMemberFactory(contact_email="an@example.be")
    return consortia.invite_member(member, by=UserFactory(name="Els Trekker"), at=AT)


def token_of(link):
    return re.search(r"/samenwerking/([^/\s]+)/", Message.objects.get(key=f"partner-question-{link.pk}").body)[1]


def post(client, link, data, at=LATER):
    with clock.at(at):
        return client.post(reverse("consortium_answer", args=[token_of(link)]), data)


def page(client, link, at=LATER):
    with clock.at(at):
        return client.get(reverse("consortium_answer", args=[token_of(link)])).content.decode()


def confirm(link, at=LATER):
    consortia.confirm_by_link(link, name="An Peeters", function="zaakvoerder", has_authority=True, at=at)


def test_asking_a_change_keeps_the_words_and_tells_who_asked(client, link):
    assert post(client, link, {"answer": "change", "name": "An", "reason": "20 uren, geen 40"}).status_code == 302
    member = ConsortiumMember.objects.get()
    assert (member.state, member.answered_reason) == (MemberState.CHANGE_ASKED, "20 uren, geen 40")
    assert "20 uren" in Message.objects.get(key=f"partner-answer-{link.pk}").body
    assert "vragen" in page(client, link)


def test_asking_a_change_needs_words(link):
    with pytest.raises(ReasonMissing):
        answers.ask_change_by_link(link, reason=" ", at=LATER)


@pytest.mark.parametrize(("answer", "field"), [("change", "reason"), ("forward", "email")])
def test_what_an_answer_needs_is_said_beside_its_field(client, link, answer, field):
    response = post(client, link, {"answer": answer})
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert ConfirmationLink.objects.get().closed_at is None


def test_passing_on_binds_a_new_link_to_the_other_address_and_tells_who_asked(client, link):
    assert post(client, link, {"answer": "forward", "email": "Baas@example.be"}).status_code == 302
    forwarded = ConfirmationLink.objects.current().get()
    assert forwarded.email == "baas@example.be"
    assert Message.objects.get(key=f"partner-question-{forwarded.pk}").address == "baas@example.be"
    assert "baas@example.be" in Message.objects.get(key=f"partner-forwarded-{forwarded.pk}").body
    confirm(forwarded)
    assert ConsortiumMember.objects.get().is_confirmed
    with pytest.raises(consortia.LinkClosed):
        confirm(link)


def test_a_fresh_link_goes_to_the_address_of_the_one_that_expired(link):
    forwarded = answers.forward_link(link, email="baas@example.be", at=LATER)
    fresh = consortia.renew_link(forwarded, at=LATER + datetime.timedelta(days=60))
    assert fresh.email == "baas@example.be"


def test_passing_on_to_the_same_address_or_without_end_is_refused(link):
    with pytest.raises(answers.SameAddress):
        answers.forward_link(link, email="AN@example.be", at=LATER)
    for number in range(4):
        link = answers.forward_link(link, email=f"x{number}@example.be", at=LATER)
    with pytest.raises(consortia.AskedJustNow):
        answers.forward_link(link, email="x9@example.be", at=LATER)


def test_a_partner_takes_its_yes_back_wherever_it_stands_and_the_school_is_told(client, link):
    confirm(link)
    link.refresh_from_db()
    copy = consortia.copy_consortium(link.member.consortium, by=None, at=LATER)
    assert post(client, link, WITHDRAWAL).status_code == 302
    assert {member.state for member in ConsortiumMember.objects.all()} == {MemberState.WITHDRAWN}
    assert copy.members.get().answered_reason == "Geen mensen meer."
    assert "Geen mensen meer." in Message.objects.get(key=f"partner-withdrew-{link.pk}").body
    assert "withdraw_reason" not in page(client, link)


def test_a_withdrawal_without_reason_is_refused_and_keeps_the_yes(client, link):
    confirm(link)
    assert post(client, link, {"withdraw": "1"}).status_code == 409
    assert ConsortiumMember.objects.get().is_confirmed


def test_a_link_that_said_no_yes_withdraws_nothing(link):
    with pytest.raises(MoveNotAllowed):
        answers.withdraw_by_link(link, reason="Nee.", at=LATER)


@pytest.mark.parametrize(("at", "told"), [(WHILE_OPEN, 0), (AFTER, 1)])
def test_coordinators_hear_of_a_withdrawal_after_closing_only(at, told):
    UserFactory(coordinator=True)
    proposal = submitted_proposal()
    if at == AFTER:
        close(proposal.call)
    member = proposal.consortium.members.get()
    ConsortiumMember.objects.filter(pk=member.pk).update(answered_at=WHILE_OPEN)
    link = ConfirmationLink.objects.create(
        member=member, token_hash="x", email="a@example.be", sent_at=AT, expires_at=AFTER, closed_at=WHILE_OPEN
    )
    answers.withdraw_by_link(link, reason="Gestopt.", at=at)
    assert Message.objects.filter(template="proposal_partner_withdrew").count() == told
