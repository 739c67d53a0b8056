"""What happens to the plan of a set: steps are planned, changed, taken out."""

from datetime import date

from django.db import transaction

from projects.domain.rows import change_row, claim_row, claim_set
from projects.models import Consortium, PlannedMilestone


@transaction.atomic
def plan_milestone(consortium: Consortium, *, title: str, due_on: date) -> PlannedMilestone:
    """Add a step to the plan; refuse a frozen set."""
    claim_set(consortium)
    return consortium.planned_milestones.create(title=title, due_on=due_on)


@transaction.atomic
def change_planned_milestone(milestone: PlannedMilestone, *, title: str, due_on: date, revision: int) -> None:
    """Change a step of the plan; refuse a frozen set or a revision that was not the last."""
    claim_set(milestone.consortium)
    claim_row(milestone, revision)
    change_row(milestone, title=title, due_on=due_on)


@transaction.atomic
def remove_planned_milestone(milestone: PlannedMilestone, *, revision: int) -> None:
    """Take a step out of the plan; refuse a frozen set or a row that was changed since it was read."""
    claim_set(milestone.consortium)
    claim_row(milestone, revision)
    milestone.delete()
