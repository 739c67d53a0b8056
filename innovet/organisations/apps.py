"""The app's entry in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

_READS = (_("see who belongs to the organisation"),)
_WRITES = (_("change the details of the organisation"),)
_OWNS = (_("let people in, invite, change roles and remove members"),)


class OrganisationsConfig(AppConfig):
    """Schools, partners and who belongs to them."""

    name = "innovet.organisations"
    verbose_name = _("organisations")

    def ready(self) -> None:
        """Contribute memberships to a person's standing, and listen to the rooms below."""
        from innovet.accounts import rights
        from innovet.accounts.enums import Role
        from innovet.accounts.standing import contribute
        from innovet.organisations import receivers  # noqa: F401
        from innovet.organisations.enums import MembershipRole
        from innovet.organisations.models.memberships import deputy_claims, membership_claims, predecessor_claims
        from innovet.organisations.models.organisations import describe_organisations

        contribute(membership_claims)
        contribute(predecessor_claims)
        contribute(deputy_claims)
        rights.describe("organisation", lambda role: MembershipRole(role).label, describe_organisations)
        rights.describe("deputy", lambda _role: _("deputy of the owners"), describe_organisations)
        rights.allow("organisation", MembershipRole.READER, *_READS)
        rights.allow("organisation", MembershipRole.EDITOR, *_READS, *_WRITES)
        rights.allow("organisation", MembershipRole.OWNER, *_READS, *_WRITES, *_OWNS)
        rights.allow(rights.PROGRAMME, Role.COORDINATOR, _("check, change, merge and end every organisation"))
