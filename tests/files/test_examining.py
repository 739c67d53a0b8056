import json

import pytest
from django.core.files.base import ContentFile
from hypothesis import given
from hypothesis import strategies as st

from innovet.files.domain.examining import examine
from innovet.files.domain.families import FAMILIES, SIGNATURES
from innovet.files.domain.names import LONGEST, safe_name
from innovet.files.domain.refusals import FileRefused
from innovet.files.enums import FileKind
from tests.factories.files import PDF, docx, picture, upload, zipped

ACCEPTED = {
    "verslag.pdf": (PDF, FileKind.PDF),
    "brief.docx": (docx(), FileKind.DOCUMENT),
    "oud.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), FileKind.DOCUMENT),
    "foto.JPG": (picture("JPEG"), FileKind.IMAGE),
    "foto.png": (picture("PNG"), FileKind.IMAGE),
    "foto.gif": (picture("GIF"), FileKind.IMAGE),
    "foto.webp": (picture("WEBP"), FileKind.IMAGE),
    "film.mp4": (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(50), FileKind.VIDEO),
    "film.webm": (b"\x1aE\xdf\xa3\x93B\x82\x88webm" + bytes(60), FileKind.VIDEO),
    "geluid.mp3": (b"ID3\x03\0\0\0\0\0\0" + b"\xff\xfb\x90\0" * 9, FileKind.AUDIO),
    "nota.txt": ("Dag allemaal, één twee drie".encode(), FileKind.TEXT),
    "oud.txt": ("Dag allemaal, één".encode("cp1252"), FileKind.TEXT),
    "lijst.csv": (b"naam;aantal\r\nAn;3\r\n", FileKind.TEXT),
    "robot.py": (b"#!/usr/bin/env python3\nprint(1)\n", FileKind.CODE),
    "robot.ino": (b"void setup() {}\n", FileKind.CODE),
    "les.ipynb": (json.dumps({"cells": [], "nbformat": 4}).encode(), FileKind.NOTEBOOK),
    "arm.stl": (b"solid arm\nfacet normal 0 0 1\nendsolid\n", FileKind.MODEL3D),
    "arm2.stl": (bytes(80) + (1).to_bytes(4, "little") + bytes(50), FileKind.MODEL3D),
    "arm.3mf": (zipped(**{"3D__3dmodel_dot_model": "<model/>"}), FileKind.MODEL3D),
    "arm.gcode": (b"; FLAVOR:Marlin\nG28\n", FileKind.MODEL3D),
    "arm.step": (b"ISO-10303-21;\nHEADER;\n", FileKind.MODEL3D),
    "bord.hex": (b":10010000214601360121470136007EFE09D2190140\n", FileKind.FIRMWARE),
    "bord.uf2": (b"UF2\n\x57\x51\x5d\x9e" + bytes(500), FileKind.FIRMWARE),
    "alles.zip": (zipped(lees="mij"), FileKind.ARCHIVE),
}
REFUSED = {
    "leeg.pdf": b"",
    "virus.exe": b"MZ" + bytes(200),
    "verslag.pdf": b"MZ" + bytes(200),
    "bord.bin": b"\x7fELF" + bytes(200),
    "pagina.html": b"<!doctype html><p>dag",
    "nota.txt": b"\n  <HTML><script>alert(1)</script>",
    "foto.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "foto.png": b"<?xml version='1.0'?>\n<svg onload='x'/>",
    "foto.jpg": PDF,
    "brief.docx": zipped(lees="mij"),
    "macro.docx": docx(extra=["word/vbaProject.bin"]),
    "kapot.zip": b"PK\x03\x04" + bytes(40),
    "les.ipynb": b'{"geen": "cellen"}',
    "les2.ipynb": b"[" * 200_000,
    "arm.stl": bytes(90),
    "blad.csv": b"a;b\0c\n",
    "zonder": b"dag",
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_real_material_of_schools_is_accepted_with_its_kind(name):
    content, kind = ACCEPTED[name]
    assert examine(upload(name, content)).kind == kind


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_what_its_name_promises_is_refused(name):
    with pytest.raises(FileRefused):
        examine(ContentFile(REFUSED[name], name=name))


def test_a_kind_that_is_not_asked_is_refused_with_the_possible_extensions():
    with pytest.raises(FileRefused, match="pdf"):
        examine(upload("nota.txt", b"dag"), kinds=frozenset({FileKind.PDF}))


def test_a_file_above_the_limit_is_refused_with_the_limit():
    with pytest.raises(FileRefused, match="10"):
        examine(upload(), largest=10)


def test_every_signature_of_a_family_is_known():
    named = {family.signature for family in FAMILIES.values()}
    assert named - {"text", "binary", "stl", "notebook"} <= set(SIGNATURES)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        (r"C:\Users\An\verslag.pdf", "verslag.pdf"),
        ("ver\u202efdp.exe.pdf", "verfdp.exe.pdf"),
        ("a\0b\nc\u200b.pdf", "abc.pdf"),
        ('wat?<is>"dit".pdf', "wat_is_dit_.pdf"),
        ("  .htaccess", "htaccess"),
        ("...", "bestand"),
        ("", "bestand"),
        ("x" * 400 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_names_are_made_safe(given_name, kept):
    assert safe_name(given_name) == kept


@given(st.text(max_size=400))
def test_a_safe_name_stays_safe_and_stays_the_same(name):
    safe = safe_name(name)
    assert 0 < len(safe) <= LONGEST
    assert not set(safe) & set("/\\\0\n\r\u202e")
    assert safe_name(safe) == safe
