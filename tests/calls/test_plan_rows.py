"""Partners, costs and steps of a draft on their pages: two people at once lose no text."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from calls.domain.proposals import submit_proposal, withdraw_proposal
from calls.enums import ProposalState, TeamRole
from innovet.accounts.models import User
from innovet.kit import clock
from tests.factories.calls import WHILE_OPEN, ProposalFactory, ProposalRoleFactory
from tests.factories.projects import WorkPackageFactory

pytestmark = pytest.mark.django_db
PARTNER = {"role": "support", "contribution": "Van mij", "contact_name": "Jo", "contact_email": "jo@example.be"}
COST = {"category": "other", "description": "Van mij", "requested_cents": "10"}
STEP = {"title": "Van mij", "due_on": "2027-04-01"}
PACKAGE = {"title": "Van mij", "starts_on": "2027-03-01", "ends_on": "2027-05-31"}
ROWS = {
    "partner": ("partner_edit", "members", "contribution", PARTNER),
    "cost": ("budget_line_edit", "budget_lines", "description", COST),
    "step": ("planned_milestone_edit", "planned_milestones", "title", STEP),
    "package": ("work_package_edit", "work_packages", "title", PACKAGE),
}
REMOVALS = {
    "partner": "partner_remove",
    "cost": "budget_line_remove",
    "step": "planned_milestone_remove",
    "package": "work_package_remove",
}
ADDITIONS = {
    "partner": "partner_create",
    "cost": "proposal_budget",
    "step": "proposal_plan",
    "package": "work_package_add",
}


@pytest.fixture
def proposal():
    proposal = ProposalFactory()
    WorkPackageFactory(consortium=proposal.consortium)
    return proposal


@pytest.fixture
def client(proposal):
    client = Client()
    client.force_login(User.objects.get(pk=proposal.started_by_id))
    return client


@pytest.fixture(autouse=True)
def _open_call():
    with clock.at(WHILE_OPEN):
        yield


def opened(client, proposal, kind):
    """The row, its address, and the form as the page gave it."""
    name, relation, _field, typed = ROWS[kind]
    row = getattr(proposal.consortium, relation).get()
    url = reverse(name, args=[proposal.pk, row.pk])
    form = client.get(url).context["form"]
    return row, url, {**typed, "revision": form["revision"].value()}


def colleague_wrote(row, field):
    type(row).objects.filter(pk=row.pk).update(**{field: "Van een collega"}, revision=row.revision + 1)


@pytest.mark.parametrize("kind", ROWS)
def test_a_stale_save_shows_both_texts_and_then_keeps_what_is_chosen(client, proposal, kind):
    row, url, typed = opened(client, proposal, kind)
    colleague_wrote(row, ROWS[kind][2])
    response = client.post(url, typed)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Van een collega" in page
    assert "Van mij" in page
    again = {**typed, "revision": response.context["form"]["revision"].value()}
    assert client.post(url, again).status_code == 302
    row.refresh_from_db()
    assert getattr(row, ROWS[kind][2]) == "Van mij"


@pytest.mark.parametrize("kind", ROWS)
def test_a_save_that_names_no_revision_overwrites_nothing(client, proposal, kind):
    row, url, typed = opened(client, proposal, kind)
    assert client.post(url, {**typed, "revision": ""}).status_code == 409
    row.refresh_from_db()
    assert row.revision == 1


@pytest.mark.parametrize("kind", ROWS)
def test_what_was_typed_for_a_row_that_went_can_be_added_anew(client, proposal, kind):
    row, url, typed = opened(client, proposal, kind)
    row.delete()
    organisation = f"?organisation={row.organisation_id}" if kind == "partner" else ""
    response = client.post(url + organisation, typed)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Van mij" in page
    assert "verwijderde" in page
    target = reverse(ADDITIONS[kind], args=[proposal.pk]) + organisation
    assert f'action="{target}"' in page
    assert client.post(target, typed).status_code == 302
    assert getattr(proposal.consortium, ROWS[kind][1]).count() == 1


@pytest.mark.parametrize("kind", ROWS)
def test_a_row_that_changed_is_not_removed_unread(client, proposal, kind):
    row, _url, _typed = opened(client, proposal, kind)
    colleague_wrote(row, ROWS[kind][2])
    url = reverse(REMOVALS[kind], args=[proposal.pk, row.pk])
    told = client.post(url, {"revision": 1})
    assert "Iemand anders veranderde dit intussen." in str(list(get_messages(told.wsgi_request))[-1])
    assert client.post(url, {"revision": 2}).status_code == 302
    assert not type(row).objects.filter(pk=row.pk).exists()
    gone = client.post(url, {"revision": 2})
    assert "verwijderde" in str(list(get_messages(gone.wsgi_request))[-1])


def hand_in(proposal):
    submit_proposal(proposal, by=proposal.started_by, at=WHILE_OPEN)


def withdraw(proposal):
    withdraw_proposal(proposal, reason="", by=proposal.started_by, at=WHILE_OPEN)


@pytest.mark.parametrize("meanwhile", [hand_in, withdraw])
@pytest.mark.parametrize("kind", ROWS)
def test_what_was_typed_stays_when_the_draft_was_handed_in_or_withdrawn_meanwhile(client, proposal, kind, meanwhile):
    row, url, typed = opened(client, proposal, kind)
    meanwhile(proposal)
    response = client.post(url, typed)
    assert response.status_code == 422
    assert "Van mij" in response.content.decode()
    assert type(row).objects.get(pk=row.pk).revision == 1
    proposal.refresh_from_db()
    assert proposal.state != ProposalState.DRAFT


def test_who_reads_along_changes_nothing(proposal):
    client = Client()
    client.force_login(User.objects.get(pk=ProposalRoleFactory(proposal=proposal, role=TeamRole.READER).user_id))
    row = proposal.consortium.budget_lines.get()
    assert client.post(reverse("budget_line_edit", args=[proposal.pk, row.pk]), COST).status_code == 403
