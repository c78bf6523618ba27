"""Codes of addresses as people type them, held to the same vectors as the module of the pages."""

import csv
import random
from itertools import product

import pytest

from layers.code_words import FAULT_WORDS, said_of
from layers.codes import (
    ADDRESS_PREFIX,
    ALPHABET,
    HAMLET_PREFIX,
    Accepted,
    Fault,
    Refused,
    example,
    is_prefix,
    is_presentable,
    is_valid,
    mint,
    printed,
    read_address_code,
)
from tests.data.make_address_codes import FILE, PUBLISHED, as_csv

LATIN = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Pairs of wrong characters that are tried.
PAIRS = 40_000


def as_written(reading: Accepted | Refused) -> dict[str, str]:
    """A reading in the columns of the vectors."""
    if isinstance(reading, Accepted):
        guesses = " ".join(f"{guess.place}:{guess.typed}>{guess.read}" for guess in reading.guesses)
        return wanted({"code": reading.code, "guesses": guesses})
    told = {"fault": reading.fault, "character": reading.character}
    return wanted({**told, "place": str(reading.place), "length": str(reading.length)})


def wanted(row: dict[str, str]) -> dict[str, str]:
    empty = {"code": "", "guesses": "", "fault": "", "character": "", "place": "0", "length": "0"}
    return {name: row.get(name, none) for name, none in empty.items()}


def vectors() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_vectors_are_those_that_their_script_makes():
    assert FILE.read_bytes().decode() == as_csv()


def test_each_vector_is_read_as_it_says():
    rows = vectors()
    assert len(rows) >= 500
    assert {row["fault"] for row in rows} == {"", *Fault}
    read = [(row["typed"], as_written(read_address_code(row["typed"], row["prefix"]))) for row in rows]
    assert read == [(row["typed"], wanted(row)) for row in rows]


def test_codes_are_given_out_only_when_they_are_presentable():
    rows = [row for row in vectors() if row["presentable"]]
    assert {row["presentable"] for row in rows} == {"yes", "no"}
    told = {row["code"]: "yes" if is_presentable(row["code"][2:]) else "no" for row in rows}
    assert told == {row["code"]: row["presentable"] for row in rows}


@pytest.mark.parametrize("code", PUBLISHED)
def test_one_wrong_character_never_passes_whatever_is_guessed(code: str):
    """Every letter and digit at every place: read as itself, as what it looks like, or refused by its name."""
    for place, typed in product(range(len(code)), LATIN):
        reading = read_address_code(code[:place] + typed + code[place + 1 :])
        is_same = isinstance(reading, Accepted) and reading.code == code
        assert is_same or isinstance(reading, Refused), (typed, place, reading)


@pytest.mark.parametrize("code", PUBLISHED)
def test_every_swap_of_two_characters_is_found(code: str):
    for first, second in product(range(len(code)), repeat=2):
        swapped = list(code)
        swapped[first], swapped[second] = swapped[second], swapped[first]
        assert is_valid("".join(swapped)) == (code[first] == code[second])


def test_of_two_wrong_characters_one_in_twenty_two_passes():
    chance = random.Random(23)  # a fixed course of chance, no secret
    passed = 0
    for _ in range(PAIRS):
        code = mint(ADDRESS_PREFIX, 6, chance.randrange)
        wrong = list(code)
        for place in chance.sample(range(2, 9), 2):
            wrong[place] = chance.choice([sign for sign in ALPHABET if sign != code[place]])
        passed += isinstance(read_address_code("".join(wrong)), Accepted)
    # One of the 22 wrong characters at the second place makes good what is wrong at the first.
    assert 1 / 25 < passed / PAIRS < 1 / 20


def test_minted_codes_are_valid_and_presentable():
    randbelow = random.Random(36).randrange  # a fixed course of chance, no secret
    for prefix, length in ((ADDRESS_PREFIX, 6), (HAMLET_PREFIX, 5)):
        for _ in range(2000):
            code = mint(prefix, length, randbelow)
            payload = code[len(prefix) :]
            assert is_valid(code)
            assert len(payload) == length + 1
            assert is_presentable(payload)
            assert any(c.isdigit() for c in payload)
            assert any(c.isalpha() for c in payload)
            assert "DM" not in payload
            assert "VCL" not in payload


def test_the_printed_form_is_read_back():
    assert printed("NDXT432JN") == "ND-XT4-32JN"
    assert read_address_code(printed("NDXT432JN")) == Accepted("NDXT432JN")
    for prefix in ("ND", "HN", "TH"):
        assert read_address_code(printed(example(prefix)), prefix) == Accepted(example(prefix))


def test_a_prefix_is_of_letters_that_nobody_takes_for_digits():
    assert [text for text in ("ND", "HN", "TH", "NB") if is_prefix(text)] == ["ND", "HN", "TH"]
    assert not any(map(is_prefix, ("N", "NDX", "N2", "LD", "nd", "DM", "ĐN", "", "SG", "OK")))


def test_each_fault_is_said_in_both_languages_with_what_and_where():
    assert set(FAULT_WORDS) == set(Fault)
    for row in vectors():
        reading = read_address_code(row["typed"], row["prefix"])
        if isinstance(reading, Refused):
            said = said_of(reading, row["prefix"])
            assert "{" not in said.vi + said.en
            named = [reading.character, str(reading.place or ""), str(reading.length or "")]
            assert all(part in said.vi and part in said.en for part in named), said


def test_a_character_that_cannot_be_shown_is_named_by_its_number():
    refused = read_address_code("ND\x00T432JN")
    assert isinstance(refused, Refused)
    assert "U+0000" in said_of(refused, "ND").vi
