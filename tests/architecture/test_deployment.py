import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.accounts import production

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
TOOLS = Path(sys.executable).parent


def run(*command):
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_compose_file_is_valid():
    result = run(TOOLS / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml")
    assert result.returncode == 0, result.stdout


def test_the_dockerfile_passes_its_linter():
    result = run(TOOLS / "hadolint", "--failure-threshold", "warning", "Dockerfile")
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_every_service_has_a_healthcheck_or_ends_by_itself(name):
    service = COMPOSE["services"][name]
    from_image = service.get("build") == "."  # the Dockerfile has one
    assert "healthcheck" in service or from_image
    if service.get("healthcheck", {}).get("disable"):
        assert service["restart"] == "no"


def test_no_secret_stands_in_the_compose_file():
    for service in COMPOSE["services"].values():
        for key, value in (service.get("environment") or {}).items():
            if re.search(r"SECRET|PASSWORD|TOKEN", key) or re.search(r"://[^$]*:[^$]*@", str(value)):
                assert re.search(r"\$\{[A-Z_]+:\?", value), f"{key} has a value of its own"


def test_the_image_does_not_run_as_root():
    users = re.findall(r"^USER (\S+)$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert users
    assert users[-1] not in {"root", "0"}


@pytest.mark.parametrize("key", ["", "short"])
def test_production_refuses_a_secret_that_can_be_guessed(key, monkeypatch):
    monkeypatch.setitem(production.ENVIRONMENT, "SECRET_KEY", key)
    with pytest.raises(subprocess.CalledProcessError) as failed:
        production.production_setting("SECRET_KEY")
    assert "at least 50 random characters" in failed.value.stderr
