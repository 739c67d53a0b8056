"""Collects the source strings into locale/nl and compiles the Dutch."""

from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

HEADER = {
    "Project-Id-Version": "InnoVET",
    "Language": "nl",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
IGNORED = ["tests/*", ".venv/*", "static/*", "data/*", "var/*", "node_modules/*"]


class Command(BaseCommand):
    """Writes django.po in a fixed order and without dates, and django.mo beside it."""

    help = "Collect source strings, keep the Dutch translations, compile them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Nothing but the option to compile only."""
        parser.add_argument("--compile-only", action="store_true", help="do not collect, only compile")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Collect, sort, compile, and say what is still untranslated."""
        path = Path(settings.LOCALE_PATHS[0]) / "nl" / "LC_MESSAGES" / "django.po"
        if not options["compile_only"]:
            path.parent.mkdir(parents=True, exist_ok=True)
            call_command(
                "makemessages", locale=["nl"], no_location=True, no_obsolete=True, ignore_patterns=IGNORED, verbosity=0
            )
        catalogue = polib.pofile(str(path), wrapwidth=110)
        catalogue.metadata, catalogue.metadata_is_fuzzy = HEADER, False
        catalogue.header = "Dutch of the InnoVET portal."
        for entry in catalogue:
            if entry.fuzzy:
                entry.msgstr, entry.msgstr_plural = "", {}
                entry.flags.remove("fuzzy")
        catalogue.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
        catalogue.save(str(path))
        catalogue.save_as_mofile(str(path.with_suffix(".mo")))
        untranslated = [entry.msgid for entry in catalogue if not entry.translated()]
        for msgid in untranslated:
            self.stdout.write(f"no Dutch yet: {msgid}")
        self.stdout.write(f"{len(catalogue)} strings, {len(untranslated)} without Dutch")
