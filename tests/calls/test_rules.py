import datetime

import pytest
from django.test import Client
from django.urls import reverse

from calls.domain import calls, wording
from calls.domain.contradictions import contradictions_in
from calls.domain.readiness import missing_for_publication
from calls.domain.warnings import closing_warnings
from calls.enums import ApprovalRule, ConfirmationRule, CoreField, FormalPart, TieStep
from calls.forms import CallForm
from calls.models import BudgetRule, Call
from calls.models.rules import APPLICATION_RULES, SELECTION_RULES
from innovet.kit import clock
from tests.factories.accounts import UserFactory
from tests.factories.calls import WHILE_OPEN, CallFactory

pytestmark = pytest.mark.django_db
SELECTION = {
    "readings": "3",
    "minimum_reviews": "2",
    "score_kind": "median",
    "ranking_rule": "overall",
    "tie_steps": ["criteria", "draw"],
    "yield_rule": "lowest_overall",
    "leftover_rule": "unspent",
    "conflict_scope": "envelope",
}


def coordinator():
    client = Client()
    client.force_login(UserFactory(coordinator=True))
    return client


def post_part(call, part, data):
    with clock.at(WHILE_OPEN):
        return coordinator().post(reverse("call_rules", args=[call.pk, part]), data)


def test_every_rule_stands_on_a_page_and_is_printed():
    on_parts = {name for part in wording.PARTS for name in part.fields}
    on_first_page = set(CallForm.base_fields)
    assert set(APPLICATION_RULES) | set(SELECTION_RULES) <= on_parts | on_first_page


def test_every_rule_has_words_whatever_it_holds():
    empty = Call(readings=1, minimum_reviews=1)
    full = CallFactory(
        limit=1,
        networks=["go", "oko"],
        completion_parts=[FormalPart.APPROVAL],
        core_off=[CoreField.REACH],
        file_kinds=["pdf"],
        total_minimum="2.50",
        uses_reserve_list=True,
        reserve_until_on=datetime.date(2028, 1, 1),
    )
    for call in (empty, full):
        for part in wording.PARTS:
            assert all(row.label and row.words.strip() for row in wording.part_in_words(call, part))
    assert wording.words_of(full, "total_minimum") == "2,50"
    assert wording.words_of(full, "confirmation_days") == "5 werkdagen"
    assert wording.words_of(empty, "limit") == "geen grens"


def test_a_rule_that_another_switches_off_is_not_printed():
    part = next(part for part in wording.PARTS if part.slug == "partners")
    before = CallFactory(confirmation_rule=ConfirmationRule.BEFORE, approval_rule=ApprovalRule.NONE)
    names = {row.name for row in wording.part_in_words(before, part)}
    assert not names & {"confirmation_days", "approval_days", "completion_days"}


def test_a_part_is_saved_and_stands_in_words_on_the_public_page():
    call = CallFactory(draft=True)
    assert post_part(call, "selectie", SELECTION).status_code == 302
    Call.objects.filter(pk=call.pk).update(state="published")
    page = Client().get(reverse("call_detail", args=[call.pk])).content.decode()
    for words in ("mediaan van de beoordelingen", "één rangschikking over alle voorstellen", "2. een loting"):
        assert words in page


