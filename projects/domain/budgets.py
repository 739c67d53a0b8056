"""What happens to the budget of a plan set: costs are added, changed, taken out."""

from typing import Required, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from innovet.kit.refused import Refused
from projects.domain.rows import change_row, claim_row, claim_set, copied_row
from projects.models import BudgetLine, Consortium, ConsortiumMember


class AmountMissing(Refused):
    """A budget line without any amount."""


class ThirdPartyMissing(Refused):
    """Money of a third party without its name."""


class NotInTheSet(Refused):
    """The partner of a cost is not in the set, or no longer."""


class Cost(TypedDict, total=False):
    """What a budget line says; amounts in whole cents."""

    category: Required[str]
    description: Required[str]
    requested_cents: int
    own_cents: int
    third_cents: int
    third_party: str
    member: ConsortiumMember | None


NOTHING: dict[str, object] = {
    "requested_cents": 0,
    "own_cents": 0,
    "third_cents": 0,
    "third_party": "",
    "member": None,
}


@transaction.atomic
def add_budget_line(consortium: Consortium, **cost: Unpack[Cost]) -> BudgetLine:
    """Add a cost.

    Refuses a frozen set, a line without an amount, a third party without a name, a partner of another set.
    """
    claim_set(consortium)
    _require_sound(consortium, cost)
    return consortium.budget_lines.create(**(NOTHING | {**cost}))


@transaction.atomic
def change_budget_line(line: BudgetLine, *, revision: int, **cost: Unpack[Cost]) -> None:
    """Change a cost; refuses what adding refuses, and a revision that was not the last."""
    claim_set(line.consortium)
    _require_sound(line.consortium, cost)
    claim_row(line, revision)
    change_row(line, **(NOTHING | {**cost}))


@transaction.atomic
def remove_budget_line(line: BudgetLine, *, revision: int) -> None:
    """Take a cost out of the budget; refuse a frozen set or a row that was changed since it was read."""
    claim_set(line.consortium)
    claim_row(line, revision)
    line.delete()


@transaction.atomic
def take_over_costs(source: Consortium, target: Consortium) -> int:
    """Put the costs of one set beside those of another, and say how many came.

    A cost that stands there in the same words and amounts is not doubled. A cost of a partner that is not in the
    other set comes under the lead school. Refuses a frozen set.
    """
    claim_set(target)
    members = dict(target.members.values_list("organisation_id", "pk"))
    standing = {_same(line) for line in target.budget_lines.all()}
    lines = [line for line in source.budget_lines.select_related("member") if _same(line) not in standing]
    for line in lines:
        member_id = members.get(line.member.organisation_id) if line.member else None
        copied_row(line, consortium_id=target.pk, member_id=member_id, revision=1).save(force_insert=True)
    return len(lines)


def _same(line: BudgetLine) -> tuple[object, ...]:
    return line.category, line.description, line.requested_cents, line.own_cents, line.third_cents


def _require_sound(consortium: Consortium, cost: Cost) -> None:
    amounts = [cost.get("requested_cents", 0), cost.get("own_cents", 0), cost.get("third_cents", 0)]
    if sum(amounts) <= 0 or min(amounts) < 0:
        raise AmountMissing(_("Give the amount asked, the own contribution or what a third party pays."))
    if cost.get("third_cents") and not cost.get("third_party", "").strip():
        raise ThirdPartyMissing(_("Say who the third party is."))
    member = cost.get("member")
    if member is not None and not consortium.members.filter(pk=member.pk).exists():
        raise NotInTheSet(_("This partner is not in the consortium, or no longer."))
