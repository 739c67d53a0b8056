import datetime
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.template import engines
from django.utils.datastructures import MultiValueDict
from django_cotton.compiler_regex import CottonCompiler
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from innovet.kit import clock
from innovet.kit.refused import StaleRevision
from innovet.questions.domain.answers import LONGEST_TEXT
from innovet.questions.domain.sheets import save_answers, submit_sheet
from innovet.questions.enums import QuestionKind as K
from innovet.questions.forms import SheetForm
from innovet.questions.models import AnswerSheet
from tests.factories.files import StoredFileFactory, upload
from tests.factories.questions import ChoiceFactory, QuestionFactory, every_kind, long_questionnaire, sheet_of

pytestmark = pytest.mark.django_db


def again(sheet):
    return AnswerSheet.objects.select_related("questionnaire").get(pk=sheet.pk)


def posted(data):
    query = QueryDict(mutable=True)
    for key, value in data.items():
        query.setlist(key, value if isinstance(value, list) else [value])
    return query


def fill(sheet, data, files=None, revision=0):
    return SheetForm(again(sheet), posted({"revision": revision, **data}), MultiValueDict(files or {}))


def keep(form):
    form.save_draft(by=None, at=clock.now())
    return again(form.sheet).values


def one(kind=K.TEXT, **options):
    question = QuestionFactory(kind=kind, **options)
    return question, sheet_of(question.section.questionnaire)


def render(source, **context):
    return engines["django"].from_string(CottonCompiler().process(source)).render(context)


def page_of(form):
    return render('<c-sheet-fields :form="form" />', form=form)


def fields_of(html):
    """What a browser would post of a page: names with values, unchecked boxes left out."""
    found = {}
    for tag in html.split("<")[1:]:
        if tag.startswith("input") and 'name="' in tag and ('type="hidden"' in tag or 'type="text"' in tag):
            found[tag.split('name="')[1].split('"')[0]] = tag.split('value="')[1].split('"')[0]
    return found


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (K.TEXT, "  Dag\0 allemaal\u200b ", "Dag allemaal"),
        (K.LONG_TEXT, "een\r\ntwee", "een\ntwee"),
        (K.NUMBER, "1.250,5", Decimal("1250.5")),
        (K.MONEY, "€ 1.250,50", 125050),
        (K.YES_NO, "yes", True),
        (K.YES_NO, "no", False),
        (K.LIKERT, "3", 3),
        (K.DATE, "2026-12-24", datetime.date(2026, 12, 24)),
        (K.DATE, "24/12/2026", datetime.date(2026, 12, 24)),
    ],
)
def test_what_is_typed_is_read_and_kept(kind, typed, value):
    question, sheet = one(kind)
    assert keep(fill(sheet, {f"q{question.pk}": typed})) == {question.pk: value}


def test_choices_and_files_are_read_and_kept():
    questionnaire, questions = every_kind()
    sheet = sheet_of(questionnaire)
    one_of, several, file = questions[K.CHOICE], questions[K.SEVERAL], questions[K.FILE]
    red, *rest = [choice.pk for choice in several.choices.all()]
    chosen = one_of.choices.first().pk
    form = fill(
        sheet,
        {f"q{one_of.pk}": str(chosen), f"q{several.pk}": [str(red), str(rest[0])]},
        {f"q{file.pk}": [upload("plan.pdf")]},
    )
    values = keep(form)
    assert (values[one_of.pk], values[several.pk]) == ([chosen], [red, rest[0]])
    assert values[file.pk].name == "plan.pdf"


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (K.NUMBER, "twaalf"),
        (K.NUMBER, "1e99"),
        (K.NUMBER, "9" * 17),
        (K.NUMBER, "0,00001"),
        (K.MONEY, "veel"),
        (K.MONEY, "1,999"),
        (K.YES_NO, "misschien"),
        (K.LIKERT, "6"),
        (K.DATE, "31/02/2026"),
        (K.CHOICE, "999999"),
        (K.CHOICE, "x"),
        (K.SEVERAL, ["1", "\0"]),
        (K.LONG_TEXT, "x" * (LONGEST_TEXT + 1)),
    ],
)
def test_what_cannot_be_read_is_told_beside_its_field_and_the_rest_is_kept(kind, typed):
    question, sheet = one(kind)
    other = QuestionFactory(section=question.section)
    form = fill(sheet, {f"q{question.pk}": typed, f"q{other.pk}": "wel goed"})
    assert keep(form) == {other.pk: "wel goed"}
    assert list(form.errors) == [f"q{question.pk}"]
    assert "govuk-error-message" in page_of(form)


