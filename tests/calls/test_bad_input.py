"""Whatever is typed wrong in a draft is told in Dutch beside its field, with the text still there; nothing is kept."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from innovet.accounts.models import User
from innovet.kit import clock
from tests.factories.calls import WHILE_OPEN, CallFactory, ProposalFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.projects import WorkPackageFactory
from tests.factories.questions import QuestionFactory, SectionFactory

pytestmark = pytest.mark.django_db
PERIOD = {"project_starts_on": datetime.date(2027, 9, 1), "project_ends_on": datetime.date(2028, 8, 31)}
PARTNER = {"role": "labour_market", "contact_name": "Jo", "contact_email": "jo@example.be", "hours": "3"}
COST = {"category": "other", "description": "Uren", "requested_cents": "100"}
STEP = {"title": "Testen", "due_on": "2027-12-01"}


@pytest.fixture
def proposal():
    return ProposalFactory(call=CallFactory(**PERIOD))


def send(proposal, name, data, query=""):
    client = Client()
    client.force_login(User.objects.get(pk=proposal.started_by_id))
    with clock.at(WHILE_OPEN):
        return client.post(reverse(name, args=[proposal.pk]) + query, data)


def told_beside(response, field, typed, words):
    assert response.status_code == 422
    form = response.context["form"]
    assert list(form.errors) == [field]
    assert words in str(form.errors[field]), form.errors[field]
    page = response.content.decode()
    assert f'id="id_{field}_error"' in page
    assert typed in page
    return True


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("title", "x" * 201, "niet meer dan 200 tekens"),
        ("summary", "woord " * 340, "niet meer dan 2000 tekens"),
        ("pupil_count", "-3", "minstens 0"),
        ("pupil_count", "9" * 40, "hoogstens 1000000"),
        ("teacher_count", "twaalf", "geheel getal"),
        ("starts_on", "2027-08-31", "Buiten de periode van de oproep: 1 september 2027"),
        ("ends_on", "2028-09-01", "Buiten de periode van de oproep:"),
        ("ends_on", "2027-08-31", "Buiten de periode van de oproep:"),
        ("board_number", "0891.813.447", "geen geldig ondernemingsnummer"),
        ("minimum_cents", "-5", "Schrijf een bedrag"),
        ("minimum_cents", "25.000,01", "Meer dan het maximum van de oproep"),
        ("minimum_cents", "9" * 30, "Schrijf een bedrag"),
        ("signatory_email", "bestuur", "geldig e-mailadres"),
    ],
)
def test_in_the_core(proposal, field, typed, words):
    response = send(proposal, "proposal_edit", {field: typed, "revision": 1})
    assert response.status_code == 422
    assert words in str(response.context["form"].errors[field])
    page = response.content.decode()
    assert f'id="id_{field}_error"' in page
    assert typed.strip() in page
    told = send(proposal, "proposal_field_save", {"field": field, field: typed, "revision": 1})
    assert told.status_code == 422
    assert words in told.json()["message"]


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("hours", "-1", "minstens 0"),
        ("hours", "9" * 30, "hoogstens 100000"),
        ("contribution_cents", "-100", "Schrijf een bedrag"),
        ("contribution", "x" * 2001, "niet meer dan 2000 tekens"),
        ("contact_email", "geen adres", "geldig e-mailadres"),
        ("role", "koning", "koning"),
    ],
)
def test_of_a_partner(proposal, field, typed, words):
    partner = OrganisationFactory(kind="company")
    data = {**PARTNER, field: typed}
    response = send(proposal, "partner_create", data, f"?organisation={partner.pk}")
    assert told_beside(response, field, typed if field != "role" else "Jo", words)
    assert proposal.consortium.members.count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("description", "x" * 301, "niet meer dan 300 tekens"),
        ("requested_cents", "-1", "Schrijf een bedrag"),
        ("requested_cents", "9" * 25, "Schrijf een bedrag"),
        ("own_cents", "veel", "Schrijf een bedrag"),
        ("member", "999999", "geldige keuze"),
        ("member", "9" * 30, "geldige keuze"),
    ],
)
def test_of_a_cost(proposal, field, typed, words):
    response = send(proposal, "proposal_budget", {**COST, field: typed})
    assert told_beside(response, field, typed if field != "member" else "Uren", words)
    assert proposal.consortium.budget_lines.count() == 1


def test_a_partner_of_another_draft_is_no_partner_of_this_one(proposal):
    other = ProposalFactory().consortium.members.get()
    response = send(proposal, "proposal_budget", {**COST, "member": other.pk})
    assert told_beside(response, "member", "Uren", "geldige keuze")


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("title", "x" * 201, "niet meer dan 200 tekens"),
        ("due_on", "2027-08-31", "Buiten de periode van de oproep: 1 september 2027"),
        ("due_on", "2028-09-01", "Buiten de periode van de oproep:"),
        ("due_on", "31/31/2027", "geldige datum"),
    ],
)
def test_of_a_step(proposal, field, typed, words):
    response = send(proposal, "proposal_plan", {**STEP, field: typed})
    assert told_beside(response, field, typed, words)
    assert proposal.consortium.planned_milestones.count() == 1


def test_of_a_step_outside_its_package(proposal):
    package = WorkPackageFactory(consortium=proposal.consortium)
    response = send(proposal, "proposal_plan", {**STEP, "due_on": "2027-12-02", "work_package": package.pk})
    assert told_beside(response, "due_on", "2027-12-02", "Buiten het werkpakket “Lessen ontwerpen”")


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("title", "x" * 201, "niet meer dan 200 tekens"),
        ("description", "woord " * 340, "niet meer dan 2000 tekens"),
        ("starts_on", "2027-08-31", "Buiten de periode van de oproep: 1 september 2027"),
        ("ends_on", "2028-09-01", "Buiten de periode van de oproep:"),
        ("ends_on", "2027-10-31", "De laatste dag ligt voor de eerste dag."),
    ],
)
def test_of_a_package(proposal, field, typed, words):
    package = {"title": "Ontwerpen", "starts_on": "2027-11-01", "ends_on": "2027-12-31"}
    response = send(proposal, "work_package_add", {**package, field: typed})
    assert told_beside(response, field, typed, words)
    assert not proposal.consortium.work_packages.exists()


@pytest.mark.parametrize(
    ("kind", "typed", "words"),
    [
        ("text", "x" * 501, "Hoogstens 500 tekens"),
        ("long_text", "x" * 100_001, "veel te lang"),
        ("number", "twaalf", "Schrijf een getal"),
        ("number", "9" * 15, "te groot"),
        ("money", "-1", "Minstens 0 euro"),
        ("money", "9" * 15, "te groot"),
        ("date", "31-31-2027", "geldige datum"),
    ],
)
def test_in_an_answer(proposal, kind, typed, words):
    limits = {"minimum": 0} if kind == "money" else {}
    section = SectionFactory(questionnaire=proposal.call.questionnaire)
    question = QuestionFactory(section=section, kind=kind, **limits)
    name = f"q{question.pk}"
    response = send(proposal, "proposal_answers", {name: typed, f"was-{question.pk}": "", "revision": 0})
    assert told_beside(response, name, typed, words)
    told = send(proposal, "proposal_answer_save", {"field": name, name: typed, f"was-{question.pk}": "", "revision": 0})
    assert words in told.json()["message"]


@pytest.mark.parametrize("name", ["proposal_edit", "proposal_answers", "proposal_take_over", "proposal_attachments"])
def test_somebody_elses_draft_is_not_there(proposal, name):
    stranger = ProposalFactory()
    client = Client()
    client.force_login(User.objects.get(pk=stranger.started_by_id))
    assert client.get(reverse(name, args=[proposal.pk])).status_code == 404
