import re

import pytest
from django.urls import reverse

from innovet.notifications.models import Message
from innovet.organisations.models import Membership
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    InvitationFactory,
    JoinRequestFactory,
    MembershipFactory,
    OrganisationFactory,
    SchoolNumberFactory,
)

pytestmark = pytest.mark.e2e
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def school(live_server):
    school = OrganisationFactory(name="Vrij Technisch Instituut", municipality="Torhout", street="Kringlaan 1")
    SchoolNumberFactory(organisation=school)
    return school


@pytest.fixture
def owner(school):
    return MembershipFactory(organisation=school, user__name="Mieke Vandamme").user


@pytest.mark.parametrize("width", [1280, 375, 320])
def test_the_pages_of_an_owner_have_no_violation_and_fit(new_page, axe, school, owner, width):
    MembershipFactory(organisation=school, role="reader", user__email="lid@een-heel-lang-domein-van-een-school.example")
    JoinRequestFactory(organisation=school, message="Ik werk hier.")
    InvitationFactory(organisation=school)
    page = new_page(width=width, user=owner)
    for path in (
        reverse("organisation_list") + "?kind=school",
        reverse("organisation_create"),
        *(reverse(f"organisation_{name}", args=[school.pk]) for name in ("detail", "edit", "members")),
    ):
        page.goto(path)
        axe(page)
        assert page.evaluate(SIDEWAYS) == 0, path


def test_the_pages_of_a_coordinator_have_no_violation(new_page, axe, school):
    page = new_page(user=UserFactory(coordinator=True))
    for name in ("detail", "end"):
        page.goto(reverse(f"organisation_{name}", args=[school.pk]))
        axe(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_colleague_is_invited_by_mail_accepts_and_is_in(new_page, axe, school, owner, javascript):
    inviting = new_page(user=owner, javascript=javascript)
    inviting.goto(reverse("organisation_members", args=[school.pk]))
    inviting.get_by_role("button", name="Collega uitnodigen").click()
    inviting.get_by_label("E-mailadres van je collega").fill("els@school.example")
    inviting.get_by_role("button", name="Uitnodiging sturen").click()
    inviting.get_by_text("Er is een uitnodiging verstuurd naar els@school.example.").wait_for()

    link = re.search(r"https?://\S+/uitnodiging/\S+", Message.objects.get(address="els@school.example").body)[0]
    invited = new_page(javascript=javascript)
    invited.goto(link)
    if javascript:
        axe(invited)
    invited.get_by_label("Je naam").fill("Els De Smet")
    invited.get_by_role("button", name="Uitnodiging aanvaarden").click()
    invited.wait_for_load_state()

    assert Membership.objects.filter(organisation=school, user__name="Els De Smet").exists()
    invited.goto(reverse("organisation_members", args=[school.pk]))
    invited.get_by_text("Els De Smet (jij)").wait_for()


def test_a_request_is_made_and_answered_with_the_keyboard_only(new_page, school, owner):
    teacher = UserFactory(name="Jan Peeters")
    asking = new_page(user=teacher)
    asking.goto(school.get_absolute_url())
    asking.get_by_label("Wie je bent en waarom je het vraagt").focus()
    asking.keyboard.type("Ik geef elektriciteit.")
    asking.keyboard.press("Tab")
    asking.keyboard.press("Enter")
    asking.get_by_role("button", name="Mijn aanvraag intrekken").wait_for()

    answering = new_page(user=owner)
    answering.goto(reverse("organisation_members", args=[school.pk]))
    answering.get_by_role("combobox", name="Rol").first.focus()
    answering.keyboard.press("b")
    answering.keyboard.press("Tab")
    answering.keyboard.press("Enter")
    answering.get_by_text("Jan Peeters hoort nu bij Vrij Technisch Instituut.").wait_for()

    assert Membership.objects.get(user=teacher).role == "editor"


def test_a_board_is_suggested_while_its_name_is_written(new_page, school, owner):
    OrganisationFactory(board=True, name="Schoolbestuur De Kring", municipality="Torhout")
    page = new_page(user=owner)
    page.goto(reverse("organisation_edit", args=[school.pk]))
    page.get_by_label("Schoolbestuur").press_sequentially("kring")
    option = page.locator("#id_board-suggestions option")
    option.wait_for(state="attached")

    assert option.get_attribute("value") == "Schoolbestuur De Kring (Torhout)"
