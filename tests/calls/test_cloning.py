import datetime

import pytest
from django.utils import timezone

from calls.domain.cloning import OWN, tell_calls
from calls.enums import CallState
from calls.models import BudgetRule, Call
from innovet.kit.formats import markdown
from innovet.questions.domain.questionnaires import add_question, add_section, create_questionnaire
from innovet.questions.enums import QuestionKind
from projects.domain.cloning import clone_cycle
from projects.enums import BudgetCategory
from tests.factories.accounts import UserFactory
from tests.factories.calls import CallFactory, EnvelopeFactory
from tests.factories.projects import CycleFactory

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2027, 6, 1, 9, tzinfo=datetime.UTC)


@pytest.fixture
def call():
    """A published call with questions, one envelope and one budget rule."""
    asked = create_questionnaire("Vragen")
    section = add_section(asked, "Idee", help_text="Kort.")
    first = add_question(section, kind=QuestionKind.YES_NO, label="Getest?", is_required=True)
    add_question(section, kind=QuestionKind.LONG_TEXT, label="Hoe?", max_words=50, shown_if=first, shown_if_yes=True)
    call = CallFactory(
        questionnaire=asked,
        cycle=CycleFactory(name="Cyclus 2026-2027"),
        title="Oproep 2026-2027",
        introduction="## Kop",
        introduction_html=markdown("## Kop"),
        review_due_on=datetime.date(2027, 4, 15),
        project_starts_on=datetime.date(2027, 9, 1),
        limit=2,
        core_off=["freed_hours"],
    )
    EnvelopeFactory(call=call, top_up_cents=1_000)
    BudgetRule.objects.create(call=call, category=BudgetCategory.EQUIPMENT, max_percent=20)
    return call


def clone(cycle, starts_on=datetime.date(2027, 9, 1)):
    clone_cycle(
        cycle,
        name="Kopie",
        school_year="2027-2028",
        starts_on=starts_on,
        with_roles=False,
        key="k",
        by=UserFactory(coordinator=True),
        at=AT,
    )
    return Call.objects.get(cycle__name="Kopie")


def rows(found):
    return [{name: value for name, value in row.items() if name not in {"id", "call_id"}} for row in found.values()]


def test_a_call_comes_along_as_a_draft_with_all_its_rules(call):
    copy = clone(call.cycle)
    assert (copy.state, copy.title) == (CallState.DRAFT, "Oproep 2027-2028")
    same = {field.attname for field in Call._meta.concrete_fields if field.name not in OWN}
    dated = {name for name in same if isinstance(getattr(call, name), datetime.date)}
    assert dated == {"opens_at", "closes_at", "review_due_on", "project_starts_on"}
    assert {name: getattr(copy, name) for name in same - dated} == {name: getattr(call, name) for name in same - dated}
    for part in ("criteria", "envelopes", "budget_rules"):
        assert rows(getattr(copy, part).all()) == rows(getattr(call, part).all()) != []


def test_days_shift_and_moments_keep_their_hour_in_brussels(call):
    """From winter time to summer time the hour of the clock stays."""
    copy = clone(call.cycle, starts_on=datetime.date(2027, 1, 1))
    assert copy.review_due_on == datetime.date(2027, 8, 15)
    before, after = timezone.localtime(call.closes_at), timezone.localtime(copy.closes_at)
    assert after.date() - before.date() == datetime.timedelta(days=122)
    assert (before.time(), after.time()) == (datetime.time(0), datetime.time(0))
    assert before.utcoffset() != after.utcoffset()


def test_questions_come_along_with_sections_limits_and_conditions(call):
    copy = clone(call.cycle)
    section = copy.questionnaire.sections.get()
    first, second = section.questions.order_by("position")
    assert (section.title, section.help_text) == ("Idee", "Kort.")
    assert (first.label, first.is_required, second.max_words) == ("Getest?", True, 50)
    assert (second.shown_if, second.shown_if_yes) == (first, True)
    assert copy.questionnaire.pk != call.questionnaire.pk
    assert copy.questionnaire.title == "Oproep 2027-2028"


def test_the_preview_names_each_call_with_its_days_in_one_statement(call, django_assert_num_queries):
    CallFactory(cycle=call.cycle, opens_at=None, closes_at=None, draft=True)
    CallFactory(cycle=call.cycle)
    with django_assert_num_queries(1):
        lines = tell_calls(call.cycle, 365)
    shown = [(line.title, line.kind, line.before, line.after) for line in lines]
    counted = "oproep, met 2 criteria, 1 enveloppen en 2 vragen"
    assert ("Oproep 2026-2027", counted, "", "") in shown
    assert (
        "Oproep 2026-2027",
        str(Call._meta.get_field("opens_at").verbose_name),
        "maandag 11 januari 2027, 9.00 uur",
        "dinsdag 11 januari 2028, 9.00 uur",
    ) in shown
    closings = [line[2:] for line in shown if line[:2] == ("Oproep 2026-2027", "sluit op")]
    assert closings == [
        (
            "tot en met zondag 14 maart 2027, 23.59 uur (Brusselse tijd)",
            "tot en met maandag 13 maart 2028, 23.59 uur (Brusselse tijd)",
        )
    ]
    assert [line[0] for line in shown if line[1] == "beoordelingen tegen"] == ["Oproep 2026-2027"]