@pytest.mark.parametrize(
    ("part", "change", "field"),
    [
        ("selectie", {"minimum_reviews": "4"}, "minimum_reviews"),
        ("selectie", {"readings": "99999999999999999999"}, "readings"),
        ("selectie", {"total_minimum": "9"}, "total_minimum"),
        ("selectie", {"tie_steps": []}, "tie_steps"),
        ("selectie", {"uses_reserve_list": "on"}, "reserve_until_on"),
        ("geld", {"budget_cents": "-5"}, "budget_cents"),
        ("geld", {"budget_cents": "10", "max_grant_cents": "20", "co_financing_percent": "0"}, "max_grant_cents"),
        ("geld", {"co_financing_percent": "101"}, "co_financing_percent"),
        ("deelname", {"lead_kinds": ["bakker"]}, "lead_kinds"),
        ("formulier", {"max_file_megabytes": "30", "max_total_megabytes": "20"}, "max_file_megabytes"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field_and_kept_in_view(part, change, field):
    call = CallFactory(draft=True)
    base = SELECTION if part == "selectie" else {}
    response = post_part(call, part, {**base, **change})
    assert response.status_code == 422
    assert field in response.context["form"].errors


def test_a_part_of_the_core_that_a_rule_uses_cannot_be_switched_off():
    call = CallFactory(draft=True, uses_smaller_grants=True, project_starts_on=datetime.date(2027, 9, 1))
    response = post_part(
        call,
        "formulier",
        {
            "core_off": ["period", "minimum_amount", "reach"],
            "max_file_megabytes": "20",
            "max_total_megabytes": "100",
        },
    )
    assert response.status_code == 422
    [words] = response.context["form"].errors["core_off"]
    assert "periode" in words
    assert "bereikt" not in words
    with pytest.raises(calls.RulesContradict):
        calls.change_call(call, {"core_off": [CoreField.PERIOD]})


def test_freed_hours_stay_while_their_category_has_a_cap():
    call = CallFactory(draft=True, core_off=[CoreField.FREED_HOURS])
    with pytest.raises(calls.RulesContradict):
        calls.set_budget_rules(call, [BudgetRule(category="freed_hours", max_percent=50)])
    assert not call.budget_rules.exists()


def test_caps_per_category_are_kept_replaced_and_printed():
    call = CallFactory(draft=True)
    address = reverse("call_costs", args=[call.pk])
    data = {"equipment_percent": "20", "equipment_euro": "1.500", "other_refused": "on"}
    assert coordinator().post(address, data).status_code == 302
    words = dict(wording.budget_rules_in_words(call.budget_rules.all()))
    assert sorted(words.values()) == [
        "hoogstens 20 % van het gevraagde bedrag en hoogstens 1.500 euro",
        "mag niet gevraagd worden",
    ]
    assert coordinator().post(address, {"equipment_percent": "200"}).status_code == 422
    assert coordinator().post(address, {}).status_code == 302
    assert not call.budget_rules.exists()


def test_a_province_adds_to_its_own_envelope_only_when_there_is_one():
    call = CallFactory(draft=True)
    address = reverse("call_envelopes", args=[call.pk])
    assert coordinator().post(address, {"limburg_top_up": "100"}).status_code == 422
    assert coordinator().post(address, {"limburg": "50.000", "limburg_top_up": "10.000"}).status_code == 302
    envelope = call.envelopes.get()
    assert (envelope.amount_cents, envelope.top_up_cents) == (5_000_000, 1_000_000)
    with pytest.raises(calls.Refused):
        calls.set_envelopes(call, {}, {"limburg": 1})


def test_contradictions_stand_in_the_check_list():
    call = CallFactory(draft=True, tie_steps=[TieStep.DRAW, TieStep.CRITERIA], min_grant_cents=3_000_000)
    missing = missing_for_publication(call, at=WHILE_OPEN)
    assert set(contradictions_in(call).values()) <= {part.text for part in missing}
    assert len(contradictions_in(call)) == 2


def test_each_line_of_the_check_list_leads_to_the_field_where_it_is_mended():
    call = CallFactory(
        draft=True, introduction="", budget_cents=0, lead_kinds=[], tie_steps=[], min_grant_cents=3_000_000
    )
    call.criteria.all().delete()
    client = coordinator()
    page = client.get(reverse("call_manage", args=[call.pk])).content.decode()
    places = [part.url for part in missing_for_publication(call, at=WHILE_OPEN)]
    assert len(places) == 9
    for place in places:
        assert f'href="{place}"' in page
        path, _hash, field = place.partition("#")
        assert not field or f'id="{field}"' in client.get(path).content.decode()


def test_the_grace_is_the_real_last_minute():
    call = CallFactory(draft=True)
    data = {
        "title": "Oproep",
        "opens_on": "2027-01-11",
        "closes_on": "2027-03-14",
        "last_minute": "23:59",
        "grace_minutes": "15",
    }
    assert coordinator().post(reverse("call_edit", args=[call.pk]), data).status_code == 302
    call.refresh_from_db()
    assert call.closes_at == datetime.datetime(2027, 3, 14, 23, 15, tzinfo=datetime.UTC)
    page = coordinator().get(reverse("call_manage", args=[call.pk])).content.decode()
    assert "tot en met maandag 15 maart 2027, 0.14 uur (Brusselse tijd)" in page
    initial = CallForm.initial_of(call)
    assert (str(initial["closes_on"]), str(initial["last_minute"])) == ("2027-03-14", "23:59:00")


@pytest.mark.parametrize(
    ("closes_at", "count"),
    [
        (datetime.datetime(2027, 3, 14, 23, tzinfo=datetime.UTC), 2),
        (datetime.datetime(2027, 3, 29, 10, tzinfo=datetime.UTC), 3),
        (datetime.datetime(2027, 3, 16, 15, tzinfo=datetime.UTC), 0),
        (datetime.datetime(2027, 3, 16, 16, 1, tzinfo=datetime.UTC), 1),
        (None, 0),
    ],
)
def test_a_closing_moment_that_is_awkward_gets_a_warning(closes_at, count):
    hours = {"helpdesk_from": datetime.time(9), "helpdesk_until": datetime.time(17)}
    assert len(closing_warnings(CallFactory(draft=True, closes_at=closes_at, **hours))) == count


def test_a_closing_moment_beyond_all_time_is_refused():
    call = CallFactory(draft=True)
    data = {"title": "Oproep", "closes_on": "9999-12-31", "grace_minutes": "0"}
    assert coordinator().post(reverse("call_edit", args=[call.pk]), data).status_code == 422
