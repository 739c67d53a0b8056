import datetime
import re

import pytest
from django.db import IntegrityError
from django.urls import reverse

from innovet.accounts.domain.moves import MoveNotAllowed
from innovet.kit import clock
from innovet.notifications.models import Message
from projects.domain import consortia
from projects.enums import MemberRole, MemberState
from projects.models import ConfirmationLink, ConsortiumMember
from projects.models.consortia import hash_of, token_signer
from tests.factories.accounts import UserFactory
from tests.factories.projects import ConsortiumFactory, ConsortiumMemberFactory

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2026, 9, 10, 9, tzinfo=datetime.UTC)
LATER = AT + datetime.timedelta(hours=1)
YES = {"answer": "yes", "name": "An Peeters", "function": "zaakvoerder", "has_authority": "on"}


@pytest.fixture
def asked():
    """A partner who was asked, the link and its token as mailed."""
    member = ConsortiumMemberFactory(consortium__title="Slimme School", contact_email="an@example.be")
    link = consortia.invite_member(member, by=UserFactory(name="Els Trekker"), at=AT)
    return member, link, token_in(Message.objects.get(key=f"partner-question-{link.pk}"))


def token_in(message):
    return re.search(r"/samenwerking/([^/\s]+)/", message.body)[1]


def answer(client, token, data, at=LATER):
    with clock.at(at):
        return client.post(reverse("consortium_answer", args=[token]), data)


def look(client, token, at=LATER):
    with clock.at(at):
        return client.get(reverse("consortium_answer", args=[token]))


def confirm(link, at=LATER):
    consortia.confirm_by_link(link, name="An Peeters", function="zaakvoerder", has_authority=True, at=at)


def test_invite_member_mails_who_asks_for_what_and_by_when(asked):
    member, _link, _token = asked
    message = Message.objects.get()
    assert (message.address, message.name) == ("an@example.be", "Een contact")
    for words in (
        "Els Trekker",
        member.consortium.lead_school.name,
        "Slimme School",
        "partner uit de arbeidsmarkt",
        "Stageplaatsen en gastlessen",
        "40",
        "1.000 euro",
        "10 oktober 2026",
        "niet voor jou bedoeld",
    ):
        assert words in message.subject + message.body
    member.refresh_from_db()
    assert member.state == MemberState.INVITED


def test_the_database_keeps_only_the_hash_of_the_token(asked):
    _member, link, token = asked
    assert link.token_hash == hash_of(token)
    assert token not in str(ConfirmationLink.objects.values().get())


def test_a_link_lasts_until_the_end_of_the_day_by_which_partners_confirm():
    member = ConsortiumMemberFactory(consortium__confirm_by=datetime.date(2026, 9, 20))
    link = consortia.invite_member(member, by=UserFactory(), at=AT)
    assert link.expires_at == datetime.datetime(2026, 9, 20, 22, tzinfo=datetime.UTC)


def test_invite_member_refuses_after_the_day_by_which_partners_confirm():
    member = ConsortiumMemberFactory(consortium__confirm_by=datetime.date(2026, 9, 9))
    with pytest.raises(consortia.TooLateToAsk):
        consortia.invite_member(member, by=UserFactory(), at=AT)
    member.refresh_from_db()
    assert member.state == MemberState.LISTED


def test_invite_member_needs_an_address():
    with pytest.raises(consortia.NobodyToAsk):
        consortia.invite_member(ConsortiumMemberFactory(contact_email=""), by=UserFactory(), at=AT)


def test_invite_member_refuses_one_that_confirmed():
    with pytest.raises(MoveNotAllowed, match="al bevestigd"):
        consortia.invite_member(ConsortiumMemberFactory(confirmed=True), by=UserFactory(), at=AT)


def test_invite_member_waits_between_two_mails_and_then_replaces_the_link(asked):
    member, old, _token = asked
    with pytest.raises(consortia.AskedJustNow):
        consortia.invite_member(member, by=UserFactory(), at=AT + datetime.timedelta(minutes=9))
    new = consortia.invite_member(member, by=UserFactory(), at=LATER)
    assert member.links.current().get() == new
    with pytest.raises(consortia.LinkClosed):
        confirm(old)


