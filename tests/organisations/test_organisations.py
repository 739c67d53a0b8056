import datetime

import pytest

from innovet.kit.refused import LostRace, Refused, StaleRevision
from innovet.organisations.domain.organisations import (
    Details,
    NumberTaken,
    check_organisation,
    create_organisation,
    edit_organisation,
    end_organisation,
    find_holder,
    set_joining,
)
from innovet.organisations.enums import LogKind, MembershipRole
from innovet.organisations.models import Membership, Organisation
from tests.factories.accounts import UserFactory
from tests.factories.organisations import MembershipFactory, OrganisationFactory, SchoolNumberFactory

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)
DAY = datetime.date(2026, 8, 31)


def details(*numbers, **fields):
    return Details({"kind": "school", "name": "Nieuwe school", **fields}, frozenset(numbers))


def logged(organisation):
    return [LogKind(row.kind) for row in organisation.log.all()]


def test_create_organisation_makes_the_owner_its_first_member():
    user = UserFactory()

    school = create_organisation(details("012345"), by=user, at=NOW, owner=user)

    assert Membership.objects.get(organisation=school).role == MembershipRole.OWNER
    assert school.school_numbers.get().number == "012345"
    assert school.is_unchecked
    assert logged(school) == [LogKind.CREATED]


def test_create_organisation_by_a_coordinator_has_no_owner_and_is_checked():
    school = create_organisation(details(), by=UserFactory(coordinator=True), at=NOW, owner=None, is_checked=True)

    assert not school.memberships.exists()
    assert not school.is_unchecked


@pytest.mark.parametrize(
    ("taken", "numbers", "fields"),
    [({"number": "012345"}, ["012345"], {}), ({}, [], {"enterprise_number": "0891813446"})],
)
def test_create_organisation_names_the_holder_of_a_taken_number(taken, numbers, fields):
    holder = OrganisationFactory(name="Bestaande school", **fields)
    if taken:
        SchoolNumberFactory(organisation=holder, **taken)

    with pytest.raises(NumberTaken, match="Bestaande school") as refusal:
        create_organisation(details(*numbers, **fields), by=UserFactory(), at=NOW, owner=None)

    assert refusal.value.holder == holder
    assert Organisation.objects.count() == 1


def test_find_holder_overlooks_the_organisation_itself():
    school = SchoolNumberFactory(number="012345", organisation__enterprise_number="0891813446").organisation

    assert find_holder(details("012345", enterprise_number="0891813446"), apart_from=school) is None
    assert find_holder(details("012345")).organisation == school


def test_edit_organisation_keeps_details_and_numbers_and_notes_what_changed():
    school = SchoolNumberFactory(number="012345").organisation

    edit_organisation(school, details("054321", name="Anders"), revision=0, by=UserFactory(), at=NOW)

    school.refresh_from_db()
    assert (school.name, school.revision) == ("Anders", 1)
    assert [number.number for number in school.school_numbers.all()] == ["054321"]
    assert logged(school) == [LogKind.EDITED]


def test_edit_organisation_refuses_a_stale_revision():
    school = OrganisationFactory()
    edit_organisation(school, details(name="Eerste"), revision=0, by=UserFactory(), at=NOW)

    with pytest.raises(StaleRevision) as refusal:
        edit_organisation(school, details(name="Tweede"), revision=0, by=UserFactory(), at=NOW)

    assert refusal.value.current.name == "Eerste"


def test_edit_organisation_refuses_a_taken_number_and_keeps_nothing():
    SchoolNumberFactory(number="012345")
    school = OrganisationFactory(name="Oud")

    with pytest.raises(NumberTaken):
        edit_organisation(school, details("012345", name="Nieuw"), revision=0, by=UserFactory(), at=NOW)

    school.refresh_from_db()
    assert (school.name, school.revision) == ("Oud", 0)


