import pytest
from django.test import RequestFactory

from innovet.kit import clock
from innovet.kit.refused import StaleRevision
from innovet.questions import owners
from innovet.questions.domain.sheets import save_answers
from innovet.questions.enums import QuestionKind as K
from innovet.questions.forms import QuestionForm, SheetForm
from innovet.questions.models import Question
from innovet.questions.owners import Owner
from innovet.questions.views import conflict_response
from tests.factories.accounts import UserFactory
from tests.factories.questions import QuestionFactory, every_kind, long_questionnaire, sheet_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client):
    client.force_login(UserFactory(coordinator=True))
    return client


def test_a_question_is_made_on_the_page_with_the_settings_of_its_kind_only(coordinator):
    section = QuestionFactory().section
    data = {
        "label": "Hoeveel?",
        "kind": "number",
        "minimum": "1",
        "maximum": "9",
        "max_words": "5",
        "is_required": "on",
    }
    response = coordinator.post(f"/vragen/delen/{section.pk}/nieuwe-vraag/", data)
    made = Question.objects.get(label="Hoeveel?")
    assert response["Location"] == f"/vragen/{section.questionnaire_id}/#question-{made.pk}"
    assert (made.minimum, made.maximum, made.max_words, made.is_required) == (1, 9, None, True)


def test_a_condition_is_chosen_from_earlier_answers_and_shown_again_when_edited(coordinator):
    together = QuestionFactory(kind=K.YES_NO)
    data = {"label": "Met wie?", "kind": "text", "condition": f"{together.pk}:yes"}
    coordinator.post(f"/vragen/delen/{together.section.pk}/nieuwe-vraag/", data)
    made = Question.objects.get(label="Met wie?")
    assert (made.shown_if, made.shown_if_yes) == (together, True)
    assert QuestionForm(made.section, question=made).initial["condition"] == f"{together.pk}:yes"
    assert "Met wie?" in coordinator.get(f"/vragen/{made.section.questionnaire_id}/").text


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "choice", "choices": "enig"},
        {"kind": "number", "minimum": "3", "maximum": "2"},
        {"kind": "likert", "minimum": "1", "maximum": "99"},
        {"kind": "text", "condition": "999:yes"},
        {"kind": "choice", "choices": "\n".join(str(n) for n in range(201))},
        {"kind": "choice", "choices": "kort\n" + "x" * 301},
    ],
)
def test_impossible_settings_are_told_beside_the_field(coordinator, data):
    section = QuestionFactory().section
    response = coordinator.post(f"/vragen/delen/{section.pk}/nieuwe-vraag/", {"label": "Wat?", **data})
    assert response.status_code == 422
    assert "govuk-error-message" in response.text


def test_a_frozen_kind_is_told_on_the_page_and_nothing_typed_is_lost(coordinator):
    question = QuestionFactory()
    sheet = sheet_of(question.section.questionnaire)
    save_answers(sheet, {question.pk: "dag"}, revision=0, by=None, at=clock.now())
    response = coordinator.post(f"/vragen/vraag/{question.pk}/wijzigen/", {"label": "Anders gezegd", "kind": "number"})
    assert response.status_code == 422
    assert "Anders gezegd" in response.text


def test_a_refused_move_is_told(coordinator):
    together = QuestionFactory(kind=K.YES_NO)
    later = QuestionFactory(section=together.section, shown_if=together, shown_if_yes=True)
    response = coordinator.post(f"/vragen/vraag/{later.pk}/verplaatsen/", {"towards": "up"}, follow=True)
    assert "alert--error" in response.text


@pytest.mark.parametrize("page", ["", "voorbeeld/", "afdrukken/"])
def test_the_pages_take_the_same_statements_however_long(coordinator, page, django_assert_max_num_queries):
    for count in (3, 60):
        questionnaire = long_questionnaire(count)
        with django_assert_max_num_queries(12):
            assert coordinator.get(f"/vragen/{questionnaire.pk}/{page}").status_code == 200


def test_the_paper_shows_every_question():
    questionnaire, questions = every_kind()
    form = SheetForm(sheet_of(questionnaire))
    asked = [one.question for _section, part in form.parts for one in part]
    assert asked == list(questions.values())


def test_the_editor_leads_back_to_the_owner(coordinator, monkeypatch):
    monkeypatch.setattr(owners, "_finders", [])
    question = QuestionFactory()
    owners.contribute(lambda _questionnaire: None)
    owners.contribute(lambda _questionnaire: Owner("Oproep 2027", "/oproepen/7/"))
    html = coordinator.get(f"/vragen/{question.section.questionnaire_id}/").text
    assert 'href="/oproepen/7/"' in html


def test_the_conflict_page_shows_both_texts_and_posts_the_choice(rf: RequestFactory):
    question = QuestionFactory(kind=K.LONG_TEXT)
    sheet = sheet_of(question.section.questionnaire)
    save_answers(sheet, {question.pk: "van haar"}, revision=0, by=UserFactory(name="An"), at=clock.now())
    form = SheetForm(sheet_of(question.section.questionnaire), {"revision": "0", f"q{question.pk}": "van mij"})
    form.sheet = sheet
    with pytest.raises(StaleRevision):
        form.save_draft(by=None, at=clock.now())
    request = rf.post("/voorstel/")
    request.user = UserFactory()
    response = conflict_response(request, form, title="Voorstel")
    assert response.status_code == 409
    for words in ("van mij", "van haar", "An", f'name="keep-{question.pk}"', 'name="revision" value="1"'):
        assert words in response.text
