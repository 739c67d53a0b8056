import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import get_template
from django.template.loaders.app_directories import get_app_template_dirs

from tests.architecture.source import PACKAGES, ROOT, name, python_files, templates, text

FOLDER = ROOT / "templates"
INLINE = {
    "a script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)", re.IGNORECASE),
    "a style": re.compile(r"<style\b|\sstyle=", re.IGNORECASE),
    "a handler": re.compile(r"\son[a-z]+=|\bhx-on\b|javascript:", re.IGNORECASE),
}
# Templates that Django itself looks up by name.
BY_NAME = {"base.html", "403_csrf.html"} | {f"{status}.html" for status in (400, 403, 404, 409, 422, 429, 500)}


def pages():
    return [path for path in templates() if path.suffix == ".html"]


def test_no_template_holds_inline_script_or_style():
    found = [
        f"{name(path)}: {what}" for path in pages() for what, pattern in INLINE.items() if pattern.search(text(path))
    ]
    assert not found


def overrides_a_library(relative):
    libraries = [folder for folder in get_app_template_dirs("templates") if ROOT / "innovet" not in folder.parents]
    return any((folder / relative).exists() for folder in libraries)


def is_used(path, everything):
    relative = path.relative_to(FOLDER)
    if relative.parts[0] == "cotton":
        dotted = ".".join(relative.with_suffix("").parts[1:]).replace("_", "-").removesuffix(".index")
        return re.search(rf"<c-{re.escape(dotted)}[\s/>]", everything) is not None
    if relative.parts[0] == "mail":
        return (
            f'"{relative.with_suffix("").as_posix().removeprefix("mail/")}"' in everything
            or relative.as_posix() in everything
        )
    # A mail of the sign-in library is asked for without its ending.
    if f'"{relative.as_posix().removesuffix("_message.txt")}"' in everything:
        return True
    return relative.as_posix() in everything or relative.as_posix() in BY_NAME or overrides_a_library(relative)


def test_every_template_is_used():
    sources = [text(path) for path in (*python_files(*PACKAGES), *templates())]
    everything = "\n".join(sources)
    assert not [
        name(path) for path in templates() if path.suffix in {".html", ".txt"} and not is_used(path, everything)
    ]


def test_every_document_is_typeset_somewhere():
    everything = "\n".join(text(path) for path in python_files(*PACKAGES))
    documents = [path.name for path in (FOLDER / "pdf").glob("*.typ") if path.name != "house.typ"]
    assert not [document for document in documents if f'"{document}"' not in everything]


def test_every_template_compiles():
    broken = []
    for path in pages():
        try:
            get_template(path.relative_to(FOLDER).as_posix())
        except TemplateDoesNotExist as missing:
            broken.append(f"{name(path)}: {missing}")
    assert not broken


def test_no_template_calculates():
    sums = re.compile(r"\{%\s*widthratio|\|(?:add|divisibleby):", re.IGNORECASE)
    assert not [name(path) for path in pages() if sums.search(text(path))]


@pytest.mark.parametrize("command", [["djlint", "--lint", "--quiet"], ["djade", "--check", "--target-version", "6.1"]])
def test_the_linters_of_templates_have_nothing_to_say(command):
    tool = Path(sys.executable).parent / command[0]
    found = subprocess.run([tool, *command[1:], *pages()], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, f"Run make fmt templates\n{found.stdout}{found.stderr}"
