"""`wardmap rules …`: rules read, checked, written and withdrawn by whoever runs the server."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection

from geo_api.audit import command_line
from geo_api.console import out, plain_table, print_json
from geo_api.coverage.ask.documents import rules_document
from geo_api.coverage.edit import store
from geo_api.coverage.edit.asked import LONGEST_NOTE
from geo_api.coverage.edit.documents import Version, VersionsDocument, versions_document
from geo_api.coverage.edit.files import text_of
from geo_api.coverage.edit.listed import MEANING, listed, saving
from geo_api.coverage.rules.book import made_of, rule_book
from geo_api.coverage.rules.read import parse_rule
from geo_api.coverage.rules.rule import Rule
from geo_api.coverage.rules.shipped import check_needs
from geo_api.db import owner_connection
from geo_api.embedded import database_urls
from geo_api.errors import CommandFailed
from geo_api.settings import Settings

rules = typer.Typer(name="rules", help="Tiêu chí phủ · Coverage rules.", no_args_is_help=True, add_completion=False)
RuleId = Annotated[str, typer.Argument(metavar="ID", help="Mã tiêu chí · Id of the rule.")]
RuleFile = Annotated[Path, typer.Argument(metavar="FILE", help="Tiêu chí viết bằng YAML · A rule as YAML.")]
Why = Annotated[str, typer.Option("--note", metavar="TEXT", help="Lý do · Why.")]
AsJson = Annotated[bool, typer.Option("--json", help="Cho máy đọc · For a machine to read.")]


@rules.command("list")
def list_rules(as_json: AsJson = False) -> None:
    """Các tiêu chí, đang dùng và đã rút · All rules: in force, withdrawn, faulty.

    Example: wardmap rules list
    """
    with _owner("rules list") as connection:
        book = rule_book(connection)
    if as_json:
        print_json(rules_document(book).model_dump())
        return
    out.print(plain_table(("Tiêu chí\nRule", "Bản\nVersion", "Tình trạng\nState"), listed(book)))
    out.print(MEANING, markup=False)


@rules.command("show")
def show(
    rule: RuleId,
    version: Annotated[int | None, typer.Option(help="Phiên bản nào · Which version; the newest if absent.")] = None,
    as_json: AsJson = False,
) -> None:
    """Một tiêu chí bằng YAML · A rule as YAML, to be changed and saved again; with --json all its versions.

    Example: wardmap rules show wifi.public-place > wifi.yaml
    """
    with _owner("rules show") as connection:
        found = _versions(connection, rule)
    if as_json:
        print_json(found.model_dump())
    else:
        print(_one(found, version).text, end="")  # noqa: T201  # a file for a pipe, with no line broken


@rules.command("check")
def check(file: RuleFile) -> None:
    """Kiểm tra một tiêu chí, không ghi gì · Check a rule; nothing is written.

    Example: wardmap rules check wifi.yaml
    """
    rule = _read(file)
    with _owner("rules check") as connection:
        book = rule_book(connection)
    check_needs({**book.rules, rule.id: rule})
    others = ", ".join(made_of(book, rule.id)) or "–"
    out.print(f"{rule.id}: hợp lệ · valid. Tiêu chí dựa vào nó · Made of it: {others}", markup=False)
    words = saving(rule, book)
    out.print(f"  {words.vi}\n  {words.en}", markup=False)


@rules.command("save")
def save(file: RuleFile, note: Why) -> None:
    """Ghi phiên bản mới của một tiêu chí · Write the next version of a rule.

    `version` trong tệp là bản đã sửa từ đó · `version` in the file says which one it was changed from.

    Example: wardmap rules save wifi.yaml --note "theo QĐ 12/2026"
    """
    rule = _read(file)
    with _owner("rules save") as connection:
        from_version = rule.version if rule_book(connection).version_of(rule.id) else 0
        version = store.save(connection, rule, _change(note, from_version))
    _say_written(rule.id, version)


@rules.command("withdraw")
def withdraw(rule: RuleId, note: Why) -> None:
    """Rút một tiêu chí; các phiên bản vẫn còn · Withdraw a rule; all its versions stay on record.

    Example: wardmap rules withdraw wifi.public-place --note "không còn áp dụng"
    """
    with _owner("rules withdraw") as connection:
        from_version = _versions(connection, rule).version
        version = store.withdraw(connection, rule, _change(note, from_version))
    out.print(f"{rule}: đã rút, phiên bản {version} · withdrawn, version {version}", markup=False)
    _say_calculated()


@contextmanager
def _owner(command: str) -> Iterator[Connection]:
    with database_urls(Settings(), command) as urls, owner_connection(urls.owner) as connection:
        yield connection


def _read(file: Path) -> Rule:
    """Raises CommandFailed for a file that cannot be read, RuleError for what is no rule."""
    return parse_rule(text_of(file), str(file))


def _versions(connection: Connection, rule: str) -> VersionsDocument:
    """Raises CommandFailed naming the rules that there are."""
    book = rule_book(connection)
    if book.version_of(rule) == 0:
        listed = ", ".join(book.rules)
        raise CommandFailed(
            f"Không có tiêu chí “{rule}”. Các tiêu chí: {listed}.", f"There is no rule “{rule}”. Rules: {listed}."
        )
    return versions_document(rule, book, store.versions(connection, rule))


def _one(found: VersionsDocument, version: int | None) -> Version:
    wanted = version or found.version
    for one in found.versions:
        if one.version == wanted:
            return one
    listed = ", ".join(str(one.version) for one in found.versions)
    raise CommandFailed(f"Không có phiên bản {wanted}; có: {listed}.", f"There is no version {wanted}, only: {listed}.")


def _change(note: str, from_version: int) -> store.Change:
    words = note.replace("\x00", "").strip()
    if not 0 < len(words) <= LONGEST_NOTE:
        raise CommandFailed(f"--note: 1 đến {LONGEST_NOTE} chữ.", f"--note: 1 to {LONGEST_NOTE} characters.")
    return store.Change(command_line(), words, from_version)


def _say_written(rule: str, version: int) -> None:
    out.print(f"{rule}: phiên bản {version} · version {version}", markup=False)
    _say_calculated()


def _say_calculated() -> None:
    out.print(
        "Kết quả được tính lại bởi `wardmap up` hoặc `wardmap coverage keep`"
        " · Results are calculated by `wardmap up` or `wardmap coverage keep`.",
        markup=False,
    )
