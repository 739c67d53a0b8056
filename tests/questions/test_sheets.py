import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from innovet.files.domain.refusals import FileRefused
from innovet.files.models import StoredFile
from innovet.kit import clock
from innovet.kit.refused import LostRace, StaleRevision
from innovet.questions.domain import questionnaires
from innovet.questions.domain.answers import LONGEST_TEXT, AnswerRefused, broken_limits
from innovet.questions.domain.sheets import (
    SheetFrozen,
    SheetIncomplete,
    copy_sheet,
    is_authentic,
    problems_of,
    save_answers,
    start_sheet,
    submit_sheet,
)
from innovet.questions.domain.snapshots import digest_of
from innovet.questions.enums import QuestionKind
from innovet.questions.models import Answer, AnswerChoice, AnswerSheet, Question
from tests.factories.accounts import UserFactory
from tests.factories.files import StoredFileFactory, upload
from tests.factories.questions import (
    AnswerSheetFactory,
    ChoiceFactory,
    QuestionFactory,
    every_kind,
    long_questionnaire,
    sheet_of,
)

pytestmark = pytest.mark.django_db
K = QuestionKind
NOISE = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


def save(sheet, values, revision=None, **options):
    options = {"by": None, "at": clock.now(), **options}
    return save_answers(sheet, values, revision=sheet.revision if revision is None else revision, **options)


def again(sheet):
    return AnswerSheet.objects.get(pk=sheet.pk)


def values_for(questions):
    choices = {kind: sorted(choice.pk for choice in question.choices.all()) for kind, question in questions.items()}
    values = {
        K.TEXT: "kort",
        K.LONG_TEXT: "lang\n\nverhaal",
        K.NUMBER: Decimal("2.5"),
        K.MONEY: 125050,
        K.YES_NO: False,
        K.CHOICE: choices[K.CHOICE][:1],
        K.SEVERAL: choices[K.SEVERAL][1:],
        K.LIKERT: 4,
        K.DATE: datetime.date(2026, 12, 24),
        K.FILE: StoredFileFactory(),
    }
    return {questions[kind].pk: value for kind, value in values.items()}


def statements(captured):
    return [query["sql"] for query in captured if not query["sql"].startswith(NOISE)]


def test_every_kind_of_answer_comes_back_as_it_was_given():
    questionnaire, questions = every_kind()
    sheet, values = sheet_of(questionnaire), values_for(questions)
    assert save(sheet, values) == 1
    assert again(sheet).values == values


def test_answers_are_queryable_rows():
    questionnaire, questions = every_kind()
    save(sheet_of(questionnaire), values_for(questions))
    assert Answer.objects.get(money_cents__gt=125000).question == questions[K.MONEY]
    assert Answer.objects.get(date__year=2026).question == questions[K.DATE]
    assert AnswerChoice.objects.filter(choice__label="blauw").count() == 1


def test_a_question_that_is_not_named_keeps_its_answer_and_an_empty_one_is_emptied():
    questionnaire, questions = every_kind()
    sheet, values = sheet_of(questionnaire), values_for(questions)
    save(sheet, values)
    save(sheet, {questions[K.TEXT].pk: "", questions[K.SEVERAL].pk: [], questions[K.FILE].pk: None})
    kept = again(sheet).values
    assert set(values) - set(kept) == {questions[K.TEXT].pk, questions[K.SEVERAL].pk, questions[K.FILE].pk}


def test_an_upload_is_stored_with_the_answer():
    questionnaire, questions = every_kind()
    sheet = sheet_of(questionnaire)
    save(sheet, {questions[K.FILE].pk: upload("plan.pdf")})
    assert again(sheet).values[questions[K.FILE].pk].name == "plan.pdf"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (K.TEXT, 5),
        (K.LONG_TEXT, "x" * (LONGEST_TEXT + 1)),
        (K.NUMBER, Decimal("NaN")),
        (K.NUMBER, Decimal(10) ** 14),
        (K.NUMBER, True),
        (K.MONEY, True),
        (K.MONEY, 10**16),
        (K.MONEY, "5"),
        (K.YES_NO, "ja"),
        (K.LIKERT, 6),
        (K.LIKERT, False),
        (K.DATE, "2026-12-24"),
        (K.FILE, "plan.pdf"),
        (K.CHOICE, "rood"),
        (K.SEVERAL, [999_999]),
    ],
)
def test_a_value_that_does_not_fit_its_question_is_refused(kind, value):
    questionnaire, questions = every_kind()
    sheet = sheet_of(questionnaire)
    with pytest.raises(AnswerRefused):
        save(sheet, {questions[kind].pk: value})
    assert again(sheet).revision == 0


