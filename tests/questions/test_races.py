import threading

import pytest
from django.db import connections

from innovet.kit import clock
from innovet.kit.refused import Refused, StaleRevision
from innovet.questions.domain import questionnaires, sheets
from innovet.questions.enums import QuestionKind
from innovet.questions.models import AnswerSheet
from tests.factories.questions import QuestionFactory, sheet_of

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
]


def at_once(*acts):
    """Run each act on its own connection, all starting together; the outcomes in order."""
    barrier, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

    def run(index, act):
        try:
            barrier.wait(timeout=20)
            outcomes[index] = act()
        except Refused as refusal:
            outcomes[index] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return outcomes


def saving(sheet, question, text):
    copy = AnswerSheet.objects.get(pk=sheet.pk)
    assert copy.values == {}
    return lambda: sheets.save_answers(copy, {question.pk: text}, revision=0, by=None, at=clock.now())


def without_guard(sheet, _values, revision, *, by, at):
    now = AnswerSheet.objects.get(pk=sheet.pk).revision
    assert now == revision
    threading.Event().wait(0.3)
    AnswerSheet.objects.filter(pk=sheet.pk).update(revision=revision + 1)
    return revision + 1


def test_of_two_saves_at_once_one_wins_and_the_other_gets_both_texts():
    question = QuestionFactory()
    for _round in range(5):
        sheet = sheet_of(question.section.questionnaire)
        outcomes = at_once(saving(sheet, question, "een"), saving(sheet, question, "twee"))
        (stale,) = [outcome for outcome in outcomes if isinstance(outcome, StaleRevision)]
        (conflict,) = stale.current
        assert {conflict.yours, conflict.theirs} == {"een", "twee"}
        assert AnswerSheet.objects.get(pk=sheet.pk).values == {question.pk: conflict.theirs}


def test_without_the_guard_both_think_they_won(monkeypatch):
    monkeypatch.setattr(sheets, "_claim_revision", without_guard)
    question = QuestionFactory()
    sheet = sheet_of(question.section.questionnaire)
    assert at_once(saving(sheet, question, "een"), saving(sheet, question, "twee")) == [1, 1]


def test_answers_to_different_questions_at_once_are_both_kept():
    one = QuestionFactory()
    two = QuestionFactory(section=one.section)
    sheet = sheet_of(one.section.questionnaire)
    outcomes = at_once(saving(sheet, one, "een"), saving(sheet, two, "twee"))
    assert sorted(outcomes) == [1, 2]
    assert AnswerSheet.objects.get(pk=sheet.pk).values == {one.pk: "een", two.pk: "twee"}


def test_a_save_and_a_submission_at_once_leave_a_true_snapshot():
    question = QuestionFactory()
    for _round in range(5):
        sheet = sheet_of(question.section.questionnaire)
        submitted = AnswerSheet.objects.select_related("questionnaire").get(pk=sheet.pk)
        outcomes = at_once(
            saving(sheet, question, "op het nippertje"),
            lambda frozen=submitted: sheets.submit_sheet(frozen, by=None, at=clock.now()),
        )
        stands = AnswerSheet.objects.get(pk=sheet.pk)
        if stands.is_submitted and outcomes[0] != 1:
            assert stands.values == {}
        told = stands.snapshot["sections"][0]["questions"][0]["answer"] if stands.is_submitted else None
        assert not stands.is_submitted or (told or "") == (stands.values.get(question.pk) or "")


def test_a_kind_does_not_change_under_an_answer():
    for _round in range(5):
        question = QuestionFactory()
        sheet = sheet_of(question.section.questionnaire)
        at_once(
            saving(sheet, question, "een"),
            lambda asked=question: questionnaires.edit_question(
                asked, kind=QuestionKind.NUMBER, label="Hoeveel?", at=clock.now()
            ),
        )
        question.refresh_from_db()
        answers = list(question.answers.all())
        assert not answers or question.kind == QuestionKind.TEXT
