import time

import pytest

from calls.domain import differences
from calls.domain.differences import Change, word_differences

PAIRS = [
    ("", ""),
    ("", "Alles is nieuw."),
    ("Alles is weg.", ""),
    ("Leerlingen meten met sensoren.", "Leerlingen meten en tonen met sensoren."),
    ("Eerste regel\n\nTweede regel", "Eerste regel\nTweede regel"),
    ("de de de kat", "de de hond de"),
    ("één twee drie", "drie twee één"),
]


def shown(before, after):
    return [(piece.change.value, piece.text) for piece in word_differences(before, after)]


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_the_pieces_make_both_texts_again(before, after):
    pieces = word_differences(before, after)
    assert "".join(piece.text for piece in pieces if piece.change != Change.ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.change != Change.REMOVED) == after
    assert all(piece.text for piece in pieces)


def test_a_word_that_came_stands_between_words_that_stayed():
    assert shown("wij meten samen", "wij meten graag samen") == [
        ("same", "wij meten "),
        ("added", "graag "),
        ("same", "samen"),
    ]


def test_what_went_stands_before_what_came():
    assert shown("tien uren", "twaalf uren") == [("removed", "tien "), ("added", "twaalf "), ("same", "uren")]


def test_very_long_texts_stand_one_after_the_other_without_waiting(monkeypatch):
    before, after = "a b " * 100_000, "b a " * 100_000
    began = time.perf_counter()
    assert [change for change, _text in shown("x " + before, "y " + after)] == ["removed", "added"]
    assert time.perf_counter() - began < 5
    monkeypatch.setattr(differences, "MOST_COMPARED", 0)
    assert shown("a b c", "a c b") == [("same", "a "), ("removed", "b c"), ("added", "c b")]
