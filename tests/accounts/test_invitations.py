import datetime
import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from innovet.accounts.domain import invitations
from innovet.accounts.enums import InvitationState, Role
from innovet.accounts.models import RoleGrant, RoleInvitation, User
from innovet.kit.refused import LostRace, Refused
from innovet.notifications.models import Message
from tests.factories.accounts import RoleInvitationFactory, UserFactory

AT = datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC)
LATER = AT + datetime.timedelta(days=31)
pytestmark = pytest.mark.django_db


def invite(email="Nieuw@Example.be", role=Role.STEERING, at=AT, **values):
    return invitations.invite_to_role(email, role, by=UserFactory(name="Bo"), at=at, **values)


def accept(invitation, at=AT):
    return invitations.accept_invitation(invitation, name="An", language="nl-be", at=at)


def page(token):
    return reverse("role_invitation_accept", kwargs={"token": token})


def token_of(message):
    return re.search(r"/uitnodiging/(\S+)/", message.body)[1]


def test_an_invitation_is_mailed_with_its_link_and_only_the_hash_is_kept():
    invitation = invite(regions=["limburg"])
    message = Message.objects.get()
    assert (message.address, message.subject) == (
        "nieuw@example.be",
        "Uitnodiging: lid van de stuurgroep bij InnoVET",
    )
    assert "Bo nodigt je uit" in message.body
    assert "20 december 2026" in message.body
    token = token_of(message)
    assert token not in str(RoleInvitation.objects.values().get())
    assert invitations.find_invitation(token) == invitation


def test_a_known_person_is_invited_in_their_own_language():
    UserFactory(email="nieuw@example.be", language="en")
    invite()
    assert Message.objects.get().subject.startswith("Invitation")


def test_an_open_invitation_is_not_repeated():
    invite()
    with pytest.raises(Refused, match="al een open uitnodiging"):
        invite()
    invite(role=Role.QUALITY)


def test_an_invitation_that_ran_out_gives_way():
    first = invite()
    second = invite(at=LATER)
    first.refresh_from_db()
    assert (first.state, second.state) == (InvitationState.WITHDRAWN, InvitationState.SENT)


def test_who_holds_the_role_is_not_invited_to_it():
    person = UserFactory(steering=True)
    with pytest.raises(Refused, match="al"):
        invite(person.email)


def test_accepting_makes_an_account_with_the_role():
    person, is_new = accept(invite(regions=["limburg"]))
    assert is_new
    assert (person.email, person.name) == ("nieuw@example.be", "An")
    grant = RoleGrant.objects.get(user=person)
    assert (grant.role, grant.regions, grant.granted_by.name) == (Role.STEERING, ["limburg"], "Bo")


def test_accepting_adds_the_role_to_the_account_that_stands():
    person = UserFactory(email="nieuw@example.be", name="Al bekend")
    assert accept(invite()) == (person, False)
    person.refresh_from_db()
    assert person.name == "Al bekend"
    assert person.standing.is_steering


def test_accepting_twice_is_refused():
    invitation = invite()
    stale = RoleInvitation.objects.get()
    accept(invitation)
    with pytest.raises(invitations.InvitationClosed):
        accept(invitation)
    with pytest.raises(LostRace):
        accept(stale)
    assert RoleGrant.objects.filter(role=Role.STEERING).count() == 1


def test_an_invitation_that_ran_out_is_refused():
    with pytest.raises(invitations.InvitationClosed):
        accept(invite(), at=LATER)
    assert not RoleGrant.objects.filter(role=Role.STEERING).exists()


def test_a_withdrawn_invitation_is_refused():
    invitation = invite()
    invitations.withdraw_invitation(invitation, by=UserFactory(), at=AT)
    with pytest.raises(invitations.InvitationClosed):
        accept(invitation)


def test_sending_again_replaces_the_link():
    invitation = invite()
    first = token_of(Message.objects.get())
    invitations.send_invitation_again(invitation, at=LATER)
    second = token_of(Message.objects.latest("pk"))
    assert invitations.find_invitation(first) is None
    assert invitations.find_invitation(second).is_open_at(LATER)


def test_sending_again_is_refused_after_an_answer():
    invitation = invite()
    accept(RoleInvitation.objects.get())
    with pytest.raises(LostRace):
        invitations.send_invitation_again(invitation, at=AT)


def test_an_address_has_one_open_invitation_for_a_role():
    RoleInvitationFactory(email="an@example.be")
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleInvitationFactory(email="an@example.be")


def test_an_invited_address_has_no_capitals():
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleInvitationFactory(email="An@example.be")


def test_opening_the_link_twice_changes_nothing(client):
    RoleInvitationFactory(token="geheim")
    for _time in range(2):
        response = client.get(page("geheim"))
        assert response.status_code == 200
        assert "aanvaarden" in response.content.decode()
    assert RoleInvitation.objects.get().state == InvitationState.SENT
    assert not User.objects.filter(email__startswith="genodigd").exists()


def test_a_forged_link_is_not_found(client):
    RoleInvitationFactory(token="geheim")
    assert client.get(page("anders")).status_code == 404
    assert client.post(page("anders"), {"name": "An"}).status_code == 404


def test_accepting_on_the_page_signs_a_new_person_in(client):
    RoleInvitationFactory(token="geheim")
    assert client.post(page("geheim"), {"name": ""}).status_code == 422
    response = client.post(page("geheim"), {"name": "An"}, follow=True)
    assert response.context["user"].name == "An"
    assert response.context["user"].standing.is_steering
    assert client.get(page("geheim")).status_code == 200
    assert client.post(page("geheim"), {"name": "An"}).status_code == 409


def test_accepting_with_a_known_account_does_not_sign_in(client):
    person = UserFactory(email="an@example.be")
    RoleInvitationFactory(token="geheim", email=person.email)
    response = client.post(page("geheim"))
    assert response.headers["Location"] == reverse("my_account")
    assert "_auth_user_id" not in client.session
    assert person.standing.is_steering


def test_somebody_else_cannot_accept(client):
    client.force_login(UserFactory())
    RoleInvitationFactory(token="geheim")
    assert "Meld je eerst af" in client.get(page("geheim")).content.decode()
    assert client.post(page("geheim"), {"name": "An"}).status_code == 409
    assert RoleInvitation.objects.get().state == InvitationState.SENT


def test_an_invitation_that_ran_out_says_so(client):
    RoleInvitationFactory(token="geheim", sent_at=AT - datetime.timedelta(days=60))
    assert "werkt niet meer" in client.get(page("geheim")).content.decode()
    assert client.post(page("geheim"), {"name": "An"}).status_code == 409


def test_a_coordinator_invites_on_the_page(client):
    client.force_login(UserFactory(coordinator=True))
    data = {"email": "Nieuw@Example.be", "role": Role.QUALITY, "regions": ["limburg"]}
    assert client.post(reverse("role_invitation_new"), data).status_code == 302
    assert RoleInvitation.objects.get().email == "nieuw@example.be"
    assert client.post(reverse("role_invitation_new"), data).status_code == 422
    assert "verstuurd" in client.get(reverse("role_invitation_list")).content.decode()


def test_a_coordinator_sends_again_and_withdraws_on_the_page(client):
    client.force_login(UserFactory(coordinator=True))
    invitation = RoleInvitationFactory()
    client.post(reverse("role_invitation_resend", kwargs={"pk": invitation.pk}))
    assert Message.objects.count() == 1
    for _time in range(2):
        client.post(reverse("role_invitation_withdraw", kwargs={"pk": invitation.pk}))
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.WITHDRAWN
    assert invitation.moves.count() == 1
