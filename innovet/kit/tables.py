"""Makes every table of an empty database at once, from the models themselves."""

from django.apps import apps
from django.core.management import call_command
from django.db import connection


def has_tables() -> bool:
    """Whether anything stands in the database yet."""
    return bool(connection.introspection.table_names())


def make_tables() -> None:
    """Make the tables of all models and note every migration as done.

    For an empty database only. The outcome is what the migrations make (a test compares the two), without walking
    through the past of each table, which costs a first start most of its time.
    """
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
    call_command("migrate", fake=True, verbosity=0, interactive=False)
