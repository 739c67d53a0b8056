"""What happens to the budget of a plan set: costs are added, changed, taken out."""

from typing import Required, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from innovet.kit.refused import Refused
from projects.domain.rows import change_row, claim_row, claim_set
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


def _require_sound(consortium: Consortium, cost: Cost) -> None:
    amounts = [cost.get("requested_cents", 0), cost.get("own_cents", 0), cost.get("third_cents", 0)]
    if sum(amounts) <= 0 or min(amounts) < 0:
        raise AmountMissing(_("Give the amount asked, the own contribution or what a third party pays."))
    if cost.get("third_cents") and not cost.get("third_party", "").strip():
        raise ThirdPartyMissing(_("Say who the third party is."))
    member = cost.get("member")
    if member is not None and not consortium.members.filter(pk=member.pk).exists():
        raise NotInTheSet(_("This partner is not in the consortium, or no longer."))