def test_a_frozen_set_still_asks_and_hears_answers():
    member = ConsortiumMemberFactory(consortium=ConsortiumFactory(frozen=True))
    confirm(consortia.invite_member(member, by=UserFactory(), at=AT))
    member.refresh_from_db()
    assert member.is_confirmed


def test_confirm_by_link_keeps_who_answered_and_tells_who_asked(asked):
    member, link, _token = asked
    confirm(link)
    member.refresh_from_db()
    assert (member.state, member.answered_at) == (MemberState.CONFIRMED, LATER)
    assert (member.answered_name, member.answered_function) == ("An Peeters", "zaakvoerder")
    told = Message.objects.get(to=link.sent_by)
    assert "bevestigde" in told.subject
    assert "An Peeters (zaakvoerder)" in told.body


@pytest.mark.parametrize("gap", [{"name": " "}, {"function": ""}, {"has_authority": False}])
def test_confirm_by_link_refuses_an_incomplete_answer(asked, gap):
    member, link, _token = asked
    with pytest.raises(consortia.AnswerIncomplete):
        consortia.confirm_by_link(
            link, **{"name": "An", "function": "zaakvoerder", "has_authority": True} | gap, at=LATER
        )
    assert member.links.current().exists()


def test_decline_by_link_keeps_the_reason(asked):
    member, link, _token = asked
    consortia.decline_by_link(link, reason=" Geen tijd. ", name="An", at=LATER)
    member.refresh_from_db()
    assert (member.state, member.answered_reason) == (MemberState.DECLINED, "Geen tijd.")
    assert "Geen tijd." in Message.objects.get(to=link.sent_by).body


def test_decline_by_link_needs_a_reason(asked):
    with pytest.raises(consortia.AnswerIncomplete):
        consortia.decline_by_link(asked[1], reason=" ", at=LATER)


def test_an_answer_comes_once(asked):
    _member, link, _token = asked
    stale = ConfirmationLink.objects.get(pk=link.pk)
    confirm(link)
    with pytest.raises(consortia.LinkClosed):
        consortia.decline_by_link(stale, reason="Toch niet.", at=LATER)


def test_an_answer_to_a_question_that_changed_meanwhile_is_refused(asked):
    member, link, _token = asked
    stale = ConfirmationLink.objects.get(pk=link.pk)
    consortia.change_member(
        member, role=MemberRole.LABOUR_MARKET, hours=80, contact_email="an@example.be", revision=1, by=None, at=AT
    )
    with pytest.raises(consortia.LinkClosed):
        confirm(stale)
    member.refresh_from_db()
    assert member.state == MemberState.INVITED


def test_new_terms_for_a_confirmed_partner_ask_again(asked):
    member, link, _token = asked
    confirm(link)
    member.refresh_from_db()
    consortia.change_member(
        member,
        role=member.role,
        hours=80,
        contribution_cents=member.contribution_cents,
        contact_email="an@example.be",
        revision=1,
        by=UserFactory(),
        at=LATER,
    )
    member.refresh_from_db()
    assert (member.state, member.answered_name) == (MemberState.INVITED, "")
    fresh = member.links.current().get()
    assert "80" in Message.objects.get(key=f"partner-question-{fresh.pk}").body


def test_withdraw_invitation_closes_the_link(asked):
    member, link, _token = asked
    consortia.withdraw_invitation(member, by=UserFactory(), at=LATER)
    with pytest.raises(consortia.LinkClosed):
        confirm(link)
    with pytest.raises(MoveNotAllowed):
        consortia.withdraw_invitation(member, by=UserFactory(), at=LATER)


def test_an_expired_link_is_renewed_to_the_same_address(asked):
    _member, link, _token = asked
    over = link.expires_at
    with pytest.raises(consortia.LinkExpired):
        confirm(link, at=over)
    with pytest.raises(consortia.LinkStillWorks):
        consortia.renew_link(link, at=LATER)
    fresh = consortia.renew_link(link, at=over)
    assert (fresh.email, fresh.sent_by) == ("an@example.be", link.sent_by)
    with pytest.raises(consortia.LinkClosed):
        consortia.renew_link(ConfirmationLink.objects.get(pk=link.pk), at=over)
    confirm(fresh, at=over)


