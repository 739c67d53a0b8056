"""Closed lists of organisations."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    """What an organisation is."""

    SCHOOL = "school", _("school")
    COMPANY = "company", _("company")
    SECTOR = "sector", _("sector organisation")
    RTC = "rtc", _("regional technological centre (RTC)")
    UNIVERSITY = "university", _("university or university college")
    GUIDANCE = "guidance", _("pedagogical guidance service")
    ADULT_EDUCATION = "adult_education", _("adult education")
    EMPLOYMENT_SERVICE = "employment_service", _("public employment service")
    RESEARCH = "research", _("research centre")
    NETWORK = "network", _("network organisation")
    OTHER = "other", _("other")

    @property
    def is_education_side(self) -> bool:
        """Stands on the side of education and knowledge in a partnership."""
        return self in {
            OrganisationKind.SCHOOL,
            OrganisationKind.UNIVERSITY,
            OrganisationKind.GUIDANCE,
            OrganisationKind.ADULT_EDUCATION,
            OrganisationKind.RESEARCH,
        }


class MembershipRole(models.TextChoices):
    """What a person may do for an organisation."""

    OWNER = "owner", _("owner")
    EDITOR = "editor", _("editor")
    READER = "reader", _("reader")
