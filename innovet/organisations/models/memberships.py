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
