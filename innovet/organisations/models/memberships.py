"""Who belongs to which organisation, and as what."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import User
from innovet.accounts.standing import Claims, standing_of
from innovet.kit import clock
from innovet.organisations.enums import MembershipRole


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by role and by who may see them."""

    def visible_to(self, user: object) -> "MembershipQuerySet":
        """The members of one's own organisations, and all for a coordinator."""
        if not isinstance(user, User):
            return self.none()
        standing = standing_of(user)
        if standing.is_coordinator:
            return self
        return self.filter(Q(user=user) | Q(organisation__in=standing.ids("organisation")))

    def owners(self) -> "MembershipQuerySet":
        """Owners whose account is open."""
        return self.filter(role=MembershipRole.OWNER, user__is_active=True)


class Membership(models.Model):
    """One person's place in one organisation."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=MembershipRole)
    joined_at = models.DateTimeField(_("member since"), default=clock.now, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                name="membership_is_one_per_person",
                violation_error_message=_("This person already belongs to the organisation."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.organisation}"

    @property
    def is_owner(self) -> bool:
        """Manages the organisation and its members."""
        return self.role == MembershipRole.OWNER


def membership_claims(user_id: int, on: date) -> Claims:
    """What organisations contribute to a person's standing: ("organisation", role, organisation id).

    The last day of an organisation still counts.
    """
    return (
        Membership.objects.filter(user_id=user_id)
        .filter(Q(organisation__ended_on=None) | Q(organisation__ended_on__gte=on))
        .values_list(Value("organisation"), "role", "organisation_id")
    )


def predecessor_claims(user_id: int, _on: date) -> Claims:
    """A member of a merged or renumbered school holds the same role in the schools it succeeds."""
    return Membership.objects.filter(user_id=user_id, organisation__predecessors__isnull=False).values_list(
        Value("organisation"), "role", "organisation__predecessors"
    )


class DeputyQuerySet(models.QuerySet["Deputy"]):
    """Deputies by day and by who may see them."""

    def on(self, day: date) -> "DeputyQuerySet":
        """Deputies in force on a day; the last day counts."""
        return self.filter(from_on__lte=day, until_on__gte=day)

    def visible_to(self, user: object) -> "DeputyQuerySet":
        """The deputies of one's own organisations, and all for a coordinator."""
        if not isinstance(user, User):
            return self.none()
        standing = standing_of(user)
        if standing.is_coordinator:
            return self
        return self.filter(organisation__in=standing.ids("organisation"))


class Deputy(models.Model):
    """Somebody who stands in for the owners of a school, from one day to another: approves and sees what they see."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="deputies")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until and including"))
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    named_at = models.DateTimeField(_("named at"), editable=False)

    objects = DeputyQuerySet.as_manager()

    class Meta:
        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=models.F("from_on")),
                name="deputy_ends_after_start",
                violation_error_message=_("The last day lies before the first day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.organisation}"


def deputy_claims(user_id: int, on: date) -> Claims:
    """What deputies add to a person's standing: ("deputy", "deputy", organisation id)."""
    return (
        Deputy.objects.filter(user_id=user_id).on(on).values_list(Value("deputy"), Value("deputy"), "organisation_id")
    )
