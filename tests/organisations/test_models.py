import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from innovet.accounts.standing import standing_of
from innovet.education import Network, Province
from innovet.organisations.enums import InvitationState, JoinRequestState, MembershipRole, OrganisationKind
from innovet.organisations.models import Invitation, JoinRequest, MailDomain, Membership, Organisation, SchoolNumber
from innovet.organisations.models.numbers import (
    read_domain,
    read_enterprise_number,
    read_school_number,
    searchable,
    show_enterprise_number,
)
from tests.factories.accounts import UserFactory
from tests.factories.organisations import MembershipFactory, OrganisationFactory, SchoolNumberFactory

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    "written", ["0891.813.446", "BE 0891 813 446", "891813446", "be0891.813.446", "  0891.813.446 "]
)
def test_an_enterprise_number_is_read_however_it_is_written(written):
    assert read_enterprise_number(written) == "0891813446"


@pytest.mark.parametrize("written", ["0891.813.447", "2.147.812.701", "12", "abcdefghij", ""])
def test_a_wrong_enterprise_number_is_refused(written):
    with pytest.raises(ValidationError):
        read_enterprise_number(written)


def test_an_enterprise_number_is_shown_with_dots():
    assert show_enterprise_number("0353456320") == "0353.456.320"
    assert show_enterprise_number("") == ""


@pytest.mark.parametrize(("written", "number"), [("12345", "012345"), ("123456", "123456"), ("12 34.56", "123456")])
def test_a_school_number_has_six_digits(written, number):
    assert read_school_number(written) == number


@pytest.mark.parametrize("written", ["1234", "1234567", "12345a", "", "٣٣٣٣٣٣"])
def test_a_wrong_school_number_is_refused(written):
    with pytest.raises(ValidationError):
        read_school_number(written)


@pytest.mark.parametrize("written", ["school.be", "@School.be", "an@school.be"])
def test_a_mail_domain_is_read_from_what_people_type(written):
    assert read_domain(written) == "school.be"


@pytest.mark.parametrize("written", ["school", "", "-a.be", "sch ool.be", "school.b"])
def test_what_is_no_domain_is_refused(written):
    with pytest.raises(ValidationError):
        read_domain(written)


def test_search_words_lose_accents_and_punctuation():
    assert searchable("GO! Atheneum Sint-André", "Liège") == "go atheneum sint andre liege"


@pytest.mark.parametrize(
    ("code", "province"),
    [
        ("1080", Province.BRUSSELS),
        ("1500", Province.FLEMISH_BRABANT),
        ("3140", Province.FLEMISH_BRABANT),
        ("3500", Province.LIMBURG),
        ("8820", Province.WEST_FLANDERS),
        ("9300", Province.EAST_FLANDERS),
        ("2000", Province.ANTWERP),
        ("1300", None),
        ("4000", None),
        ("", None),
        ("B-9000", None),
    ],
)
def test_a_postal_code_tells_the_province(code, province):
    assert Province.of_postal_code(code) == province


def test_networks_know_their_side():
    assert {network for network in Network if network.is_official} == {Network.OVSG, Network.POV, Network.OFFICIAL}
    assert {network for network in Network if network.is_free} == {Network.CATHOLIC, Network.OKO, Network.FREE}


def test_search_text_is_filled_in_bulk_too():
    Organisation.objects.bulk_create(
        [Organisation(kind=OrganisationKind.SCHOOL, name="Sint-Jozef", municipality="Gent")]
    )

    assert Organisation.objects.found_by("gent JOZEF").get().name == "Sint-Jozef"


def test_search_text_follows_a_new_name():
    school = OrganisationFactory(name="Oud")
    school.name = "Nieuw"
    school.save()

    assert not Organisation.objects.found_by("oud")
    assert Organisation.objects.found_by("nieuw").get() == school


@pytest.mark.parametrize("words", ["12345", "012345", "0891.813.446", "891813446"])
def test_organisations_are_found_by_number(words):
    school = SchoolNumberFactory(number="012345", organisation__enterprise_number="0891813446").organisation
    OrganisationFactory(numbered=True)

    assert list(Organisation.objects.found_by(words)) == [school]


