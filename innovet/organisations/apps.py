"""The app's entry in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    """Schools, partners and who belongs to them."""

    name = "innovet.organisations"
    verbose_name = _("organisations")

    def ready(self) -> None:
        """Contribute memberships to a person's standing."""
        from innovet.accounts.standing import contribute
        from innovet.organisations.models.memberships import membership_claims, predecessor_claims

        contribute(membership_claims)
        contribute(predecessor_claims)
