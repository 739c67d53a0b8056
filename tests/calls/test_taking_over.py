import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from calls.domain.core import NotADraft, save_core
from calls.domain.proposals import submit_proposal
from calls.domain.taking_over import Choice, offers_of, take_over
from calls.enums import CoreField
from calls.models import Proposal
from innovet.accounts.models import User
from innovet.kit import clock
from innovet.kit.refused import Refused, StaleRevision
from innovet.questions.domain.sheets import save_answers
from innovet.questions.enums import QuestionKind as K
from projects.models import Theme
from tests.factories.accounts import UserFactory
from tests.factories.calls import WHILE_OPEN, CallFactory, ProposalFactory, ProposalRoleFactory
from tests.factories.projects import BudgetLineFactory, ConsortiumMemberFactory
from tests.factories.questions import ChoiceFactory, QuestionFactory, SectionFactory

pytestmark = pytest.mark.django_db
EMPTY = {
    "title": "",
    "summary": "",
    "site_name": "",
    "site_municipality": "",
    "site_province": "",
    "study_domains": [],
    "finalities": [],
    "old_forms": [],
    "grades": [],
    "pupil_count": None,
    "teacher_count": None,
    "starts_on": None,
    "ends_on": None,
    "replicability": "",
    "translation": "",
    "freed_hours": None,
    "anchoring": "",
    "board_name": "",
    "board_number": "",
    "signatory_name": "",
    "signatory_function": "",
    "signatory_email": "",
    "plan": False,
}
YEAR_LATER = {"project_starts_on": datetime.date(2028, 9, 1), "project_ends_on": datetime.date(2029, 8, 31)}


def earlier_and_draft(**fields):
    """A proposal of a former call, and an empty draft of the same person for a call a year later."""
    first_call = CallFactory(project_starts_on=datetime.date(2027, 9, 1), project_ends_on=datetime.date(2028, 8, 31))
    earlier = ProposalFactory(call=first_call)
    call = fields.pop("call", None) or CallFactory(**YEAR_LATER)
    draft = ProposalFactory(call=call, started_by=earlier.started_by, **{**EMPTY, **fields})
    return earlier, draft


def asked(call, label, kind=K.TEXT, choices=()):
    """A question of a published call, made by the factory because its questions are fixed."""
    section = call.questionnaire.sections.first() or SectionFactory(questionnaire=call.questionnaire)
    question = QuestionFactory(section=section, kind=kind, label=label)
    for choice in choices:
        ChoiceFactory(question=question, label=choice)
    return question


def answer(proposal, question, value):
    save_answers(proposal.sheet, {question.pk: value}, revision=proposal.sheet.revision, by=None, at=WHILE_OPEN)


def names(draft, earlier):
    return {offer.name for offer in offers_of(draft, earlier)}


def take(draft, earlier, *chosen, by=None, **options):
    options = {"takes_budget": False, "takes_plan": False, "revision": 1, "sheet_revision": 0} | options
    take_over(draft, earlier, Choice(names=chosen, **options), by=by or draft.started_by, at=WHILE_OPEN)
    return Proposal.objects.get(pk=draft.pk)


def client_of(user):
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def test_chosen_fields_of_the_core_come_along_and_are_noted():
    earlier, draft = earlier_and_draft()
    stands = take(draft, earlier, "title", "grades")
    assert (stands.title, stands.grades, stands.summary) == (earlier.title, ["3"], "")
    assert {edit.field for edit in draft.edits.all()} == {"title", "grades"}


def test_what_the_call_does_not_ask_or_cannot_hold_is_not_offered():
    call = CallFactory(core_off=[CoreField.ANCHORING], max_grant_cents=100, **YEAR_LATER)
    earlier, draft = earlier_and_draft(call=call)
    earlier.minimum_cents = 101
    offered = names(draft, earlier)
    assert {"title", "replicability", "board_number"} <= offered
    assert not {"anchoring", "starts_on", "ends_on", "minimum_cents"} & offered


def test_a_theme_comes_along_under_its_name_in_the_other_cycle():
    earlier, draft = earlier_and_draft()
    earlier.theme = Theme.objects.create(cycle=earlier.call.cycle, name="Mobiliteit")
    assert "theme" not in names(draft, earlier)
    here = Theme.objects.create(cycle=draft.call.cycle, name="Mobiliteit")
    assert take(draft, earlier, "theme").theme == here


