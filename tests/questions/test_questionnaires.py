import pytest
from django.db import IntegrityError

from innovet.kit import clock
from innovet.kit.refused import Refused
from innovet.questions.domain import questionnaires
from innovet.questions.domain.questionnaires import ConditionRefused, KindIsFrozen
from innovet.questions.domain.sheets import save_answers
from innovet.questions.enums import QuestionKind
from innovet.questions.models import Question
from tests.factories.questions import ChoiceFactory, QuestionFactory, every_kind, long_questionnaire, sheet_of

pytestmark = pytest.mark.django_db
YES_NO, TEXT, CHOICE = QuestionKind.YES_NO, QuestionKind.TEXT, QuestionKind.CHOICE


@pytest.fixture
def section():
    return questionnaires.add_section(questionnaires.create_questionnaire("Oproep"), "Inhoud")


def add(section, kind=TEXT, label="Vraag", **options):
    return questionnaires.add_question(section, kind=kind, label=label, **options)


def edit(question, **changes):
    options = {"kind": question.kind, "label": question.label, "at": clock.now()}
    questionnaires.edit_question(question, **{**options, **changes})


def labels(section):
    return [question.label for question in section.questions.filter(closed_at=None).order_by("position")]


def answered(question, value):
    sheet = sheet_of(question.section.questionnaire)
    save_answers(sheet, {question.pk: value}, revision=0, by=None, at=clock.now())
    return sheet


def test_questions_move_up_and_down_and_stay_at_the_ends(section):
    first, second = add(section, label="een"), add(section, label="twee")
    questionnaires.move_question(second, "up")
    assert labels(section) == ["twee", "een"]
    questionnaires.move_question(second, "up")
    questionnaires.move_question(first, "down")
    assert labels(section) == ["twee", "een"]


def test_a_question_is_put_in_any_place_of_its_section(section):
    first, second, third = (add(section, label=label) for label in ("een", "twee", "drie"))
    questionnaires.place_question(third, 0)
    assert labels(section) == ["drie", "een", "twee"]
    questionnaires.place_question(first, 9999)
    assert labels(section) == ["drie", "twee", "een"]
    questionnaires.withdraw_question(second, at=clock.now())
    with pytest.raises(Refused):
        questionnaires.place_question(second, 0)
    with pytest.raises(Refused):
        questionnaires.move_question(second, "up")


def test_a_question_is_not_put_before_the_one_it_depends_on(section):
    earlier = add(section, YES_NO)
    add(section)
    later = add(section, shown_if=earlier, shown_if_yes=True)
    with pytest.raises(ConditionRefused):
        questionnaires.place_question(later, 0)
    assert labels(section)[0] == earlier.label


def test_sections_move(section):
    other = questionnaires.add_section(section.questionnaire, "Budget")
    questionnaires.move_section(other, "up")
    assert [one.title for one in section.questionnaire.sections.all()] == ["Budget", "Inhoud"]


def test_an_answered_question_keeps_its_kind_and_may_change_its_words(section):
    question = add(section)
    edit(question, kind=QuestionKind.NUMBER)
    edit(question, kind=TEXT)
    answered(question, "dag")
    with pytest.raises(KindIsFrozen):
        edit(question, kind=QuestionKind.NUMBER)
    question.refresh_from_db()
    assert question.kind == TEXT
    edit(question, label="Beter gezegd")
    question.refresh_from_db()
    assert question.label == "Beter gezegd"


def test_a_withdrawn_question_is_removed_when_nobody_answered(section):
    question = add(section)
    questionnaires.withdraw_question(question, at=clock.now())
    assert not Question.objects.exists()


def test_a_withdrawn_question_with_answers_is_closed_and_can_come_back(section):
    question = add(section)
    sheet = answered(question, "dag")
    questionnaires.withdraw_question(question, at=clock.now())
    sheet.forget()
    assert sheet.values == {}
    questionnaires.reopen_question(question)
    sheet.forget()
    assert sheet.values == {question.pk: "dag"}


def test_a_choice_that_somebody_took_is_closed_and_another_is_removed(section):
    question = add(section, CHOICE, choices=["rood", "groen", "blauw"])
    red = question.choices.get(label="rood")
    answered(question, [red.pk])
    edit(question, choices=["blauw", "geel"])
    assert [choice.label for choice in question.choices.filter(closed_at=None)] == ["blauw", "geel"]
    assert [choice.label for choice in question.choices.exclude(closed_at=None)] == ["rood"]


