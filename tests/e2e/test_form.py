"""The form of a proposal in a real browser: nothing typed is lost, whatever breaks in between."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from calls.models import Proposal
from innovet.questions.enums import QuestionKind
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.calls import CallFactory, ProposalFactory, ProposalRoleFactory
from tests.factories.questions import QuestionFactory, SectionFactory

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LONG = "Van de eerste les tot de laatste: één plan."
# What Word leaves in the clipboard as plain text: tabs after bullets, hard spaces, soft hyphens, smart quotes.
FROM_WORD = "\u00b7\tEerste\u00a0stap\u00ad\n\u00b7\t\u201cTweede\u201d stap\x0bverder"
SAVED = re.compile(r"bewaard om \d{1,2}\.\d\d")


@pytest.fixture(autouse=True)
def _fresh_rate_limits():
    cache.clear()


@pytest.fixture
def proposal():
    return ProposalFactory(started_by=UserFactory(verified=True, name="An Peeters"), summary="")


def editor(new_page, proposal, user=None, **options):
    page = new_page(user=user or proposal.started_by, **options)
    page.goto(reverse("proposal_edit", args=[proposal.pk]))
    return page


def kept(proposal):
    return Proposal.objects.get(pk=proposal.pk)


def group_of(page, field):
    return page.locator(f".govuk-form-group:has(#id_{field})")


def test_a_lost_network_keeps_the_text_in_the_page_says_so_and_saves_when_it_is_back(new_page, proposal):
    page = editor(new_page, proposal)
    page.context.set_offline(True)
    page.fill("#id_summary", LONG)
    group_of(page, "summary").get_by_text("er is geen verbinding").wait_for()
    assert page.input_value("#id_summary") == LONG
    assert kept(proposal).summary == ""
    page.context.set_offline(False)
    group_of(page, "summary").get_by_text(SAVED).wait_for()
    assert kept(proposal).summary == LONG


def test_a_lost_session_keeps_the_text_and_signing_in_again_returns_to_it(new_page, proposal):
    page = editor(new_page, proposal)
    page.context.clear_cookies(name=re.compile("session"))
    page.fill("#id_summary", LONG)
    link = page.get_by_role("link", name="Meld je aan en kom hier terug")
    link.wait_for()
    assert page.input_value("#id_summary") == LONG
    link.click()
    page.get_by_label("E-mailadres").fill(proposal.started_by.email)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Aanmelden").click()
    page.wait_for_url(f"**{reverse('proposal_edit', args=[proposal.pk])}")
    assert page.input_value("#id_summary") == LONG
    group_of(page, "summary").get_by_text(SAVED).wait_for()
    assert kept(proposal).summary == LONG


@pytest.mark.parametrize(
    ("choice", "stays"), [("Mijn tekst behouden", "Van mij."), ("Deze tekst overnemen", "Van Bo.")]
)
def test_two_people_in_one_field_get_both_texts_side_by_side(new_page, proposal, axe, choice, stays):
    colleague = UserFactory(name="Bo Collega")
    ProposalRoleFactory(proposal=proposal, user=colleague, role="editor")
    mine, theirs = editor(new_page, proposal), editor(new_page, proposal, user=colleague)
    theirs.fill("#id_summary", "Van Bo.")
    group_of(theirs, "summary").get_by_text(SAVED).wait_for()
    mine.fill("#id_summary", "Van mij.")
    group = group_of(mine, "summary")
    group.get_by_text("Bo Collega").wait_for()
    for text in ("Van Bo.", "Van mij."):
        assert group.locator(".clash__side", has_text=text).is_visible()
    axe(mine)
    assert kept(proposal).summary == "Van Bo."
    group.get_by_role("button", name=choice).press("Enter")
    if stays == "Van mij.":
        group.get_by_text(SAVED).wait_for()
    assert mine.input_value("#id_summary") == stays
    assert kept(proposal).summary == stays


def test_text_from_word_arrives_clean(new_page, proposal):
    page = editor(new_page, proposal)
    page.focus("#id_summary")
    page.keyboard.insert_text(FROM_WORD)
    group_of(page, "summary").get_by_text(SAVED).wait_for()
    assert kept(proposal).summary == "• Eerste stap\n• “Tweede” stap\nverder"


def test_five_megabytes_of_text_get_a_message_beside_the_field_and_nothing_is_lost(new_page, proposal):
    section = SectionFactory(questionnaire=proposal.call.questionnaire)
    question = QuestionFactory(section=section, kind=QuestionKind.LONG_TEXT)
    page = editor(new_page, proposal)
    fill = "([id, text]) => { const field = document.getElementById(id); field.value = text.repeat(5e6 / text.length); field.dispatchEvent(new Event('input', {bubbles: true})); return field.value.length }"
    size = page.evaluate(fill, ["id_summary", "woord "])
    group_of(page, "summary").get_by_text("niet meer dan 2000 tekens").wait_for()
    assert len(page.input_value("#id_summary")) == size
    page.fill("#id_title", "Gaat gewoon verder")
    group_of(page, "title").get_by_text(SAVED).wait_for()
    page.goto(reverse("proposal_answers", args=[proposal.pk]))
    page.evaluate(fill, [f"id_q{question.pk}", "woord "])
    group_of(page, f"q{question.pk}").get_by_text("veel te lang").wait_for()
    assert len(page.input_value(f"#id_q{question.pk}")) == size
    too_large = fill.replace("5e6", "13e6")
    page.evaluate(too_large, [f"id_q{question.pk}", "woord "])
    group_of(page, f"q{question.pk}").get_by_text("maak hem korter").wait_for()


def test_a_question_is_dragged_and_moved_by_keyboard_to_its_place(new_page, axe):
    call = CallFactory(draft=True)
    section = SectionFactory(questionnaire=call.questionnaire)
    for position, label in enumerate(("Een", "Twee", "Drie")):
        QuestionFactory(section=section, label=label, position=position)
    page = new_page(user=UserFactory(coordinator=True))
    page.goto(reverse("questionnaire_detail", args=[call.questionnaire_id]))
    labels = page.locator(".editor-row__label")
    axe(page)
    handle = page.get_by_role("button", name="Verplaats “Drie”: sleep, of gebruik de pijltjestoetsen")
    start, end = handle.bounding_box(), labels.nth(0).bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(start["x"] + 5, end["y"] - 5, steps=12)
    with page.expect_navigation():
        page.mouse.up()
    assert labels.all_inner_texts() == ["Drie", "Een", "Twee"]
    handle.focus()
    with page.expect_navigation():
        page.keyboard.press("ArrowDown")
    assert labels.all_inner_texts() == ["Een", "Drie", "Twee"]
    page.wait_for_function(
        "document.activeElement.matches('#question-' + location.hash.split('-')[1] + ' [data-drag]')"
    )


def test_without_scripts_two_buttons_order_the_questions(new_page):
    call = CallFactory(draft=True)
    section = SectionFactory(questionnaire=call.questionnaire)
    for position, label in enumerate(("Een", "Twee")):
        QuestionFactory(section=section, label=label, position=position)
    page = new_page(user=UserFactory(coordinator=True), javascript=False)
    page.goto(reverse("questionnaire_detail", args=[call.questionnaire_id]))
    assert not page.locator("[data-drag]").first.is_visible()
    page.get_by_role("button", name="“Twee” naar boven").click()
    assert page.locator(".editor-row__label").all_inner_texts() == ["Twee", "Een"]
