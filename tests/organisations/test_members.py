import datetime

import pytest

from innovet.accounts.domain.people import close_account
from innovet.kit.refused import LostRace, Refused
from innovet.notifications.models import Message
from innovet.organisations.domain import members
from innovet.organisations.domain.members import AlreadyMember, DomainDoesNotFit, LastOwner
from innovet.organisations.enums import JoinRequestState, MembershipRole
from innovet.organisations.models import JoinRequest, Membership
from tests.factories.accounts import EmailAddressFactory, UserFactory
from tests.factories.organisations import (
    JoinRequestFactory,
    MailDomainFactory,
    MembershipFactory,
    OrganisationFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)


def mails():
    return [(message.template, message.address) for message in Message.objects.order_by("address")]


def colleague(*, verified=True, domain="school.example", on=True):
    school = MailDomainFactory(organisation__joins_by_domain=on).organisation
    user = UserFactory(email=f"an@{domain}")
    EmailAddressFactory(user=user, verified=verified)
    return user, school


def test_join_at_once_makes_a_reader_and_tells_the_owners():
    user, school = colleague()
    owner = MembershipFactory(organisation=school).user
    request = JoinRequestFactory(organisation=school, user=user)

    membership = members.join_at_once(school, by=user, at=NOW)

    request.refresh_from_db()
    assert membership.role == MembershipRole.READER
    assert request.state == JoinRequestState.APPROVED
    assert mails() == [("organisations/member_joined", owner.email)]


@pytest.mark.parametrize("wrong", [{"verified": False}, {"domain": "elders.example"}, {"on": False}])
def test_join_at_once_is_refused_without_a_proven_address_in_the_domain(wrong):
    user, school = colleague(**wrong)

    with pytest.raises(DomainDoesNotFit):
        members.join_at_once(school, by=user, at=NOW)


def test_join_at_once_is_refused_for_a_subdomain_and_an_ended_organisation():
    user, school = colleague(domain="mail.school.example")
    with pytest.raises(DomainDoesNotFit):
        members.join_at_once(school, by=user, at=NOW)

    user, school = colleague(domain="school.example")
    type(school).objects.filter(pk=school.pk).update(ended_on="2020-01-01")
    with pytest.raises(DomainDoesNotFit):
        members.join_at_once(school, by=user, at=NOW)


def test_join_at_once_is_refused_for_a_member():
    user, school = colleague()
    members.join_at_once(school, by=user, at=NOW)

    with pytest.raises(AlreadyMember):
        members.join_at_once(school, by=user, at=NOW)


def test_ask_to_join_tells_every_owner_whose_account_is_open():
    school = OrganisationFactory()
    MembershipFactory(organisation=school, user=UserFactory(email="a@example.be"))
    MembershipFactory(organisation=school, user=UserFactory(email="b@example.be"))
    MembershipFactory(organisation=school, user=UserFactory(email="c@example.be", is_active=False))
    MembershipFactory(organisation=school, user=UserFactory(email="d@example.be"), role="editor")

    members.ask_to_join(school, "Ik werk hier.", by=UserFactory(), at=NOW)

    assert [address for _, address in mails()] == ["a@example.be", "b@example.be"]
    assert "Ik werk hier." in Message.objects.first().body


def test_ask_to_join_tells_the_coordinators_when_nobody_owns():
    coordinator = UserFactory(coordinator=True)

    members.ask_to_join(OrganisationFactory(), "", by=UserFactory(), at=NOW)

    assert mails() == [("organisations/join_request", coordinator.email)]


def test_ask_to_join_is_refused_twice_for_a_member_and_for_what_has_ended():
    user, school = UserFactory(), OrganisationFactory()
    members.ask_to_join(school, "", by=user, at=NOW)
    with pytest.raises(Refused, match="gevraagd"):
        members.ask_to_join(school, "", by=user, at=NOW)
    with pytest.raises(AlreadyMember):
        members.ask_to_join(school, "", by=MembershipFactory(organisation=school).user, at=NOW)
    with pytest.raises(Refused):
        members.ask_to_join(OrganisationFactory(ended=True), "", by=user, at=NOW)


def test_approve_request_lets_the_person_in_and_tells_them():
    request = JoinRequestFactory()
    owner = MembershipFactory(organisation=request.organisation).user

    members.approve_request(request, MembershipRole.EDITOR, by=owner, at=NOW)

    assert Membership.objects.get(user=request.user).role == MembershipRole.EDITOR
    assert mails() == [("organisations/join_answer", request.user.email)]
    assert (request.moves.get().target, request.moves.get().by) == ("approved", owner)


def test_approve_request_of_somebody_who_joined_meanwhile_keeps_their_role():
    request = JoinRequestFactory()
    member = MembershipFactory(organisation=request.organisation, user=request.user, role="reader")

    assert members.approve_request(request, MembershipRole.OWNER, by=UserFactory(), at=NOW) == member
    member.refresh_from_db()
    assert member.role == "reader"


