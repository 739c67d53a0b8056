import re

import pytest
from django.core.management import call_command

from innovet.kit.assets import HashedStorage

pytestmark = pytest.mark.slow


def test_a_module_imports_the_others_by_their_content(settings, tmp_path):
    settings.STATIC_ROOT = str(tmp_path)
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "innovet.kit.assets.HashedStorage"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    portal = next(tmp_path.glob("js/portal.*.js")).read_text(encoding="utf-8")
    imported = re.findall(r'from "([^"]+)"', portal)
    assert imported
    assert all(re.search(r"\.[0-9a-f]{12}\.js$", path) and (tmp_path / "js" / path).exists() for path in imported)
    styles = next(tmp_path.glob("vendor/govuk-frontend/govuk-frontend.*.css")).read_text(encoding="utf-8")
    assert re.search(r"public-sans-latin-wght-normal\.[0-9a-f]{12}\.woff2", styles)


def test_the_address_of_a_file_is_worked_out_once(settings, tmp_path, monkeypatch):
    settings.STATIC_ROOT = str(tmp_path)
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "innovet.kit.assets.HashedStorage"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    storage = HashedStorage()
    address = storage.url("css/portal.css")
    assert re.search(r"/css/portal\.[0-9a-f]{12}\.css$", address)
    monkeypatch.setattr(HashedStorage, "stored_name", lambda *_arguments: pytest.fail("looked up again"))
    assert storage.url("css/portal.css") == address
