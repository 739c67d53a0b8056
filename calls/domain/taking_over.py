"""What a draft takes over from an earlier proposal of the same person: core, answers, budget and plan, each by choice."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from calls.domain.core import asked_fields, save_core
from calls.enums import CoreField
from calls.models import Call, Proposal
from calls.models.core import CORE_PARTS
from innovet.accounts.models import User
from innovet.kit.refused import StaleRevision
from innovet.questions.domain.answers import AnswerRefused, check_fits
from innovet.questions.domain.sheets import save_answers
from innovet.questions.enums import WITH_CHOICES
from innovet.questions.models import Question, Value
from innovet.questions.models.sheets import is_empty
from projects.domain.budgets import take_over_costs
from projects.domain.plans import take_over_plan
from projects.models import Theme

PERIOD = CORE_PARTS[CoreField.PERIOD]


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that an earlier proposal says otherwise: what stands in the draft, and what would come.

    `name` is a field of the core, or "q" and the number of the draft's question.
    """

    name: str
    label: str | Promise
    stands: Any
    comes: Any
    question: Question | None = None

    @property
    def replaces(self) -> bool:
        """Whether something that was typed would make place."""
        return not is_empty(self.stands)


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody takes over, and the revisions of core and answers that were in view."""

    names: Collection[str]
    takes_budget: bool
    takes_plan: bool
    revision: int
    sheet_revision: int


def offers_of(draft: Proposal, source: Proposal) -> list[Offer]:
    """What an earlier proposal says otherwise, as far as the call of the draft asks it and can hold it, in order."""
    return [*_core_offers(draft, source), *_answer_offers(draft, source)]


@transaction.atomic
def take_over(draft: Proposal, source: Proposal, choice: Choice, *, by: User, at: datetime) -> None:
    """Put what was chosen in the draft; all of it or nothing.

    What somebody else typed in a chosen field since it was in view is never overwritten: then nothing is taken over
    (StaleRevision). Budget and plan come beside what stands, the days as many days later as the call is. Refuses a
    proposal that was handed in.
    """
    chosen = [offer for offer in offers_of(draft, source) if offer.name in choice.names]
    values = {offer.name: offer.comes for offer in chosen if offer.question is None}
    if save_core(draft, values, read=dict.fromkeys(values, choice.revision), by=by, at=at).conflicts:
        raise StaleRevision(_("Somebody else changed this meanwhile. Look at it again; nothing was taken over."))
    answers: dict[int, Value] = {offer.question.pk: offer.comes for offer in chosen if offer.question}
    if answers:
        save_answers(draft.sheet, answers, revision=choice.sheet_revision, by=by, at=at)
    if choice.takes_budget:
        take_over_costs(source.consortium, draft.consortium)
    if choice.takes_plan:
        take_over_plan(source.consortium, draft.consortium, days=_days_between(source.call, draft.call))


def _core_offers(draft: Proposal, source: Proposal) -> Iterator[Offer]:
    asked_before = asked_fields(source.call)
    for name in asked_fields(draft.call):
        stands, comes = getattr(draft, name), getattr(source, name)
        if name == "theme":
            comes = comes and Theme.objects.filter(cycle=draft.call.cycle_id, name=comes.name).first()
        if name in asked_before and not is_empty(comes) and comes != stands and _fits(draft.call, name, comes):
            yield Offer(name, capfirst(Proposal._meta.get_field(name).verbose_name), stands, comes)  # type: ignore[union-attr]


def _fits(call: Call, name: str, value: Any) -> bool:
    """Whether the form of the call would take it."""
    if name in PERIOD:
        return bool((call.project_starts_on or date.min) <= value <= (call.project_ends_on or date.max))
    return name != "minimum_cents" or not call.max_grant_cents or bool(value <= call.max_grant_cents)


def _answer_offers(draft: Proposal, source: Proposal) -> Iterator[Offer]:
    given = {(question.label, question.kind): question for question in source.sheet.questions.values()}
    before, now = source.sheet.values, draft.sheet.values
    for question in draft.sheet.questions.values():
        earlier = given.get((question.label, question.kind))
        value = _as_answer_to(question, earlier, before.get(earlier.pk)) if earlier else None
        if not is_empty(value) and value != now.get(question.pk):
            yield Offer(f"q{question.pk}", question.label, now.get(question.pk), value, question)


def _as_answer_to(question: Question, earlier: Question, value: Value) -> Value:
    """The same answer to the same question of another call; nothing when it cannot be given there."""
    if question.kind in WITH_CHOICES and isinstance(value, list):
        here = {choice.label: choice.pk for choice in question.open_choices}
        labels = [choice.label for choice in earlier.choices.all() if choice.pk in value]
        value = sorted(here[label] for label in labels if label in here)
    try:
        check_fits(question, value)
    except AnswerRefused:
        return None
    return value


def _days_between(earlier: Call, later: Call) -> int:
    if earlier.project_starts_on is None or later.project_starts_on is None:
        return 0
    return (later.project_starts_on - earlier.project_starts_on).days