def test_two_answers_to_a_choice_a_strange_choice_and_a_strange_question_are_refused():
    questionnaire, questions = every_kind()
    sheet, choices = sheet_of(questionnaire), [choice.pk for choice in questions[K.CHOICE].choices.all()]
    for values in (
        {questions[K.CHOICE].pk: choices[:2]},
        {questions[K.CHOICE].pk: [ChoiceFactory().pk]},
        {QuestionFactory().pk: "dag"},
        {999_999: "dag"},
    ):
        with pytest.raises(AnswerRefused):
            save(sheet, values)


def test_a_file_of_a_wrong_kind_is_refused_and_nothing_is_saved():
    questionnaire, questions = every_kind()
    sheet = sheet_of(questionnaire)
    with pytest.raises(FileRefused):
        save(sheet, {questions[K.FILE].pk: upload("plan.exe", b"MZ" + bytes(90)), questions[K.TEXT].pk: "dag"})
    assert not StoredFile.objects.exists()
    assert again(sheet).values == {}


@pytest.mark.parametrize(
    ("options", "kind", "good", "bad"),
    [
        ({"max_words": 2}, K.LONG_TEXT, "een twee", "een twee drie"),
        ({"max_characters": 5}, K.TEXT, "éénéé", "zes456"),
        ({}, K.TEXT, "x" * 500, "x" * 501),
        ({"minimum": 1}, K.NUMBER, Decimal(1), Decimal("0.99")),
        ({"maximum": 50_000}, K.MONEY, 5_000_000, 5_000_001),
    ],
)
def test_limits_may_be_broken_in_a_draft_and_not_at_submission(options, kind, good, bad):
    question = QuestionFactory(kind=kind, **options)
    sheet = sheet_of(question.section.questionnaire)
    save(sheet, {question.pk: bad})
    assert [problem.question for problem in problems_of(sheet)] == [question]
    with pytest.raises(SheetIncomplete):
        submit_sheet(sheet, by=None, at=clock.now())
    save(sheet, {question.pk: good})
    assert not broken_limits(question, good)
    submit_sheet(sheet, by=None, at=clock.now())


def test_required_questions_are_missed_in_order_with_their_section():
    first = QuestionFactory(is_required=True)
    second = QuestionFactory(section=first.section, is_required=True, kind=K.YES_NO)
    QuestionFactory(section=first.section)
    sheet = sheet_of(first.section.questionnaire)
    assert [(one.section, one.question) for one in problems_of(sheet) if one.is_missing] == [
        (first.section, first),
        (first.section, second),
    ]
    save(sheet, {second.pk: False})
    assert [one.question for one in problems_of(sheet) if one.is_missing] == [first]


def test_a_question_is_asked_only_when_its_condition_holds():
    together = QuestionFactory(kind=K.YES_NO)
    section = together.section
    chosen = QuestionFactory(section=section, kind=K.CHOICE, shown_if=together, shown_if_yes=True)
    red, green = (ChoiceFactory(question=chosen, label=label) for label in ("rood", "groen"))
    why = QuestionFactory(section=section, shown_if=chosen, shown_if_choice=red, is_required=True)
    sheet = sheet_of(section.questionnaire)

    def asks():
        return [problem.question for problem in problems_of(sheet) if problem.is_missing]

    assert asks() == []
    save(sheet, {together.pk: True, chosen.pk: [green.pk]})
    assert asks() == []
    save(sheet, {chosen.pk: [red.pk]})
    assert asks() == [why]
    save(sheet, {together.pk: False})
    assert asks() == []


