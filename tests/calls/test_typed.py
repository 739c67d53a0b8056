from operator import attrgetter

import pytest
from django.urls import reverse

from calls.domain import calls, proposals
from tests.calls.test_views import client_of, get, owner_of, post
from tests.factories.accounts import UserFactory
from tests.factories.calls import AFTER, WHILE_OPEN, CallFactory, ProposalFactory, admissible_proposal, reading
from tests.factories.projects import WorkPackageFactory

pytestmark = pytest.mark.django_db
TYPED = "Een lange reden, met zorg getypt."


@pytest.fixture
def coordinator():
    return client_of(UserFactory(coordinator=True))


@pytest.fixture
def review():
    return reading(admissible_proposal())


def close_round(review):
    review.proposal.call.refresh_from_db()
    calls.close_review(review.proposal.call, by=UserFactory(), at=AFTER)


@pytest.mark.parametrize(
    ("name", "target"), [("review_void", "pk"), ("review_reopen", "pk"), ("review_close", "proposal.call_id")]
)
def test_who_comes_too_late_sees_the_typed_reason_again(coordinator, review, name, target):
    close_round(review)
    answer = post(coordinator, name, attrgetter(target)(review), {"reason": TYPED}, at=AFTER)
    assert answer.status_code == 422
    assert TYPED in answer.content.decode()


@pytest.mark.parametrize("name", ["review_void", "review_reopen"])
def test_the_page_itself_is_refused_once_the_round_is_closed(coordinator, review, name):
    close_round(review)
    assert get(coordinator, name, review.pk, at=AFTER).status_code == 403


def test_a_withdrawal_too_late_shows_the_typed_reason_again():
    proposal = ProposalFactory()
    school = owner_of(proposal)
    proposals.withdraw_proposal(proposal, reason="Eerder.", by=UserFactory(), at=WHILE_OPEN)
    answer = post(school, "proposal_withdraw", proposal.pk, {"reason": TYPED, "is_final": "True"})
    assert answer.status_code == 422
    assert TYPED in answer.content.decode()


def test_a_text_of_a_call_published_meanwhile_is_shown_again(coordinator):
    call = CallFactory()
    answer = post(coordinator, "call_edit", call.pk, {"title": TYPED})
    assert answer.status_code in {409, 422}
    assert TYPED in answer.content.decode()


def test_a_conflict_of_nobody_shows_the_typed_reason_again(coordinator):
    answer = post(coordinator, "conflict_note", admissible_proposal().pk, {"reason": TYPED}, at=AFTER)
    assert answer.status_code == 422
    assert TYPED in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "rows", "edit", "remove"),
    [
        ("proposal_budget", "budget_lines", "budget_line_edit", "budget_line_remove"),
        ("proposal_plan", "planned_milestones", "planned_milestone_edit", "planned_milestone_remove"),
        ("proposal_plan", "work_packages", "work_package_edit", "work_package_remove"),
    ],
)
def test_a_row_goes_from_its_own_page_so_that_no_button_drops_a_new_row(name, rows, edit, remove):
    proposal = ProposalFactory()
    WorkPackageFactory(consortium=proposal.consortium)
    school = owner_of(proposal)
    row = getattr(proposal.consortium, rows).get()
    removal = reverse(remove, args=[proposal.pk, row.pk])
    assert removal not in get(school, name, proposal.pk).content.decode()
    assert f'formaction="{removal}"' in get(school, edit, proposal.pk, row.pk).content.decode()