def test_approve_request_is_refused_for_what_has_ended():
    request = JoinRequestFactory(organisation__ended=True)

    with pytest.raises(Refused):
        members.approve_request(request, MembershipRole.READER, by=UserFactory(), at=NOW)
    assert not request.moves.exists()


def test_decline_request_tells_the_reason():
    request = JoinRequestFactory()

    members.decline_request(request, "Je werkt hier niet.", by=UserFactory(), at=NOW)

    assert "Je werkt hier niet." in Message.objects.get().body
    assert not Membership.objects.exists()


def test_a_request_is_answered_once():
    request = JoinRequestFactory()
    same = JoinRequest.objects.get(pk=request.pk)
    members.withdraw_request(request, by=request.user, at=NOW)

    for answer in (
        lambda: members.approve_request(same, MembershipRole.READER, by=UserFactory(), at=NOW),
        lambda: members.decline_request(same, "", by=UserFactory(), at=NOW),
        lambda: members.withdraw_request(same, by=request.user, at=NOW),
    ):
        with pytest.raises(LostRace):
            answer()
    assert not Membership.objects.exists()


def test_change_role_tells_the_member_but_not_oneself():
    owner = MembershipFactory()
    MembershipFactory(organisation=owner.organisation)
    reader = MembershipFactory(organisation=owner.organisation, role="reader")

    members.change_role(reader, MembershipRole.EDITOR, by=owner.user, at=NOW)
    members.change_role(owner, MembershipRole.EDITOR, by=owner.user, at=NOW)

    assert mails() == [("organisations/role_changed", reader.user.email)]
    owner.refresh_from_db()
    assert owner.role == MembershipRole.EDITOR


def test_change_role_to_the_same_role_does_nothing():
    owner = MembershipFactory()
    members.change_role(owner, MembershipRole.OWNER, by=owner.user, at=NOW)

    assert not owner.organisation.log.exists()


def test_the_last_owner_neither_steps_down_nor_leaves():
    owner = MembershipFactory()
    MembershipFactory(organisation=owner.organisation, user__is_active=False)
    MembershipFactory(organisation=owner.organisation, role="editor")

    with pytest.raises(LastOwner):
        members.change_role(owner, MembershipRole.READER, by=owner.user, at=NOW)
    with pytest.raises(LastOwner):
        members.remove_member(owner, by=UserFactory(coordinator=True), at=NOW)


def test_remove_member_tells_who_was_removed_but_not_who_left():
    owner = MembershipFactory()
    removed = MembershipFactory(organisation=owner.organisation, role="reader")
    leaves = MembershipFactory(organisation=owner.organisation)

    members.remove_member(removed, by=owner.user, at=NOW)
    members.remove_member(leaves, by=leaves.user, at=NOW)

    assert mails() == [("organisations/member_removed", removed.user.email)]
    assert list(owner.organisation.memberships.all()) == [owner]


def test_what_is_done_to_a_member_who_is_gone_is_refused():
    owner = MembershipFactory()
    gone = MembershipFactory(organisation=owner.organisation, role="reader")
    Membership.objects.filter(pk=gone.pk).delete()

    for act in (
        lambda: members.change_role(gone, MembershipRole.EDITOR, by=owner.user, at=NOW),
        lambda: members.remove_member(gone, by=owner.user, at=NOW),
        lambda: members.hand_over(owner.organisation, gone, by=owner.user, at=NOW),
    ):
        with pytest.raises(LostRace):
            act()


def test_hand_over_makes_the_heir_owner_and_oneself_editor():
    owner = MembershipFactory()
    heir = MembershipFactory(organisation=owner.organisation, role="reader")

    members.hand_over(owner.organisation, heir, by=owner.user, at=NOW)

    assert dict(owner.organisation.memberships.values_list("user", "role")) == {
        owner.user_id: "editor",
        heir.user_id: "owner",
    }
    assert mails() == [("organisations/role_changed", heir.user.email)]


def test_hand_over_by_a_coordinator_leaves_the_owners():
    owner = MembershipFactory()
    heir = MembershipFactory(organisation=owner.organisation, role="reader")

    members.hand_over(owner.organisation, heir, by=UserFactory(coordinator=True), at=NOW)

    assert owner.organisation.memberships.owners().count() == 2


def test_hand_over_to_a_stranger_or_a_closed_account_is_refused():
    owner = MembershipFactory()
    closed = MembershipFactory(organisation=owner.organisation, user__is_active=False)

    for heir in (MembershipFactory(), closed):
        with pytest.raises(Refused):
            members.hand_over(owner.organisation, heir, by=owner.user, at=NOW)


def test_a_closed_account_leaves_all_its_organisations():
    owner = MembershipFactory()
    request = JoinRequestFactory(user=owner.user)

    close_account(owner.user, by=owner.user, at=NOW)

    request.refresh_from_db()
    assert not Membership.objects.exists()
    assert request.state == JoinRequestState.WITHDRAWN
