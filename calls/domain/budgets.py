"""The budget of a proposal against the rules of its call: totals, what is wrong, in exact cents."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from calls.enums import CoreField
from calls.models import BudgetRule, Call, Proposal
from innovet.education import Province
from innovet.kit.formats import euro
from projects.enums import BudgetCategory
from projects.models import BudgetLine, ConsortiumMember


@dataclass(frozen=True, slots=True)
class Totals:
    """What a budget comes to, in cents; `counted_cents` is the co-financing that counts."""

    requested_cents: int
    own_cents: int
    third_cents: int
    counted_cents: int

    @property
    def total_cents(self) -> int:
        """The whole cost."""
        return self.requested_cents + self.own_cents + self.third_cents


@dataclass(frozen=True, slots=True)
class Budget:
    """The lines of a budget beside what its call says about money."""

    call: Call
    rules: tuple[BudgetRule, ...]
    lines: tuple[BudgetLine, ...]
    members: tuple[ConsortiumMember, ...]
    minimum_cents: int | None
    totals: Totals

    @property
    def problems(self) -> list[str]:
        """What is against the rules, in words; nothing when the budget is in order."""
        return [problem for check in CHECKS for problem in check(self)]

    @property
    def is_amount_within(self) -> bool:
        """Whether the amount asked as a whole is what the call gives."""
        return not list(_amount_problems(self))

    @property
    def other_problems(self) -> list[str]:
        """What is against the rules besides the amount asked as a whole."""
        return [problem for check in CHECKS[1:] for problem in check(self)]


def budget_of(
    proposal: Proposal, lines: Iterable[BudgetLine] | None = None, *, discounted: Collection[int] = ()
) -> Budget:
    """The budget that stands, or the given lines instead; partners `discounted` bring no co-financing that counts."""
    _read(proposal)
    chosen = tuple(proposal.consortium.budget_lines.all() if lines is None else lines)
    own, third = sum(line.own_cents for line in chosen), sum(line.third_cents for line in chosen)
    lost = sum(line.own_cents for line in chosen if line.member_id in discounted)
    requested = sum(line.requested_cents for line in chosen)
    return Budget(
        call=proposal.call,
        rules=tuple(proposal.call.budget_rules.all()),
        lines=chosen,
        members=tuple(proposal.consortium.members.all()),
        minimum_cents=_minimum_of(proposal),
        totals=Totals(requested, own, third, own + third - lost),
    )


def describe_budget(proposal: Proposal) -> dict[str, Any]:
    """The budget as plain data, for the frozen version and the pages."""
    _read(proposal)
    lines = proposal.consortium.budget_lines.all()
    names = {member.pk: member.organisation.name for member in proposal.consortium.members.all()}
    amounts = ("requested_cents", "own_cents", "third_cents")
    totals = {name: sum(getattr(line, name) for line in lines) for name in amounts}
    return {
        "budget": [
            {
                "category": line.category,
                "description": line.description,
                "partner": names.get(line.member_id or 0, ""),
                "third_party": line.third_party,
                **{name: getattr(line, name) for name in amounts},
            }
            for line in lines
        ],
        "totals": {**totals, "total_cents": sum(totals.values())},
        "minimum_cents": _minimum_of(proposal),
    }


def elsewhere_cents(proposal: Proposal) -> int:
    """How much of what is asked goes to partners of another envelope than that of the site."""
    _read(proposal)
    provinces = {member.pk: member.organisation.province for member in proposal.consortium.members.all()}
    home = _envelope(proposal.site_province)
    lines = proposal.consortium.budget_lines.all()
    return sum(
        line.requested_cents for line in lines if _envelope(provinces.get(line.member_id or 0, "")) not in {"", home}
    )


def _envelope(province: str) -> str:
    return Province(province).envelope.value if province else ""


def _read(proposal: Proposal) -> None:
    """Read lines and partners once, however often they are looked at afterwards."""
    prefetch_related_objects([proposal.consortium], "members__organisation", "budget_lines")


def _minimum_of(proposal: Proposal) -> int | None:
    return None if CoreField.MINIMUM_AMOUNT in proposal.call.core_off else proposal.minimum_cents


def _amount_problems(budget: Budget) -> Iterable[str]:
    call, requested = budget.call, budget.totals.requested_cents
    if requested <= 0:
        yield _("the amount you ask")
    elif requested < call.min_grant_cents:
        yield _("an amount asked of at least %(amount)s") % {"amount": euro(call.min_grant_cents)}
    if requested > call.max_grant_cents:
        yield _("a budget within the maximum of the call")


def _category_problems(budget: Budget) -> Iterable[str]:
    asked: Counter[str] = Counter()
    for line in budget.lines:
        asked[line.category] += line.requested_cents
    for rule in budget.rules:
        yield from _problems_of(rule, asked[rule.category], budget.totals.requested_cents)


def _problems_of(rule: BudgetRule, asked: int, requested: int) -> Iterable[str]:
    words: dict[str, Any] = {"category": BudgetCategory(rule.category).label, "asked": euro(asked)}
    if asked and not rule.is_allowed:
        yield _("no money asked for %(category)s: this call does not pay that") % words
        return
    if rule.max_percent is not None and asked * 100 > rule.max_percent * requested:
        yield _("%(category)s: at most %(percent)s%% of the amount asked; now it is %(asked)s") % {
            **words,
            "percent": rule.max_percent,
        }
    if rule.max_cents is not None and asked > rule.max_cents:
        yield _("%(category)s: at most %(most)s asked; now it is %(asked)s") % {**words, "most": euro(rule.max_cents)}


def _co_financing_problems(budget: Budget) -> Iterable[str]:
    percent, totals = budget.call.co_financing_percent, budget.totals
    if totals.counted_cents * 100 < percent * totals.total_cents:
        least = -(-percent * totals.total_cents // 100)
        yield _("own contribution and third parties together at least %(percent)s%% of the whole cost: %(least)s") % {
            "percent": percent,
            "least": euro(least),
        }


def _partner_problems(budget: Budget) -> Iterable[str]:
    brought: Counter[int | None] = Counter()
    for line in budget.lines:
        brought[line.member_id] += line.own_cents
    for member in budget.members:
        if brought[member.pk] > member.contribution_cents:
            yield _("%(name)s: the budget counts %(counted)s of this partner, but it is asked for %(asked)s") % {
                "name": member.organisation.name,
                "counted": euro(brought[member.pk]),
                "asked": euro(member.contribution_cents),
            }


def _minimum_problems(budget: Budget) -> Iterable[str]:
    if budget.minimum_cents is not None and budget.minimum_cents > budget.totals.requested_cents:
        yield _("a minimum workable amount that is not above the amount asked")


CHECKS: tuple[Callable[[Budget], Iterable[str]], ...] = (
    _amount_problems,
    _category_problems,
    _co_financing_problems,
    _partner_problems,
    _minimum_problems,
)
