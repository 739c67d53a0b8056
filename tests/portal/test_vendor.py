import hashlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDERS = [ROOT / "static" / "vendor", ROOT / "tests" / "e2e" / "vendor"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.relative_to(ROOT).as_posix())
def test_every_vendored_file_is_the_one_in_the_manifest(folder):
    named = {"manifest.json"}
    for package in json.loads((folder / "manifest.json").read_text(encoding="utf-8")):
        assert "LICENSE.txt" in package["files"], package["package"]
        for name, expected in package["files"].items():
            path = folder / package["folder"] / name
            assert hashlib.sha256(path.read_bytes()).hexdigest() == expected, path
            named.add(path.relative_to(folder).as_posix())
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} == named


def test_the_manifest_names_the_versions_that_the_build_asks_for():
    asked = json.loads((ROOT / "vendor" / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    for folder in FOLDERS:
        for package in json.loads((folder / "manifest.json").read_text(encoding="utf-8")):
            assert asked[package["package"]] == package["version"]
