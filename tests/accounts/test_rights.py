import datetime
from html import unescape

import pytest
from django.urls import reverse

from innovet.accounts import rights
from innovet.accounts.enums import Role
from innovet.accounts.standing import Standing
from tests.factories.accounts import RoleGrantFactory, UserFactory
from tests.factories.organisations import MembershipFactory
from tests.factories.projects import CycleRoleFactory


@pytest.fixture
def registry(monkeypatch):
    monkeypatch.setattr(rights, "_allowed", {})
    monkeypatch.setattr(rights, "_described", {})


def standing(roles=(), **claims):
    found = {("club", role): frozenset(ids) for role, ids in claims.items()}
    return Standing(user_id=1, roles=frozenset(roles), regions=frozenset(), claims=found)


def test_a_programme_role_shows_what_every_room_allows_it(registry):
    rights.allow(rights.PROGRAMME, "steering", "read proposals")
    rights.allow(rights.PROGRAMME, "steering", "score them", "read proposals")
    (entitlement,) = rights.effective_rights(standing(["steering"]))
    assert entitlement.allows == ("read proposals", "score them")


def test_a_claim_shows_where_it_holds(registry):
    rights.describe("club", str.upper, lambda ids: {pk: rights.Thing(f"Club {pk}", f"/{pk}/") for pk in ids})
    rights.allow("club", "owner", "change it")
    owner, reader = rights.effective_rights(standing(owner={2, 1}, reader={3}))
    assert (owner.role, [thing.name for thing in owner.where], owner.allows) == (
        "OWNER",
        ["Club 1", "Club 2"],
        ("change it",),
    )
    assert (reader.role, reader.allows) == ("READER", ())


def test_a_kind_that_no_room_describes_is_left_out(registry):
    assert rights.effective_rights(standing(owner={1})) == []


@pytest.mark.django_db
def test_the_page_shows_the_roles_in_words(client):
    client.force_login(UserFactory(coordinator=True))
    html = client.get(reverse("rights_overview")).content.decode()
    assert "Coördinator" in html
    assert "rollen geven en beëindigen" in html
    assert "oproepen publiceren" in html


@pytest.mark.django_db
def test_the_page_shows_roles_in_cycles_and_organisations(client):
    role = CycleRoleFactory(cycle__name="Cyclus 7")
    MembershipFactory(user=role.user, organisation__name="Atheneum Aalst")
    client.force_login(role.user)
    html = client.get(reverse("rights_overview")).content.decode()
    assert "Cyclus 7" in html
    assert "Atheneum Aalst" in html
    assert "lesmateriaal beschrijven en indienen" in html


@pytest.mark.django_db
def test_the_page_tells_who_has_no_roles_what_to_do(client):
    client.force_login(UserFactory())
    assert "Je hebt nog geen rollen" in client.get(reverse("rights_overview")).content.decode()


@pytest.mark.django_db
def test_the_page_says_who_gave_a_role_and_until_when(client):
    giver = UserFactory(name="An Gever", coordinator=True)
    grant = RoleGrantFactory(
        role=Role.RTC,
        granted_by=giver,
        from_on=datetime.date(2020, 9, 1),
        until_on=datetime.date(2096, 6, 30),
        regions=["limburg"],
    )
    RoleGrantFactory(user=grant.user, role=Role.STEERING, until_on=datetime.date(2021, 1, 1), from_on=grant.from_on)
    client.force_login(grant.user)
    html = " ".join(client.get(reverse("rights_overview")).content.decode().split())
    assert (
        "Omdat An Gever je deze rol gaf, vanaf 1 september 2020. De laatste dag is 30 juni 2096. Regio's: Limburg."
        in unescape(html)
    )
    assert "stuurgroep" not in html
