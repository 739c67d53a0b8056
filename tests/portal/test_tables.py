import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FROM_MODELS = "import django; django.setup(); from innovet.kit.tables import make_tables; make_tables()"


def parts(sql):
    """The columns and constraints of a table: its text cut at the outer commas, in any order."""
    depth, found = 0, [""]
    for character in sql[sql.index("(") + 1 : sql.rindex(")")]:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and not depth:
            found.append("")
        else:
            found[-1] += character
    return sorted(part.strip() for part in found)


def schema(path):
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'").fetchall()
        applied = database.execute("SELECT app, name FROM django_migrations ORDER BY app, name").fetchall()
    return {(kind, name): parts(sql) if kind == "table" else sql for kind, name, sql in rows}, applied


def made_by(tmp_path, name, *command):
    (tmp_path / name / "static").mkdir(parents=True)
    environment = {
        "INNOVET_MODE": "local",
        "INNOVET_DATA": str(tmp_path / name),
        "DJANGO_SETTINGS_MODULE": "innovet.settings",
    }
    subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=True)
    return schema(tmp_path / name / "innovet.sqlite3")


@pytest.mark.slow
def test_tables_made_from_the_models_are_what_the_migrations_make(tmp_path):
    migrated = made_by(tmp_path, "migrated", "manage.py", "migrate", "--verbosity", "0")
    made = made_by(tmp_path, "made", "-c", FROM_MODELS)
    assert made == migrated
    assert ("table", "calls_proposal") in made[0]
