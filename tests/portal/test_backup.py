import json
import tarfile
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from innovet.accounts.models import User
from tests.factories.accounts import UserFactory


@pytest.mark.django_db(transaction=True)
def test_a_backup_brings_back_rows_and_files(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    letter = tmp_path / "media" / "ab" / "letter"
    letter.parent.mkdir(parents=True)
    letter.write_bytes(b"kept")
    kept = UserFactory(name="Bewaard")
    archive = tmp_path / "backup.tar.gz"
    call_command("backup", to=archive)
    User.objects.all().delete()
    UserFactory(name="Later gemaakt")
    letter.unlink()
    call_command("restore", archive, yes=True)
    assert [user.name for user in User.objects.all()] == [kept.name]
    assert letter.read_bytes() == b"kept"


@pytest.mark.django_db(transaction=True)
def test_a_damaged_backup_changes_nothing(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    UserFactory()
    archive = tmp_path / "backup.tar.gz"
    call_command("backup", to=archive)
    with tarfile.open(archive) as whole:
        whole.extractall(tmp_path / "open", filter="data")
    manifest = tmp_path / "open" / "innovet" / "manifest.json"
    sums = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({name: "0" * 64 if name.startswith("sha256") else v for name, v in sums.items()}))
    with tarfile.open(archive, "w:gz") as damaged:
        damaged.add(tmp_path / "open" / "innovet", arcname="innovet")
    UserFactory()
    with pytest.raises(CommandError, match="nothing was restored"):
        call_command("restore", archive, yes=True)
    assert User.objects.count() == 2


def test_restore_asks_first(monkeypatch, tmp_path):
    monkeypatch.setattr("builtins.input", lambda _question: "no")
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("restore", tmp_path / "any.tar.gz")


def test_a_backup_without_the_client_program_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr("innovet.portal.archive.connection", SimpleNamespace(vendor="postgresql"))
    monkeypatch.setattr("shutil.which", lambda _program: None)
    with pytest.raises(CommandError, match="pg_dump is not installed"):
        call_command("backup", to=tmp_path / "any.tar.gz")
