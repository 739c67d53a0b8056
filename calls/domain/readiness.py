"""What a call still needs before it can be published."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from calls.domain.contradictions import contradictions_in
from calls.domain.proposals import Missing
from calls.domain.wording import PARTS
from calls.enums import LeftoverRule, RankingRule
from calls.models import Call, Criterion

SCORES = 6
PAGES = ("call_envelopes", "criterion_list")
# A check: whether it is there, its words, and the field or page where it is mended.
type Checks = list[tuple[object, str | Promise, str]]


def missing_for_publication(call: Call, *, at: datetime) -> list[Missing]:
    """Name everything that a call still needs before it can be published, contradictions included, and where to mend it."""
    checks = [*_about(call, at), *_money(call), *_application(call), *_selection(call)]
    missing = [(str(words), place) for is_there, words, place in checks if not is_there]
    contradictions = [(words, name) for name, words in contradictions_in(call).items()]
    return [Missing(words, _url(call, place)) for words, place in missing + contradictions]


def _url(call: Call, place: str) -> str:
    """The page of a place; a field of the call stands on the page of its part of the rules, or else of its texts."""
    if place in PAGES:
        return reverse(place, args=[call.pk])
    part = next((part for part in PARTS if place in part.fields), None)
    page = reverse("call_rules", args=[call.pk, part.slug]) if part else reverse("call_edit", args=[call.pk])
    return f"{page}#id_{place}"


def _about(call: Call, at: datetime) -> Checks:
    has_moments = call.opens_at and call.closes_at
    return [
        (call.introduction.strip(), _("an introduction"), "introduction"),
        (call.purpose.strip(), _("the purpose"), "purpose"),
        (has_moments, _("the opening and closing moment"), "closes_on" if call.opens_at else "opens_on"),
        (
            not has_moments or (call.closes_at and call.closes_at > at),
            _("a closing moment that lies ahead"),
            "closes_on",
        ),
        (call.decider.strip(), _("who decides"), "decider"),
        (call.legal_ground.strip(), _("the legal ground"), "legal_ground"),
        (call.appeal_text.strip(), _("the appeal text"), "appeal_text"),
        (call.contact_email, _("a contact address"), "contact_email"),
        (
            not call.asks_questions_until_on
            or not call.closes_at
            or call.asks_questions_until_on < timezone.localdate(call.closes_at),
            _("a last day for questions that lies before the closing"),
            "asks_questions_until_on",
        ),
    ]


def _money(call: Call) -> Checks:
    return [
        (call.budget_cents, _("the budget"), "budget_cents"),
        (call.max_grant_cents, _("the maximum grant"), "max_grant_cents"),
        (
            call.project_starts_on and call.project_ends_on,
            _("the period of the projects"),
            "project_ends_on" if call.project_starts_on else "project_starts_on",
        ),
        (
            call.ranking_rule != RankingRule.PER_ENVELOPE or call.envelopes.exists(),
            _("the envelopes by which the call ranks"),
            "call_envelopes",
        ),
        (
            call.leftover_rule != LeftoverRule.SECOND_ROUND or call.envelopes.exists(),
            _("the envelopes of which money can be left over"),
            "call_envelopes",
        ),
    ]


def _application(call: Call) -> Checks:
    return [
        (call.lead_kinds, _("who may apply"), "lead_kinds"),
        (call.finalities, _("the finalities that may take part"), "finalities"),
    ]


def _selection(call: Call) -> Checks:
    criteria = list(call.criteria.all())
    return [
        (criteria, _("at least one criterion"), "criterion_list"),
        (
            all(_has_levels(criterion) for criterion in criteria),
            _("a description per level for each criterion"),
            "criterion_list",
        ),
        (call.tie_steps, _("what parts equals"), "tie_steps"),
        (
            call.review_due_on is None
            or not call.closes_at
            or call.review_due_on >= timezone.localdate(call.closes_at),
            _("a last day for reviews after the closing"),
            "review_due_on",
        ),
    ]


def _has_levels(criterion: Criterion) -> bool:
    return len(criterion.levels) == SCORES and all(str(text).strip() for text in criterion.levels)
