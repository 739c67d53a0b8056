import pytest
from hypothesis import given
from hypothesis import strategies as st

from valorisation.search import read_query, weigh
from valorisation.search.stems import LONGEST, MOST_WORDS, stem, words


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("robots", "robot"),
        ("lessen", "les"),
        ("cafe", "café"),
        ("machines", "machine"),
        ("ZORG", "zorg"),
        ("leerlingen", "leerling"),
    ],
)
def test_forms_of_a_word_have_one_stem(asked, written):
    assert stem(words(asked)[0]) == stem(words(written)[0])


def test_weigh_adds_the_places_of_a_word_and_leaves_common_words_out():
    weights = weigh([("De robot in de zorg", 8.0), ("Een robot", 1.0)])
    assert weights == {"robot": 9.0, "zorg": 8.0}


def test_weigh_counts_a_word_three_times_at_most_in_a_part():
    assert weigh([("robot " * 50, 1.0)]) == {"robot": 3.0}


def test_the_last_word_is_a_beginning_until_a_space_follows():
    assert read_query("lassen rob").prefix == "rob"
    assert read_query("lassen robot ").stems == ("las", "robot")


def test_a_query_of_common_words_is_empty():
    assert not read_query("de het een ")
    assert not read_query("")


@given(st.text(max_size=300))
def test_any_text_gives_a_bounded_query(text):
    query = read_query(text)
    assert len(query.stems) <= MOST_WORDS
    assert all(0 < len(one) <= LONGEST for one in query.stems)
    assert all(weight > 0 for weight in weigh([(text, 1.0)]).values())
