import json

import pytest
from django.test import Client
from django.urls import reverse

from calls.domain.calls import CallFrozen
from calls.domain.frames import FormNotEmpty, fill_frame, first_cycle_frame
from calls.domain.proposals import missing_parts, submit_proposal
from calls.enums import CoreField, RankingRule
from calls.models import Proposal
from calls.models.core import CORE_PARTS
from innovet.questions.enums import QuestionKind
from innovet.questions.models import AnswerSheet, Question
from projects.models import Theme
from tests.factories.accounts import UserFactory
from tests.factories.calls import WHILE_OPEN, CallFactory, EnvelopeFactory, ProposalFactory
from tests.factories.questions import QuestionFactory, SectionFactory

pytestmark = pytest.mark.django_db


def coordinator():
    client = Client()
    client.force_login(UserFactory(coordinator=True))
    return client


def test_the_frame_of_the_first_cycle_comes_in_one_act():
    call = CallFactory(draft=True, needs_local_partner=False, ranking_rule=RankingRule.OVERALL)
    Theme.objects.create(cycle=call.cycle, name="Mobiliteit")
    client = coordinator()
    assert "1500" in client.get(reverse("call_frame", args=[call.pk])).content.decode().replace(".", "")
    assert client.post(reverse("call_frame", args=[call.pk])).status_code == 302
    call.refresh_from_db()
    questions = Question.objects.filter(section__questionnaire=call.questionnaire)
    assert [(question.label, question.max_words) for question in questions] == [
        ("Beschrijving van het voorstel", 1500),
        ("Plan van aanpak", 1500),
        ("Samenwerkingsverband", 1000),
        ("Kosten en cofinanciering", 1000),
    ]
    assert {(question.kind, question.is_required) for question in questions} == {(QuestionKind.LONG_TEXT, True)}
    assert call.cycle.themes.count() == 7
    assert [envelope.amount_cents for envelope in call.envelopes.all()] == [5_000_000] * 5
    assert (call.needs_local_partner, call.ranking_rule) == (True, RankingRule.PER_ENVELOPE)


@pytest.mark.parametrize("own", ["question", "envelope"])
def test_what_somebody_made_is_neither_doubled_nor_replaced(own):
    call = CallFactory(draft=True)
    if own == "question":
        QuestionFactory(section=SectionFactory(questionnaire=call.questionnaire))
    else:
        EnvelopeFactory(call=call)
    with pytest.raises(FormNotEmpty):
        fill_frame(call, first_cycle_frame())
    assert not call.cycle.themes.exists()


def test_the_frame_does_not_enter_a_published_call():
    with pytest.raises(CallFrozen):
        fill_frame(CallFactory(), first_cycle_frame())


def test_the_preview_shows_every_part_as_a_school_sees_it_and_keeps_nothing():
    call = CallFactory(draft=True, core_off=[CoreField.ANCHORING])
    QuestionFactory(section=SectionFactory(questionnaire=call.questionnaire), label="Met wie?")
    page = coordinator().get(reverse("call_form_preview", args=[call.pk])).content.decode()
    for words in (
        "Basisgegevens",
        "Met wie?",
        "Partners",
        "Begroting",
        "Planning",
        "Bijlagen",
        "Publieke samenvatting",
    ):
        assert words in page
    assert 'name="anchoring"' not in page
    assert not Proposal.objects.exists()
    assert not AnswerSheet.objects.exists()
    ids = [part.split('"')[0] for part in page.split(' id="')[1:]]
    assert len(ids) == len(set(ids))


def test_the_blank_form_on_paper_shows_every_limit_help_text_and_condition():
    call = CallFactory(file_kinds=["pdf"], max_file_megabytes=7, core_off=[CoreField.REACH])
    section = SectionFactory(questionnaire=call.questionnaire, title="Het idee", help_text="Lees eerst de gids.")
    QuestionFactory(
        section=section,
        kind=QuestionKind.LONG_TEXT,
        label="Beschrijf je idee",
        help_text="Zonder vakwoorden.",
        max_words=250,
        max_characters=1800,
    )
    page = Client().get(reverse("call_form_print", args=[call.pk])).content.decode()
    for words in (
        "Lees eerst de gids.",
        "Beschrijf je idee",
        "Zonder vakwoorden.",
        "hoogstens 250 woorden",
        "hoogstens 1800 tekens",
        "hoogstens 2000 tekens",
        "Iedereen kan dit lezen",
        "7 megabyte",
        "mag leeg blijven",
        "West-Vlaanderen",
    ):
        assert words in page, words
    assert "Bereikte leerlingen" not in page


def test_a_part_of_the_core_that_is_off_is_asked_missed_frozen_and_shown_nowhere():
    off = [part for part in CoreField if part != CoreField.PERIOD]
    empty = dict.fromkeys(("replicability", "translation", "anchoring", "board_name", "board_number"), "")
    proposal = ProposalFactory(call=CallFactory(core_off=off), pupil_count=None, grades=[], **empty)
    assert not [part.text for part in missing_parts(proposal)]
    submit_proposal(proposal, by=proposal.started_by, at=WHILE_OPEN)
    snapshot = json.loads(proposal.versions.get().snapshot)
    hidden = {name for part in off for name in CORE_PARTS[part]} - {"minimum_cents"}
    assert not hidden & set(snapshot)
    assert snapshot["starts_on"] == "2027-09-01"
    client = Client()
    client.force_login(proposal.started_by)
    for name, pk in (("proposal_detail", proposal.pk), ("call_form_print", proposal.call_id)):
        page = client.get(reverse(name, args=[pk])).content.decode()
        assert "Vrijgemaakte uren" not in page
        assert "Herhaalbaarheid" not in page
