import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from innovet.accounts.models import User
from innovet.portal.navigation import ACCOUNT, MAIN, menu_of
from tests.factories.accounts import UserFactory
from tests.factories.organisations import MembershipFactory


def menu(user, path="/"):
    request = RequestFactory().get(path)
    request.user = user
    return menu_of(request)


def test_a_visitor_sees_public_pages_only():
    shown = menu(AnonymousUser())
    assert shown.account == []
    assert {str(item.label) for item in shown.items} <= {str(entry.label) for entry in MAIN}
    assert "Voorstellen" not in {str(item.label) for item in shown.items}


def test_pages_that_do_not_exist_are_left_out(settings):
    settings.ROOT_URLCONF = "innovet.portal.urls_plain"
    shown = menu(AnonymousUser())
    assert (shown.items, shown.sign_in, shown.home) == ([], "", "")


@pytest.mark.django_db
def test_people_of_the_programme_have_no_proposals_of_their_own_unless_they_work_for_a_school():
    def has_proposals(user):
        return reverse("proposal_list") in {item.url for item in menu(User.objects.get(pk=user.pk)).items}

    assert has_proposals(UserFactory())
    assert not has_proposals(UserFactory(steering=True))
    assert has_proposals(MembershipFactory(user=UserFactory(steering=True)).user)


@pytest.mark.django_db
def test_only_the_administrator_finds_the_administration():
    assert reverse("admin:index") in {item.url for item in menu(UserFactory(administrator=True)).account}
    assert reverse("admin:index") not in {item.url for item in menu(UserFactory(coordinator=True)).account}
    assert len(ACCOUNT) >= 3


@pytest.mark.django_db
def test_the_menu_costs_at_most_the_two_statements_of_standing():
    user = User.objects.get(pk=UserFactory(coordinator=True).pk)
    with CaptureQueriesContext(
        connection,
    ) as statements:
        menu(user)
    assert len(statements) <= 2


@pytest.mark.django_db
def test_a_public_page_costs_four_statements_when_signed_in(client):
    client.force_login(UserFactory(coordinator=True))
    client.get(reverse("contact"))
    with CaptureQueriesContext(connection) as statements:
        client.get(reverse("contact"))
    assert len(statements) <= 4


def test_a_page_for_a_visitor_needs_no_database(client):
    assert client.get(reverse("contact")).status_code == 200
