"""The schools and partners of the demo: made up, marked as demo."""

from innovet.accounts.domain.people import create_person
from innovet.accounts.models import User
from innovet.education import Network, Province
from innovet.kit import clock
from innovet.organisations.domain.members import admit
from innovet.organisations.domain.organisations import Details, create_organisation
from innovet.organisations.enums import MembershipRole, OrganisationKind
from innovet.organisations.models import Membership, Organisation
from innovet.portal.demo import people
from innovet.portal.demo.plans import CYCLE_2019, CYCLE_2020, IN_REVIEW

NETWORKS = (Network.CATHOLIC, Network.GO, Network.POV)
COMPANIES = (
    ("Demobedrijf Technieken", OrganisationKind.COMPANY),
    ("Demosector Werkplekleren", OrganisationKind.SECTOR),
    ("Demobedrijf Zorg en Welzijn", OrganisationKind.COMPANY),
)
KNOWLEDGE = (
    ("Demohogeschool Praktijk", OrganisationKind.UNIVERSITY),
    ("Demobegeleidingsdienst", OrganisationKind.GUIDANCE),
)


def build_all() -> None:
    """Make a school in every town of the plans, and the partners; the cast gets its places."""
    towns = {plan.town: plan.province for plan in (*CYCLE_2019, *CYCLE_2020, *IN_REVIEW)}
    for index, (town, province) in enumerate(sorted(towns.items())):
        _build(f"Demoschool {town}", OrganisationKind.SCHOOL, town, province, NETWORKS[index % 3])
    for name, kind in (*COMPANIES, *KNOWLEDGE):
        _build(name, kind, "Gent", Province.EAST_FLANDERS)
    _seat("school", school_in("Aalst"))
    _seat("teacher", school_in("Aalst"), MembershipRole.READER)
    _seat("other_school", school_in("Genk"))
    _seat("partner", partner(COMPANIES[0][0]))
    _seat("steering_3", partner(COMPANIES[2][0]), MembershipRole.READER)
    for town in sorted(towns.keys() - {"Aalst", "Genk"}):
        lead = create_person(
            f"trekker{school_in(town).pk}@demo.innovet.example", f"Trekker {town} (demo)", at=clock.now()
        )
        admit(school_in(town), lead, MembershipRole.OWNER, by=None, at=clock.now())


def school_in(town: str) -> Organisation:
    """The demo school of a town."""
    return Organisation.objects.get(name=f"Demoschool {town}", is_demo=True)


def lead_of(town: str) -> User:
    """Who writes and hands in for the school of a town; a coordinator who did would hold their own proposals."""
    seats = Membership.objects.filter(organisation=school_in(town), role=MembershipRole.OWNER)
    return seats.select_related("user").get().user


def partner(name: str) -> Organisation:
    """A partner of the demo by its name."""
    return Organisation.objects.get(name=name, is_demo=True)


def contact_of(organisation: Organisation) -> str:
    """An address that cannot exist; the demo partner's is the one of the cast."""
    if organisation.name == COMPANIES[0][0]:
        return people.CAST["partner"][1]
    return f"contact{organisation.pk}@demo.innovet.example"


def _build(name: str, kind: OrganisationKind, town: str, province: Province, network: str = "") -> None:
    fields = {
        "kind": kind,
        "name": name,
        "municipality": town,
        "province": province,
        "network": network,
        "is_demo": True,
    }
    coordinator = people.cast("coordinator")
    create_organisation(Details(fields), by=coordinator, at=clock.now(), owner=None, is_checked=True)


def _seat(key: str, organisation: Organisation, role: MembershipRole = MembershipRole.OWNER) -> None:
    admit(organisation, people.cast(key), role, by=None, at=clock.now())
