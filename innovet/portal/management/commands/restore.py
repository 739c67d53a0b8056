"""Puts an archive back."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from innovet.portal.archive import ArchiveError, restore_archive


class Command(BaseCommand):
    """Restore of a backup; stop the portal first."""

    help = "Put the database and the files of a backup back; stop the portal first."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which archive, and the word that the present data may go."""
        parser.add_argument("archive", type=Path)
        parser.add_argument("--yes", action="store_true", help="replace the present data without asking")
        parser.add_argument("--data", help="the data folder of a local portal")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Ask once, check the archive wholly, then restore."""
        if not options["yes"] and input("This replaces the present data. Type yes to go on: ") != "yes":
            raise CommandError("Nothing was changed.")
        try:
            manifest = restore_archive(options["archive"])
        except (ArchiveError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored the backup of {manifest['made_at']}.")
