"""The rules of a call in words: one text per field, for its pages, for print and for the differences of an addendum."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from calls.enums import ApprovalRule, ConfirmationRule, CoreField, FormalPart, RankingRule, TieStep
from calls.models import BudgetRule, Call
from innovet.education import Finality, Network
from innovet.files.enums import FileKind
from innovet.kit.formats import dates, euro
from innovet.organisations.enums import OrganisationKind

type Choices = type[models.TextChoices]

LISTS: dict[str, Choices] = {
    "lead_kinds": OrganisationKind,
    "finalities": Finality,
    "networks": Network,
    "completion_parts": FormalPart,
    "core_off": CoreField,
    "file_kinds": FileKind,
    "tie_steps": TieStep,
}
# What an empty or zero rule means.
NONE_OF: dict[str, str | Promise] = {
    "networks": gettext_lazy("all networks"),
    "file_kinds": gettext_lazy("all kinds"),
    "limit": gettext_lazy("no limit"),
    "max_per_school": gettext_lazy("no limit"),
    "max_per_partner": gettext_lazy("no limit"),
    "min_grant_cents": gettext_lazy("no minimum"),
    "co_financing_percent": gettext_lazy("not needed"),
    "total_minimum": gettext_lazy("no minimum"),
    "core_off": gettext_lazy("everything is asked"),
    "completion_parts": gettext_lazy("none"),
    "spread_text": gettext_lazy("no rule"),
    "refused_costs": gettext_lazy("none"),
}
# Rules that say nothing unless another rule is on.
ONLY_IF: dict[str, Callable[[Call], bool]] = {
    "confirmation_days": lambda call: call.confirmation_rule == ConfirmationRule.AFTER_CLOSING,
    "approval_days": lambda call: call.approval_rule != ApprovalRule.NONE,
    "completion_days": lambda call: bool(call.completion_parts),
    "limit_counts": lambda call: call.limit is not None,
    "limit_roles": lambda call: call.limit is not None,
    "reserve_until_on": lambda call: call.uses_reserve_list,
    "leftover_rule": lambda call: call.ranking_rule == RankingRule.PER_ENVELOPE,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One rule: the name of its field, what it is about and what it says."""

    name: str
    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Part:
    """Rules that belong together; `slug` stands in the address of the page that changes them."""

    slug: str
    title: str | Promise
    fields: tuple[str, ...]


PARTS = (
    Part(
        "deelname",
        gettext_lazy("Who may apply"),
        (
            "lead_kinds",
            "finalities",
            "networks",
            "project_starts_on",
            "project_ends_on",
            "limit",
            "limit_counts",
            "limit_roles",
        ),
    ),
    Part(
        "geld",
        gettext_lazy("Money"),
        ("budget_cents", "min_grant_cents", "max_grant_cents", "co_financing_percent", "refused_costs"),
    ),
    Part(
        "partners",
        gettext_lazy("Partners and approval"),
        (
            "needs_knowledge_partner",
            "needs_labour_partner",
            "needs_local_partner",
            "needs_supralocal_partner",
            "confirmation_rule",
            "confirmation_days",
            "approval_rule",
            "approval_days",
            "completion_parts",
            "completion_days",
        ),
    ),
    Part(
        "selectie",
        gettext_lazy("How proposals are selected"),
        (
            "readings",
            "minimum_reviews",
            "score_kind",
            "total_minimum",
            "ranking_rule",
            "tie_steps",
            "spread_text",
            "max_per_school",
            "max_per_partner",
            "yield_rule",
            "leftover_rule",
            "uses_smaller_grants",
            "uses_severity_correction",
            "uses_consensus",
            "uses_factual_check",
            "conflict_scope",
            "uses_reserve_list",
            "reserve_until_on",
            "review_due_on",
        ),
    ),
    Part(
        "formulier",
        gettext_lazy("Form and files"),
        ("core_off", "file_kinds", "max_file_megabytes", "max_total_megabytes"),
    ),
)


def label_of(name: str) -> str:
    """What a rule is about."""
    field = Call._meta.get_field(name)
    return capfirst(str(getattr(field, "verbose_name", name)))


def words_of(call: Call, name: str) -> str:
    """What a rule says."""
    value = getattr(call, name)
    if value in (None, "", []) or (value == 0 and value is not False and name in NONE_OF):
        return str(NONE_OF.get(name, _("not fixed")))
    if name in LISTS:
        labels = [str(LISTS[name](code).label) for code in value]
        return (
            "; ".join(f"{place}. {label}" for place, label in enumerate(labels, 1))
            if name == "tie_steps"
            else (", ".join(labels))
        )
    return _plain(call, name, value)


def part_in_words(call: Call, part: Part) -> list[Row]:
    """The rules of one part that say something in this call."""
    names = [name for name in part.fields if name not in ONLY_IF or ONLY_IF[name](call)]
    return [Row(name, label_of(name), words_of(call, name)) for name in names]


def budget_rules_in_words(rules: Iterable[BudgetRule]) -> list[tuple[str, str]]:
    """What the call says about each category of cost that has a rule."""
    return [(capfirst(str(rule.get_category_display())), cap_in_words(rule)) for rule in rules]


def cap_in_words(rule: BudgetRule) -> str:
    """Not allowed, or at most so much."""
    if not rule.is_allowed:
        return _("may not be asked")
    caps = []
    if rule.max_percent is not None:
        caps.append(_("at most %(percent)s %% of the amount asked") % {"percent": rule.max_percent})
    if rule.max_cents is not None:
        caps.append(_("at most %(amount)s") % {"amount": euro(rule.max_cents)})
    return _(" and ").join(caps) or _("may be asked")


def _plain(call: Call, name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if display := getattr(call, f"get_{name}_display", None):
        return str(display())
    if isinstance(value, date):
        return dates(value)
    return _quantity(name, value)


def _quantity(name: str, value: Any) -> str:
    if name.endswith("_cents"):
        return euro(value)
    if name.endswith("_days"):
        return ngettext("%(count)s working day", "%(count)s working days", value) % {"count": value}
    if name.endswith("_percent"):
        return _("%(count)s percent") % {"count": value}
    if name.endswith("_megabytes"):
        return _("%(count)s megabytes") % {"count": value}
    return number_format(value) if name == "total_minimum" else str(value)
