import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from innovet.kit import clock
from innovet.organisations.models import Membership, Organisation
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    InvitationFactory,
    JoinRequestFactory,
    MembershipFactory,
    OrganisationFactory,
    SchoolNumberFactory,
)

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def post(client, name, pk, **data):
    return client.post(reverse(name, args=[pk]), data, follow=True)


# The directory ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, {"VTI Torhout", "Atelier"}),
        ({"q": "vti"}, {"VTI Torhout"}),
        ({"q": "torhout"}, {"VTI Torhout"}),
        ({"q": "12345"}, {"VTI Torhout"}),
        ({"q": "0891.813.446"}, {"Atelier"}),
        ({"kind": "company"}, {"Atelier"}),
        ({"province": "limburg"}, {"Atelier"}),
        ({"network": "go"}, {"VTI Torhout"}),
        ({"mine": "on"}, {"Atelier"}),
        ({"ended": "on"}, {"VTI Torhout", "Atelier", "Weg"}),
        ({"q": "niets"}, set()),
    ],
)
def test_the_directory_is_searched(client, user, query, names):
    school = SchoolNumberFactory(
        number="012345",
        organisation__name="VTI Torhout",
        organisation__municipality="Torhout",
        organisation__network="go",
    ).organisation
    company = OrganisationFactory(company=True, name="Atelier", enterprise_number="0891813446", province="limburg")
    MembershipFactory(user=user, organisation=company)
    OrganisationFactory(name="Weg", ended=True)

    response = client.get(reverse("organisation_list"), query)

    assert {organisation.name for organisation in response.context["page"]} == names
    assert school.name in text(response) or school.name not in names


def test_the_directory_is_paginated_and_forgives_a_strange_page(client, user):
    OrganisationFactory.create_batch(51)

    for page, count in (("1", 50), ("2", 1), ("99999999999999999999", 1), ("x", 50)):
        assert len(client.get(reverse("organisation_list"), {"page": page}).context["page"]) == count


@pytest.mark.parametrize("query", [{"kind": "mars"}, {"q": "a\x00b"}, {"province": "x"}])
def test_a_choice_that_does_not_exist_is_told(client, user, query):
    response = client.get(reverse("organisation_list"), query)

    assert response.status_code == 422
    assert "govuk-error-summary" in text(response)


def statements(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_directory_is_flat_in_statements(client, user):
    SchoolNumberFactory()
    one = statements(client, reverse("organisation_list"))
    SchoolNumberFactory.create_batch(2)

    assert statements(client, reverse("organisation_list")) == one <= 12


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "be"}, ["Bedrijf (Gent)", "Bestuur (Gent)"]),
        ({"name": "board", "board": "bes", "kinds": "board,school_group"}, ["Bestuur (Gent)"]),
        ({"q": "gent", "kinds": "mars"}, ["Bedrijf (Gent)", "Bestuur (Gent)"]),
        ({"q": "b"}, []),
        ({"q": "--"}, []),
        ({}, []),
    ],
)
def test_suggestions_name_what_may_be_meant(client, user, query, names):
    OrganisationFactory(board=True, name="Bestuur", municipality="Gent")
    OrganisationFactory(company=True, name="Bedrijf", municipality="Gent")
    OrganisationFactory(ended=True, name="Bestond", municipality="Gent")

    response = client.get(reverse("organisation_suggest"), query)

    assert re.findall('value="(.*?)"', text(response)) == names


# A page -----------------------------------------------------------------------------------------------------------


def fill(board):
    OrganisationFactory(board=board)
    OrganisationFactory(ended=True, successor=board)
    SchoolNumberFactory(organisation=board)
    member = MembershipFactory(organisation=board)
    JoinRequestFactory(organisation=board)
    InvitationFactory(organisation=board)
    board.log.create(kind="joined", at=clock.now(), by=UserFactory(), person=member.user, detail="owner")


