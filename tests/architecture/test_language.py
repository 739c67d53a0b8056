import re

import polib
import pytest

from tests.architecture.source import ROOT

PO = ROOT / "locale/nl/LC_MESSAGES/django.po"
PLACEHOLDER = re.compile(r"%\((\w+)\)|(?<!%)%[sd]|\{(\w*)\}")
# The portal says je and jij, and never speaks of itself as we.
WRONG_VOICE = re.compile(r"\b(u|uw|wij|ons|onze)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def catalogue():
    return polib.pofile(str(PO))


def dutch(entry):
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_the_dutch_is_complete(catalogue):
    assert not [entry.msgid for entry in catalogue if not entry.translated() or entry.fuzzy or entry.obsolete]


def test_the_compiled_messages_are_in_step(catalogue):
    compiled = {(entry.msgctxt, entry.msgid): dutch(entry) for entry in polib.mofile(str(PO.with_suffix(".mo")))}
    written = {(entry.msgctxt, entry.msgid): dutch(entry) for entry in catalogue}
    assert compiled == written, "Run make messages"


def test_the_dutch_fills_in_the_same_blanks(catalogue):
    def blanks(words):
        return {match.group(0) for match in PLACEHOLDER.finditer(words)}

    wrong = [
        entry.msgid
        for entry in catalogue
        for words in dutch(entry)
        if not blanks(words) <= blanks(entry.msgid) | blanks(entry.msgid_plural)
        or (not entry.msgid_plural and blanks(words) != blanks(entry.msgid))
    ]
    assert not wrong


def test_the_dutch_says_je(catalogue):
    assert not [words for entry in catalogue for words in dutch(entry) if WRONG_VOICE.search(words)]
