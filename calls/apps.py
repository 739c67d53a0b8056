"""The app's entry in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CallsConfig(AppConfig):
    """Calls, proposals, reviews, selection and decisions."""

    name = "calls"
    verbose_name = _("calls")

    def ready(self) -> None:
        """Connect with the rooms below: team roles, owners of questions, what is withheld, exported and copied."""
        from calls import receivers  # noqa: F401
        from calls.domain.cloning import tell_calls
        from calls.exports import TABLES
        from calls.models.proposals import withheld_consortia, withheld_proposals
        from calls.models.teams import proposal_claims, replacement_claims
        from calls.views.managing import owner_of_questionnaire
        from innovet.accounts import standing
        from innovet.exports.registry import register
        from innovet.notifications.withholding import withhold
        from innovet.questions.owners import contribute
        from projects.domain import cloning

        standing.contribute(proposal_claims)
        standing.contribute(replacement_claims)
        contribute(owner_of_questionnaire)
        cloning.contribute(tell_calls)
        withhold("proposal", withheld_proposals)
        withhold("consortium", withheld_consortia)
        for table in TABLES:
            register(table)
        _say_rights()


def _say_rights() -> None:
    """What a person reads on the page of their rights."""
    from calls.enums import TeamRole
    from calls.models.proposals import describe_proposals
    from innovet.accounts import rights
    from innovet.accounts.enums import Role
    from innovet.organisations.enums import EDIT_ROLES, MembershipRole

    reads = _("read the proposal and its history")
    writes = _("write the proposal and hand it in, as a member of the lead school")
    rights.describe("proposal", lambda role: TeamRole(role).label, describe_proposals)
    rights.allow("proposal", TeamRole.READER, reads)
    rights.allow("proposal", TeamRole.EDITOR, reads, writes)
    rights.allow("proposal", TeamRole.HOLDER, reads, writes, _("manage the team, withdraw the proposal"))
    oversees = _("see title, state and holder of every proposal in the name of the school, and take one over")
    for role in EDIT_ROLES:
        rights.allow("organisation", role, _("hand in proposals in the name of the school"))
    rights.allow("organisation", MembershipRole.OWNER, oversees)
    rights.allow("deputy", "deputy", oversees)
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
