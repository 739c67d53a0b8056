import datetime

import pytest
from django.test import Client
from django.urls import reverse

from calls.domain.eligibility import Situation, examine_situation, needed_sides, take_along, verdict_of
from calls.enums import CoreField, Fit, PartnerSide
from calls.models import Proposal
from innovet.accounts.models import User
from innovet.kit import clock
from tests.factories.accounts import UserFactory
from tests.factories.calls import AFTER, WHILE_OPEN, CallFactory, ProposalFactory
from tests.factories.organisations import MembershipFactory

pytestmark = pytest.mark.django_db
PERIOD = {"project_starts_on": datetime.date(2027, 9, 1), "project_ends_on": datetime.date(2028, 8, 31)}
FITTING = {
    "kind": "school",
    "network": "go",
    "finalities": ["A"],
    "sides": [side.value for side in PartnerSide],
    "requested_cents": 1_000_000,
    "starts_on": datetime.date(2027, 9, 1),
    "ends_on": datetime.date(2028, 6, 30),
}
TYPED = {**FITTING, "requested_cents": "10.000", "starts_on": "2027-09-01", "ends_on": "2028-06-30"}


EVERY_SIDE = {
    "needs_knowledge_partner": True,
    "needs_labour_partner": True,
    "needs_local_partner": True,
    "needs_supralocal_partner": True,
}


def strict_call(**fields):
    return CallFactory(networks=["go"], min_grant_cents=500_000, **EVERY_SIDE, **PERIOD, **fields)


def examined(call=None, **said):
    return {finding.words: finding.fit for finding in examine_situation(call or strict_call(), Situation(**said))}


def address(call):
    return reverse("call_eligibility", args=[call.pk])


def test_a_school_that_fits_every_rule_can_take_part():
    findings = examine_situation(strict_call(), Situation(**FITTING))
    assert verdict_of(findings) == Fit.YES
    assert len(findings) == 6


@pytest.mark.parametrize(
    ("change", "fit"),
    [
        ({"kind": "company"}, Fit.NO),
        ({"network": "katholiek"}, Fit.NO),
        ({"finalities": ["DO"]}, Fit.NO),
        ({"sides": ["knowledge"]}, Fit.OPEN),
        ({"requested_cents": 499_999}, Fit.NO),
        ({"requested_cents": 500_000}, Fit.YES),
        ({"requested_cents": 2_500_000}, Fit.YES),
        ({"requested_cents": 2_500_001}, Fit.NO),
        ({"requested_cents": None}, Fit.OPEN),
        ({"starts_on": datetime.date(2027, 8, 31)}, Fit.NO),
        ({"ends_on": datetime.date(2028, 9, 1)}, Fit.NO),
        ({"ends_on": None}, Fit.OPEN),
    ],
)
def test_each_rule_says_what_fits_and_what_to_do(change, fit):
    findings = examine_situation(strict_call(), Situation(**{**FITTING, **change}))
    assert verdict_of(findings) == fit
    assert [bool(finding.advice) for finding in findings if finding.fit != Fit.YES] == [True] * (fit != Fit.YES)


def test_a_rule_that_the_call_does_not_have_asks_and_says_nothing():
    call = CallFactory(
        finalities=[],
        needs_knowledge_partner=False,
        needs_labour_partner=False,
        needs_local_partner=False,
        needs_supralocal_partner=False,
        max_grant_cents=0,
    )
    assert needed_sides(call) == []
    assert list(examined(call, kind="school").values()) == [Fit.YES]
    page = Client().get(address(call))
    assert list(page.context["form"].fields) == ["kind"]


def test_everybody_can_ask_and_reads_the_outcome_in_plain_words():
    call = strict_call()
    client = Client()
    with clock.at(WHILE_OPEN):
        assert address(call) in client.get(reverse("call_detail", args=[call.pk])).content.decode()
        assert client.post(address(call), TYPED).status_code == 302
        page = client.get(address(call)).content.decode()
    assert "Ja, je school kan meedoen." in page
    assert reverse("proposal_start", args=[call.pk]) in page
    with clock.at(AFTER):
        assert "Deze oproep neemt geen voorstellen meer aan." in client.get(address(call)).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "kasteel"),
        ("network", ""),
        ("finalities", []),
        ("requested_cents", "-5"),
        ("requested_cents", "9" * 40),
        ("starts_on", "morgen"),
        ("ends_on", "2027-08-01"),
    ],
)
def test_a_wrong_answer_is_told_beside_its_field_and_stays(field, value):
    call = strict_call()
    response = Client().post(address(call), {**TYPED, field: value})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert 'value="2027-09-01"' in response.content.decode() or field == "starts_on"


def test_the_answers_come_along_into_the_draft_through_signing_in():
    call = strict_call()
    member = MembershipFactory(role="editor")
    client = Client()
    client.post(address(call), TYPED)
    client.force_login(User.objects.get(pk=member.user_id))
    start = {"school": member.organisation.name_and_town, "key": "a"}
    with clock.at(WHILE_OPEN):
        for _click in range(2):
            client.post(reverse("proposal_start", args=[call.pk]), start)
    proposal = Proposal.objects.get()
    assert (proposal.finalities, str(proposal.starts_on), str(proposal.ends_on)) == (["A"], "2027-09-01", "2028-06-30")
    assert [line.requested_cents for line in proposal.consortium.budget_lines.all()] == [1_000_000]
    assert {edit.by for edit in proposal.edits.all()} == {member.user}


def test_answers_about_another_call_stay_where_they_are():
    member = MembershipFactory(role="editor")
    client = Client()
    client.post(address(strict_call()), TYPED)
    other = strict_call()
    client.force_login(User.objects.get(pk=member.user_id))
    with clock.at(WHILE_OPEN):
        client.post(
            reverse("proposal_start", args=[other.pk]), {"school": member.organisation.name_and_town, "key": "a"}
        )
    assert Proposal.objects.get().finalities == []


def test_what_was_typed_is_never_replaced_by_an_answer():
    proposal = ProposalFactory(revision=4, finalities=["DU"], plan=False)
    assert take_along(proposal, Situation(**FITTING), by=UserFactory(), at=WHILE_OPEN) is False
    assert not proposal.consortium.budget_lines.exists()


def test_a_part_that_the_call_does_not_ask_does_not_come_along():
    call = CallFactory(core_off=[CoreField.PERIOD])
    proposal = ProposalFactory(call=call, finalities=[], starts_on=None, ends_on=None, plan=False)
    assert take_along(proposal, Situation(**FITTING), by=proposal.started_by, at=WHILE_OPEN)
    proposal.refresh_from_db()
    assert (proposal.finalities, proposal.starts_on) == (["A"], None)
