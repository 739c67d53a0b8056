"""What stands on the public page of a call beside its own rules, read in one statement."""

import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, QuerySet, Value
from django.db.models.functions import JSONObject

from calls.models.announcements import Addendum, ApplicantQuestion, CallAttachment
from calls.models.calls import BudgetRule, Call, Criterion, Envelope
from innovet.files.models import StoredFile
from innovet.kit.statements import Statement
from projects.models import Theme

if TYPE_CHECKING:
    type Rows = QuerySet[Any, tuple[str, int, str]]


@dataclass(frozen=True, slots=True)
class CallParts:
    """What a call holds, each list in the order of its page; of the addenda only which there are."""

    criteria: list[Criterion] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    budget_rules: list[BudgetRule] = field(default_factory=list)
    themes: list[Theme] = field(default_factory=list)
    attachments: list[CallAttachment] = field(default_factory=list)
    answers: list[ApplicantQuestion] = field(default_factory=list)
    addenda: list[Addendum] = field(default_factory=list)


def parts_of(call: Call) -> CallParts:
    """Everything of one call, in one statement."""
    parts = CallParts()
    for kind, pk, packed in PARTS.ask(call=call.pk, cycle=call.cycle_id):
        _add(parts, kind, {"pk": pk, **json.loads(packed)})
    parts.criteria.sort(key=lambda criterion: criterion.position)
    parts.envelopes.sort(key=lambda envelope: envelope.province)
    parts.themes.sort(key=lambda theme: theme.name.casefold())
    return parts


def _add(parts: CallParts, kind: str, facts: dict[str, Any]) -> None:
    match kind:
        case "criterion":
            facts["minimum"] = None if facts["minimum"] is None else round(Decimal(str(facts["minimum"])), 2)
            parts.criteria.append(Criterion(**facts))
        case "envelope":
            parts.envelopes.append(Envelope(**facts))
        case "budget rule":
            parts.budget_rules.append(BudgetRule(**facts))
        case "theme":
            parts.themes.append(Theme(**facts))
        case "attachment":
            file = StoredFile(name=facts.pop("file__name"), size=facts.pop("file__size"))
            parts.attachments.append(CallAttachment(**facts, file=file))
        case "answer":
            number = facts.pop("addendum__number")
            addendum = Addendum(number=number) if number else None
            parts.answers.append(ApplicantQuestion(**facts, addendum=addendum))
        case "addendum":
            parts.addenda.append(Addendum(**facts))


def _all_parts(call: int, cycle: int) -> "Rows":
    answered = ApplicantQuestion.objects.exclude(answered_at=None)
    first, *others = [
        _rows("criterion", Criterion.objects.filter(call=call), "position", "name", "description", "weight", "minimum"),
        _rows("envelope", Envelope.objects.filter(call=call), "province", "amount_cents", "top_up_cents"),
        _rows(
            "budget rule", BudgetRule.objects.filter(call=call), "category", "is_allowed", "max_percent", "max_cents"
        ),
        _rows("theme", Theme.objects.filter(cycle=cycle), "name"),
        _rows("attachment", CallAttachment.objects.filter(call=call), "title", "file__name", "file__size"),
        _rows("answer", answered.filter(call=call), "published_text", "answer", "addendum__number"),
        _rows("addendum", Addendum.objects.filter(call=call), "number"),
    ]
    return first.union(*others, all=True).order_by("pk")


def _rows(kind: str, rows: "QuerySet[Any]", *facts: str) -> "Rows":
    return rows.order_by().values_list(Value(kind), "pk", JSONObject(**{fact: fact for fact in facts}))


PARTS = Statement(_all_parts, call=BigIntegerField(), cycle=BigIntegerField())