@pytest.mark.parametrize("page", ["organisation_detail", "organisation_members"])
def test_a_page_is_flat_in_statements(client, coordinator, page):
    board = OrganisationFactory(board=True)
    address = reverse(page, args=[board.pk])
    fill(board)
    one = statements(client, address)
    fill(board)
    fill(board)

    assert statements(client, address) == one <= 15


def test_a_merged_organisation_points_at_its_successor(client, user):
    heir = OrganisationFactory(name="Opvolger")
    old = OrganisationFactory(ended=True, successor=heir)

    page = text(client.get(old.get_absolute_url()))

    assert heir.get_absolute_url() in page
    assert "Vragen om aan te sluiten" not in page


# Adding -----------------------------------------------------------------------------------------------------------

NEW = {"kind": "school", "name": "Nieuwe school", "municipality": "Gent", "postal_code": "9000"}


def add(client, **data):
    return client.post(reverse("organisation_create"), {**NEW, **data})


def test_a_person_adds_an_organisation_and_owns_it(client, user):
    response = add(client, school_numbers="12345, 123456", enterprise_number="BE 0891.813.446")

    school = Organisation.objects.get()
    assert response.url == school.get_absolute_url()
    assert (school.province, school.enterprise_number) == ("oost-vlaanderen", "0891813446")
    assert [number.number for number in school.school_numbers.all()] == ["012345", "123456"]
    assert school.memberships.get().user == user
    assert school.is_unchecked


