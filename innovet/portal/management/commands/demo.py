"""Tells one deterministic story through the whole lifecycle, by domain functions."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from innovet.portal.demo import people
from innovet.portal.demo.story import tell


class Command(BaseCommand):
    """Fills an empty portal with the demo story, or shows its sign-ins."""

    help = "Fill an empty portal with InnoVET's history and a demo story; the same every time."

    def add_arguments(self, parser: CommandParser) -> None:
        """Show the sign-ins only, when asked."""
        parser.add_argument("--sign-ins", action="store_true", help="only show who can sign in")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Tell the story once, or show who is in it."""
        if not options["sign_ins"]:
            tell(self.stdout.write)
            return
        present = people.present()
        if not present:
            return
        self.stdout.write(f"\nSign in with one of these addresses; the password of each is {people.PASSWORD}")
        for role, email in present:
            self.stdout.write(f"  {role:<28} {email}")
