"""Rows for the benchmark, inserted in bulk: a call with proposals, criteria, readers and reviews; resources; an event."""

import datetime
from contextlib import contextmanager

from allauth.mfa.models import Authenticator
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from calls.enums import CallState, ProposalState, ReviewState, TeamRole
from calls.models import Call, ConflictStatement, Criterion, Proposal, ProposalRole, ProposalVersion, Review, Score
from innovet.accounts.enums import Role
from innovet.accounts.models import RoleGrant, User
from innovet.education import Province
from innovet.organisations.enums import MembershipRole, OrganisationKind
from innovet.organisations.models import Membership, Organisation
from innovet.questions.domain.questionnaires import add_question, add_section, create_questionnaire
from innovet.questions.domain.sheets import start_sheet
from innovet.questions.enums import QuestionKind
from innovet.questions.models import AnswerSheet
from network.enums import EventState
from network.models import Event
from projects.models import Consortium, Cycle, Project, Theme
from valorisation.enums import Facet, ResourceState
from valorisation.models import LearningResource, ResourceFacet, SearchTerm
from valorisation.search import weigh

NOW = datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
READERS = 10
READINGS = 3
GUESTS = 800
PROVINCES = [province.value for province in Province]


class World:
    """What the benchmark knows of its rows."""

    def __init__(self):
        self.coordinator = _person("coordinator@bench.example", Role.COORDINATOR)
        Authenticator.objects.create(user=self.coordinator, type=Authenticator.Type.TOTP, data={"secret": "unused"})
        self.readers = [_person(f"reader{n}@bench.example", Role.STEERING) for n in range(READERS)]
        self.owner = _person("owner@bench.example")
        self.guests = User.objects.bulk_create(
            [User(email=f"guest{n}@bench.example", name=f"Gast {n}", password="!") for n in range(GUESTS)]
        )
        self.schools = Organisation.objects.bulk_create(
            [
                Organisation(
                    kind=OrganisationKind.SCHOOL, name=f"School {n}", municipality="Gent", province=PROVINCES[n % 6]
                )
                for n in range(60)
            ]
        )
        Membership.objects.create(
            user=self.owner, organisation=self.schools[0], role=MembershipRole.OWNER, joined_at=NOW
        )
        self.cycle = Cycle.objects.create(
            name="Bench", school_year="2026-2027", starts_on=NOW.date(), ends_on=(NOW + 300 * DAY).date()
        )
        self.theme = Theme.objects.create(cycle=self.cycle, name="Industrie 4.0")
        self.call = self._call("In beoordeling", CallState.REVIEW, NOW - 30 * DAY, NOW - 5 * DAY)
        self.open_call = self._call("Open", CallState.PUBLISHED, NOW - 5 * DAY, NOW + 3000 * DAY)
        self.draft = self._draft()
        self.event_count = 0

    def _call(self, title, state, opens_at, closes_at):
        questionnaire = create_questionnaire(title)
        section = add_section(questionnaire, "Het voorstel")
        for label in ("Beschrijving", "Plan van aanpak", "Partnerschap", "Kosten"):
            add_question(section, kind=QuestionKind.LONG_TEXT, label=label, is_required=True, max_words=1500)
        call = Call.objects.create(
            cycle=self.cycle,
            title=title,
            state=state,
            opens_at=opens_at,
            closes_at=closes_at,
            introduction="Doe mee.",
            introduction_html="<p>Doe mee.</p>",
            budget_cents=10**9,
            max_grant_cents=3_000_000,
            questionnaire=questionnaire,
            contact_email="oproep@bench.example",
            decider="De minister",
            legal_ground="Decreet",
            appeal_text="Raad van State",
        )
        levels = ["niets", "zwak", "matig", "voldoende", "goed", "zeer goed"]
        Criterion.objects.bulk_create(
            [Criterion(call=call, position=n, name=f"Criterium {n}", weight=n, levels=levels) for n in (1, 2, 3)]
        )
        return call

    def _draft(self):
        consortium = Consortium.objects.create(lead_school=self.schools[0], created_at=NOW)
        draft = Proposal.objects.create(
            call=self.open_call,
            lead_school=self.schools[0],
            consortium=consortium,
            theme=self.theme,
            title="Ontwerp",
            sheet=start_sheet(self.open_call.questionnaire),
            start_key="bench",
            started_by=self.owner,
            started_at=NOW,
        )
        self._hold([draft])
        return draft

    def _hold(self, proposals):
        ProposalRole.objects.bulk_create(
            [
                ProposalRole(
                    proposal=proposal,
                    user=self.owner,
                    role=TeamRole.HOLDER,
                    from_on=NOW.date(),
                    given_by=self.owner,
                    given_at=NOW,
                )
                for proposal in proposals
                if proposal.lead_school_id == self.schools[0].pk
            ]
        )

    def grow(self, size):
        """Bring proposals and resources up to size."""
        have = Proposal.objects.filter(call=self.call).count()
        self._add_proposals(range(have, size))
        self._hold(Proposal.objects.filter(call=self.call, roles=None))
        self._add_resources(range(LearningResource.objects.count(), size))

    def _add_proposals(self, numbers):
        consortia = Consortium.objects.bulk_create(
            [Consortium(lead_school=self.schools[n % 60], created_at=NOW, frozen_at=NOW) for n in numbers]
        )
        sheets = AnswerSheet.objects.bulk_create([AnswerSheet(questionnaire=self.call.questionnaire) for _ in numbers])
        proposals = Proposal.objects.bulk_create(
            [
                Proposal(
                    call=self.call,
                    lead_school=self.schools[n % 60],
                    consortium=consortium,
                    sheet=sheet,
                    theme=self.theme,
                    title=f"Voorstel {n} over robots",
                    summary="Leerlingen meten met sensoren.",
                    state=ProposalState.ADMISSIBLE,
                    province=PROVINCES[n % 6],
                    requested_cents=1_500_000,
                    start_key=f"b{n}",
                    started_by=self.owner,
                    started_at=NOW,
                    submitted_at=NOW - 6 * DAY,
                )
                for n, consortium, sheet in zip(numbers, consortia, sheets, strict=True)
            ]
        )
        versions = ProposalVersion.objects.bulk_create(
            [
                ProposalVersion(
                    proposal=proposal,
                    number=1,
                    snapshot="{}",
                    sha256="0" * 64,
                    submitted_at=NOW,
                    submitted_by=self.owner,
                )
                for proposal in proposals
            ]
        )
        self._add_reviews(numbers, proposals, versions)

    def _state_interests(self, proposals):
        ConflictStatement.objects.bulk_create(
            [
                ConflictStatement(user=reader, proposal=proposal, stated_at=NOW)
                for reader in self.readers
                for proposal in proposals
            ],
            batch_size=5000,
        )

    def _add_reviews(self, numbers, proposals, versions):
        self._state_interests(proposals)
        criteria = list(self.call.criteria.all())
        reviews = Review.objects.bulk_create(
            [
                Review(
                    proposal=proposal,
                    version=version,
                    reviewer=self.readers[(n + turn) % READERS],
                    state=ReviewState.SUBMITTED if (n + turn) % 4 else ReviewState.OPEN,
                    assigned_by=self.coordinator,
                    assigned_at=NOW,
                    submitted_at=NOW if (n + turn) % 4 else None,
                )
                for n, proposal, version in zip(numbers, proposals, versions, strict=True)
                for turn in range(READINGS)
            ]
        )
        Score.objects.bulk_create(
            [
                Score(review=review, criterion=criterion, points=(review.pk + criterion.position) % 6, text="Omdat.")
                for review in reviews
                for criterion in criteria
            ],
            batch_size=5000,
        )

    def _add_resources(self, numbers):
        if not numbers:
            return
        consortia = Consortium.objects.bulk_create(
            [Consortium(lead_school=self.schools[n % 60], created_at=NOW, frozen_at=NOW) for n in numbers]
        )
        projects = Project.objects.bulk_create(
            [
                Project(
                    cycle=self.cycle,
                    consortium=consortium,
                    title=f"Project {n}",
                    summary="Samen.",
                    theme=self.theme,
                    state="running",
                    starts_on=NOW.date(),
                    ends_on=NOW.date(),
                    created_at=NOW,
                )
                for n, consortium in zip(numbers, consortia, strict=True)
            ]
        )
        resources = LearningResource.objects.bulk_create(
            [
                LearningResource(
                    project=project,
                    school=self.schools[n % 60],
                    title=f"Lespakket {n}: robots en zorg",
                    state=ResourceState.PUBLISHED,
                    summary="Een lespakket met opdrachten.",
                    description="Zo gebruik je het.",
                    created_at=NOW,
                    published_at=NOW,
                )
                for n, project in zip(numbers, projects, strict=True)
            ]
        )
        _describe(resources)

    @contextmanager
    def round_closed(self):
        """The ranking opens when the readers are done."""
        calls = Call.objects.filter(pk=self.call.pk)
        calls.update(state=CallState.DELIBERATION)
        try:
            yield
        finally:
            calls.update(state=CallState.REVIEW)

    def new_event(self, capacity):
        """A published event with places."""
        self.event_count += 1
        return Event.objects.create(
            title=f"Bijeenkomst {self.event_count}",
            starts_at=NOW + 900 * DAY,
            ends_at=NOW + 901 * DAY,
            place="Zaal",
            municipality="Gent",
            registration_closes_at=NOW + 899 * DAY,
            capacity=capacity,
            state=EventState.PUBLISHED,
        )


def _describe(resources):
    """Facets and the search index of resources."""
    rows = [(Facet.STUDY_DOMAIN, "stem"), (Facet.GRADE, "3")]
    ResourceFacet.objects.bulk_create(
        [ResourceFacet(resource=one, facet=facet, value=value) for one in resources for facet, value in rows]
    )
    SearchTerm.objects.bulk_create(
        [
            SearchTerm(resource=one, stem=stem, weight=weight)
            for one in resources
            for stem, weight in weigh([(one.title, 8.0), (one.summary, 4.0), (one.description, 1.0)]).items()
        ],
        batch_size=5000,
    )


def _person(email, role=None):
    user = User.objects.create_user(email, name=email.split("@", maxsplit=1)[0])
    if role:
        RoleGrant.objects.create(user=user, role=role, from_on=datetime.date(2020, 1, 1))
    return user


CSRF = "c" * 32


def cookie_of(user):
    """A signed-in session, as the browser would send it."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"sessionid={session.session_key}; csrftoken={CSRF}"