def test_an_answer_behind_a_condition_that_fails_stays_out_of_the_submitted_text():
    together = QuestionFactory(kind=K.YES_NO)
    who = QuestionFactory(section=together.section, shown_if=together, shown_if_yes=True)
    sheet = sheet_of(together.section.questionnaire)
    save(sheet, {together.pk: False, who.pk: "geheim"})
    submit_sheet(sheet, by=None, at=clock.now())
    assert "geheim" not in str(sheet.snapshot)


def test_answers_to_different_questions_are_kept_side_by_side():
    first = QuestionFactory()
    second = QuestionFactory(section=first.section)
    sheet = sheet_of(first.section.questionnaire)
    mine, theirs = again(sheet), again(sheet)
    save(theirs, {second.pk: "van haar"})
    assert save(mine, {first.pk: "van mij"}, revision=0) == 2
    assert again(sheet).values == {first.pk: "van mij", second.pk: "van haar"}


def test_two_answers_to_one_question_come_back_with_both_texts():
    question = QuestionFactory()
    sheet = sheet_of(question.section.questionnaire)
    mine, theirs = again(sheet), again(sheet)
    save(theirs, {question.pk: "van haar"})
    with pytest.raises(StaleRevision) as stale:
        save(mine, {question.pk: "van mij"}, revision=0)
    (conflict,) = stale.value.current
    assert (conflict.question, conflict.yours, conflict.theirs) == (question, "van mij", "van haar")
    assert again(sheet).values == {question.pk: "van haar"}
    assert save(mine, {question.pk: "van mij"}, revision=1) == 2


def test_an_answer_that_somebody_emptied_meanwhile_does_not_come_back_unseen():
    question = QuestionFactory()
    sheet = sheet_of(question.section.questionnaire)
    save(sheet, {question.pk: "eerst"})
    mine = again(sheet)
    save(again(sheet), {question.pk: ""})
    with pytest.raises(StaleRevision):
        save(mine, {question.pk: "eerst, en meer"}, revision=1)


def test_the_same_text_twice_is_no_conflict():
    question = QuestionFactory()
    sheet = sheet_of(question.section.questionnaire)
    mine, theirs = again(sheet), again(sheet)
    save(theirs, {question.pk: "hetzelfde"})
    assert save(mine, {question.pk: "hetzelfde"}, revision=0) == 2


def test_a_submitted_sheet_keeps_its_text_whatever_happens_to_the_questions():
    questionnaire, questions = every_kind()
    sheet, person, at = sheet_of(questionnaire), UserFactory(), clock.now()
    save(sheet, values_for(questions))
    submit_sheet(sheet, by=person, at=at)
    digest = sheet.sha256
    questionnaires.edit_question(questions[K.TEXT], kind=K.TEXT, label="Heel anders", at=at)
    kept = again(sheet)
    assert kept.submitted_by == person
    assert kept.sha256 == digest == digest_of(kept.snapshot)
    assert is_authentic(kept)
    assert "Heel anders" not in str(kept.snapshot)
    answers = {one["kind"]: one["answer"] for part in kept.snapshot["sections"] for one in part["questions"]}
    assert answers["money"] == 125050
    assert answers["number"] == "2.5"
    assert answers["likert"] == {"value": 4, "lowest": 1, "highest": 5}
    assert [one["label"] for one in answers["several"]] == ["groen", "blauw"]
    kept.snapshot["revision"] = 99
    assert not is_authentic(kept)


def test_the_digest_of_a_snapshot_does_not_depend_on_the_order_of_its_keys():
    assert digest_of({"a": 1, "b": "é"}) == digest_of({"b": "é", "a": 1})


def test_a_submitted_sheet_refuses_saves_and_a_second_submission():
    question = QuestionFactory()
    sheet = sheet_of(question.section.questionnaire)
    submit_sheet(sheet, by=None, at=clock.now())
    for act in (
        lambda: save(sheet, {question.pk: "te laat"}, revision=0),
        lambda: submit_sheet(sheet, by=None, at=clock.now()),
    ):
        with pytest.raises(SheetFrozen):
            act()


