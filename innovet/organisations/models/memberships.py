"""Who belongs to which organisation, and as what."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from innovet.accounts.standing import Claims
from innovet.organisations.enums import MembershipRole


class Membership(models.Model):
    """One person's place in one organisation."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=MembershipRole)

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


def membership_claims(user_id: int, _on: date) -> Claims:
    """What organisations contribute to a person's standing: ("organisation", role, organisation id)."""
    return Membership.objects.filter(user_id=user_id, organisation__ended_on=None).values_list(
        Value("organisation"), "role", "organisation_id"
    )