def test_answers_come_along_to_questions_with_the_same_words_and_kind():
    earlier, draft = earlier_and_draft()
    values = {"Waarom?": (K.TEXT, "Daarom."), "Kleur": (K.CHOICE, "rood"), "Aantal": (K.TEXT, "drie")}
    here = {}
    for label, (kind, value) in values.items():
        options = {"choices": ["rood", "groen"]} if kind == K.CHOICE else {}
        there = asked(earlier.call, label, kind, **options)
        answer(earlier, there, [there.choices.get(label=value).pk] if options else value)
        options = {"choices": ["blauw", "rood"]} if options else {}
        here[label] = asked(draft.call, label, K.NUMBER if label == "Aantal" else kind, **options)
    offers = [offer for offer in offers_of(draft, earlier) if offer.question]
    assert [offer.label for offer in offers] == ["Waarom?", "Kleur"]
    take(draft, earlier, *(offer.name for offer in offers))
    draft.sheet.refresh_from_db()
    red = here["Kleur"].choices.get(label="rood").pk
    assert draft.sheet.values == {here["Waarom?"].pk: "Daarom.", here["Kleur"].pk: [red]}


def test_a_choice_that_is_gone_is_not_offered():
    earlier, draft = earlier_and_draft()
    there = asked(earlier.call, "Kleur", K.CHOICE, choices=["rood", "groen"])
    answer(earlier, there, [there.choices.get(label="rood").pk])
    asked(draft.call, "Kleur", K.CHOICE, choices=["blauw", "paars"])
    assert not [offer for offer in offers_of(draft, earlier) if offer.question]


def test_budget_and_plan_come_beside_what_stands_once_and_a_year_later():
    earlier, draft = earlier_and_draft()
    partner = earlier.consortium.members.get()
    BudgetLineFactory(consortium=earlier.consortium, member=partner, description="Uren partner", own_cents=100)
    package = earlier.consortium.work_packages.create(
        title="Opstart", starts_on=datetime.date(2027, 1, 1), ends_on=datetime.date(2027, 3, 31)
    )
    step = earlier.consortium.planned_milestones.get()
    step.work_package = package
    step.save()
    there = ConsortiumMemberFactory(consortium=draft.consortium, organisation=partner.organisation)
    for _time in range(2):
        take(draft, earlier, takes_budget=True, takes_plan=True)
    lines = {line.description: line.member for line in draft.consortium.budget_lines.all()}
    assert len(lines) == 2
    assert lines["Uren partner"] == there
    later = draft.consortium.planned_milestones.get()
    assert (later.due_on - step.due_on).days == 366
    assert later.work_package.title == package.title
    assert earlier.consortium.budget_lines.count() == 2


def test_what_a_colleague_typed_meanwhile_stays_and_nothing_is_taken_over():
    earlier, draft = earlier_and_draft()
    question = asked(earlier.call, "Waarom?")
    answer(earlier, question, "Daarom.")
    here = asked(draft.call, "Waarom?")
    stale = Proposal.objects.get(pk=draft.pk)
    save_core(draft, {"title": "Van een collega"}, read={"title": 1}, by=UserFactory(), at=WHILE_OPEN)
    with pytest.raises(StaleRevision):
        take(stale, earlier, "title", "summary", f"q{here.pk}", takes_budget=True)
    stands = Proposal.objects.get(pk=draft.pk)
    assert (stands.title, stands.summary) == ("Van een collega", "")
    assert not stands.consortium.budget_lines.exists()
    answer(draft, here, "Anders.")
    with pytest.raises(StaleRevision):
        take(draft, earlier, "summary", f"q{here.pk}", revision=2)
    assert Proposal.objects.get(pk=draft.pk).summary == ""


def test_a_proposal_that_was_handed_in_takes_nothing_over():
    earlier, draft = earlier_and_draft(plan=True, title="Al goed")
    for name in ("summary", "site_province", "finalities"):
        setattr(draft, name, getattr(earlier, name))
    handed_in = ProposalFactory(started_by=earlier.started_by)
    submit_proposal(handed_in, by=handed_in.started_by, at=WHILE_OPEN)
    with pytest.raises(NotADraft):
        take(handed_in, earlier, "title")
    with pytest.raises(Refused):
        take(handed_in, earlier, takes_budget=True)


