"""The module that reads address codes on phones, in a real browser, held to the vectors of the server's."""

import csv
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from layers.codes import ALPHABET, check_character, example, printed
from tests.data.make_address_codes import FILE

ROOT = Path(__file__).parents[2]
# A program of this machine's: what stands before it in node_modules/.bin may be a script that needs Node.
ESBUILD = "node_modules/@esbuild/*/bin/esbuild"
READ_ALL = """(rows) => rows.map(({ typed, prefix }) => {
    const reading = codes.readAddressCode(typed, prefix);
    const { code = "", guesses = [], fault = "", character = "", place = 0, length = 0 } = reading;
    const told = guesses.map((guess) => `${guess.place}:${guess.typed}>${guess.read}`).join(" ");
    return { code, guesses: told, fault, character, place: String(place), length: String(length) };
})"""
COLUMNS = ("code", "guesses", "fault", "character", "place", "length")


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    """An empty page that knows the module by the name `codes`."""
    words = (ROOT / "static/src/codes.ts", "--bundle", "--format=iife", "--global-name=codes")
    program = next(ROOT.glob(ESBUILD))
    script = subprocess.run([program, *words], check=True, capture_output=True, text=True).stdout
    page = browser.new_page()
    page.add_script_tag(content=script)
    return page


def test_each_vector_is_read_as_it_says(page: Page):
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= 500
    read = page.evaluate(READ_ALL, rows)
    wanted = [(row["typed"], {name: row[name] for name in COLUMNS}) for row in rows]
    assert list(zip([row["typed"] for row in rows], read, strict=True)) == wanted


def test_codes_are_closed_printed_and_shown_as_by_the_server(page: Page):
    texts = [f"ND{a}{b}XT43"[:8] for a in ALPHABET for b in ALPHABET]
    assert page.evaluate("(texts) => texts.map(codes.checkCharacter)", texts) == [*map(check_character, texts)]
    assert page.evaluate("codes.printed('NDXT432JN')") == printed("NDXT432JN")
    assert page.evaluate("codes.example('HN')") == example("HN")
