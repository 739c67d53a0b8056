"""Backup archives: one tar file with the database, the files and a manifest of sums."""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection, connections

MANIFEST = "manifest.json"


class ArchiveError(Exception):
    """The archive cannot be made or is not whole."""


def make_archive(target: Path, *, at: datetime) -> dict[str, str]:
    """Write the archive and return its manifest; the portal may go on running meanwhile.

    Files in an object store are not copied: its own versioning keeps them (docs/operations.md).
    """
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        room = Path(folder)
        _dump_database(room)
        if isinstance(default_storage, FileSystemStorage) and Path(default_storage.location).is_dir():
            shutil.copytree(default_storage.location, room / "files")
        manifest = {"made_at": at.isoformat(), "database": connection.vendor} | {
            f"sha256:{path.relative_to(room).as_posix()}": _sum(path)
            for path in sorted(room.rglob("*"))
            if path.is_file()
        }
        (room / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        partial = target.with_name(target.name + ".partial")
        with tarfile.open(partial, "w:gz") as archive:
            archive.add(room, arcname="innovet")
        partial.replace(target)
    return manifest


def restore_archive(source: Path) -> dict[str, str]:
    """Check every sum, then put database and files back; refuses an archive of another kind of database."""
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(source) as archive:
            archive.extractall(folder, filter="data")
        room = Path(folder) / "innovet"
        manifest: dict[str, str] = json.loads((room / MANIFEST).read_text(encoding="utf-8"))
        _check(room, manifest)
        _load_database(room)
        if (room / "files").is_dir() and isinstance(default_storage, FileSystemStorage):
            shutil.copytree(room / "files", default_storage.location, dirs_exist_ok=True)
    return manifest


def _check(room: Path, manifest: dict[str, str]) -> None:
    if manifest["database"] != connection.vendor:
        raise ArchiveError(f"The archive holds {manifest['database']}, the portal runs on {connection.vendor}.")
    for name, expected in manifest.items():
        if name.startswith("sha256:"):
            path = room / name.removeprefix("sha256:")
            if not path.is_file() or _sum(path) != expected:
                raise ArchiveError(f"{path.name} is missing or damaged; nothing was restored.")


def _dump_database(room: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(room / "database.sqlite3")) as copy:
            connection.connection.backup(copy)
        return
    _run_postgres("pg_dump", "--format=custom", "--no-owner", "--file", str(room / "database.dump"))


def _load_database(room: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(room / "database.sqlite3")) as copy:
            copy.backup(connection.connection)
        return
    connections.close_all()
    _run_postgres(
        "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", str(room / "database.dump")
    )


def _run_postgres(program: str, *arguments: str) -> None:
    """Run a PostgreSQL client program; the password goes by the environment, never on the command line."""
    path = shutil.which(program)
    if path is None:
        raise ArchiveError(f"{program} is not installed; it comes with the PostgreSQL client.")
    database = settings.DATABASES["default"] | {"NAME": connection.settings_dict["NAME"]}
    options = {"--host": database["HOST"], "--port": str(database["PORT"] or ""), "--username": database["USER"]}
    flags = [f"{option}={value}" for option, value in options.items() if value]
    result = subprocess.run(  # noqa: S603
        [path, *flags, f"--dbname={database['NAME']}", *arguments],
        env=os.environ | {"PGPASSWORD": str(database.get("PASSWORD") or "")},
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise ArchiveError(f"{program} failed: {result.stderr.strip()[-500:]}")


def _sum(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
