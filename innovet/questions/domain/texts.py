"""Typed and pasted text: cleaned, and counted as a word processor counts."""

import unicodedata

# Bullets of the symbol fonts that word processors put in the private area.
_BULLETS = str.maketrans({0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF0FC: "✓"})
_LINES = str.maketrans({0x0B: "\n", 0x0C: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n"})


def clean_text(text: str) -> str:
    """The same text with plain line ends and without control, invisible or half marks; idempotent."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_LINES).translate(_BULLETS)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    kept = (mark for mark in text if mark in "\n\t" or unicodedata.category(mark)[0] != "C")
    return "".join(kept).strip()


def count_words(text: str) -> int:
    """The number of stretches between white space."""
    return len(text.split())
