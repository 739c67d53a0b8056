import datetime

import pytest
from django.urls import reverse

from innovet.kit.tokens import hash_token
from innovet.notifications.models import Message
from innovet.organisations.models import Invitation, JoinRequest, Membership
from tests.factories.accounts import EmailAddressFactory, UserFactory
from tests.factories.organisations import (
    InvitationFactory,
    JoinRequestFactory,
    MailDomainFactory,
    MembershipFactory,
    OrganisationFactory,
)

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def post(client, name, pk, **data):
    return client.post(reverse(name, args=[pk]), data, follow=True)


# Joining ----------------------------------------------------------------------------------------------------------


def test_a_person_asks_is_let_in_and_leaves(client, owner):
    teacher = UserFactory()
    client.force_login(teacher)
    post(client, "join_request_create", owner.organisation_id, message="Ik werk hier.")
    assert "Mijn aanvraag intrekken" in text(client.get(owner.organisation.get_absolute_url()))

    client.force_login(owner.user)
    asked = JoinRequest.objects.get()
    assert "Ik werk hier." in text(client.get(reverse("organisation_members", args=[owner.organisation_id])))
    assert post(client, "join_request_approve", asked.pk, role="keizer").status_code == 422
    post(client, "join_request_approve", asked.pk, role="editor")
    assert "alert--error" in text(post(client, "join_request_decline", asked.pk))

    client.force_login(teacher)
    member = Membership.objects.get(user=teacher)
    assert "Je hoort niet meer bij" in text(post(client, "membership_remove", member.pk))
    assert Membership.objects.count() == 1


def test_a_message_that_is_too_long_stays_on_the_page(client, user):
    response = post(client, "join_request_create", OrganisationFactory().pk, message="lang " * 400)

    assert response.status_code == 422
    assert "lang lang" in text(response)


def test_a_colleague_joins_at_once_by_mail_domain(client, user):
    school = MailDomainFactory(domain="example.be", organisation__joins_by_domain=True).organisation
    assert "Vragen om aan te sluiten" in text(client.get(school.get_absolute_url()))
    EmailAddressFactory(user=user)
    assert "Aansluiten bij deze organisatie" in text(client.get(school.get_absolute_url()))

    assert "Je hoort nu bij" in text(post(client, "organisation_join", school.pk))
    assert Membership.objects.get().role == "reader"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"mail_domains": "gmail.com"}, "Iedereen kan een adres"),
        ({"mail_domains": "geen domein"}, "geen maildomein"),
        ({"mail_domains": "", "joins_by_domain": "on"}, "Vul eerst een maildomein in"),
    ],
)
def test_a_mail_domain_must_belong_to_an_organisation(client, owner, data, told):
    response = post(client, "organisation_joining", owner.organisation_id, **data)

    assert response.status_code == 422
    assert told in text(response)


def test_an_owner_manages_members(client, owner):
    other = MembershipFactory(organisation=owner.organisation, role="reader")

    post(client, "membership_change", other.pk, role="editor")
    other.refresh_from_db()
    assert other.role == "editor"
    assert "laatste eigenaar" in text(post(client, "membership_remove", owner.pk))
    assert post(client, "membership_change", other.pk, role="keizer").status_code == 422
    post(client, "membership_hand_over", other.pk)
    assert {member.role for member in owner.organisation.memberships.all()} == {"owner", "editor"}


def test_a_second_ask_shows_its_message_again(client, user):
    asked = JoinRequestFactory(user=user)
    response = post(client, "join_request_create", asked.organisation_id, message="Ik geef elektriciteit.")

    assert response.status_code == 409
    assert "Ik geef elektriciteit." in text(response)


def test_a_decline_of_what_was_answered_shows_the_reason_again(client, owner):
    asked = JoinRequestFactory(organisation=owner.organisation)
    post(client, "join_request_approve", asked.pk, role="reader")
    response = post(client, "join_request_decline", asked.pk, reason="Je werkt hier niet.")

    assert response.status_code == 422
    assert "Je werkt hier niet." in text(response)


def test_a_decline_with_a_reason_that_is_too_long_is_told(client, owner):
    asked = JoinRequestFactory(organisation=owner.organisation)

    assert post(client, "join_request_decline", asked.pk, reason="x" * 1001).status_code == 422


# Invitations ------------------------------------------------------------------------------------------------------


def test_an_owner_invites_sends_again_and_withdraws(client, owner):
    data = {"email": "an@example.be", "role": "reader"}
    post(client, "organisation_invite", owner.organisation_id, **data)
    assert post(client, "organisation_invite", owner.organisation_id, **data).status_code == 409
    invitation = Invitation.objects.get()
    post(client, "invitation_resend", invitation.pk)
    assert Message.objects.filter(address="an@example.be").count() == 2
    post(client, "invitation_withdraw", invitation.pk)
    for act in ("invitation_withdraw", "invitation_resend"):
        assert "alert--error" in text(post(client, act, invitation.pk))


def answer(client, **data):
    return client.post(reverse("organisation_invitation", args=["geheim"]), data)


def invitation(**values):
    return InvitationFactory(token_hash=hash_token("geheim"), email="an@example.be", **values)


def test_opening_the_link_often_changes_nothing(client):
    invited = invitation()

    for _ in range(3):
        assert client.get(reverse("organisation_invitation", args=["geheim"])).status_code == 200
    invited.refresh_from_db()
    assert invited.state == "sent"


def test_a_stranger_accepts_gets_an_account_and_is_signed_in(client):
    invited = invitation()
    assert answer(client).status_code == 422

    response = answer(client, name="An Peeters")

    member = Membership.objects.get(organisation=invited.organisation)
    assert response.status_code == 302
    assert (member.user.email, member.user.name) == ("an@example.be", "An Peeters")
    assert client.get(invited.organisation.get_absolute_url()).status_code == 200


def test_the_account_with_the_address_accepts_without_a_name_and_signs_in_itself(client):
    user = UserFactory(email="an@example.be")
    invited = invitation()

    answer(client)

    assert Membership.objects.get().user == user
    assert client.get(invited.organisation.get_absolute_url()).status_code == 302


def test_another_account_cannot_take_the_invitation(client, user):
    invitation()

    assert answer(client, name="Ander").status_code == 409
    assert not Membership.objects.exists()


def test_a_no_and_a_second_answer(client):
    invitation()
    answer(client, decline="1")
    page = text(client.get(reverse("organisation_invitation", args=["geheim"])))
    assert "Geweigerd" in page

    response = client.post(reverse("organisation_invitation", args=["geheim"]), {"name": "An"}, follow=True)
    assert "werkt niet meer" in text(response)
    assert not Membership.objects.exists()


@pytest.mark.parametrize(
    "values", [{"organisation__ended": True}, {"sent_at": datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)}]
)
def test_a_link_that_ran_out_says_so(client, values):
    invitation(**values)

    assert "Deze link werkt niet meer" in text(client.get(reverse("organisation_invitation", args=["geheim"])))


@pytest.mark.parametrize(("members", "role"), [(0, "owner"), (1, "reader")])
def test_the_first_person_invited_is_proposed_as_owner(client, coordinator, members, role):
    school = OrganisationFactory()
    MembershipFactory.create_batch(members, organisation=school)

    response = client.get(reverse("organisation_invite", args=[school.pk]))

    assert response.context["form"]["role"].value() == role
