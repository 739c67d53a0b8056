import pytest

from innovet.questions.domain import questionnaires, sheets
from innovet.questions.enums import QuestionKind as K
from innovet.questions.models import AnswerSheet, Question
from tests.factories.accounts import UserFactory
from tests.factories.questions import every_kind

pytestmark = pytest.mark.e2e
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def asked(settings):
    """A questionnaire of every kind with a condition and limits, and a draft of it."""
    settings.ROOT_URLCONF = "tests.questions.urls"
    questionnaire, questions = every_kind("Oproep")
    section = questionnaire.sections.get()
    questions["who"] = questionnaires.add_question(
        section, kind=K.TEXT, label="Met wie?", shown_if=questions[K.YES_NO], shown_if_yes=True
    )
    Question.objects.filter(pk=questions[K.LONG_TEXT].pk).update(max_words=3)
    Question.objects.filter(pk=questions[K.TEXT].pk).update(max_characters=20)
    return questionnaire, questions, sheets.start_sheet(questionnaire)


def paths(questionnaire, sheet):
    editor = f"/vragen/{questionnaire.pk}/"
    adding = f"/vragen/delen/{questionnaire.sections.get().pk}/nieuwe-vraag/"
    return [editor, f"{editor}voorbeeld/", f"{editor}afdrukken/", f"{editor}nieuw-deel/", adding, f"/blad/{sheet.pk}/"]


@pytest.mark.parametrize("width", [1280, 320])
def test_the_pages_are_accessible_and_fit(new_page, axe, asked, width):
    questionnaire, _questions, sheet = asked
    page = new_page(width=width, user=UserFactory(coordinator=True))
    for path in paths(questionnaire, sheet):
        page.goto(path)
        assert page.evaluate(SIDEWAYS) == 0, path
        axe(page)


def test_a_question_appears_with_its_condition_and_words_are_counted(new_page, asked):
    _questionnaire, questions, sheet = asked
    page = new_page(user=UserFactory())
    page.goto(f"/blad/{sheet.pk}/")
    who = page.get_by_label("Met wie?")
    assert not who.is_visible()
    page.check(f"#id_q{questions[K.YES_NO].pk}_0")
    assert who.is_visible()
    page.check(f"#id_q{questions[K.YES_NO].pk}_1")
    assert not who.is_visible()
    page.fill(f"#id_q{questions[K.LONG_TEXT].pk}", "een twee drie vier")
    page.get_by_text("1 woord te veel").first.wait_for()


def test_without_scripts_the_condition_is_said_in_words_and_mistakes_keep_what_was_typed(new_page, axe, asked):
    _questionnaire, questions, sheet = asked
    page = new_page(javascript=False, user=UserFactory())
    page.goto(f"/blad/{sheet.pk}/")
    assert page.get_by_label("Met wie?").is_visible()
    page.get_by_text("Alleen als je “Ja” antwoordt").wait_for()
    page.fill(f"#id_q{questions[K.NUMBER].pk}", "twaalf")
    page.fill(f"#id_q{questions[K.TEXT].pk}", "Blijft staan")
    page.get_by_role("button", name="Bewaren").click()
    assert page.input_value(f"#id_q{questions[K.NUMBER].pk}") == "twaalf"
    assert AnswerSheet.objects.get(pk=sheet.pk).values == {questions[K.TEXT].pk: "Blijft staan"}


def test_two_people_in_one_text_choose_side_by_side(new_page, axe, asked):
    _questionnaire, questions, sheet = asked
    mine, theirs = new_page(user=UserFactory()), new_page(user=UserFactory(name="An Janssens"))
    text, title = f"#id_q{questions[K.LONG_TEXT].pk}", f"#id_q{questions[K.TEXT].pk}"
    for page in (mine, theirs):
        page.goto(f"/blad/{sheet.pk}/")
    theirs.fill(text, "van An")
    theirs.get_by_role("button", name="Bewaren").click()
    mine.fill(text, "van mij")
    mine.fill(title, "Titel")
    mine.get_by_role("button", name="Bewaren").click()
    mine.get_by_text("An Janssens bewaarde het laatst").wait_for()
    axe(mine)
    mine.get_by_label("Mijn antwoord houden").check()
    mine.get_by_role("button", name="Deze keuze bewaren").click()
    mine.wait_for_url("**/blad/*/")
    mine.get_by_role("button", name="Bewaren").wait_for()
    kept = AnswerSheet.objects.get(pk=sheet.pk).values
    assert kept == {questions[K.LONG_TEXT].pk: "van mij", questions[K.TEXT].pk: "Titel"}


def test_a_question_is_made_and_moved_with_the_keyboard_alone(new_page, asked):
    questionnaire, questions, _sheet = asked
    page = new_page(user=UserFactory(coordinator=True))
    page.goto(f"/vragen/delen/{questionnaire.sections.get().pk}/nieuwe-vraag/")
    page.get_by_label("Vraag", exact=True).focus()
    page.keyboard.type("Waarom?")
    page.keyboard.press("Enter")
    page.wait_for_url("**/vragen/*/#question-*")
    made = Question.objects.get(label="Waarom?")
    page.get_by_role("button", name="“Waarom?” naar boven").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    order = list(made.section.questions.order_by("position").values_list("label", flat=True))
    assert order[-2:] == ["Waarom?", "Met wie?"]
    assert order[0] == questions[K.TEXT].label
