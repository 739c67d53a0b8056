import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from calls.domain.core import save_core
from calls.models import Proposal
from innovet.accounts.models import User
from innovet.kit import clock
from innovet.questions.domain.sheets import save_answers, start_sheet
from tests.factories.accounts import UserFactory
from tests.factories.calls import (
    AFTER,
    WHILE_OPEN,
    CallFactory,
    ProposalFactory,
    ProposalRoleFactory,
    submitted_proposal,
)
from tests.factories.questions import QuestionFactory

pytestmark = pytest.mark.django_db
MARKS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")  # of a transaction, no statements


def client_of(user):
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def send(proposal, name, *, by=None, **data):
    with clock.at(WHILE_OPEN):
        return client_of(by or proposal.started_by).post(reverse(name, args=[proposal.pk]), data)


def typed(proposal, **changes):
    fields = ("title", "summary", "site_name", "site_municipality", "site_province", "board_name", "signatory_name")
    lists = ("study_domains", "finalities", "old_forms", "grades")
    rest = {
        "pupil_count": 60,
        "teacher_count": 5,
        "starts_on": "2027-09-01",
        "ends_on": "2028-06-30",
        "freed_hours": 0,
        "replicability": proposal.replicability,
        "translation": proposal.translation,
        "anchoring": proposal.anchoring,
        "board_number": "0891.813.446",
        "signatory_function": "voorzitter",
        "signatory_email": "bestuur@example.be",
        "revision": 1,
    }
    return {name: getattr(proposal, name) for name in (*fields, *lists)} | rest | changes


def test_the_whole_page_saves_and_leads_back():
    proposal = ProposalFactory()
    response = send(proposal, "proposal_edit", **typed(proposal, title="Nieuw", minimum_cents="7.500"))
    assert response.status_code == 302
    proposal.refresh_from_db()
    assert (proposal.title, proposal.minimum_cents, proposal.revision) == ("Nieuw", 750_000, 2)
    assert {edit.field for edit in proposal.edits.all()} == {"title", "minimum_cents"}


def test_a_stale_save_shows_both_texts_merges_the_rest_and_loses_nothing():
    proposal = ProposalFactory(title="Eerste")
    colleague = UserFactory(name="Bo Collega")
    theirs = {"title": "Van een collega", "anchoring": "Ook van een collega"}
    save_core(proposal, theirs, read=dict.fromkeys(theirs, 1), by=colleague, at=WHILE_OPEN)
    page = Proposal.objects.get(pk=proposal.pk)
    page.anchoring = "De vakgroep."
    response = send(page, "proposal_edit", **typed(page, title="Van mij", summary="Anders"))
    shown = response.content.decode()
    assert response.status_code == 409
    for text in ("Van een collega", "Bo Collega", 'value="Van mij"', "Ook van een collega"):
        assert text in shown
    proposal.refresh_from_db()
    assert (proposal.summary, proposal.anchoring) == ("Anders", "Ook van een collega")
    again = typed(proposal, title="Van mij", revision=proposal.revision)
    assert send(proposal, "proposal_edit", **again).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.title, proposal.anchoring) == ("Van mij", "Ook van een collega")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("summary", "x" * 2001),
        ("board_number", "0891.813.447"),
        ("pupil_count", "-3"),
        ("pupil_count", "9" * 40),
        ("ends_on", "2027-08-01"),
        ("starts_on", "geen dag"),
        ("site_province", "atlantis"),
        ("signatory_email", "bestuur"),
        ("minimum_cents", "-5"),
        ("minimum_cents", "99.999.999"),
        ("grades", ["12"]),
        ("theme", "9" * 30),
    ],
)
def test_a_wrong_field_stays_typed_beside_its_message_and_the_others_are_kept(name, value):
    proposal = ProposalFactory()
    response = send(proposal, "proposal_edit", **typed(proposal, **{"title": "Nieuw", name: value}))
    assert response.status_code == 422
    assert name in response.context["form"].errors
    if isinstance(value, str) and name not in {"site_province", "theme"}:
        assert value in response.content.decode()
    proposal.refresh_from_db()
    assert proposal.title == "Nieuw"


def test_save_and_go_on_leads_through_the_parts():
    proposal = ProposalFactory()
    page = typed(proposal, title="Nieuw", go_on="1")
    assert send(proposal, "proposal_edit", **page).url == reverse("proposal_answers", args=[proposal.pk])
    answered(proposal)
    response = send(proposal, "proposal_answers", revision=0, go_on="1")
    assert response.url == reverse("proposal_partners", args=[proposal.pk])


def test_the_end_of_a_part_names_the_next_one_and_skips_what_is_not_asked():
    proposal = ProposalFactory(call=CallFactory(approval_rule="none"))
    client = client_of(proposal.started_by)
    for part, following in (("plan", "attachments"), ("attachments", "team"), ("team", "submit")):
        shown = client.get(reverse(f"proposal_{part}", args=[proposal.pk])).content.decode()
        assert f'href="{reverse(f"proposal_{following}", args=[proposal.pk])}">Verder naar: ' in shown


def test_days_lie_in_the_period_of_the_call():
    proposal = ProposalFactory(call=CallFactory(project_starts_on="2027-09-01", project_ends_on="2028-08-31"))
    response = send(proposal, "proposal_edit", **typed(proposal, starts_on="2026-09-01", ends_on="2029-06-30"))
    assert response.status_code == 422
    assert {"starts_on", "ends_on"} == set(response.context["form"].errors)


def test_one_field_is_saved_while_typing():
    proposal = ProposalFactory()
    told = send(proposal, "proposal_field_save", field="summary", summary="Plak\r\n\x00\ufeffwerk", revision=1).json()
    assert told == {"revision": 2, "message": "bewaard om 10.00"}
    proposal.refresh_from_db()
    assert proposal.summary == "Plak\nwerk"


