from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command

from tests.architecture.source import PACKAGES, ROOT


def migration_folders():
    return [ROOT / config.name.replace(".", "/") / "migrations" for config in own_apps()]


def own_apps():
    return [config for config in apps.get_app_configs() if config.name.split(".")[0] in PACKAGES]


@pytest.mark.django_db
def test_the_migrations_are_in_step_with_the_models(settings):
    settings.MIGRATION_MODULES = {}
    out = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=out)
    assert "No changes" in out.getvalue()


def test_the_migrations_of_an_app_stand_in_one_line():
    for folder in migration_folders():
        migrations = sorted(path.stem for path in folder.glob("[0-9]*.py"))
        numbers = [stem[:4] for stem in migrations]
        assert len(set(numbers)) == len(numbers), folder
        if migrations:
            assert (folder / "max_migration.txt").read_text(encoding="ascii").strip() == migrations[-1]


def test_a_migration_is_named_after_what_it_does():
    unnamed = [path.stem for folder in migration_folders() for path in folder.glob("*_auto_*.py")]
    assert not unnamed
