"""Brings past projects in from a file of recorded facts."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from innovet.kit import clock
from innovet.kit.refused import Refused
from projects.domain.history import import_history
from projects.domain.history_file import decode


class Command(BaseCommand):
    """Reads the file, brings sound lines in, and names the wrong ones."""

    help = "Bring past projects in from a file; the same file again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and whether to leave everything as it is."""
        parser.add_argument("file", type=Path, help="UTF-8, `;` between the columns; see projects/data/history.csv")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import and report; wrong lines make the command fail after the sound ones came in."""
        try:
            report = import_history(decode(options["file"].read_bytes()), at=clock.now(), dry_run=options["dry_run"])
        except OSError as error:
            raise CommandError(_("This file cannot be read: %(file)s") % {"file": options["file"]}) from error
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        counts = {"added": report.added, "changed": report.changed, "unchanged": report.unchanged}
        self.stdout.write(_("%(added)d added, %(changed)d changed, %(unchanged)d the same.") % counts)
        if options["dry_run"]:
            self.stdout.write(_("This was a dry run: nothing was kept."))
        if report.errors:
            lines = [_("line %(number)d: %(error)s") % {"number": n, "error": error} for n, error in report.errors]
            raise CommandError("\n".join([_("These lines were left out:"), *lines]))