def test_current_follows_successors_and_survives_a_circle():
    last = OrganisationFactory()
    middle = OrganisationFactory(successor=last, ended_on="2024-08-31")
    first = OrganisationFactory(successor=middle, ended_on="2020-08-31")

    assert first.current() == last
    assert last.current() == last
    Organisation.objects.filter(pk=last.pk).update(successor=first, ended_on="2025-08-31")
    assert Organisation.objects.get(pk=first.pk).current() == last


def test_the_last_day_of_an_organisation_still_counts_for_its_members(freeze):
    member = MembershipFactory(organisation__ended_on="2026-11-22")

    freeze("2026-11-22")
    assert standing_of(member.user).ids("organisation") == {member.organisation_id}
    freeze("2026-11-23")
    del member.user.standing
    assert standing_of(member.user).ids("organisation") == frozenset()


def test_members_of_a_successor_hold_their_role_in_what_it_succeeds():
    member = MembershipFactory(role=MembershipRole.EDITOR)
    old = OrganisationFactory(successor=member.organisation, ended_on="2020-08-31")

    assert standing_of(member.user).ids("organisation", "editor") == {member.organisation_id, old.pk}
    assert standing_of(member.user).ids("organisation", "owner") == frozenset()


def must_not_enter(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_an_enterprise_number_stands_once():
    OrganisationFactory(enterprise_number="0891813446")
    must_not_enter(lambda: OrganisationFactory(enterprise_number="0891813446"))


def test_two_organisations_may_lack_an_enterprise_number():
    OrganisationFactory()
    OrganisationFactory()


@pytest.mark.parametrize("number", ["891813446", "2147812701", "089181344x"])
def test_a_stored_enterprise_number_has_ten_digits(number):
    must_not_enter(lambda: OrganisationFactory(enterprise_number=number))


def test_no_organisation_succeeds_itself():
    school = OrganisationFactory(ended=True)
    must_not_enter(lambda: Organisation.objects.filter(pk=school.pk).update(successor=school))


def test_a_successor_needs_an_end():
    must_not_enter(lambda: OrganisationFactory(successor=OrganisationFactory()))


def test_a_school_number_stands_once_and_has_six_digits():
    number = SchoolNumberFactory()
    must_not_enter(lambda: SchoolNumberFactory(number=number.number))
    must_not_enter(lambda: SchoolNumber.objects.create(organisation=number.organisation, number="12345"))


def test_a_person_belongs_once():
    member = MembershipFactory()
    must_not_enter(lambda: Membership.objects.create(user=member.user, organisation=member.organisation, role="reader"))


def test_a_mail_domain_stands_once_in_an_organisation_but_may_be_shared():
    school, other = OrganisationFactory(), OrganisationFactory()
    MailDomain.objects.create(organisation=school, domain="groep.be")
    MailDomain.objects.create(organisation=other, domain="groep.be")
    must_not_enter(lambda: MailDomain.objects.create(organisation=school, domain="groep.be"))


def test_one_request_is_open_per_person():
    user, school = UserFactory(), OrganisationFactory()
    JoinRequest.objects.create(user=user, organisation=school, asked_at=NOW, state=JoinRequestState.DECLINED)
    JoinRequest.objects.create(user=user, organisation=school, asked_at=NOW)
    must_not_enter(lambda: JoinRequest.objects.create(user=user, organisation=school, asked_at=NOW))


def invite(**values):
    return Invitation.objects.create(
        **{"email": "an@school.be", "role": "reader", "sent_at": NOW, "expires_at": NOW} | values
    )


def test_one_invitation_is_open_per_address():
    school = OrganisationFactory()
    invite(organisation=school, token_hash="a", state=InvitationState.DECLINED)
    invite(organisation=school, token_hash="b")
    must_not_enter(lambda: invite(organisation=school, token_hash="c"))


def test_an_invited_address_is_lower_case():
    school = OrganisationFactory()
    must_not_enter(lambda: invite(organisation=school, token_hash="a", email="An@school.be"))
