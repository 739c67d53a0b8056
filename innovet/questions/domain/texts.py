"""Typed and pasted text: cleaned, and counted as a word processor counts."""

import re
import unicodedata


class _Marks(dict[int, str]):
    """What becomes of each mark, found out once: a space of any kind a space, a control or half mark nothing."""

    def __missing__(self, code: int) -> str:
        mark = chr(code)
        category = unicodedata.category(mark)
        self[code] = " " if category == "Zs" else "" if category.startswith("C") else mark
        return self[code]


# Line ends of all kinds, and bullets of the symbol fonts that word processors put in the private area.
_LINE_ENDS = {0x0B: "\n", 0x0C: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n"}
_BULLETS = {0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF0FC: "✓"}
_MARKS = _Marks({0x09: "\t", 0x0A: "\n"} | _LINE_ENDS | _BULLETS)
# A list of a word processor: a tab stands between its mark or number and the words.
_LIST_MARK = re.compile(r"^[ \t]*([•▪➢✓·§o‣◦\u2013-]|\d{1,3}[.)]|[a-z][.)])[ \t]*\t[ \t]*", re.MULTILINE)
_BULLET_LETTERS = {"·": "•", "§": "▪", "o": "◦"}


def clean_text(text: str) -> str:
    """The same text with plain line ends, spaces and lists, without control, invisible or half marks; idempotent."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return _LIST_MARK.sub(_list_mark, text.translate(_MARKS)).strip()


def count_words(text: str) -> int:
    """The number of stretches between white space."""
    return len(text.split())


def _list_mark(found: re.Match[str]) -> str:
    return f"{_BULLET_LETTERS.get(found[1], found[1])} "
