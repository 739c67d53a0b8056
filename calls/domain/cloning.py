"""What a cycle's calls become when the cycle is copied: drafts with the same rules, criteria and questions."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from calls.enums import CallState
from calls.models import BudgetRule, Call, Criterion, Envelope
from innovet.kit.formats import closing_moment, dates, hour
from innovet.questions.domain.questionnaires import copy_questionnaire
from innovet.questions.models import Question
from projects.domain.cloning import Copied
from projects.domain.shifting import shift_day, shift_moment
from projects.models import Cycle

# What a copy has of its own; every other field comes along, and every day and moment shifts.
OWN = {"id", "cycle", "state", "title", "questionnaire"}
PARTS = (Criterion, Envelope, BudgetRule)


def copy_calls(original: Cycle, clone: Cycle, *, days: int) -> list[Call]:
    """Copy every call of a cycle as a draft: rules, criteria, envelopes, budget rules and questions.

    Days and moments shift; a moment keeps its hour in Brussels. Proposals, addenda, extensions, questions of
    applicants and attachments stay with the original.
    """
    return [_copy_call(call, clone, days) for call in _calls(original).select_related("questionnaire")]


def tell_calls(cycle: Cycle, days: int) -> list[Copied]:
    """The calls that come along with a cycle, with every day before and after, in one statement."""
    counted = _calls(cycle).annotate(
        criterion_count=_count(Criterion.objects.filter(call=OuterRef("pk")), "call"),
        envelope_count=_count(Envelope.objects.filter(call=OuterRef("pk")), "call"),
        question_count=_count(
            Question.objects.filter(section__questionnaire=OuterRef("questionnaire"), closed_at=None),
            "section__questionnaire",
        ),
    )
    return [line for call in counted for line in _tell(call, days)]


def _calls(cycle: Cycle) -> QuerySet[Call]:
    return Call.objects.filter(cycle=cycle).order_by("opens_at", "pk")


def _count(rows: QuerySet[Any], group: str) -> Coalesce:
    counts = rows.order_by().values(group).annotate(found=Count("pk")).values("found")
    return Coalesce(Subquery(counts, output_field=IntegerField()), 0)


def _copy_call(call: Call, clone: Cycle, days: int) -> Call:
    title = call.title.replace(clone.cloned_from.school_year, clone.school_year) if clone.cloned_from else call.title
    copy = Call.objects.create(
        **{field.attname: _shifted(getattr(call, field.attname), days) for field in _kept()},
        cycle=clone,
        state=CallState.DRAFT,
        title=title,
        questionnaire=copy_questionnaire(call.questionnaire, title=title),
    )
    for model in PARTS:
        _copy_parts(model, call, copy)
    return copy


def _copy_parts(model: type[models.Model], call: Call, copy: Call) -> None:
    names = [field.attname for field in model._meta.concrete_fields if field.name not in {"id", "call"}]
    rows = model._default_manager.filter(call=call).order_by("pk")  # noqa: SLF001
    model._default_manager.bulk_create(  # noqa: SLF001
        model(call=copy, **{name: getattr(row, name) for name in names}) for row in rows
    )


def _kept() -> "list[models.Field[Any, Any]]":
    return [field for field in Call._meta.concrete_fields if field.name not in OWN]


def _shifted(value: Any, days: int) -> Any:
    if isinstance(value, datetime):
        return shift_moment(value, days)
    return shift_day(value, days) if isinstance(value, date) else value


def _tell(call: Any, days: int) -> Iterator[Copied]:
    yield Copied(
        call.title,
        _("call, with %(criteria)s criteria, %(envelopes)s envelopes and %(questions)s questions")
        % {
            "criteria": call.criterion_count,
            "envelopes": call.envelope_count,
            "questions": call.question_count,
        },
    )
    for field in _kept():
        value = getattr(call, field.attname)
        if isinstance(value, date):
            after = _shifted(value, days)
            yield Copied(call.title, str(field.verbose_name), _words(field.name, value), _words(field.name, after))


def _words(name: str, value: date) -> str:
    if isinstance(value, datetime):
        if name == "closes_at":
            return closing_moment(value)
        return f"{date_format(timezone.localtime(value), 'l j F Y')}, {hour(value)}"
    return dates(value)
