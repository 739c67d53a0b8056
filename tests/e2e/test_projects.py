import datetime

import pytest
from django.urls import reverse

from innovet.kit import clock
from projects.domain import consortia
from projects.models import ConsortiumMember
from projects.models.consortia import hash_of, token_signer
from tests.factories.accounts import UserFactory
from tests.factories.organisations import MembershipFactory
from tests.factories.projects import (
    BudgetLineFactory,
    ConsortiumMemberFactory,
    LogEntryFactory,
    MilestoneFactory,
    PhaseFactory,
    ProjectFactory,
    ReportFactory,
)
from tests.projects.reports import handed_in

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def project(db):
    made = ProjectFactory(title="Robot in de bakkerij")
    ConsortiumMemberFactory(consortium=made.consortium, confirmed=True)
    BudgetLineFactory(consortium=made.consortium)
    MilestoneFactory(project=made, due_on=datetime.date(2026, 10, 1))
    LogEntryFactory(project=made)
    return made


def asked():
    """A partner's page: the token is known here because the test gave it."""
    member = ConsortiumMemberFactory(consortium__title="Bakken met een robot")
    link = consortia.invite_member(member, by=UserFactory(), at=clock.now())
    token = token_signer().sign("known to the test")
    type(link).objects.filter(pk=link.pk).update(token_hash=hash_of(token))
    return member, reverse("consortium_answer", args=[token])


@pytest.mark.parametrize("width", [1280, 375])
def test_the_public_pages_of_projects_have_no_accessibility_violation(new_page, axe, project, width):
    page = new_page(width=width)
    for path in (reverse("project_list"), project.get_absolute_url()):
        page.goto(path)
        axe(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_partner_answers_by_keyboard(new_page, axe, javascript):
    member, path = asked()
    page = new_page(width=375, javascript=javascript)
    page.goto(path)
    if javascript:
        axe(page)
    page.get_by_label("Ja, mijn organisatie doet mee").focus()
    page.keyboard.press("Space")
    page.get_by_label("Je naam").fill("An Peeters")
    page.get_by_label("Je functie").fill("zaakvoerder")
    page.get_by_label("Ik mag voor mijn organisatie spreken").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Antwoord versturen").focus()
    page.keyboard.press("Enter")
    page.get_by_text("An Peeters bevestigde").wait_for()
    assert ConsortiumMember.objects.get(pk=member.pk).is_confirmed


def test_the_team_works_in_the_file_of_its_project(new_page, axe, project):
    user = MembershipFactory(organisation=project.lead_school).user
    page = new_page(width=768, user=user)
    page.goto(project.get_absolute_url())
    axe(page)
    page.get_by_role("button", name="Als bereikt noteren").first.click()
    page.get_by_text("Opnieuw plannen").wait_for()
    page.get_by_role("tab", name="Logboek").click()
    page.get_by_role("button", name="In het logboek schrijven").click()
    axe(page)
    page.get_by_label("Wat er gebeurde").fill("Eerste brood gebakken.")
    page.get_by_role("button", name="Bewaren").click()
    page.get_by_text("Eerste brood gebakken.").wait_for()
    report = ReportFactory(project=project)
    for path in (report.get_absolute_url(), reverse("report_edit", args=[report.pk])):
        page.goto(path)
        axe(page)


def test_a_coordinators_pages_have_no_accessibility_violation(new_page, axe, project):
    PhaseFactory.create_batch(3, cycle=project.cycle)
    page = new_page(user=UserFactory(coordinator=True))
    for path in (
        reverse("cycle_list"),
        reverse("cycle_add"),
        reverse("cycle_detail", args=[project.cycle.pk]),
        reverse("report_ask", args=[project.pk]),
        reverse("project_stop", args=[project.pk]),
        handed_in(ReportFactory(project=project)).get_absolute_url(),
    ):
        page.goto(path)
        axe(page)
