"""Schools, boards and partners, with their numbers and mail domains."""

from difflib import SequenceMatcher
from pathlib import PurePath
from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from innovet.accounts.models import User
from innovet.accounts.rights import Thing
from innovet.education import Network, Province
from innovet.kit.choices import display
from innovet.organisations.enums import LogKind, MembershipRole, OrganisationKind
from innovet.organisations.models.numbers import searchable, show_enterprise_number


class SearchTextField(models.TextField):  # type: ignore[type-arg]
    """Name and town in plain words; filled at every insert and save, in bulk too."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: ARG002, FBT001
        """Make the words from the row that is about to be written."""
        assert isinstance(model_instance, Organisation)  # noqa: S101
        text = searchable(model_instance.name, model_instance.municipality)
        setattr(model_instance, self.attname, text)
        return text


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations by kind, by number and by who may see them."""

    def visible_to(self, user: object) -> Self:
        """The directory is for everybody who has signed in."""
        return self if isinstance(user, User) else self.none()

    def schools(self) -> Self:
        """Schools only."""
        return self.filter(kind=OrganisationKind.SCHOOL)

    def active(self) -> Self:
        """Organisations for which no end is known."""
        return self.filter(ended_on=None)

    def unchecked(self) -> Self:
        """Added by a person and not yet looked at by a coordinator."""
        return self.filter(added_by__isnull=False, checked_at=None)

    def with_number(self, written: str) -> Self:
        """The organisations that carry this school number or enterprise number, however it is written."""
        digits = "".join(character for character in written if character.isdecimal())
        return self.filter(
            models.Q(pk__in=SchoolNumber.objects.filter(number=digits.zfill(6)).values("organisation"))
            | models.Q(enterprise_number=digits.zfill(10))
        )

    def found_by(self, words: str) -> Self:
        """Organisations whose name or town holds every word, or that carry the number."""
        found = self
        for word in searchable(words).split():
            found = found.filter(search_text__contains=word)
        if sum(character.isdecimal() for character in words) >= 5:
            numbered = self.with_number(words).values("pk")
            return self.filter(models.Q(pk__in=found.values("pk")) | models.Q(pk__in=numbered))
        return found

    def called(self, written: str) -> Self:
        """The organisations that a person may mean by a name, a name with the town in brackets, or a number."""
        name, _bracket, town = written.rstrip(") ").rpartition(" (")
        exact = models.Q(name__iexact=written.strip())
        if name:
            exact |= models.Q(name__iexact=name.strip(), municipality__iexact=town.strip())
        if sum(character.isdecimal() for character in written) >= 5:
            exact |= models.Q(pk__in=Organisation.objects.with_number(written).values("pk"))
        return self.filter(exact)

    def similar_to(self, name: str, municipality: str) -> "list[Organisation]":
        """At most five whose name and town say nearly the same, best first: perhaps the same organisation."""
        wanted = searchable(name, municipality)
        first_word = wanted.partition(" ")[0]
        near = models.Q(search_text__startswith=first_word)
        if municipality:
            near |= models.Q(municipality__iexact=municipality)
        rated = ((SequenceMatcher(None, wanted, other.search_text).ratio(), other) for other in self.filter(near)[:500])
        alike = sorted((pair for pair in rated if pair[0] >= 0.75), key=lambda pair: -pair[0])
        return [other for _ratio, other in alike[:5]]


