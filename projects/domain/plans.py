"""What happens to the plan of a set: work packages and steps are planned, changed, taken out."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from innovet.kit.formats import dates
from innovet.kit.refused import Refused
from projects.domain.rows import change_row, claim_row, claim_set, copied_row
from projects.domain.shifting import shift_day
from projects.models import Consortium, PlannedMilestone, WorkPackage


class OutsidePackage(Refused):
    """A step lies outside the work package to which it belongs."""


class PackageGone(Refused):
    """The work package is not in the plan, or no longer."""


@transaction.atomic
def plan_package(
    consortium: Consortium, *, title: str, starts_on: date, ends_on: date, description: str = ""
) -> WorkPackage:
    """Add a work package to the plan; refuse a frozen set."""
    claim_set(consortium)
    return consortium.work_packages.create(title=title, description=description, starts_on=starts_on, ends_on=ends_on)


@transaction.atomic
def change_package(
    package: WorkPackage, *, title: str, starts_on: date, ends_on: date, description: str = "", revision: int
) -> None:
    """Change a work package.

    Refuses a frozen set, a revision that was not the last, and days that leave out a step of the package.
    """
    claim_set(package.consortium)
    claim_row(package, revision)
    change_row(package, title=title, description=description, starts_on=starts_on, ends_on=ends_on)
    for step in package.planned_milestones.all():
        if not package.holds(step.due_on):
            raise OutsidePackage(
                _("The step “%(step)s” of this work package is due on %(day)s. Move it first.")
                % {"step": step.title, "day": dates(step.due_on)}
            )


@transaction.atomic
def remove_package(package: WorkPackage, *, revision: int) -> None:
    """Take a work package out of the plan; its steps stay, without a package.

    Refuses a frozen set or a row that was changed since it was read.
    """
    claim_set(package.consortium)
    claim_row(package, revision)
    package.delete()


@transaction.atomic
def plan_milestone(
    consortium: Consortium, *, title: str, due_on: date, work_package: WorkPackage | None = None
) -> PlannedMilestone:
    """Add a step to the plan; refuse a frozen set, and a day outside the package of the step."""
    claim_set(consortium)
    _require_standing(consortium, work_package, due_on)
    return consortium.planned_milestones.create(title=title, due_on=due_on, work_package=work_package)


@transaction.atomic
def change_planned_milestone(
    milestone: PlannedMilestone, *, title: str, due_on: date, work_package: WorkPackage | None = None, revision: int
) -> None:
    """Change a step of the plan.

    Refuses a frozen set, a revision that was not the last, and a day outside the package of the step.
    """
    claim_set(milestone.consortium)
    claim_row(milestone, revision)
    _require_standing(milestone.consortium, work_package, due_on)
    change_row(milestone, title=title, due_on=due_on, work_package=work_package)


@transaction.atomic
def remove_planned_milestone(milestone: PlannedMilestone, *, revision: int) -> None:
    """Take a step out of the plan; refuse a frozen set or a row that was changed since it was read."""
    claim_set(milestone.consortium)
    claim_row(milestone, revision)
    milestone.delete()


def require_inside(package: WorkPackage, due_on: date) -> None:
    """Refuse a day outside a work package."""
    if not package.holds(due_on):
        words = {"package": package.title, "days": dates(package.starts_on, package.ends_on)}
        raise OutsidePackage(_("Outside the work package “%(package)s”: %(days)s.") % words)


@transaction.atomic
def take_over_plan(source: Consortium, target: Consortium, *, days: int) -> int:
    """Put the packages and steps of one plan beside those of another, so many days later; say how many steps came.

    A step or package that stands there under the same title is not doubled; a step that lies outside the package that
    stands there comes without it. Refuses a frozen set.
    """
    claim_set(target)
    packages = {package.title: package for package in target.work_packages.all()}
    for package in source.work_packages.all():
        if package.title not in packages:
            later = {name: shift_day(getattr(package, name), days) for name in ("starts_on", "ends_on")}
            packages[package.title] = copied_row(package, consortium_id=target.pk, revision=1, **later)
            packages[package.title].save(force_insert=True)
    standing = set(target.planned_milestones.values_list("title", flat=True))
    steps = [step for step in source.planned_milestones.select_related("work_package") if step.title not in standing]
    for step in steps:
        due_on = shift_day(step.due_on, days)
        package_there = packages[step.work_package.title] if step.work_package else None
        package_id = package_there.pk if package_there and package_there.holds(due_on) else None
        copied_row(step, consortium_id=target.pk, work_package_id=package_id, due_on=due_on, revision=1).save(
            force_insert=True
        )
    return len(steps)


def _require_standing(consortium: Consortium, package: WorkPackage | None, due_on: date) -> None:
    """Look at the package as it stands now that the set is held: it may have moved or gone since the page was read."""
    if package is None:
        return
    standing = consortium.work_packages.filter(pk=package.pk).first()
    if standing is None:
        raise PackageGone(_("Somebody else removed this work package meanwhile."))
    require_inside(standing, due_on)
