"""Writes one archive with the database and the files."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from innovet.kit import clock
from innovet.portal.archive import ArchiveError, make_archive


class Command(BaseCommand):
    """Backup of SQLite or PostgreSQL while the portal runs."""

    help = "Write an archive with the database and the files; the portal may go on running."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("--to", type=Path, help="the archive's path; by default in the data folder's backups")
        parser.add_argument("--data", help="the data folder of a local portal")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make the archive and say what it holds."""
        at = clock.now()
        target = options["to"] or settings.DATA_DIR / "backups" / f"innovet-{at:%Y%m%d-%H%M%S}.tar.gz"
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            manifest = make_archive(target, at=at)
        except ArchiveError as error:
            raise CommandError(str(error)) from error
        size = target.stat().st_size
        self.stdout.write(f"{target}: {manifest['database']}, {len(manifest) - 2} files, {size:,} bytes")