class Organisation(models.Model):
    """A school, company or other partner."""

    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind)
    name = models.CharField(_("name"), max_length=200)
    enterprise_number = models.CharField(_("enterprise number (KBO)"), max_length=10, blank=True)
    network = models.CharField(_("education network"), max_length=10, choices=Network, blank=True)
    board = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="governed", verbose_name=_("school board")
    )
    school_community = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("school community")
    )
    school_group = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("school group")
    )
    umbrella = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("umbrella")
    )
    parent_company = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("parent company")
    )
    street = models.CharField(_("street and number"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    municipality = models.CharField(_("municipality"), max_length=100, blank=True)
    province = models.CharField(_("province"), max_length=20, choices=Province, blank=True)
    # Metres in Lambert72, as the government gives them: flat, so a map needs no projection.
    lambert_x = models.PositiveIntegerField(_("Lambert72 x"), null=True, blank=True, editable=False)
    lambert_y = models.PositiveIntegerField(_("Lambert72 y"), null=True, blank=True, editable=False)
    website = models.URLField(_("website"), blank=True)
    email = models.EmailField(_("general e-mail address"), blank=True)
    logo = models.ImageField(_("logo"), blank=True, editable=False)
    joins_by_domain = models.BooleanField(_("colleagues with this mail domain may join at once"), default=False)
    is_demo = models.BooleanField(_("demo"), default=False, editable=False)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successor"),
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("added by"),
    )
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(_("revision"), default=0, editable=False)
    search_text = SearchTextField(_("search text"), editable=False, default="")

    objects = OrganisationQuerySet.as_manager()
    get_kind_display = display("kind", OrganisationKind)
    get_province_display = display("province", Province)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["municipality"], name="organisation_by_municipality")]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise_number"],
                condition=~models.Q(enterprise_number=""),
                name="organisation_enterprise_number_is_unique",
                violation_error_message=_("Another organisation already has this enterprise number."),
            ),
            models.CheckConstraint(
                condition=models.Q(enterprise_number="") | models.Q(enterprise_number__regex=r"^[01][0-9]{9}$"),
                name="organisation_enterprise_number_has_ten_digits",
                violation_error_message=_("An enterprise number has ten digits."),
            ),
            models.CheckConstraint(
                condition=models.Q(successor=None) | ~models.Q(successor=models.F("id")),
                name="organisation_does_not_succeed_itself",
                violation_error_message=_("An organisation cannot be its own successor."),
            ),
            models.CheckConstraint(
                condition=models.Q(successor=None) | models.Q(ended_on__isnull=False),
                name="organisation_with_successor_has_ended",
                violation_error_message=_("An organisation with a successor has an end date."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The organisation's page."""
        return reverse("organisation_detail", args=[self.pk])

    @property
    def logo_address(self) -> str:
        """Where the logo is served; empty without one."""
        if not self.logo.name:
            return ""
        return reverse("organisation_logo", args=[self.pk, PurePath(self.logo.name).stem])

    @property
    def enterprise_number_text(self) -> str:
        """The KBO number as people write it."""
        return show_enterprise_number(self.enterprise_number)

    @property
    def name_and_town(self) -> str:
        """The name, with the town when it is known."""
        return f"{self.name} ({self.municipality})" if self.municipality else self.name

    @property
    def is_unchecked(self) -> bool:
        """Added by a person and not yet looked at by a coordinator."""
        return self.added_by_id is not None and self.checked_at is None

    def current(self) -> "Organisation":
        """Who stands in this one's place today: the last of its successors, or itself."""
        here, seen = self, {self.pk}
        while here.successor is not None and here.successor.pk not in seen:
            here = here.successor
            seen.add(here.pk)
        return here


class SchoolNumber(models.Model):
    """One of the six-digit numbers of a school."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="school_numbers")
    number = models.CharField(
        _("school number"),
        max_length=6,
        unique=True,
        error_messages={"unique": _("Another organisation already has this school number.")},
    )
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    class Meta:
        verbose_name = _("school number")
        verbose_name_plural = _("school numbers")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(number__regex=r"^[0-9]{6}$"),
                name="school_number_has_six_digits",
                violation_error_message=_("A school number has six digits."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class MailDomain(models.Model):
    """The part after the @ by which an organisation knows its own people; schools of one group may share it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="mail_domains")
    domain = models.CharField(_("mail domain"), max_length=253)

    class Meta:
        verbose_name = _("mail domain")
        verbose_name_plural = _("mail domains")
        ordering = ["domain"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "domain"],
                name="mail_domain_stands_once",
                violation_error_message=_("This mail domain stands there already."),
            ),
        ]

    def __str__(self) -> str:
        return self.domain


class OrganisationLog(models.Model):
    """What happened to an organisation and its members; rows are only ever added."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="log", editable=False)
    kind = models.CharField(_("what"), max_length=20, choices=LogKind, editable=False)
    at = models.DateTimeField(_("at"), editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("by"),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("about"),
    )
    detail = models.CharField(_("detail"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("log row")
        verbose_name_plural = _("log")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_kind_display()}"

    @property
    def detail_text(self) -> str:
        """The detail in words: a role is kept by its value."""
        if self.kind in {LogKind.JOINED, LogKind.ROLE_CHANGED} and self.detail:
            return str(MembershipRole(self.detail).label)
        return self.detail


def describe_organisations(ids: frozenset[int]) -> dict[int, Thing]:
    """Names and pages of the organisations that a person's rights are about."""
    found = Organisation.objects.filter(pk__in=ids)
    return {organisation.pk: Thing(organisation.name, organisation.get_absolute_url()) for organisation in found}
