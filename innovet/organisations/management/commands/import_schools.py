"""`manage.py import_schools FILE`: brings the government's list of schools in."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from innovet.kit import clock
from innovet.kit.refused import Refused
from innovet.organisations.domain.school_file import decode
from innovet.organisations.domain.school_list import Outcome, Report, count_by_outcome, import_schools


class Command(BaseCommand):
    """Add, update and close schools by their number; safe to run again."""

    help = "Brings the government's CSV list of schools in; a second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and whether to try only."""
        parser.add_argument("file", type=Path, help="the CSV file")
        parser.add_argument("--dry-run", action="store_true", help="report what would happen, change nothing")

    def handle(self, *_args: object, **options: object) -> None:
        """Read, import, tell each line and the totals."""
        path, dry_run = Path(str(options["file"])), bool(options["dry_run"])
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(
                _("The file %(path)s cannot be read: %(reason)s") % {"path": path, "reason": error.strerror}
            ) from error
        try:
            report = import_schools(decode(content), at=clock.now(), dry_run=dry_run)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self._tell(report, dry_run=dry_run, everything=int(str(options["verbosity"])) > 1)

    def _tell(self, report: Report, *, dry_run: bool, everything: bool) -> None:
        for line in report.lines:
            if everything or line.outcome is not Outcome.UNCHANGED:
                told = _("line %(line)d: %(outcome)s: %(text)s")
                self.stdout.write(told % {"line": line.line, "outcome": Outcome(line.outcome).label, "text": line.text})
        totals = ", ".join(f"{count} {outcome.label}" for outcome, count in count_by_outcome(report))
        self.stdout.write(_("Total: %(totals)s.") % {"totals": totals})
        if report.unlisted:
            unlisted = _("%(count)d school numbers known here are not in the list; they stay as they are.")
            self.stdout.write(unlisted % {"count": report.unlisted})
        if dry_run:
            self.stdout.write(_("Dry run: nothing was changed."))
