"""The plan of a proposal as bars in time: its work packages, with their steps on them."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from innovet.kit.time_chart import Moment, Spell, TimeChart, draw_spells
from projects.models import PlannedMilestone, WorkPackage


def draw_plan(packages: Sequence[WorkPackage], steps: Sequence[PlannedMilestone], today: date) -> TimeChart | None:
    """A bar for each package and a last row for the steps without one; None for an empty plan."""
    spells = [
        Spell(
            package.title,
            package.starts_on,
            package.ends_on,
            is_under_way=package.holds(today),
            moments=_moments(steps, package.pk),
        )
        for package in packages
    ]
    if loose := _moments(steps, None):
        spells.append(Spell(_("Other steps") if packages else _("Steps"), moments=loose))
    return draw_spells(spells, today)


def _moments(steps: Sequence[PlannedMilestone], package_id: int | None) -> list[Moment]:
    return [Moment(step.title, step.due_on) for step in steps if step.work_package_id == package_id]