def test_a_partner_has_one_open_link(asked):
    _member, link, _token = asked
    ConfirmationLink.objects.filter(pk=link.pk).update(closed_at=None)
    link.pk, link.token_hash = None, "x"
    with pytest.raises(IntegrityError):
        link.save(force_insert=True)


def test_opening_the_page_consumes_nothing(client, asked):
    _member, link, token = asked
    for _time in range(3):
        page = look(client, token)
    assert page.status_code == 200
    assert "Slimme School" in page.content.decode()
    assert ConfirmationLink.objects.current().get() == link


def test_a_yes_on_the_page_confirms_and_thanks(client, asked):
    member, _link, token = asked
    assert answer(client, token, YES).status_code == 302
    member.refresh_from_db()
    assert member.is_confirmed
    assert "An Peeters" in look(client, token).content.decode()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "answer"),
        ({**YES, "name": ""}, "name"),
        ({**YES, "has_authority": ""}, "has_authority"),
        ({"answer": "no"}, "reason"),
        ({"answer": "maybe"}, "answer"),
    ],
)
def test_an_incomplete_answer_stays_on_the_page(client, asked, data, field):
    page = answer(client, asked[2], data)
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert ConfirmationLink.objects.current().exists()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"answer": "no", "reason": "Geen tijd."}, "Geen tijd."),
        ({"answer": "not_me"}, "De geadresseerde zegt: dit is niet voor mij bedoeld."),
    ],
)
def test_a_no_on_the_page_declines(client, asked, data, reason):
    member, _link, token = asked
    assert answer(client, token, data).status_code == 302
    member.refresh_from_db()
    assert (member.state, member.answered_reason) == (MemberState.DECLINED, reason)
    assert "nee" in look(client, token).content.decode()


def test_a_second_answer_on_the_page_is_told_and_loses_nothing(client, asked):
    _member, _link, token = asked
    answer(client, token, YES)
    page = answer(client, token, {"answer": "no", "reason": "Toch niet."})
    assert page.status_code == 409
    assert ConsortiumMember.objects.get().is_confirmed


def test_an_expired_page_offers_a_fresh_link(client, asked):
    _member, link, token = asked
    page = look(client, token, at=link.expires_at)
    assert "Stuur een nieuwe link" in page.content.decode()
    assert answer(client, token, YES, at=link.expires_at).status_code == 409
    assert answer(client, token, {"renew": "1"}, at=link.expires_at).status_code == 302
    assert Message.objects.filter(template="partner_question").count() == 2
    assert "werkt niet meer" in look(client, token, at=link.expires_at).content.decode()


def hostile_tokens():
    other = token_signer().sign("never given out")
    return ["x", "x.y", other, other[:-1], other + "A", "%00", "..", "é" * 40, "a" * 4000, "' OR 1=1 --"]


@pytest.mark.parametrize("token", hostile_tokens(), ids=range(10))
def test_a_token_that_was_not_given_out_is_unknown(client, asked, token):
    path = reverse("consortium_answer", args=["TOKEN"]).replace("TOKEN", token)
    assert client.get(path).status_code == 404
    assert client.post(path, YES).status_code == 404


def test_an_altered_token_is_unknown(client, asked):
    token = asked[2]
    assert look(client, token.swapcase()).status_code == 404
    assert look(client, token + "x").status_code == 404


def test_the_link_of_another_address_does_not_answer(client, asked):
    member, _link, token = asked
    consortia.change_member(
        member,
        role=member.role,
        hours=member.hours,
        contribution_cents=member.contribution_cents,
        contact_email="nieuw@example.be",
        revision=1,
        by=UserFactory(),
        at=LATER,
    )
    assert answer(client, token, YES).status_code == 409
    assert member.links.current().get().email == "nieuw@example.be"