def test_the_database_itself_refuses_to_change_a_submitted_sheet():
    question = QuestionFactory()
    sheet = sheet_of(question.section.questionnaire)
    save(sheet, {question.pk: "zo was het"})
    submit_sheet(sheet, by=UserFactory(), at=clock.now())
    other = QuestionFactory(section=question.section)
    for change in (
        lambda: AnswerSheet.objects.filter(pk=sheet.pk).update(snapshot={"leeg": True}),
        lambda: AnswerSheet.objects.filter(pk=sheet.pk).update(submitted_at=None, snapshot=None, sha256=""),
        lambda: Answer.objects.filter(sheet=sheet).update(text="anders"),
        lambda: Answer.objects.create(sheet=sheet, question=other, revision=9),
    ):
        with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
            change()
    sheet.submitted_by.delete()
    assert again(sheet).submitted_by is None


def test_a_submission_that_meets_a_save_loses(monkeypatch):
    question = QuestionFactory()
    sheet = sheet_of(question.section.questionnaire)

    def save_in_between(_snapshot):
        AnswerSheet.objects.filter(pk=sheet.pk).update(revision=7)
        return "0" * 64

    monkeypatch.setattr("innovet.questions.domain.sheets.digest_of", save_in_between)
    with pytest.raises(LostRace):
        submit_sheet(sheet, by=None, at=clock.now())


def test_a_question_that_changed_its_kind_meanwhile_takes_no_answer():
    question = QuestionFactory()
    sheet = sheet_of(question.section.questionnaire)
    assert sheet.sections
    Question.objects.filter(pk=question.pk).update(kind=K.NUMBER)
    with pytest.raises(LostRace):
        save(sheet, {question.pk: "dag"})
    assert not Answer.objects.exists()


def test_a_copy_is_a_draft_with_the_same_answers():
    questionnaire, questions = every_kind()
    sheet, values = sheet_of(questionnaire), values_for(questions)
    save(sheet, values)
    submit_sheet(sheet, by=None, at=clock.now())
    copy = copy_sheet(sheet)
    assert (copy.is_submitted, copy.copied_from) == (False, sheet)
    assert again(copy).values == values
    save(copy, {questions[K.TEXT].pk: "versie twee"})
    assert again(sheet).values[questions[K.TEXT].pk] == "kort"


@pytest.mark.parametrize("count", [3, 30, 60])
def test_reading_and_saving_take_the_same_statements_however_long(count, django_assert_num_queries):
    sheet = sheet_of(long_questionnaire(count))
    with django_assert_num_queries(4):
        assert sheet.values == {}
    values = {}
    for question in sheet.questions.values():
        choices = [choice.pk for choice in question.choices.all()]
        values[question.pk] = {
            K.TEXT: "dag",
            K.LONG_TEXT: "dag dag",
            K.NUMBER: Decimal(3),
            K.MONEY: 300,
            K.YES_NO: True,
            K.CHOICE: choices[:1],
            K.SEVERAL: choices,
            K.LIKERT: 2,
            K.DATE: datetime.date(2026, 1, 1),
        }[question.kind]
    with django_assert_num_queries(0):
        problems_of(sheet)
    with connection.execute_wrapper(count_into(counted := [])):
        save(sheet, values)
    assert len(statements(counted)) <= 8
    sheet = AnswerSheet.objects.get(pk=sheet.pk)
    with django_assert_num_queries(5):
        assert sheet.values == values


def count_into(counted):
    def wrapper(execute, sql, params, many, context):
        counted.append({"sql": sql})
        return execute(sql, params, many, context)

    return wrapper


def test_a_sheet_is_not_half_submitted():
    with pytest.raises(IntegrityError):
        AnswerSheetFactory(submitted_at=clock.now())


def test_a_question_has_one_answer_on_a_sheet_and_takes_a_choice_once():
    choice = ChoiceFactory()
    sheet = start_sheet(choice.question.section.questionnaire)
    answer = Answer.objects.create(sheet=sheet, question=choice.question, revision=1)
    AnswerChoice.objects.create(answer=answer, choice=choice)
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(sheet=sheet, question=choice.question, revision=1)
    with pytest.raises(IntegrityError):
        AnswerChoice.objects.create(answer=answer, choice=choice)