@pytest.mark.parametrize("kind", [CHOICE, QuestionKind.SEVERAL])
def test_a_choice_among_fewer_than_two_is_refused(section, kind):
    with pytest.raises(Refused):
        add(section, kind, choices=["rood", "rood"])
    assert not Question.objects.exists()


def test_a_condition_must_look_back_and_name_a_possible_answer(section):
    earlier = add(section, YES_NO)
    chosen = add(section, CHOICE, choices=["rood", "groen"])
    red = chosen.choices.get(label="rood")
    add(section, shown_if=earlier, shown_if_yes=True)
    add(section, shown_if=chosen, shown_if_choice=red)
    elsewhere = QuestionFactory(kind=YES_NO)
    for wrong in (
        {"shown_if": earlier},
        {"shown_if": earlier, "shown_if_choice": red},
        {"shown_if": chosen, "shown_if_yes": True},
        {"shown_if": chosen, "shown_if_choice": ChoiceFactory()},
        {"shown_if": elsewhere, "shown_if_yes": True},
        {"shown_if": add(section), "shown_if_yes": True},
    ):
        with pytest.raises(ConditionRefused):
            add(section, **wrong)
    with pytest.raises(ConditionRefused):
        edit(earlier, shown_if=earlier, shown_if_yes=True)


def test_a_dependent_question_stays_below_and_protects_the_other(section):
    earlier = add(section, YES_NO)
    later = add(section, shown_if=earlier, shown_if_yes=True)
    for change in (
        lambda: questionnaires.move_question(later, "up"),
        lambda: questionnaires.withdraw_question(earlier, at=clock.now()),
        lambda: edit(earlier, kind=TEXT),
    ):
        with pytest.raises(ConditionRefused):
            change()
    assert labels(section) == [earlier.label, later.label]
    questionnaires.withdraw_question(later, at=clock.now())
    questionnaires.withdraw_question(earlier, at=clock.now())


def test_a_choice_on_which_a_question_depends_stays(section):
    chosen = add(section, CHOICE, choices=["rood", "groen", "blauw"])
    add(section, shown_if=chosen, shown_if_choice=chosen.choices.get(label="rood"))
    with pytest.raises(ConditionRefused):
        edit(chosen, choices=["groen", "blauw"])


def test_a_section_goes_only_when_it_is_empty(section):
    question = add(section)
    with pytest.raises(Refused):
        questionnaires.remove_section(section)
    questionnaires.withdraw_question(question, at=clock.now())
    questionnaire = section.questionnaire
    questionnaires.remove_section(section)
    assert not questionnaire.sections.exists()


def test_a_copy_has_the_open_questions_with_choices_and_conditions(section):
    asked = add(section, YES_NO, label="Samen?")
    add(section, label="Met wie?", shown_if=asked, shown_if_yes=True, max_words=50)
    chosen = add(section, CHOICE, label="Kleur", choices=["rood", "groen"])
    add(section, label="Waarom?", shown_if=chosen, shown_if_choice=chosen.choices.get(label="groen"))
    gone = add(section, label="Weg")
    answered(gone, "dag")
    questionnaires.withdraw_question(gone, at=clock.now())
    copy = questionnaires.copy_questionnaire(section.questionnaire, title="Nieuw")
    together, who, colour, why = Question.objects.filter(section__questionnaire=copy)
    assert [together.label, who.label, colour.label, why.label] == ["Samen?", "Met wie?", "Kleur", "Waarom?"]
    assert (who.shown_if, who.shown_if_yes, who.max_words) == (together, True, 50)
    assert why.shown_if_choice == colour.choices.get(label="groen")
    assert together.pk != asked.pk


def test_a_copy_takes_the_same_number_of_statements_however_long(django_assert_max_num_queries):
    short, long = long_questionnaire(3), long_questionnaire(60)
    for questionnaire in (short, long):
        with django_assert_max_num_queries(13):
            questionnaires.copy_questionnaire(questionnaire)


def test_every_kind_can_be_asked():
    _questionnaire, questions = every_kind()
    assert set(questions) == set(QuestionKind)


@pytest.mark.parametrize(
    "wrong",
    [
        {"minimum": 3, "maximum": 2},
        {"shown_if_yes": True},
    ],
)
def test_a_row_with_an_impossible_limit_or_half_a_condition_does_not_enter(wrong):
    with pytest.raises(IntegrityError):
        QuestionFactory(**wrong)


def test_a_choice_stands_once_in_a_question():
    choice = ChoiceFactory()
    with pytest.raises(IntegrityError):
        ChoiceFactory(question=choice.question, label=choice.label)
