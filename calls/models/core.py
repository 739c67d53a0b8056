"""The typed core of a proposal, as one group of its fields."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.enums import CoreField
from innovet.education import Province


class ProposalCore(models.Model):
    """What every proposal says in the same words, so that rules, spread and reports can count it.

    Lists hold the codes of `innovet.education`; a call may switch off what it does not use (`CoreField`).
    """

    title = models.CharField(_("title"), max_length=200, blank=True)
    summary = models.TextField(_("public summary"), max_length=2000, blank=True)
    theme = models.ForeignKey(
        "projects.Theme", on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("theme")
    )
    site_name = models.CharField(_("site"), max_length=200, blank=True, default="", db_default="")
    site_municipality = models.CharField(_("town of the site"), max_length=100, blank=True, default="", db_default="")
    site_province = models.CharField(
        _("province of the site"), max_length=20, choices=Province, blank=True, default="", db_default=""
    )
    study_domains = models.JSONField(_("study domains"), default=list, blank=True, db_default=[])
    finalities = models.JSONField(_("finality"), default=list, blank=True, db_default=[])
    old_forms = models.JSONField(_("old forms of education"), default=list, blank=True, db_default=[])
    grades = models.JSONField(_("grades"), default=list, blank=True, db_default=[])
    years = models.CharField(_("years"), max_length=100, blank=True, default="", db_default="")
    pupil_count = models.PositiveIntegerField(
        _("pupils reached"), null=True, blank=True, validators=[MaxValueValidator(1_000_000)]
    )
    teacher_count = models.PositiveIntegerField(
        _("teachers reached"), null=True, blank=True, validators=[MaxValueValidator(100_000)]
    )
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    replicability = models.TextField(_("replicability"), max_length=4000, blank=True, default="", db_default="")
    translation = models.TextField(_("didactic translation"), max_length=4000, blank=True, default="", db_default="")
    freed_hours = models.PositiveIntegerField(
        _("freed hours"), null=True, blank=True, validators=[MaxValueValidator(100_000)]
    )
    anchoring = models.TextField(_("who keeps it alive"), max_length=4000, blank=True, default="", db_default="")
    board_name = models.CharField(_("beneficiary school board"), max_length=200, blank=True, default="", db_default="")
    board_number = models.CharField(
        _("enterprise number of the board (KBO)"), max_length=10, blank=True, default="", db_default=""
    )
    signatory_name = models.CharField(_("name of the signatory"), max_length=150, blank=True, default="", db_default="")
    signatory_function = models.CharField(
        _("function of the signatory"), max_length=150, blank=True, default="", db_default=""
    )
    signatory_email = models.EmailField(
        _("e-mail address of the signatory"), max_length=254, blank=True, default="", db_default=""
    )
    minimum_cents = models.PositiveBigIntegerField(_("minimum workable amount"), null=True, blank=True)

    class Meta:
        abstract = True


# The fields behind each part that a call may switch off.
CORE_PARTS: dict[CoreField, tuple[str, ...]] = {
    CoreField.STUDY_DOMAINS: ("study_domains",),
    CoreField.OLD_FORMS: ("old_forms",),
    CoreField.GRADES: ("grades", "years"),
    CoreField.REACH: ("pupil_count", "teacher_count"),
    CoreField.PERIOD: ("starts_on", "ends_on"),
    CoreField.REPLICABILITY: ("replicability",),
    CoreField.TRANSLATION: ("translation",),
    CoreField.FREED_HOURS: ("freed_hours",),
    CoreField.ANCHORING: ("anchoring",),
    CoreField.BENEFICIARY: (
        "board_name",
        "board_number",
        "signatory_name",
        "signatory_function",
        "signatory_email",
    ),
    CoreField.MINIMUM_AMOUNT: ("minimum_cents",),
}
CORE = tuple(field.name for field in ProposalCore._meta.local_fields)
