from dataclasses import dataclass

import pytest
from django.utils import translation

from innovet.education import Province
from innovet.kit.choices import display


@dataclass
class Row:
    province: str
    get_province_display = display("province", Province)


@pytest.mark.parametrize(("value", "word"), [("limburg", "Limburg"), ("", ""), ("gone", "gone")])
def test_a_value_is_shown_in_words_and_an_unknown_one_as_it_stands(value, word):
    assert Row(value).get_province_display() == word


def test_the_word_is_in_the_language_of_the_page():
    with translation.override("en"):
        assert Row("antwerpen").get_province_display() == "Antwerp"
    with translation.override("nl-be"):
        assert Row("antwerpen").get_province_display() == "Antwerpen"
