"""What links people with proposals, read from the graph of organisations in a constant number of statements."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from calls.enums import ConflictKind
from calls.models import Proposal, ProposalRole
from innovet.accounts.models import User
from innovet.organisations.models import Membership, Organisation
from projects.models import Consortium

RELATIONS = (
    (ConflictKind.SAME_BOARD, "board_id"),
    (ConflictKind.SAME_COMMUNITY, "school_community_id"),
    (ConflictKind.SAME_GROUP, "school_group_id"),
    (ConflictKind.COMPANY_GROUP, "parent_company_id"),
)


@dataclass(frozen=True, slots=True)
class Tie:
    """One link of a person with a proposal, in words."""

    person_id: int
    proposal_id: int
    kind: ConflictKind
    reason: str


def find_ties(people: Sequence[User], proposals: Sequence[Proposal], *, on: date) -> list[Tie]:
    """The closest link of each person with each proposal, where there is one; eight statements whatever their number.

    `proposals` come with their lead school and consortium.
    """
    graph = _Graph(people, proposals, on)
    closest: dict[tuple[int, int], Tie] = {}
    order = list(ConflictKind)
    for tie in graph.ties():
        pair = (tie.person_id, tie.proposal_id)
        if pair not in closest or order.index(tie.kind) < order.index(closest[pair].kind):
            closest[pair] = tie
    return list(closest.values())


class _Graph:
    """People with their organisations beside proposals with theirs."""

    def __init__(self, people: Sequence[User], proposals: Sequence[Proposal], on: date) -> None:
        self.people = people
        self.proposals = proposals
        self.own: dict[int, list[Organisation]] = {}
        memberships = Membership.objects.filter(user__in=people).select_related("organisation")
        for membership in memberships:
            self.own.setdefault(membership.user_id, []).append(membership.organisation)
        self.partners: dict[int, list[Organisation]] = {}
        self.named: set[tuple[str, int]] = set()
        consortia = Consortium.objects.filter(pk__in=[proposal.consortium_id for proposal in proposals])
        for consortium in consortia.prefetch_related("members__organisation"):
            members = consortium.members.all()
            self.partners[consortium.pk] = [member.organisation for member in members]
            self.named |= {(member.contact_email.lower(), consortium.pk) for member in members if member.contact_email}
        roles = ProposalRole.objects.filter(proposal__in=proposals, user__in=people)
        self.teams = set(roles.values_list("user_id", "proposal_id"))
        self.together = self._worked_together(on)

    def ties(self) -> Iterator[Tie]:
        """Every link, however many a pair has."""
        for person in self.people:
            for proposal in self.proposals:
                for kind, reason in self._links(person, proposal):
                    yield Tie(person.pk, proposal.pk, kind, reason)

    def _links(self, person: User, proposal: Proposal) -> Iterator[tuple[ConflictKind, str]]:
        if self._is_named(person, proposal):
            yield ConflictKind.NAMED, _("is named in the proposal")
        lead = proposal.lead_school
        partners = self.partners.get(proposal.consortium_id, [])
        for own in self.own.get(person.pk, ()):
            if own.pk == lead.pk:
                yield ConflictKind.SAME_ORGANISATION, _("belongs to %(organisation)s") % {"organisation": own}
            for other in (lead, *partners):
                yield from self._between(own, other, is_partner=other.pk != lead.pk)
            yield from _around(own, lead)

    def _between(
        self, own: Organisation, other: Organisation, *, is_partner: bool
    ) -> Iterator[tuple[ConflictKind, str]]:
        if own.pk == other.pk:
            if is_partner:
                yield ConflictKind.PARTNER, _("belongs to %(organisation)s") % {"organisation": own}
            return
        words = {"own": own, "other": other}
        for kind, column in RELATIONS:
            if _family(own, column) & _family(other, column):
                yield kind, f"{kind.label}: " + _("%(own)s and %(other)s") % words
        if frozenset((own.pk, other.pk)) in self.together:
            yield ConflictKind.SHARED_PARTNER, _("%(own)s and %(other)s worked together before") % words

    def _is_named(self, person: User, proposal: Proposal) -> bool:
        email = person.email.lower()
        return (
            (person.pk, proposal.pk) in self.teams
            or (email, proposal.consortium_id) in self.named
            or email == proposal.signatory_email.lower()
        )

    def _worked_together(self, on: date) -> set[frozenset[int]]:
        """Pairs of organisations in one project of the last years."""
        since = on - timedelta(days=365 * settings.SHARED_PARTNER_YEARS)
        recent = Consortium.objects.filter(project__cycle__ends_on__gte=since).order_by()
        sides: dict[int, set[int]] = {}
        for pk, lead, member in recent.values_list("pk", "lead_school_id", "members__organisation_id"):
            sides.setdefault(pk, set()).update(one for one in (lead, member) if one)
        own = {organisation.pk for found in self.own.values() for organisation in found}
        return {
            frozenset((one, other))
            for found in sides.values()
            for one in found & own
            for other in found
            if one != other
        }


def _family(organisation: Organisation, column: str) -> set[int]:
    """An organisation's own id and that of its board, group or parent: two families meet in the one or the other."""
    above = getattr(organisation, column)
    return {organisation.pk} | ({above} if above else set())


def _around(own: Organisation, lead: Organisation) -> Iterator[tuple[ConflictKind, str]]:
    if own.pk == lead.pk:
        return
    if own.network and own.network == lead.network:
        yield ConflictKind.SAME_NETWORK, own.get_network_display()
    if own.province and own.province == lead.province:
        yield ConflictKind.SAME_PROVINCE, str(own.get_province_display())