def test_the_page_ticks_only_where_nothing_stands_and_asks_before_replacing():
    earlier, draft = earlier_and_draft(title="Mijn titel")
    client = client_of(draft.started_by)
    address = reverse("proposal_take_over_from", args=[draft.pk, earlier.pk])
    with clock.at(WHILE_OPEN):
        page = client.get(address)
        ticked = {row.offer.name: row.is_ticked for row in page.context["rows"]}
        assert ticked["title"] is False
        assert ticked["summary"] is True
        assert "Mijn titel" in page.content.decode()
        posted = {"names": [name for name, is_on in ticked.items() if is_on], "revision": 1, "sheet_revision": 0}
        assert client.post(address, {**posted, "takes_budget": "on"}).status_code == 302
    stands = Proposal.objects.get(pk=draft.pk)
    assert (stands.title, stands.summary) == ("Mijn titel", earlier.summary)
    assert stands.consortium.budget_lines.count() == 1


def test_a_stale_page_comes_back_with_what_stands_now_and_the_choice():
    earlier, draft = earlier_and_draft()
    save_core(draft, {"title": "Van een collega"}, read={"title": 1}, by=UserFactory(), at=WHILE_OPEN)
    client = client_of(draft.started_by)
    address = reverse("proposal_take_over_from", args=[draft.pk, earlier.pk])
    with clock.at(WHILE_OPEN):
        response = client.post(address, {"names": ["title"], "revision": 1, "sheet_revision": 0})
        assert response.status_code == 409
        assert "Van een collega" in response.content.decode()
        again = {"names": ["title"], "revision": response.context["revision"], "sheet_revision": 0}
        assert client.post(address, again).status_code == 302
    assert Proposal.objects.get(pk=draft.pk).title == earlier.title


@pytest.mark.parametrize(
    "data", [{}, {"names": ["state"]}, {"names": ["q999999"]}, {"names": ["title"], "revision": "x"}]
)
def test_an_empty_or_forged_choice_takes_nothing_over(data):
    earlier, draft = earlier_and_draft()
    address = reverse("proposal_take_over_from", args=[draft.pk, earlier.pk])
    with clock.at(WHILE_OPEN):
        response = client_of(draft.started_by).post(address, {"revision": 1, "sheet_revision": 0} | data)
    assert response.status_code == 422
    assert Proposal.objects.get(pk=draft.pk).revision == 1


def test_only_proposals_of_ones_own_team_can_be_taken_from():
    earlier, draft = earlier_and_draft()
    stranger = ProposalFactory(title="Van een andere school")
    colleague = ProposalFactory(title="Van een collega")
    ProposalRoleFactory(proposal=colleague, user=draft.started_by, role="reader")
    client = client_of(draft.started_by)
    with clock.at(WHILE_OPEN):
        page = client.get(reverse("proposal_take_over", args=[draft.pk])).content.decode()
        assert earlier.title in page
        assert colleague.title in page
        assert stranger.title not in page
        for source in (stranger, draft):
            assert client.get(reverse("proposal_take_over_from", args=[draft.pk, source.pk])).status_code == 404


def test_the_pages_ask_the_same_number_of_statements_for_one_and_for_three():
    earlier, draft = earlier_and_draft()
    client = client_of(draft.started_by)
    addresses = [
        reverse("proposal_take_over", args=[draft.pk]),
        reverse("proposal_take_over_from", args=[draft.pk, earlier.pk]),
    ]
    counts = []
    for number in range(3):
        ProposalFactory(started_by=draft.started_by)
        answer(earlier, asked(earlier.call, f"Vraag {number}"), "Antwoord")
        asked(draft.call, f"Vraag {number}")
        BudgetLineFactory(consortium=earlier.consortium)
        counts.append([statements_of(client, address) for address in addresses])
    assert counts[0] == counts[1] == counts[2]
    assert max(counts[0]) <= 20


def statements_of(client, address):
    with clock.at(WHILE_OPEN), CaptureQueriesContext(connection) as asked_of_database:
        assert client.get(address).status_code == 200
    return len(asked_of_database)
