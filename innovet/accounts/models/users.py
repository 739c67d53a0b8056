"""People who sign in; the e-mail address is the login."""

from functools import cached_property
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from innovet.accounts.enums import Language, Role
from innovet.accounts.standing import Standing, load_standing
from innovet.kit import clock


class UserQuerySet(models.QuerySet["User"]):
    """People by who may see them."""

    def visible_to(self, user: object) -> Self:
        """Everybody for those who manage roles, otherwise only oneself; closed accounts show no more."""
        people = self.filter(closed_at=None)
        if not isinstance(user, User):
            return people.none()
        standing = user.standing
        return people if standing.is_coordinator or standing.is_administrator else people.filter(pk=user.pk)

    def matching(self, words: str) -> Self:
        """People whose name or address holds each word."""
        found = self
        for word in words.split():
            found = found.filter(models.Q(name__icontains=word) | models.Q(email__icontains=word))
        return found


class UserManager(BaseUserManager["User"]):
    """Makes users by mail address."""

    def get_queryset(self) -> UserQuerySet:
        """People by who may see them."""
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, user: object) -> UserQuerySet:
        """People this person may see."""
        return self.get_queryset().visible_to(user)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a person; without a password the person signs in by a mailed code."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a person by address, whatever the capitals."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person; rights come from role grants, memberships and cycle roles."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=Language, default=Language.DUTCH)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined at"), default=clock.now, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="user_email_is_lower_case",
                violation_error_message=_("Write the e-mail address in lower case."),
            ),
        ]

    def __str__(self) -> str:
        return gettext("Closed account") if self.closed_at else self.name or self.email

    @cached_property
    def standing(self) -> Standing:
        """What this person is today; read once per request."""
        grants = self.role_grants.on(clock.today()).values_list("role", "regions")
        return load_standing(self.pk, grants)

    @property
    def is_staff(self) -> bool:
        """The technical administrator may open the admin."""
        return self.is_active and Role.ADMINISTRATOR in self.standing.roles

    def has_perm(self, perm: str, obj: object = None) -> bool:  # noqa: ARG002
        """The admin's rights: all for the administrator, narrowed by each ModelAdmin."""
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:  # noqa: ARG002
        """The admin shows every room to the administrator."""
        return self.is_staff
