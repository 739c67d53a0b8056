"""What happens to a call: made, changed while in preparation, published, closed, reviewed, concluded."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from calls import notices
from calls.domain.conflicts import search_conflicts
from calls.domain.contradictions import contradictions_in
from calls.domain.moments import last_closing_of
from calls.domain.proposals import Missing
from calls.domain.readiness import missing_for_publication
from calls.domain.subscriptions import tell_subscribers
from calls.enums import CallState, CompletionState, ProposalState, ReviewState
from calls.models import BudgetRule, Call, Criterion, Envelope, Review
from innovet.accounts.domain.moves import move_state
from innovet.accounts.models import User
from innovet.education import Province
from innovet.kit.formats import closing_moment, markdown
from innovet.kit.refused import Refused
from innovet.questions.domain.questionnaires import create_questionnaire, hold_questionnaire
from projects.models import Cycle

DEFAULTS = Path(__file__).resolve().parent.parent / "defaults"


class CallFrozen(Refused):
    """The call was published: its rules no longer change."""


class CallNotReady(Refused):
    """The call cannot be published yet; `missing` names every part with the page where it is mended."""

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__(_("This call is not ready: %(parts)s") % {"parts": "; ".join(part.text for part in missing)})
        self.missing = missing


class RulesContradict(Refused):
    """Two rules cannot stand together."""


class NotAllChecked(Refused):
    """Some proposals still wait for the formal check."""


class StillOpen(Refused):
    """A school has more time than the call."""


class StillCompleting(Refused):
    """A school still has time to complete formal parts."""


class ReviewsMissing(Refused):
    """Some proposals do not have the minimum of complete reviews."""


@transaction.atomic
def create_call(*, cycle: Cycle, title: str, by: User, at: datetime) -> Call:  # noqa: ARG001
    """Make a call in preparation, with the default criteria, legal texts and an empty questionnaire."""
    texts = _defaults("texts")
    call = Call.objects.create(
        cycle=cycle,
        title=title,
        questionnaire=create_questionnaire(title),
        decider=texts["decider"],
        legal_ground=texts["legal_ground"],
        appeal_text=texts["appeal_text"],
        contact_email=by.email,
    )
    fill_default_criteria(call)
    return call


@transaction.atomic
def change_call(call: Call, changes: Mapping[str, Any]) -> None:
    """Change fields of a call in preparation; the introduction is made safe HTML here.

    Refuses a published call, and rules that contradict each other.
    """
    hold_draft(call)
    call.refresh_from_db()
    for name, value in changes.items():
        setattr(call, name, value)
    require_no_contradiction(call)
    call.introduction_html = markdown(call.introduction)
    call.save(update_fields=[*changes, "introduction_html"])


@transaction.atomic
def fill_default_criteria(call: Call) -> None:
    """Give a call the criteria that come with the portal, if it has none; refuses a published call."""
    hold_draft(call)
    if call.criteria.exists():
        return
    Criterion.objects.bulk_create(
        Criterion(call=call, position=position, **row) for position, row in enumerate(_defaults("criteria"), start=1)
    )


@transaction.atomic
def save_criterion(
    call: Call,
    criterion: Criterion | None,
    *,
    name: str,
    description: str,
    weight: int,
    minimum: Decimal | None,
    levels: list[str],
) -> Criterion:
    """Add or change a criterion; refuses a published call."""
    hold_draft(call)
    if criterion is None:
        criterion = Criterion(call=call, position=call.criteria.count() + 1)
    criterion.name, criterion.description = name, description
    criterion.weight, criterion.minimum, criterion.levels = weight, minimum, levels
    criterion.save()
    return criterion


@transaction.atomic
def remove_criterion(criterion: Criterion) -> None:
    """Take a criterion out; refuses a published call."""
    hold_draft(criterion.call)
    criterion.delete()


@transaction.atomic
def set_envelopes(call: Call, amounts: Mapping[str, int], top_ups: Mapping[str, int] | None = None) -> None:
    """Replace the envelopes by these amounts in cents per province; none means one total.

    `top_ups` is what a province adds to its own envelope, as separate money. Refuses a published call, and money of a
    province without an envelope.
    """
    hold_draft(call)
    write_envelopes(call, amounts, top_ups or {})


@transaction.atomic
def set_budget_rules(call: Call, rules: Sequence[BudgetRule]) -> None:
    """Replace what the call says about categories of cost; refuses a published call and a contradiction."""
    hold_draft(call)
    write_budget_rules(call, rules)
    require_no_contradiction(call)


def write_envelopes(call: Call, amounts: Mapping[str, int], top_ups: Mapping[str, int]) -> None:
    """Put envelopes in the place of those that stand; the caller holds the call."""
    if without := [province for province, cents in top_ups.items() if cents and not amounts.get(province)]:
        names = ", ".join(str(Province(province).label) for province in without)
        raise Refused(_("There is no envelope to add to: %(provinces)s") % {"provinces": names})
    call.envelopes.all().delete()
    Envelope.objects.bulk_create(
        Envelope(call=call, province=province, amount_cents=cents, top_up_cents=top_ups.get(province) or 0)
        for province, cents in sorted(amounts.items())
        if cents
    )


def write_budget_rules(call: Call, rules: Sequence[BudgetRule]) -> None:
    """Put rules in the place of those that stand; the caller holds the call."""
    call.budget_rules.all().delete()
    BudgetRule.objects.bulk_create(
        BudgetRule(
            call=call,
            category=rule.category,
            is_allowed=rule.is_allowed,
            max_percent=rule.max_percent,
            max_cents=rule.max_cents,
        )
        for rule in rules
    )


def require_no_contradiction(call: Call) -> None:
    """Refuse rules that cannot stand together."""
    if found := contradictions_in(call):
        raise RulesContradict(" ".join(found.values()))


@transaction.atomic
def publish_call(call: Call, *, by: User, at: datetime) -> None:
    """Make a complete call public and freeze its rules and questions, and tell subscribers; refuses with what is missing."""
    # Whoever changes a rule or a question holds the same rows: what is looked at here is what freezes.
    held = Call.objects.select_for_update(of=("self",)).select_related("questionnaire").get(pk=call.pk)
    hold_questionnaire(held.questionnaire)
    if missing := missing_for_publication(held, at=at):
        raise CallNotReady(missing)
    move_state(call, CallState.PUBLISHED, by=by, at=at)
    tell_subscribers(call, at=at)


@transaction.atomic
def close_call(call: Call, *, by: User | None, at: datetime) -> None:
    """Note that the closing moment passed, and look who is linked with what came in; refuses while it lies ahead."""
    if not call.is_past_closing_at(at):
        raise Refused(_("The closing moment has not passed."))
    move_state(call, CallState.CLOSED, by=by, at=at)
    search_conflicts(call, at=at)


@transaction.atomic
def open_review(call: Call, *, reason: str = "", by: User, at: datetime) -> None:
    """Start the round and tell every reader their list once.

    Refuses while a school has more time to hand in, while a proposal waits for its formal check, and, without a
    reason, while a school completes formal parts; its proposal joins the round once it is judged.
    """
    # Whoever gives a school more time holds the call as well.
    Call.objects.select_for_update().get(pk=call.pk)
    until = last_closing_of(call)
    if until is not None and at < until:
        raise StillOpen(_("A school may hand in %(moment)s.") % {"moment": closing_moment(until)})
    unjudged = call.proposals.filter(state=ProposalState.SUBMITTED)
    completing = unjudged.filter(completion__state=CompletionState.OPEN)
    if unjudged.exclude(pk__in=completing).exists():
        raise NotAllChecked(_("Some proposals still wait for the formal check."))
    if not reason.strip() and (titles := "; ".join(str(proposal) for proposal in completing)):
        raise StillCompleting(
            _("Still completing formal parts: %(titles)s. Give a reason to begin without.") % {"titles": titles}
        )
    if not call.proposals.filter(state=ProposalState.ADMISSIBLE).exists():
        raise NotAllChecked(_("There is no admissible proposal to review."))
    move_state(call, CallState.REVIEW, by=by, at=at, reason=reason.strip())
    readings = Review.objects.filter(proposal__call=call, state=ReviewState.OPEN).select_related("reviewer")
    for reviewer in {review.reviewer_id: review.reviewer for review in readings}.values():
        notices.tell_reviewer(call, reviewer, at=at)


@transaction.atomic
def close_review(call: Call, *, by: User, at: datetime, reason: str = "") -> None:
    """End the round and open the reviews to each other.

    Refuses while a proposal waits for its formal check, and while an admissible proposal lacks the minimum of complete reviews, unless a reason is given; such a
    proposal stays without a total and cannot be decided.
    """
    # Whoever writes a review holds the call as well: what is counted here is all there is.
    Call.objects.select_for_update().get(pk=call.pk)
    if call.proposals.filter(state=ProposalState.SUBMITTED).exists():
        raise NotAllChecked(_("Some proposals still wait for the formal check."))
    admissible = call.proposals.filter(state=ProposalState.ADMISSIBLE)
    thin = [str(proposal) for proposal in admissible.with_fewer_reviews_than(call.minimum_reviews)]
    if thin and not reason.strip():
        raise ReviewsMissing(_("Too few complete reviews: %(titles)s") % {"titles": "; ".join(thin)})
    move_state(call, CallState.DELIBERATION, by=by, at=at, reason=reason.strip())


def hold_draft(call: Call) -> None:
    """Claim the call for one change: publishing waits for the commit, or was first and the change is refused."""
    if Call.objects.filter(pk=call.pk, state=CallState.DRAFT).update(title=F("title")) != 1:
        raise CallFrozen(_("The rules of a published call are fixed."))


def _defaults(name: str) -> Any:
    return json.loads((DEFAULTS / f"{name}.json").read_text(encoding="utf-8"))
