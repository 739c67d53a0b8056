"""What a call tells after its publication: addenda, extensions, answers to applicants, attachments, subscribers."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from calls.enums import EXTENSION_FLOW, ExtensionReason, ExtensionState
from calls.models.calls import Call
from innovet.accounts.models import Move


class Addendum(models.Model):
    """A dated change of a published call's rules, with its reason and differences."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="addenda")
    number = models.PositiveSmallIntegerField(_("number"), editable=False)
    reason = models.TextField(_("reason"), max_length=4000)
    # One row per changed rule: {"name", "label", "before", "after"}, in the words of the page.
    differences = models.JSONField(_("differences"), default=list, editable=False)
    closes_at_before = models.DateTimeField(_("closing moment before"), editable=False)
    closes_at_after = models.DateTimeField(_("closing moment after"), editable=False)
    published_at = models.DateTimeField(_("published at"), editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("addendum")
        verbose_name_plural = _("addenda")
        ordering = ["call_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "number"],
                name="addendum_number_is_unique_in_its_call",
                violation_error_message=_("Somebody published an addendum just before you."),
            ),
            models.CheckConstraint(
                condition=Q(closes_at_after__gte=F("closes_at_before")),
                name="addendum_never_shortens_the_term",
                violation_error_message=_("An addendum never moves the closing moment forward."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call}: {self.number}"


class Extension(models.Model):
    """A later closing moment, for all or for one school; for one school a second coordinator agrees."""

    FLOW = EXTENSION_FLOW

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="extensions")
    school = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("school"),
    )
    reason_code = models.CharField(_("kind of reason"), max_length=20, choices=ExtensionReason)
    reason = models.TextField(_("reason"), max_length=4000)
    closes_at_before = models.DateTimeField(_("closing moment before"), editable=False)
    closes_at = models.DateTimeField(_("closes at"), help_text=_("The first instant that is too late."))
    state = models.CharField(
        _("state"), max_length=10, choices=ExtensionState, default=ExtensionState.PROPOSED, editable=False
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    proposed_at = models.DateTimeField(_("proposed at"), editable=False)

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["call_id", "proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "school"],
                condition=Q(state=ExtensionState.PROPOSED),
                name="extension_is_proposed_once_for_a_school",
                violation_error_message=_("An extension for this school waits for a second coordinator already."),
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("closes_at_before")),
                name="extension_is_later",
                violation_error_message=_("An extension gives more time, never less."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call}: {self.school or _('for all')}"


class ExtensionMove(Move):
    """The log of an extension."""

    subject = models.ForeignKey(Extension, on_delete=models.CASCADE, related_name="moves")


class ApplicantQuestion(models.Model):
    """A question asked about a call; its answer is published to all, without the name of who asked."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="applicant_questions")
    text = models.TextField(_("question"), max_length=2000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    asked_at = models.DateTimeField(_("asked at"), editable=False)
    # What is published: a coordinator may take names out of the question.
    published_text = models.TextField(_("question as published"), max_length=2000, blank=True)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, editable=False)
    addendum = models.ForeignKey(
        Addendum, on_delete=models.SET_NULL, null=True, blank=True, related_name="questions", editable=False
    )

    class Meta:
        verbose_name = _("question of an applicant")
        verbose_name_plural = _("questions of applicants")
        ordering = ["call_id", "asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None) | ~Q(answer="") & ~Q(published_text=""),
                name="applicant_question_is_answered_with_words",
                violation_error_message=_("Give the question as published and the answer."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class CallAttachment(models.Model):
    """A file that belongs to a call, for everybody who may see the call."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="attachments")
    title = models.CharField(_("title"), max_length=200)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = _("attachment of a call")
        verbose_name_plural = _("attachments of calls")
        ordering = ["call_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "title"],
                name="call_attachment_title_is_unique",
                violation_error_message=_("This call already has an attachment of that name."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CallSubscription(models.Model):
    """A person who wants a mail when a call is published."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(_("since"), editable=False)

    class Meta:
        verbose_name = _("subscription to calls")
        verbose_name_plural = _("subscriptions to calls")

    def __str__(self) -> str:
        return str(self.user)