def test_set_joining_keeps_domains_and_the_switch():
    school = OrganisationFactory()
    set_joining(school, frozenset({"a.be", "b.be"}), joins_by_domain=True, by=UserFactory(), at=NOW)
    set_joining(school, frozenset({"b.be", "c.be"}), joins_by_domain=True, by=UserFactory(), at=NOW)

    school.refresh_from_db()
    assert school.joins_by_domain
    assert [domain.domain for domain in school.mail_domains.all()] == ["b.be", "c.be"]


def test_check_organisation_is_refused_a_second_time():
    school = OrganisationFactory(added_by=UserFactory())
    check_organisation(school, by=UserFactory(), at=NOW)

    assert not Organisation.objects.unchecked().exists()
    with pytest.raises(LostRace):
        check_organisation(school, by=UserFactory(), at=NOW)


def test_end_organisation_without_a_successor_and_back():
    school = OrganisationFactory()
    end_organisation(school, on=DAY, by=UserFactory(), at=NOW)
    school.refresh_from_db()
    assert school.ended_on == DAY

    end_organisation(school, on=None, by=UserFactory(), at=NOW)
    school.refresh_from_db()
    assert school.ended_on is None
    assert logged(school) == [LogKind.REOPENED, LogKind.ENDED]


def test_end_organisation_passes_members_and_predecessors_to_the_successor():
    oldest, old, heir = OrganisationFactory(), OrganisationFactory(), OrganisationFactory()
    owner = MembershipFactory(organisation=old, role="owner").user
    both = MembershipFactory(organisation=old, role="editor").user
    MembershipFactory(organisation=heir, user=both, role="reader")
    stays = MembershipFactory(organisation=heir, role="owner").user
    MembershipFactory(organisation=old, user=stays, role="reader")
    end_organisation(oldest, on=DAY, successor=old, by=owner, at=NOW)

    end_organisation(old, on=DAY, successor=heir, by=owner, at=NOW)

    roles = dict(heir.memberships.values_list("user", "role"))
    assert roles == {owner.pk: "owner", both.pk: "editor", stays.pk: "owner"}
    oldest.refresh_from_db()
    assert oldest.successor == heir
    assert owner.standing.ids("organisation", "owner") == {oldest.pk, old.pk, heir.pk}


def test_end_organisation_follows_a_successor_that_was_itself_succeeded():
    heir = OrganisationFactory()
    middle = OrganisationFactory(ended=True, successor=heir)
    old = OrganisationFactory()

    end_organisation(old, on=DAY, successor=middle, by=UserFactory(), at=NOW)

    assert old.successor == heir


def test_end_organisation_refuses_a_circle():
    heir = OrganisationFactory()
    old = OrganisationFactory(ended=True, successor=heir)

    for successor in (heir, old):
        with pytest.raises(Refused):
            end_organisation(heir, on=DAY, successor=successor, by=UserFactory(), at=NOW)


def test_end_organisation_refuses_a_second_merger_and_a_successor_without_a_day():
    old = OrganisationFactory(ended=True, successor=OrganisationFactory())

    with pytest.raises(LostRace):
        end_organisation(old, on=DAY, by=UserFactory(), at=NOW)
    with pytest.raises(Refused):
        end_organisation(OrganisationFactory(), on=None, successor=old, by=UserFactory(), at=NOW)


def test_similar_organisations_are_found_for_a_double():
    near = OrganisationFactory(name="Vrij Technisch Instituut", municipality="Torhout")
    OrganisationFactory(name="Provinciale Handelsschool", municipality="Torhout")
    OrganisationFactory(name="Vrij Technisch Instituut", municipality="Hasselt-aan-de-overkant")

    assert Organisation.objects.similar_to("Vrij Technisch Instituut Torhout", "Torhout") == [near]
    assert Organisation.objects.similar_to("Iets heel anders", "") == []


@pytest.mark.parametrize("written", ["VTI", "vti (torhout)", "012345", "0891.813.446"])
def test_an_organisation_is_called_by_name_town_or_number(written):
    school = SchoolNumberFactory(
        number="012345",
        organisation__name="VTI",
        organisation__municipality="Torhout",
        organisation__enterprise_number="0891813446",
    ).organisation

    assert Organisation.objects.called(written).get() == school
