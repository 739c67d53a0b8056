"""Gives a role from the server, for the first coordinator and the first administrator."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from innovet.accounts.domain import people, roles
from innovet.accounts.enums import Role
from innovet.accounts.models import User
from innovet.kit import clock
from innovet.kit.refused import Refused


class Command(BaseCommand):
    """Makes the account where there is none; the person signs in with a code by mail."""

    help = "Give a role to the account with this e-mail address, making the account when needed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Address, role and name."""
        parser.add_argument("email")
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("--name", default="", help="the name of a new account")

    def handle(self, *_args: Any, email: str, role: str, name: str, **_options: Any) -> None:
        """Grant from today on."""
        email = email.strip().lower()
        try:
            user = User.objects.filter(email=email).first() or people.create_person(email, name, at=clock.now())
            roles.grant_role(user, role, by=None, from_on=clock.today())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{email} has the role {role} from today.")
