import datetime
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from innovet.kit.refused import Refused
from innovet.organisations.domain import invitations, members
from innovet.organisations.domain.organisations import Details, NumberTaken, create_organisation, edit_organisation
from innovet.organisations.enums import MembershipRole
from innovet.organisations.models import Invitation, JoinRequest, Membership, Organisation
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    InvitationFactory,
    JoinRequestFactory,
    MembershipFactory,
    OrganisationFactory,
)

NOW = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)
pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="Needs PostgreSQL: SQLite has one writer at a time."),
]


def at_once(*acts):
    """Run each act on a connection of its own, all at the same moment; what each returned or was refused."""
    barrier, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            barrier.wait()
            results[place] = act()
        except (Refused, IntegrityError) as refusal:
            results[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def refused(results):
    return [result for result in results if isinstance(result, Exception)]


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_who_accept_the_same_invitation_one_joins(attempt):
    invitation = InvitationFactory(sent_at=NOW)

    def accept():
        mine = Invitation.objects.get(pk=invitation.pk)
        return invitations.accept_invitation(mine, name="An", language="nl-be", at=NOW)

    results = at_once(accept, accept)

    assert len(refused(results)) == 1
    assert Membership.objects.count() == 1
    assert invitation.moves.count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_owners_who_answer_the_same_request_one_counts(attempt):
    asked = JoinRequestFactory()
    owners = [MembershipFactory(organisation=asked.organisation).user for _ in range(2)]

    def approve():
        return members.approve_request(
            JoinRequest.objects.get(pk=asked.pk), MembershipRole.READER, by=owners[0], at=NOW
        )

    def decline():
        return members.decline_request(JoinRequest.objects.get(pk=asked.pk), "", by=owners[1], at=NOW)

    results = at_once(approve, decline)

    asked.refresh_from_db()
    assert len(refused(results)) == 1
    assert asked.moves.count() == 1
    assert Membership.objects.filter(user=asked.user).exists() == (asked.state == "approved")


def two_owners():
    school = OrganisationFactory()
    return school, [MembershipFactory(organisation=school) for _ in range(2)]


def test_without_the_lock_two_owners_who_leave_at_once_leave_nobody():
    school, owners = two_owners()
    both_looked = threading.Barrier(2)

    def leave(owner):
        with transaction.atomic():
            assert school.memberships.owners().exclude(pk=owner.pk).exists()
            both_looked.wait()
            Membership.objects.filter(pk=owner.pk).delete()

    at_once(*(lambda owner=owner: leave(owner) for owner in owners))

    assert not school.memberships.exists()


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_owners_who_leave_at_once_one_stays(attempt):
    school, owners = two_owners()

    results = at_once(*(lambda owner=owner: members.remove_member(owner, by=owner.user, at=NOW) for owner in owners))

    assert [type(result) for result in refused(results)] == [members.LastOwner]
    assert school.memberships.owners().count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_who_add_the_same_number_one_is_shown_the_other(attempt):
    people = [UserFactory(), UserFactory()]
    details = Details({"kind": "school", "name": "VTI", "enterprise_number": "0891813446"}, frozenset({"012345"}))

    results = at_once(*(lambda by=by: create_organisation(details, by=by, at=NOW, owner=by) for by in people))

    (refusal,) = refused(results)
    assert isinstance(refusal, NumberTaken)
    assert refusal.holder == Organisation.objects.get()


def test_of_two_edits_of_one_text_one_is_kept():
    school, user = OrganisationFactory(), UserFactory()

    def edit(name):
        return edit_organisation(school, Details({"name": name}), revision=0, by=user, at=NOW)

    results = at_once(lambda: edit("Een"), lambda: edit("Twee"))

    assert len(refused(results)) == 1
    assert Organisation.objects.get().revision == 1


def test_of_two_invitations_to_one_address_one_is_sent():
    school, user = OrganisationFactory(), UserFactory()

    def invite():
        return invitations.invite(school, "an@example.be", MembershipRole.READER, by=user, at=NOW)

    assert len(refused(at_once(invite, invite))) == 1
    assert Invitation.objects.count() == 1


def test_of_two_requests_by_one_person_one_is_kept():
    school, user = OrganisationFactory(), UserFactory()

    results = at_once(*[lambda: members.ask_to_join(school, "", by=user, at=NOW)] * 2)

    assert len(refused(results)) == 1
    assert JoinRequest.objects.count() == 1
