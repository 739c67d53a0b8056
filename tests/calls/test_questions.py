"""The questions of a call: free while it is prepared, fixed once it is published."""

import time

import pytest
from django.db import connection, transaction
from django.urls import reverse

from calls.domain.calls import publish_call
from calls.enums import CallState
from calls.models import Call
from innovet.questions.domain import questionnaires
from innovet.questions.domain.questionnaires import QuestionsFrozen
from innovet.questions.enums import QuestionKind
from innovet.questions.models import Question, Section
from tests.factories.accounts import UserFactory
from tests.factories.calls import WHILE_OPEN, ready_call
from tests.racing import at_once

pytestmark = pytest.mark.django_db
TEXT = {"kind": QuestionKind.TEXT, "label": "Hoe?"}
FIXED = "De oproep is gepubliceerd: de vragen liggen vast."


@pytest.fixture
def call():
    """In preparation, with a section of one open and one withdrawn question, and an empty section."""
    call = ready_call()
    section = questionnaires.add_section(call.questionnaire, "Vragen")
    questionnaires.add_question(section, **TEXT)
    withdrawn = questionnaires.add_question(section, **TEXT)
    Question.objects.filter(pk=withdrawn.pk).update(closed_at=WHILE_OPEN)
    questionnaires.add_section(call.questionnaire, "Leeg")
    return call


def publish(call):
    publish_call(call, by=UserFactory(coordinator=True), at=WHILE_OPEN)


ACTS = {
    "edit_questionnaire": lambda form, _section, _question: questionnaires.edit_questionnaire(
        form, title="Anders", introduction=""
    ),
    "add_section": lambda form, _section, _question: questionnaires.add_section(form, "Anders"),
    "edit_section": lambda _form, section, _question: questionnaires.edit_section(
        section, title="Anders", help_text=""
    ),
    "remove_section": lambda form, _section, _question: questionnaires.remove_section(form.sections.last()),
    "add_question": lambda _form, section, _question: questionnaires.add_question(section, **TEXT),
    "edit_question": lambda _form, _section, question: questionnaires.edit_question(question, at=WHILE_OPEN, **TEXT),
    "withdraw_question": lambda _form, _section, question: questionnaires.withdraw_question(question, at=WHILE_OPEN),
    "reopen_question": lambda _form, section, _question: questionnaires.reopen_question(
        section.questions.get(closed_at__isnull=False)
    ),
    "move_section": lambda _form, section, _question: questionnaires.move_section(section, "down"),
    "move_question": lambda _form, _section, question: questionnaires.move_question(question, "down"),
}


@pytest.mark.parametrize("act", ACTS)
def test_no_act_changes_the_questions_of_a_published_call(call, act):
    section = call.questionnaire.sections.first()
    question = section.questions.get(closed_at=None)
    publish(call)
    with pytest.raises(QuestionsFrozen, match="gepubliceerd"):
        ACTS[act](call.questionnaire, section, question)


@pytest.mark.parametrize("act", ACTS)
def test_every_act_works_while_the_call_is_prepared(call, act):
    section = call.questionnaire.sections.first()
    ACTS[act](call.questionnaire, section, section.questions.get(closed_at=None))


def test_the_page_shows_the_disabled_button_with_its_reason_and_no_other_way_in(client, call):
    client.force_login(UserFactory(coordinator=True))
    url = reverse("questionnaire_detail", args=[call.questionnaire_id])
    question = Question.objects.filter(closed_at=None).get()
    ways = [
        reverse("section_add", args=[call.questionnaire_id]),
        reverse("questionnaire_edit", args=[call.questionnaire_id]),
        reverse("question_edit", args=[question.pk]),
        reverse("section_edit", args=[question.section_id]),
        reverse("question_add", args=[question.section_id]),
    ]
    open_page = client.get(url).content.decode()
    assert all(way in open_page for way in ways)
    publish(call)
    page = client.get(url).content.decode()
    assert FIXED in page
    assert 'aria-disabled="true"' in page
    assert not [way for way in ways if way in page]
    assert {client.get(way).status_code for way in ways} == {403}
    assert client.get(reverse("questionnaire_print", args=[call.questionnaire_id])).status_code == 200


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("question_edit", {"label": "Getypt", "kind": "text"}),
        ("question_add", {"label": "Getypt", "kind": "text"}),
        ("section_edit", {"title": "Getypt"}),
        ("section_add", {"title": "Getypt"}),
        ("questionnaire_edit", {"title": "Getypt"}),
    ],
)
def test_what_was_typed_while_the_call_was_published_stays_in_view(client, call, name, data):
    question = Question.objects.filter(closed_at=None).get()
    pk = {"question_edit": question.pk, "question_add": question.section_id, "section_edit": question.section_id}
    client.force_login(UserFactory(coordinator=True))
    publish(call)
    response = client.post(reverse(name, args=[pk.get(name, call.questionnaire_id)]), data)
    assert response.status_code == 422
    assert "Getypt" in response.content.decode()
    assert FIXED in response.content.decode()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="two writers at once need PostgreSQL (DATABASE_URL)")
def test_publishing_waits_for_a_question_that_is_being_added():
    call = ready_call()
    section = questionnaires.add_section(call.questionnaire, "Vragen")
    by = UserFactory(coordinator=True)
    roles = iter(["publish", "edit"])

    def work(barrier):
        if next(roles) == "publish":
            barrier.wait()
            publish_call(Call.objects.get(pk=call.pk), by=by, at=WHILE_OPEN)
            return Question.objects.count()
        with transaction.atomic():
            questionnaires.add_question(Section.objects.get(pk=section.pk), **TEXT)
            barrier.wait()
            time.sleep(0.3)
        return 1

    assert at_once(work, workers=2) == [1, 1]
    assert Call.objects.get().state == CallState.PUBLISHED