def test_a_pasted_text_of_5_mb_is_told_beside_its_field_and_stays_on_the_page():
    question, sheet = one(K.LONG_TEXT)
    text = "plak " * 1_000_000
    form = fill(sheet, {f"q{question.pk}": text})
    assert keep(form) == {}
    assert "4999999" in form.errors[f"q{question.pk}"][0].replace(".", "")
    assert text.strip() in page_of(form)


def test_a_file_of_a_wrong_kind_is_told_beside_its_field():
    question, sheet = one(K.FILE)
    form = fill(sheet, {}, {f"q{question.pk}": [upload("plan.pdf", b"MZ" + bytes(99))]})
    assert keep(form) == {}
    assert list(form.errors) == [f"q{question.pk}"]


def test_a_too_long_text_is_kept_in_the_draft_and_told():
    question, sheet = one(K.LONG_TEXT, max_words=2)
    form = fill(sheet, {f"q{question.pk}": "een twee drie"})
    assert keep(form) == {question.pk: "een twee drie"}
    assert "2" in form.errors[f"q{question.pk}"][0]


def test_a_question_with_both_limits_counts_words_and_characters():
    _question, sheet = one(K.LONG_TEXT, max_words=20, max_characters=150)
    page = page_of(SheetForm(sheet))
    assert page.count('data-module="govuk-character-count"') == 2
    assert 'data-maxwords="20"' in page
    assert 'data-maxlength="150"' in page
    assert "Hoogstens 20 woorden. Hoogstens 150 tekens." in page
    assert page.count("<div") == page.count("</div>")


def test_limits_of_a_question_that_is_not_asked_do_not_count():
    together, sheet = one(K.YES_NO)
    who = QuestionFactory(section=together.section, shown_if=together, shown_if_yes=True, max_words=1)
    form = fill(sheet, {f"q{together.pk}": "no", f"q{who.pk}": "een twee"})
    keep(form)
    assert not form.errors


def test_a_file_is_removed_only_when_that_is_asked():
    question, sheet = one(K.FILE)
    save_answers(sheet, {question.pk: StoredFileFactory()}, revision=0, by=None, at=clock.now())
    assert keep(fill(sheet, {f"was-{question.pk}": "x"}, revision=1)) != {}
    assert keep(fill(sheet, {f"remove-{question.pk}": "on"}, revision=1)) == {}


def test_an_emptied_answer_is_emptied_and_a_question_that_is_not_on_the_page_stays():
    question, sheet = one()
    other = QuestionFactory(section=question.section)
    save_answers(sheet, {question.pk: "een", other.pk: "twee"}, revision=0, by=None, at=clock.now())
    assert keep(fill(sheet, {f"q{question.pk}": ""}, revision=1)) == {other.pk: "twee"}


def test_a_page_that_was_only_read_changes_nothing():
    questionnaire, questions = every_kind()
    sheet = sheet_of(questionnaire)
    values = {questions[K.NUMBER].pk: Decimal(1000), questions[K.MONEY].pk: 5, questions[K.TEXT].pk: "a & <b>"}
    save_answers(sheet, values, revision=0, by=None, at=clock.now())
    mine = again(sheet)
    page = {
        key: value for key, value in fields_of(page_of(SheetForm(mine))).items() if key != f"q{questions[K.TEXT].pk}"
    }
    page[f"q{questions[K.TEXT].pk}"] = "a & <b>"
    form = SheetForm(mine, posted(page), MultiValueDict())
    assert form.is_valid()
    assert form.values == {}


def test_a_stale_page_overwrites_nothing_that_it_did_not_touch():
    question, sheet = one()
    other = QuestionFactory(section=question.section)
    page = fields_of(page_of(SheetForm(again(sheet))))
    save_answers(again(sheet), {other.pk: "van haar"}, revision=0, by=None, at=clock.now())
    form = SheetForm(again(sheet), posted({**page, f"q{question.pk}": "van mij"}), MultiValueDict())
    assert keep(form) == {question.pk: "van mij", other.pk: "van haar"}


def test_a_conflict_keeps_the_rest_and_the_choice_settles_it():
    question, sheet = one(K.LONG_TEXT)
    other = QuestionFactory(section=question.section)
    save_answers(again(sheet), {question.pk: "van haar"}, revision=0, by=None, at=clock.now())
    form = fill(sheet, {f"q{question.pk}": "van mij", f"q{other.pk}": "erbij"})
    with pytest.raises(StaleRevision):
        form.save_draft(by=None, at=clock.now())
    assert again(sheet).values == {question.pk: "van haar", other.pk: "erbij"}
    (clash,) = form.clashes
    assert (clash.yours, clash.theirs, clash.posted) == ("van mij", "van haar", ["van mij"])
    choice = {f"q{question.pk}": "van mij", f"keep-{question.pk}": "theirs"}
    assert keep(fill(sheet, choice, revision=form.sheet.revision))[question.pk] == "van haar"
    choice[f"keep-{question.pk}"] = "mine"
    assert keep(fill(sheet, choice, revision=form.sheet.revision))[question.pk] == "van mij"