def test_the_second_in_one_field_gets_both_texts():
    proposal = ProposalFactory(grades=["2"])
    colleague = UserFactory(name="Bo Collega")
    save_core(proposal, {"grades": ["3"]}, read={"grades": 1}, by=colleague, at=WHILE_OPEN)
    response = send(proposal, "proposal_field_save", field="grades", grades=["2", "3"], revision=1)
    assert response.status_code == 409
    told = response.json()
    assert (told["values"], told["revision"]) == (["3"], 2)
    assert "derde graad" in told["theirs"]
    assert "Bo Collega" in told["message"]
    assert send(proposal, "proposal_field_save", field="grades", grades=["2", "3"], revision=2).status_code == 200


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"field": "state", "state": "submitted"}, 422),
        ({"field": "lead_school", "lead_school": "1"}, 422),
        ({"field": "summary", "summary": "x" * 2001}, 422),
        ({}, 422),
    ],
)
def test_a_field_that_cannot_be_kept_says_why(data, status):
    proposal = ProposalFactory()
    response = send(proposal, "proposal_field_save", revision=1, **data)
    assert response.status_code == status
    assert response.json()["message"]


def test_a_reader_of_the_team_and_a_late_writer_are_told_why():
    proposal = ProposalFactory()
    reader = ProposalRoleFactory(proposal=proposal, role="reader").user
    assert send(proposal, "proposal_field_save", by=reader, field="title", title="x", revision=1).status_code == 403
    late = submitted_proposal()
    assert send(late, "proposal_field_save", field="title", title="x", revision=1).json()["message"]
    assert send(proposal, "proposal_field_save", by=UserFactory(), field="title", title="x").status_code == 404


def answered(proposal, text="", **fields):
    question = QuestionFactory(section__questionnaire=proposal.call.questionnaire, kind="long_text", **fields)
    proposal.sheet = start_sheet(proposal.call.questionnaire)
    proposal.save(update_fields=["sheet"])
    if text:
        save_answers(proposal.sheet, {question.pk: text}, revision=0, by=UserFactory(name="Bo"), at=WHILE_OPEN)
    return question


def test_an_answer_is_saved_while_typing_and_the_page_goes_on_from_there():
    proposal = ProposalFactory()
    question = answered(proposal)
    name = f"q{question.pk}"
    first = send(proposal, "proposal_answer_save", field=name, revision=0, **{name: "Een", f"was-{question.pk}": ""})
    told = first.json()
    assert (told["revision"], told["message"]) == (1, "bewaard om 10.00")
    more = {name: "Een twee", f"was-{question.pk}": told["was"], "revision": told["revision"]}
    assert send(proposal, "proposal_answer_save", field=name, **more).json()["revision"] == 2
    page = {name: "Een twee drie", f"was-{question.pk}": told["was"], "revision": 0, f"read-{name}": 2}
    assert send(proposal, "proposal_answers", **page).status_code == 302


def test_an_answer_that_somebody_else_changed_offers_both_texts():
    proposal = ProposalFactory()
    question = answered(proposal, "Van een collega")
    name = f"q{question.pk}"
    response = send(
        proposal, "proposal_answer_save", field=name, revision=0, **{name: "Van mij", f"was-{question.pk}": ""}
    )
    assert response.status_code == 409
    assert response.json()["theirs"] == "Van een collega"


def test_too_many_words_are_kept_and_told():
    proposal = ProposalFactory()
    question = answered(proposal, max_words=2)
    name = f"q{question.pk}"
    data = {name: "een twee drie", f"was-{question.pk}": "", "revision": 0}
    response = send(proposal, "proposal_answer_save", field=name, **data)
    assert response.status_code == 200
    assert "woorden" in response.json()["message"]


def statements(act):
    with CaptureQueriesContext(connection) as queries:
        act()
    return len([query for query in queries.captured_queries if query["sql"].split()[0] not in MARKS])


def test_pages_of_the_editor_and_one_autosave_take_few_statements():
    proposal = ProposalFactory()
    question = answered(proposal, "Tekst")
    client = client_of(proposal.started_by)
    with clock.at(WHILE_OPEN):
        for page in (
            "proposal_edit",
            "proposal_answers",
            "proposal_partners",
            "proposal_budget",
            "proposal_plan",
            "proposal_attachments",
            "proposal_attachment_add",
            "proposal_take_over",
            "proposal_submit",
        ):
            assert statements(lambda page=page: client.get(reverse(page, args=[proposal.pk]))) <= 20
        core = reverse("proposal_field_save", args=[proposal.pk])
        summary = {"field": "summary", "summary": "Nieuw", "revision": 1}
        assert statements(lambda: client.post(core, summary)) <= 8
        title = {"field": "title", "title": "Nieuw", "revision": 2}
        assert statements(lambda: client.post(core, title)) <= 8
        answer = {"field": f"q{question.pk}", f"q{question.pk}": "Nieuwe tekst", "revision": 1}
        save = reverse("proposal_answer_save", args=[proposal.pk])
        assert statements(lambda: client.post(save, answer)) <= 8


def test_after_closing_the_last_page_says_that_the_draft_does_not_take_part():
    proposal = ProposalFactory(title="")
    address, client = reverse("proposal_submit", args=[proposal.pk]), client_of(proposal.started_by)
    with clock.at(WHILE_OPEN):
        page = client.get(address).content.decode()
        assert "Dit ontbreekt nog" in page
        assert "doet niet mee" not in page
    with clock.at(AFTER):
        page = client.get(address).content.decode()
        assert "Dit ontbreekt nog" not in page
        assert "doet niet mee" in page
