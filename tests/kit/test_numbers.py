from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovet.kit.numbers import NotANumber, parse_cents, parse_number, typed_cents, typed_number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", "12"),
        ("-3", "-3"),
        ("2,5", "2.5"),
        ("2.5", "2.5"),
        ("1.250", "1250"),
        ("1.250,50", "1250.50"),
        ("1 250,5", "1250.5"),
        ("1\u202f250", "1250"),
        ("1.234.567", "1234567"),
        ("\u22124", "-4"),
        ("0,125", "0.125"),
    ],
)
def test_numbers_are_read_as_people_here_type_them(typed, number):
    assert parse_number(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed", ["", "twaalf", "1e5", "NaN", "Infinity", "1,2,3", "12.34,5", "1.2.3", "٣", "9" * 40, "-"]
)
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(NotANumber):
        parse_number(typed)


@pytest.mark.parametrize(
    ("typed", "cents"),
    [("€ 1.250,50", 125050), ("1250 euro", 125000), ("12,5", 1250), ("EUR 3", 300), ("-2", -200), ("5 €", 500)],
)
def test_amounts_are_read_with_or_without_the_sign(typed, cents):
    assert parse_cents(typed) == cents


def test_an_amount_has_at_most_two_decimals():
    with pytest.raises(NotANumber):
        parse_cents("1,255")


@given(st.integers(min_value=-(10**14), max_value=10**14))
def test_an_amount_that_is_shown_reads_back_the_same(cents):
    assert parse_cents(typed_cents(cents)) == cents


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4))
def test_a_number_that_is_shown_reads_back_the_same(number):
    assert parse_number(typed_number(number)) == number