@pytest.mark.parametrize("revision", ["", "-1", "x", "9" * 5000, "²", "99999999999"])
def test_a_forged_revision_is_a_stale_one(revision):
    question, sheet = one()
    save_answers(again(sheet), {question.pk: "van haar"}, revision=0, by=None, at=clock.now())
    form = fill(sheet, {f"q{question.pk}": "van mij"}, revision=revision)
    with pytest.raises(StaleRevision):
        form.save_draft(by=None, at=clock.now())


def test_a_closed_choice_is_shown_only_to_who_took_it():
    choice = ChoiceFactory(label="oud", closed_at=clock.now())
    ChoiceFactory(question=choice.question, label="nieuw")
    sheet = sheet_of(choice.question.section.questionnaire)
    assert "oud" not in page_of(SheetForm(again(sheet)))
    save_answers(again(sheet), {choice.question.pk: [choice.pk]}, revision=0, by=None, at=clock.now())
    assert "oud" in page_of(SheetForm(again(sheet)))


def test_words_of_coordinators_and_schools_are_never_markup():
    question, sheet = one(K.LONG_TEXT, label="<b>label</b>", help_text="<script>hulp</script>")
    save_answers(again(sheet), {question.pk: "</textarea><i>tekst"}, revision=0, by=None, at=clock.now())
    filled = again(sheet)
    read = render('<c-answers :sheet="sheet" />', sheet=filled)
    for html in (page_of(SheetForm(filled)), read):
        assert not [mark for mark in ("<b>", "<script>", "<i>") if mark in html]


def test_a_condition_is_said_in_words_and_told_to_the_script():
    chosen = ChoiceFactory(label="groen")
    QuestionFactory(section=chosen.question.section, shown_if=chosen.question, shown_if_choice=chosen)
    html = page_of(SheetForm(sheet_of(chosen.question.section.questionnaire)))
    assert f'data-shown-if="q{chosen.question.pk}" data-shown-when="{chosen.pk}"' in html
    assert "“groen”" in html


def test_every_kind_is_read_back_in_words():
    questionnaire, questions = every_kind()
    sheet = sheet_of(questionnaire)
    values = {
        questions[K.NUMBER].pk: Decimal("2.50"),
        questions[K.MONEY].pk: 125050,
        questions[K.YES_NO].pk: False,
        questions[K.LIKERT].pk: 4,
        questions[K.DATE].pk: datetime.date(2026, 12, 24),
        questions[K.SEVERAL].pk: [choice.pk for choice in questions[K.SEVERAL].choices.all()],
        questions[K.FILE].pk: StoredFileFactory(name="plan.pdf"),
    }
    save_answers(sheet, values, revision=0, by=None, at=clock.now())
    template = '<c-answers :sheet="sheet" files_at="/bestand/" />'
    draft = render(template, sheet=again(sheet))
    submit_sheet(sheet, by=None, at=clock.now())
    for html in (draft, render(template, sheet=again(sheet))):
        for words in ("2,5", "1.250,50 euro", "Nee", "4 op een schaal van 1 tot 5", "24 december 2026", "blauw"):
            assert words in html
        assert f'href="/bestand/{values[questions[K.FILE].pk].pk}/"' in html
        assert html.count("Niet beantwoord") == 3


@pytest.mark.parametrize("count", [3, 60])
def test_a_page_takes_the_same_statements_however_long(count, django_assert_max_num_queries):
    sheet = sheet_of(long_questionnaire(count))
    with django_assert_max_num_queries(5):
        page_of(SheetForm(sheet))
    with django_assert_max_num_queries(5):
        render('<c-answers :sheet="sheet" />', sheet=again(sheet))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["revision", "q", "was-", "keep-", "remove-"]), st.text(max_size=30)))
def test_no_posted_nonsense_breaks_the_form(hostile):
    questionnaire, questions = every_kind("Wat dan ook")
    data = {f"{key}{question.pk}": value for key, value in hostile.items() for question in questions.values()}
    form = SheetForm(sheet_of(questionnaire), posted(data), MultiValueDict())
    form.save_draft(by=None, at=clock.now())
    page_of(form)
