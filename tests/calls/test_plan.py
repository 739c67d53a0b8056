"""The plan of a draft: work packages and steps on its page, on that of the proposal and in its document."""

import datetime
import json

import pytest
from django.urls import reverse

from calls.domain.proposals import submit_proposal
from calls.views.documents import _plan
from calls.views.plan_chart import draw_plan
from innovet.accounts.models import User
from innovet.kit import clock
from tests.factories.calls import WHILE_OPEN, ProposalFactory
from tests.factories.projects import PlannedMilestoneFactory, WorkPackageFactory

pytestmark = pytest.mark.django_db
DAY = datetime.date(2027, 1, 31)


@pytest.fixture
def proposal():
    proposal = ProposalFactory()
    proposal.consortium.planned_milestones.all().delete()
    return proposal


@pytest.fixture(autouse=True)
def _school(client, proposal):
    client.force_login(User.objects.get(pk=proposal.started_by_id))
    with clock.at(WHILE_OPEN):
        yield


def plan(proposal, count=1):
    for number in range(count):
        package = WorkPackageFactory(consortium=proposal.consortium, title=f"Pakket {number}")
        PlannedMilestoneFactory(consortium=proposal.consortium, work_package=package, title=f"Stap {number}")


def test_a_school_plans_a_package_and_a_step_in_it(client, proposal):
    address = reverse("work_package_add", args=[proposal.pk])
    typed = {"title": "Ontwerpen", "starts_on": "2026-10-01", "ends_on": "2027-02-28"}
    assert client.post(address, typed).url == reverse("proposal_plan", args=[proposal.pk])
    package = proposal.consortium.work_packages.get()
    step = {"title": "Eerste les", "due_on": "2027-01-31", "work_package": package.pk}
    page = client.post(reverse("proposal_plan", args=[proposal.pk]), step, follow=True).content.decode()
    assert proposal.consortium.planned_milestones.get().work_package == package
    assert "<svg" in page
    assert "1 oktober 2026 tot 28 februari 2027" in page


def test_a_package_that_would_leave_a_step_out_is_refused_with_what_was_typed(client, proposal):
    plan(proposal)
    package = proposal.consortium.work_packages.get()
    typed = {"title": "Korter", "starts_on": "2026-09-01", "ends_on": "2026-12-31", "revision": 1}
    response = client.post(reverse("work_package_edit", args=[proposal.pk, package.pk]), typed)
    assert response.status_code == 422
    assert "Korter" in response.content.decode()
    assert "Stap 0" in response.content.decode()


def test_the_plan_takes_as_many_statements_for_three_packages_as_for_one(
    client, proposal, django_assert_max_num_queries
):
    counts = []
    for more in (1, 2):
        plan(proposal, more)
        with django_assert_max_num_queries(20) as captured:
            client.get(reverse("proposal_plan", args=[proposal.pk]))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_chart_has_a_bar_for_each_package_and_a_row_for_steps_without_one():
    packages = [WorkPackageFactory()]
    inside = PlannedMilestoneFactory(consortium=packages[0].consortium, work_package=packages[0])
    loose = PlannedMilestoneFactory(consortium=packages[0].consortium, title="Los")
    chart = draw_plan(packages, [inside, loose], DAY)
    assert [(bar.spell.title, bool(bar.width)) for bar in chart.bars] == [
        ("Lessen ontwerpen", True),
        ("Andere stappen", False),
    ]
    assert [[mark.moment.title for mark in bar.marks] for bar in chart.bars] == [[inside.title], ["Los"]]
    assert draw_plan([], [], DAY) is None


def test_the_page_and_the_document_of_a_proposal_tell_the_package_of_each_step(client, proposal):
    plan(proposal)
    page = client.get(reverse("proposal_detail", args=[proposal.pk])).content.decode()
    assert "Pakket 0" in page
    assert "Stap 0 (Pakket 0)" in page
    version = submit_proposal(proposal, by=proposal.started_by, at=WHILE_OPEN)
    packages, steps = _plan(json.loads(version.snapshot))
    assert packages["rows"] == [["Pakket 0", "1 september 2026 tot 31 januari 2027", ""]]
    assert steps["rows"] == [["Stap 0", "31 januari 2027", "Pakket 0"]]
