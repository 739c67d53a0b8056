"""Conflicts of interest: what links a person with a proposal, and what the person said of it."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from calls.enums import CONFLICT_FLOW, ConflictGrade, ConflictKind, ConflictOrigin, ConflictState
from calls.models.teams import ProposalRole
from innovet.accounts.models import Move, User
from innovet.accounts.standing import standing_of
from innovet.kit.choices import display
from projects.models import ConsortiumMember

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class ConflictQuerySet(models.QuerySet["ConflictOfInterest"]):
    """Conflicts by what they do."""

    def standing(self) -> Self:
        """Those that bar."""
        return self.filter(state=ConflictState.CONFIRMED)

    def not_dismissed(self) -> Self:
        """Those that bar, and those that wait for a word."""
        return self.exclude(state=ConflictState.DISMISSED)


class ConflictOfInterest(models.Model):
    """A link between a person and a proposal; once confirmed it bars, and a person's own word is never dismissed."""

    FLOW = CONFLICT_FLOW

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("person")
    )
    proposal = models.ForeignKey("calls.Proposal", on_delete=models.CASCADE, related_name="conflicts")
    kind = models.CharField(
        _("link"), max_length=20, choices=ConflictKind, default=ConflictKind.OWN, db_default=ConflictKind.OWN
    )
    grade = models.CharField(
        _("grade"),
        max_length=10,
        choices=ConflictGrade,
        default=ConflictGrade.DECLARE,
        db_default=ConflictGrade.DECLARE,
        editable=False,
    )
    origin = models.CharField(_("origin"), max_length=12, choices=ConflictOrigin)
    reason = models.TextField(_("reason"))
    # Nobody when the portal found it.
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    noted_at = models.DateTimeField(_("noted at"))
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=ConflictState,
        default=ConflictState.CONFIRMED,
        db_default=ConflictState.CONFIRMED,
        editable=False,
    )

    objects = ConflictQuerySet.as_manager()
    get_kind_display = display("kind", ConflictKind)
    get_state_display = display("state", ConflictState)

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        ordering = ["proposal_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "proposal"],
                condition=~Q(state=ConflictState.DISMISSED),
                name="conflict_stands_once_per_person",
                violation_error_message=_("This conflict of interest is already known."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ConflictState.DISMISSED) | ~Q(origin=ConflictOrigin.DECLARED),
                name="conflict_that_a_person_declared_is_never_dismissed",
                violation_error_message=_("A conflict that a person declared is never dismissed."),
            ),
            models.CheckConstraint(
                condition=Q(noted_by__isnull=False) | Q(origin=ConflictOrigin.FOUND),
                name="conflict_is_noted_by_somebody_or_found",
                violation_error_message=_("A conflict that was not found automatically was noted by somebody."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.proposal}"


class ConflictOfInterestMove(Move):
    """The log of a conflict's states, with the reasons."""

    subject = models.ForeignKey(ConflictOfInterest, on_delete=models.CASCADE, related_name="moves")


class ConflictStatement(models.Model):
    """A person said of a proposal whether there is a conflict of interest; before that nothing of it is read."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    proposal = models.ForeignKey("calls.Proposal", on_delete=models.CASCADE, related_name="statements")
    stated_at = models.DateTimeField(_("stated at"), editable=False)

    class Meta:
        verbose_name = _("statement about conflicts of interest")
        verbose_name_plural = _("statements about conflicts of interest")
        ordering = ["proposal_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "proposal"],
                name="conflict_statement_is_made_once",
                violation_error_message=_("You stated this already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.proposal}"


def unconflicted(user: "User | AnonymousUser", path: str = "") -> Q:
    """Rows whose proposal, at `path`, a person has no tie with: none confirmed, no role in its team, no organisation of theirs."""
    standing = standing_of(user)
    conflicts = ConflictOfInterest.objects.standing().filter(user=standing.user_id, proposal=OuterRef(f"{path}pk"))
    return ~Q(Exists(conflicts)) & ~involving(user, path)


def involving(user: "User | AnonymousUser", path: str = "") -> Q:
    """Rows whose proposal, at `path`, is a person's own: a role in its team, or an organisation of theirs leads it or takes part."""
    standing = standing_of(user)
    organisations = standing.ids("organisation")
    roles = ProposalRole.objects.filter(user=standing.user_id)
    condition = Q(Exists(roles.filter(proposal=OuterRef(f"{path}pk"))))
    if organisations:
        partners = ConsortiumMember.objects.filter(organisation__in=organisations)
        condition |= Q(**{f"{path}lead_school__in": organisations})
        condition |= Q(Exists(partners.filter(consortium=OuterRef(f"{path}consortium"))))
    return condition
