"""The app's entry in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CallsConfig(AppConfig):
    """Calls, proposals, reviews, selection and decisions."""

    name = "calls"
    verbose_name = _("calls")

    def ready(self) -> None:
        """Tell the form engine which call asks a questionnaire, hide messages with their proposal, offer the tables."""
        from calls.exports import TABLES
        from calls.models.proposals import withheld_consortia, withheld_proposals
        from calls.views.managing import owner_of_questionnaire
        from innovet.exports.registry import register
        from innovet.notifications.withholding import withhold
        from innovet.questions.owners import contribute

        contribute(owner_of_questionnaire)
        withhold("proposal", withheld_proposals)
        withhold("consortium", withheld_consortia)
        for table in TABLES:
            register(table)
        _say_rights()


def _say_rights() -> None:
    """What a person reads on the page of their rights."""
    from innovet.accounts import rights
    from innovet.accounts.enums import Role
    from innovet.organisations.enums import EDIT_ROLES, MembershipRole

    for role in MembershipRole:
        rights.allow("organisation", role, _("read the proposals of the school"))
    for role in EDIT_ROLES:
        rights.allow("organisation", role, _("write proposals for the school and hand them in"))
    rights.allow("organisation", MembershipRole.OWNER, _("withdraw a proposal of the school"))
    rights.allow(
        rights.PROGRAMME,
        Role.STEERING,
        _("read and score the proposals given to you, unless you have a conflict of interest"),
        _("see the ranking once the review round is closed"),
    )
    rights.allow(
        rights.PROGRAMME,
        Role.COORDINATOR,
        _("publish calls, check proposals, give them to readers, note decisions and release letters"),
    )
