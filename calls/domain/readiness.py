"""What a call still needs before it can be published."""

from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from calls.domain.contradictions import contradictions_in
from calls.enums import LeftoverRule, RankingRule
from calls.models import Call, Criterion

SCORES = 6
type Checks = list[tuple[object, str | Promise]]


def missing_for_publication(call: Call, *, at: datetime) -> list[str]:
    """Name everything that a call still needs before it can be published, contradictions included."""
    checks = [*_about(call, at), *_money(call), *_application(call), *_selection(call)]
    return [str(words) for is_there, words in checks if not is_there] + list(contradictions_in(call).values())


def _about(call: Call, at: datetime) -> Checks:
    has_moments = call.opens_at and call.closes_at
    return [
        (call.introduction.strip(), _("an introduction")),
        (call.purpose.strip(), _("the purpose")),
        (has_moments, _("the opening and closing moment")),
        (not has_moments or (call.closes_at and call.closes_at > at), _("a closing moment that lies ahead")),
        (call.decider.strip(), _("who decides")),
        (call.legal_ground.strip(), _("the legal ground")),
        (call.appeal_text.strip(), _("the appeal text")),
        (call.contact_email, _("a contact address")),
        (
            not call.asks_questions_until_on
            or not call.closes_at
            or call.asks_questions_until_on < timezone.localdate(call.closes_at),
            _("a last day for questions that lies before the closing"),
        ),
    ]


def _money(call: Call) -> Checks:
    return [
        (call.budget_cents, _("the budget")),
        (call.max_grant_cents, _("the maximum grant")),
        (call.project_starts_on and call.project_ends_on, _("the period of the projects")),
        (
            call.ranking_rule != RankingRule.PER_ENVELOPE or call.envelopes.exists(),
            _("the envelopes by which the call ranks"),
        ),
        (
            call.leftover_rule != LeftoverRule.SECOND_ROUND or call.envelopes.exists(),
            _("the envelopes of which money can be left over"),
        ),
    ]


def _application(call: Call) -> Checks:
    return [
        (call.lead_kinds, _("who may apply")),
        (call.finalities, _("the finalities that may take part")),
    ]


def _selection(call: Call) -> Checks:
    criteria = list(call.criteria.all())
    return [
        (criteria, _("at least one criterion")),
        (all(_has_levels(criterion) for criterion in criteria), _("a description per level for each criterion")),
        (call.tie_steps, _("what parts equals")),
        (
            call.review_due_on is None
            or not call.closes_at
            or call.review_due_on >= timezone.localdate(call.closes_at),
            _("a last day for reviews after the closing"),
        ),
    ]


def _has_levels(criterion: Criterion) -> bool:
    return len(criterion.levels) == SCORES and all(str(text).strip() for text in criterion.levels)
