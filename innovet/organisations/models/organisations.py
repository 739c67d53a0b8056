"""Schools and partners."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from innovet.education import Network, Province
from innovet.organisations.enums import OrganisationKind


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations by kind."""

    def schools(self) -> "OrganisationQuerySet":
        """Schools only."""
        return self.filter(kind=OrganisationKind.SCHOOL)

    def active(self) -> "OrganisationQuerySet":
        """Organisations that still exist."""
        return self.filter(ended_on=None)


class Organisation(models.Model):
    """A school, company or other partner."""

    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind)
    name = models.CharField(_("name"), max_length=200)
    enterprise_number = models.CharField(_("enterprise number (KBO)"), max_length=10, blank=True)
    network = models.CharField(_("education network"), max_length=10, choices=Network, blank=True)
    street = models.CharField(_("street and number"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    municipality = models.CharField(_("municipality"), max_length=100, blank=True)
    province = models.CharField(_("province"), max_length=20, choices=Province, blank=True)
    website = models.URLField(_("website"), blank=True)
    is_demo = models.BooleanField(_("demo"), default=False, editable=False)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise_number"],
                condition=~models.Q(enterprise_number=""),
                name="organisation_enterprise_number_is_unique",
                violation_error_message=_("Another organisation already has this enterprise number."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SchoolNumber(models.Model):
    """One of the six-digit numbers of a school."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="school_numbers")
    number = models.CharField(_("school number"), max_length=6, unique=True)

    class Meta:
        verbose_name = _("school number")
        verbose_name_plural = _("school numbers")
        ordering = ["number"]

    def __str__(self) -> str:
        return self.number
