"""What happens to the plan of a set: steps are planned, changed, taken out."""

from datetime import date

from django.db import transaction

from projects.domain.rows import change_row, claim_row, claim_set, copied_row
from projects.domain.shifting import shift_day
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


@transaction.atomic
def take_over_plan(source: Consortium, target: Consortium, *, days: int) -> int:
    """Put the packages and steps of one plan beside those of another, so many days later; say how many steps came.

    A step or package that stands there under the same title is not doubled. Refuses a frozen set.
    """
    claim_set(target)
    packages = {package.title: package.pk for package in target.work_packages.all()}
    for package in source.work_packages.all():
        if package.title not in packages:
            later = {name: shift_day(getattr(package, name), days) for name in ("starts_on", "ends_on")}
            new = copied_row(package, consortium_id=target.pk, **later)
            new.save(force_insert=True)
            packages[package.title] = new.pk
    standing = set(target.planned_milestones.values_list("title", flat=True))
    steps = [step for step in source.planned_milestones.select_related("work_package") if step.title not in standing]
    for step in steps:
        package_id = packages[step.work_package.title] if step.work_package else None
        due_on = shift_day(step.due_on, days)
        copied_row(step, consortium_id=target.pk, work_package_id=package_id, due_on=due_on, revision=1).save(
            force_insert=True
        )
    return len(steps)
