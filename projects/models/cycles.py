"""Cycles with their themes, phases and the roles people hold in them."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import User
from innovet.accounts.rights import Thing
from innovet.accounts.standing import Claims, standing_of
from innovet.kit import clock
from projects.enums import CycleRoleKind, PhaseKind

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class Cycle(models.Model):
    """One round of InnoVET, usually a school year."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    school_year = models.CharField(_("school year"), max_length=9, help_text=_("For instance 2026-2027."))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    revision = models.PositiveIntegerField(_("revision"), default=0, editable=False, db_default=0)
    cloned_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, editable=False, related_name="clones", verbose_name=_("copy of")
    )
    clone_key = models.CharField(max_length=80, unique=True, null=True, editable=False)  # noqa: DJ001

    class Meta:
        verbose_name = _("cycle")
        verbose_name_plural = _("cycles")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")),
                name="cycle_ends_after_it_starts",
                violation_error_message=_("The last day lies before the first day."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Theme(models.Model):
    """A transition area of one cycle."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="themes", verbose_name=_("cycle"))
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "name"],
                name="theme_name_is_unique_in_its_cycle",
                violation_error_message=_("This cycle already has a theme with this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Phase(models.Model):
    """A dated part of a cycle; phases overlap and shift."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="phases", verbose_name=_("cycle"))
    kind = models.CharField(_("kind"), max_length=20, choices=PhaseKind)
    name = models.CharField(_("name"), max_length=100, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    revision = models.PositiveIntegerField(_("revision"), default=0, editable=False, db_default=0)

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        ordering = ["starts_on", "ends_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")),
                name="phase_ends_after_it_starts",
                violation_error_message=_("The last day lies before the first day."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The own name, or the kind in words."""
        return self.name or str(self.get_kind_display()).capitalize()

    def is_under_way(self, day: date) -> bool:
        """Whether the phase runs on a day."""
        return self.starts_on <= day <= self.ends_on


class PhaseTaskQuerySet(models.QuerySet["PhaseTask"]):
    """Tasks by who asks and by what is left to do."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """All tasks for coordinators; for others their own."""
        return self if standing_of(user).is_coordinator else self.filter(owner=user.pk)

    def open(self) -> Self:
        """Tasks not yet done."""
        return self.filter(done_at=None)

    def due_in_week_of(self, day: date) -> Self:
        """Open tasks that are late, or due before the end of that day's week; a week ends on Sunday."""
        return self.open().filter(due_on__lte=day + timedelta(days=6 - day.weekday()))


class PhaseTask(models.Model):
    """Something to be done in a phase, by somebody, before a day."""

    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="tasks", verbose_name=_("phase"))
    title = models.CharField(_("task"), max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    due_on = models.DateField(_("due on"))
    revision = models.PositiveIntegerField(_("revision"), default=0, editable=False, db_default=0)
    done_at = models.DateTimeField(_("done at"), null=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = PhaseTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task of a phase")
        verbose_name_plural = _("tasks of phases")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(done_by__isnull=False),
                name="phase_task_is_done_by_somebody",
                violation_error_message=_("A task that is done was done by somebody."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its own page, for its owner and for coordinators."""
        return reverse("phase_task_detail", args=[self.pk])

    @property
    def is_done(self) -> bool:
        """Whether somebody did it."""
        return self.done_at is not None

    def is_late(self, day: date) -> bool:
        """Whether it should have been done before that day."""
        return not self.is_done and self.due_on < day


class CycleRoleQuerySet(models.QuerySet["CycleRole"]):
    """Cycle roles by day."""

    def on(self, day: date) -> Self:
        """Roles in force on a day; the last day counts."""
        return self.filter(from_on__lte=day).not_ended(day)

    def not_ended(self, day: date) -> Self:
        """Roles in force on a day or later."""
        return self.filter(Q(until_on=None) | Q(until_on__gte=day))

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """All for coordinators, one's own for others."""
        standing = standing_of(user)
        return self if standing.is_coordinator else self.filter(user=standing.user_id)


class CycleRole(models.Model):
    """One person's role in one cycle, from one day to another."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="roles", verbose_name=_("cycle"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=20, choices=CycleRoleKind)
    from_on = models.DateField(_("from"), default=clock.today)
    until_on = models.DateField(_("until and including"), null=True, blank=True)
    taken_from = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("taken over from"),
    )

    objects = CycleRoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("cycle role")
        verbose_name_plural = _("cycle roles")
        ordering = ["cycle_id", "role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "user", "role", "from_on"],
                name="cycle_role_starts_once",
                violation_error_message=_("This role already starts on that day."),
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=models.F("from_on")),
                name="cycle_role_ends_after_it_starts",
                violation_error_message=_("The last day lies before the first day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


def cycle_claims(user_id: int, on: date) -> Claims:
    """What projects contributes to a person's standing: ("cycle", role, cycle id)."""
    return CycleRole.objects.filter(user_id=user_id).on(on).values_list(Value("cycle"), "role", "cycle_id")


def describe_cycles(ids: frozenset[int]) -> dict[int, Thing]:
    """Cycles in words, for the page of a person's rights."""
    address = reverse("cycle_role_list")
    return {pk: Thing(name, address) for pk, name in Cycle.objects.filter(pk__in=ids).values_list("pk", "name")}
