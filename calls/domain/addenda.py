"""Addenda: the only way in which the rules of a published call change, until its closing moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from calls import notices
from calls.domain.calls import require_no_contradiction, write_budget_rules, write_envelopes
from calls.domain.concerned import people_concerned
from calls.domain.confirmations import move_confirm_by
from calls.domain.wording import PARTS, budget_rules_in_words, label_of, words_of
from calls.enums import CallState
from calls.models import Addendum, ApplicantQuestion, BudgetRule, Call, Criterion
from innovet.accounts.models import User
from innovet.kit.formats import euro
from innovet.kit.refused import LostRace, Refused
from innovet.kit.workdays import working_days_later

TEXTS = ("purpose", "decider", "legal_ground", "appeal_text", "contact_email", "helpdesk_hours")
CHANGEABLE = (*TEXTS, "asks_questions_until_on", *(name for part in PARTS for name in part.fields))
# A change of these gives more time; so does every change of a criterion, an envelope or a cap.
WEIGHTY = {"budget_cents", "min_grant_cents", "max_grant_cents", "co_financing_percent", "total_minimum"}


class RulesFixed(Refused):
    """The call is not published, or its closing moment passed."""


class NothingChanged(Refused):
    """An addendum without a difference or without a reason."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What an addendum changes: rules by name, criteria by key; envelopes and caps as a whole, None to leave them."""

    rules: Mapping[str, Any] = field(default_factory=dict)
    criteria: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    envelopes: tuple[Mapping[str, int], Mapping[str, int]] | None = None
    costs: Sequence[BudgetRule] | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What an addendum would say, and until when proposals would then come in."""

    differences: list[dict[str, str]]
    closes_at: datetime


def preview_addendum(call: Call, changes: Changes, *, at: datetime) -> Preview:
    """Tell the differences and the closing moment an addendum would bring; nothing is kept. Refuses what publishing
    would refuse."""
    with transaction.atomic():
        held = _hold(call, at)
        differences, _before, closes_at = _change(held, changes)
        transaction.set_rollback(True)
    return Preview(differences, closes_at)


@transaction.atomic
def publish_addendum(
    call: Call,
    changes: Changes,
    *,
    reason: str,
    after: int,
    by: User,
    at: datetime,
    question: ApplicantQuestion | None = None,
) -> Addendum:
    """Change the rules of a published call, with date, reason and differences, and mail everybody who works on it.

    `after` is the number of the last addendum that was read. A changed criterion, weight, threshold or amount moves the
    closing moment by ten working days. Refuses before publication and after closing, an addendum that somebody
    published meanwhile, contradictions, no difference and no reason.
    """
    held = _hold(call, at)
    if held.addenda.count() != after:
        raise LostRace(_("Somebody published an addendum just before you."))
    if not reason.strip():
        raise NothingChanged(_("Give the reason."))
    differences, before, closes_at = _change(held, changes)
    Call.objects.filter(pk=held.pk).update(closes_at=closes_at)
    addendum = held.addenda.create(
        number=after + 1,
        reason=reason.strip(),
        differences=differences,
        closes_at_before=before,
        closes_at_after=closes_at,
        published_at=at,
        published_by=by,
    )
    if question is not None:
        ApplicantQuestion.objects.filter(pk=question.pk, call=held).update(addendum=addendum)
    held.closes_at = closes_at
    move_confirm_by(held)
    for person in people_concerned(held, at=at):
        notices.tell_addendum(addendum, person, at=at)
    call.refresh_from_db()
    return addendum


def _hold(call: Call, at: datetime) -> Call:
    """Claim the published call until the commit; of two addenda at once the second waits and then reads the first."""
    open_calls = Call.objects.filter(pk=call.pk, state=CallState.PUBLISHED, closes_at__gt=at)
    if open_calls.update(title=F("title")) != 1:
        raise RulesFixed(
            _("The rules change by an addendum between publication and closing; afterwards nothing changes.")
        )
    return Call.objects.get(pk=call.pk)


def _change(held: Call, changes: Changes) -> tuple[list[dict[str, str]], datetime, datetime]:
    """Write the changes; gives the differences, and the closing moment before and after them."""
    before = _snapshot(held)
    _write(held, changes)
    found = _differences(before, _snapshot(held))
    if not found:
        raise NothingChanged(_("Nothing is different from the rules that stand."))
    closes_at = held.closes_at
    if closes_at is None:
        raise RulesFixed(_("This call has no closing moment."))
    if not any(row["name"] in WEIGHTY or ":" in row["name"] for row in found):
        return found, closes_at, closes_at
    return found, closes_at, working_days_later(closes_at, settings.ADDENDUM_WORKING_DAYS)


def _write(held: Call, changes: Changes) -> None:
    rules = {name: value for name, value in changes.rules.items() if name in CHANGEABLE}
    for name, value in rules.items():
        setattr(held, name, value)
    if changes.envelopes is not None:
        write_envelopes(held, *changes.envelopes)
    if changes.costs is not None:
        write_budget_rules(held, changes.costs)
    for criterion in held.criteria.all():
        if changed := changes.criteria.get(criterion.pk):
            Criterion.objects.filter(pk=criterion.pk).update(**changed)
    require_no_contradiction(held)
    if rules:
        held.save(update_fields=[*rules])


def _snapshot(call: Call) -> dict[str, tuple[str, str]]:
    """Every rule of a call in words: its label and what it says, by its name."""
    rows = {name: (label_of(name), words_of(call, name)) for name in CHANGEABLE}
    for criterion in call.criteria.all():
        rows[f"criterion:{criterion.pk}"] = (_("Criterion “%(name)s”") % {"name": criterion}, _criterion(criterion))
    for envelope in call.envelopes.all():
        words = euro(envelope.amount_cents)
        if envelope.top_up_cents:
            words += f" + {euro(envelope.top_up_cents)}"
        rows[f"envelope:{envelope.province}"] = (_("Envelope of %(province)s") % {"province": envelope}, words)
    for rule in call.budget_rules.all():
        [(label, words)] = budget_rules_in_words([rule])
        rows[f"cost:{rule.category}"] = (label, words)
    return rows


def _criterion(criterion: Criterion) -> str:
    words = _("weight %(weight)s, minimum %(minimum)s") % {
        "weight": criterion.weight,
        "minimum": "0" if criterion.minimum is None else number_format(criterion.minimum),
    }
    return f"{words}. {criterion.description}".strip()


def _differences(before: Mapping[str, tuple[str, str]], after: Mapping[str, tuple[str, str]]) -> list[dict[str, str]]:
    nothing = _("no rule")
    rows = []
    for name in [*before, *(name for name in after if name not in before)]:
        old, new = before.get(name, ("", nothing)), after.get(name, ("", nothing))
        if old[1] != new[1]:
            rows.append({"name": name, "label": new[0] or old[0], "before": old[1], "after": new[1]})
    return rows