def test_a_coordinator_adds_an_organisation_without_owning_it(client, coordinator):
    add(client)

    assert not Membership.objects.exists()
    assert not Organisation.objects.get().is_unchecked


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": ""}, "verplicht"),
        ({"kind": "mars"}, "mars"),
        ({"enterprise_number": "0891.813.447"}, "geen geldig ondernemingsnummer"),
        ({"school_numbers": "12"}, "zes cijfers"),
        ({"kind": "company", "school_numbers": "12345"}, "Alleen een school"),
        ({"board": "Bestaat niet"}, "staat niet in de lijst"),
        ({"website": "geen"}, "URL"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_kept(client, user, wrong, told):
    response = add(client, **wrong)

    assert response.status_code == 422
    assert told in text(response)
    assert not Organisation.objects.exists()


@pytest.mark.parametrize("number", [{"school_numbers": "12345"}, {"enterprise_number": "891813446"}])
def test_a_taken_number_leads_to_its_holder(client, user, number):
    holder = SchoolNumberFactory(
        number="012345", organisation__name="<b>VTI</b>", organisation__enterprise_number="0891813446"
    ).organisation

    response = add(client, **number)

    assert response.status_code == 422
    assert f'href="{holder.get_absolute_url()}">&lt;b&gt;VTI&lt;/b&gt; (Aalst)</a>' in text(response)


def test_a_double_must_be_denied_first(client, user):
    near = OrganisationFactory(name="Nieuwe School", municipality="Gent")

    response = add(client)
    assert response.status_code == 422
    assert near.get_absolute_url() in text(response)

    assert add(client, is_another="on").status_code == 302


def test_a_board_is_told_by_name_or_number_and_must_be_one(client, user):
    board = OrganisationFactory(board=True, name="Bestuur", enterprise_number="0891813446")
    OrganisationFactory(name="School Bestuur")

    add(client, board="0891.813.446")
    assert Organisation.objects.get(name="Nieuwe school").board == board
    assert add(client, name="Iets anders", board="School Bestuur").status_code == 422


def test_two_organisations_of_one_name_are_told_apart_by_town(client, user):
    OrganisationFactory(board=True, name="Bestuur", municipality="Gent")
    meant = OrganisationFactory(board=True, name="Bestuur", municipality="Brugge")

    response = add(client, board="Bestuur")
    assert response.status_code == 422
    assert "Welke bedoel je?" in text(response)

    add(client, board="Bestuur (Brugge)")
    assert Organisation.objects.get(name="Nieuwe school").board == meant


def test_a_town_or_a_part_of_a_name_leads_to_what_may_be_meant(client, user):
    OrganisationFactory(board=True, name="Bestuur Noord", municipality="Gent")
    OrganisationFactory(board=True, name="Bestuur Oud", municipality="Gent", ended_on="2020-01-01")
    OrganisationFactory(name="School Gent", municipality="Gent")

    response = add(client, board="Gent")
    assert response.status_code == 422
    assert "Welke bedoel je?" in text(response)
    assert "Bestuur Noord (Gent)" in text(response)
    assert "Bestuur Oud" not in text(response)
    assert "School Gent" not in text(response)


# Changing ---------------------------------------------------------------------------------------------------------


def edit(client, organisation, **data):
    return client.post(
        reverse("organisation_edit", args=[organisation.pk]), {**NEW, "revision": organisation.revision, **data}
    )


def test_the_form_shows_what_stands(client, owner):
    board = OrganisationFactory(board=True, name="Bestuur", municipality="Gent")
    Organisation.objects.update(enterprise_number="")
    Organisation.objects.filter(pk=owner.organisation_id).update(board=board, enterprise_number="0891813446")
    SchoolNumberFactory(organisation=owner.organisation, number="012345")

    page = text(client.get(reverse("organisation_edit", args=[owner.organisation_id])))

    for value in ("0891.813.446", "012345", "Bestuur (Gent)"):
        assert f'value="{value}"' in page


def test_an_owner_changes_the_details(client, owner):
    assert edit(client, owner.organisation, name="Anders").status_code == 302
    owner.organisation.refresh_from_db()
    assert (owner.organisation.name, owner.organisation.revision) == ("Anders", 1)


def test_an_own_number_is_no_double(client, owner):
    SchoolNumberFactory(organisation=owner.organisation, number="012345")

    assert edit(client, owner.organisation, school_numbers="012345").status_code == 302


def test_a_stale_form_shows_both_texts_and_may_be_sent_again(client, owner):
    edit(client, owner.organisation, name="Van een ander")

    response = edit(client, owner.organisation, name="Van mij")

    page = text(response)
    assert response.status_code == 409
    assert "Van een ander" in page
    assert 'value="Van mij"' in page
    assert 'name="revision" value="1"' in page
    owner.organisation.refresh_from_db()
    assert owner.organisation.name == "Van een ander"
    assert edit(client, owner.organisation, name="Van mij").status_code == 302


def test_an_organisation_is_no_part_of_itself(client, coordinator):
    group = OrganisationFactory(kind="school_group", name="Groep")

    response = edit(client, group, kind="school_group", name="Groep", school_group="Groep")

    assert response.status_code == 422


def test_a_logo_is_kept_and_removed(client, owner, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    picture = io.BytesIO()
    Image.new("RGB", (10, 10)).save(picture, "PNG")

    edit(client, owner.organisation, logo=SimpleUploadedFile("x.png", picture.getvalue()))
    owner.organisation.refresh_from_db()
    assert owner.organisation.logo_address in text(client.get(owner.organisation.get_absolute_url()))

    edit(client, owner.organisation, remove_logo="on")
    owner.organisation.refresh_from_db()
    assert owner.organisation.logo_address == ""


def test_a_file_that_is_no_picture_is_told(client, owner):
    response = edit(client, owner.organisation, logo=SimpleUploadedFile("x.png", b"<svg/>"))

    assert response.status_code == 422
    assert "geen afbeelding" in text(response)


def test_a_coordinator_checks_and_merges(client, coordinator):
    added, heir = OrganisationFactory(added_by=UserFactory()), OrganisationFactory(name="Opvolger")

    post(client, "organisation_check", added.pk)
    assert "alert--error" in text(post(client, "organisation_check", added.pk))
    assert post(client, "organisation_end", added.pk, ended_on="2026-08-31", successor="Opvolger").status_code == 200
    added.refresh_from_db()
    assert added.successor == heir
    assert post(client, "organisation_end", heir.pk, ended_on="2026-08-31", successor="Opvolger").status_code == 409
    assert post(client, "organisation_end", heir.pk, ended_on="ooit").status_code == 422
