import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovet.questions.domain.texts import clean_text, count_words


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("   ", 0), ("een", 1), ("een twee\ndrie", 3), ("een\u00a0twee", 2), ("robot-arm, klaar!", 2)],
)
def test_words_are_counted_between_white_space(text, words):
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("nul\0teken\x07", "nulteken"),
        ("on\u200bzicht\u200dbaar\ufeff", "onzichtbaar"),
        ("\u202etxet", "txet"),
        ("“slim”\u2019 en \u2013 streep…", "“slim”\u2019 en \u2013 streep…"),
        ("\uf0b7 punt", "• punt"),
        ("regel\x0bverder", "regel\nverder"),
        ("e\u0301e\u0301n", "één"),
        ("half \ud83d paar", "half  paar"),
        ("vast\u00a0spatie \u202f\u2007breed", "vast spatie   breed"),
        ("af\u00adbreek\u00adbaar", "afbreekbaar"),
        ("\u00b7\teerste\n\u2022\ttweede\no\tderde\n\uf0a7 \tvierde", "• eerste\n• tweede\n◦ derde\n▪ vierde"),
        ("1.\teerste\n 2)\ttweede\na.\tderde", "1. eerste\n2) tweede\na. derde"),
        ("kolom\tkolom", "kolom\tkolom"),
        ("<b>vet</b>", "<b>vet</b>"),
    ],
)
def test_text_from_a_word_processor_is_cleaned(pasted, kept):
    assert clean_text(pasted) == kept


@given(st.text() | st.text(alphabet="o-\u00b71.)a\t \n\r\u00a0"))
def test_cleaning_twice_changes_nothing_more(text):
    once = clean_text(text)
    assert clean_text(once) == once
    assert "\0" not in once
    once.encode()


@given(st.lists(st.text(alphabet="abcé-'", min_size=1)), st.sampled_from([" ", "\n", "  ", "\u00a0", " \t"]))
def test_joined_words_count_as_so_many(words, space):
    assert count_words(space.join(words)) == len(words)


@given(st.text(), st.text())
def test_the_count_of_two_texts_is_the_sum_of_their_counts(one, other):
    assert count_words(f"{one}\n{other}") == count_words(one) + count_words(other)
