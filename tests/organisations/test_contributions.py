import datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from innovet.accounts.rights import effective_rights
from innovet.accounts.standing import standing_of
from innovet.organisations.find import find
from innovet.organisations.waiting import waiting_for
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    JoinRequestFactory,
    MembershipFactory,
    OrganisationFactory,
    SchoolNumberFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)


def titles(user):
    return [str(item.title) for item in waiting_for(user, at=NOW)]


def test_requests_wait_for_the_owner_only():
    owner = MembershipFactory(organisation__name="VTI")
    JoinRequestFactory.create_batch(2, organisation=owner.organisation)
    JoinRequestFactory(organisation=owner.organisation, state="declined")
    others = [
        MembershipFactory(organisation=owner.organisation, role="editor").user,
        MembershipFactory().user,
        UserFactory(),
        UserFactory(coordinator=True),
    ]

    assert titles(owner.user) == ["2 personen vragen om aan te sluiten bij VTI"]
    assert waiting_for(owner.user, at=NOW)[0].count == 2
    assert all(titles(other) == [] for other in others)


def test_what_nobody_owns_and_what_people_added_waits_for_coordinators():
    coordinator = UserFactory(coordinator=True)
    JoinRequestFactory(organisation__name="Wees")
    orphan = MembershipFactory(organisation__name="Verlaten", user__is_active=False).organisation
    JoinRequestFactory(organisation=orphan)
    OrganisationFactory(name="Nieuw", added_by=UserFactory())
    OrganisationFactory(name="Nagekeken", added_by=UserFactory(), checked_at=NOW)

    assert titles(coordinator) == [
        "1 persoon vraagt om aan te sluiten bij Verlaten",
        "1 persoon vraagt om aan te sluiten bij Wees",
        "Kijk Nieuw na: een gebruiker voegde deze organisatie toe",
    ]
    assert titles(UserFactory(steering=True)) == []


def test_waiting_is_flat_in_statements(django_assert_max_num_queries):
    coordinator = UserFactory(coordinator=True)
    JoinRequestFactory.create_batch(5)
    OrganisationFactory.create_batch(5, added_by=coordinator)

    with django_assert_max_num_queries(4):
        assert len(waiting_for(coordinator, at=NOW)) == 10


def test_find_shows_active_organisations_to_who_signed_in():
    school = SchoolNumberFactory(number="012345", organisation__name="VTI Sint-Jan").organisation
    OrganisationFactory(name="VTI Oud", ended=True)

    for words in ("vti", "sint jan aalst", "12345"):
        (hit,) = find(UserFactory(), words)
        assert (hit.title, hit.url, hit.snippet) == ("VTI Sint-Jan", school.get_absolute_url(), "Aalst")
    assert find(AnonymousUser(), "vti") == find(UserFactory(), " ") == find(UserFactory(), "niets") == []


def test_find_is_one_statement(django_assert_num_queries):
    user = UserFactory()
    SchoolNumberFactory.create_batch(3)
    with django_assert_num_queries(1):
        assert len(find(user, "school")) == 3


def test_the_rights_page_knows_what_a_membership_gives():
    owner = MembershipFactory(organisation__name="VTI")

    (right,) = effective_rights(standing_of(owner.user))

    assert (str(right.role), [thing.name for thing in right.where]) == ("eigenaar", ["VTI"])
    assert "mensen toelaten, uitnodigen, rollen wijzigen en leden verwijderen" in right.allows
