"""`wardmap audit …`: what the command line says, checked; and what is printed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo_api.console import err, out, print_json
from geo_api.db import owner_connection
from geo_api.embedded import database_urls
from geo_api.errors import CommandFailed
from geo_api.language import grouped
from geo_api.progress import bar
from geo_api.report_file import new_file, write_json
from geo_api.settings import Settings
from layers.layer import Text

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from geo_api.audit.chain import Seal
    from geo_api.audit.verify import Verified

audit = typer.Typer(name="audit", help="Nhật ký truy cập · The audit log.", add_completion=False, no_args_is_help=True)
ANSWER = Text("Tệp trả lời", "The answer")
Given = Annotated[
    list[str] | None,
    typer.Option(
        "--anchor", metavar="SEQ:HASH", help="Mốc đã ghi ở nơi khác · A head that was written down elsewhere."
    ),
]
Before = Annotated[
    datetime,
    typer.Option("--before", formats=["%Y-%m-%d"], help="Lược bỏ trước ngày này · Events before this day go."),
]
About = Annotated[
    str, typer.Argument(metavar="SUBJECT", help="Mã địa chỉ, hoặc LỚP/SỐ · An address code, or LAYER/ID; account/ID.")
]
Out = Annotated[Path, typer.Option("--out", metavar="F.json", help="Tệp sẽ ghi · The file to write.")]
AsJson = Annotated[bool, typer.Option("--json", help="Cho máy đọc · For a machine to read.")]


@audit.callback()
def _audit() -> None:
    """Nhật ký truy cập · The audit log."""


@audit.command("verify")
def verify_command(given: Given = None, as_json: AsJson = False) -> None:
    """Kiểm tra nhật ký còn nguyên vẹn, in mốc cuối · Check that the log is as it was written; print its head.

    So với các mốc trong WARDMAP_DATA_DIR/audit/anchors.jsonl và các mốc đưa vào. Hãy giữ mốc in ra ở nơi khác · It is
    held to the anchors in that file and to those given. Keep the head that is printed somewhere else.

    Ví dụ · Examples:

    wardmap audit verify

    wardmap audit verify --anchor 120:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
    """
    from geo_api.audit.anchors import Anchors  # noqa: PLC0415  # heavy: no other command should wait for it

    seals = [_seal(words) for words in given or ()]
    settings = Settings()
    with _owner(settings, "audit verify") as connection:
        verified = _verified(connection, settings, seals)
    if not verified.breaks and verified.head.seq:
        Anchors(settings).add(verified.head)
    _tell(verified, as_json=as_json)


@audit.command("prune")
def prune_command(before: Before, as_json: AsJson = False) -> None:
    """Lược bỏ phần đầu đã quá hạn giữ · Remove the beginning of the log that need not be kept any longer.

    Nhật ký được kiểm tra trước; phần còn lại vẫn kiểm tra được · The log is verified first; the rest still can be.

    Ví dụ · Example: wardmap audit prune --before 2024-01-01
    """
    from geo_api.audit.prune import check_day, prune  # noqa: PLC0415  # heavy: no other command should wait for it
    from geo_api.audit.who import command_line  # noqa: PLC0415  # as above

    check_day(before.date())
    settings = Settings()
    with _owner(settings, "audit prune") as connection:
        verified = _verified(connection, settings, [])
    if verified.breaks:
        _tell(verified, as_json=as_json)
    with _owner(settings, "audit prune") as connection:
        pruned = prune(connection, before.date(), command_line())
    if as_json:
        print_json({"through": pruned and pruned.through, "events": pruned.events if pruned else 0})
    elif pruned:
        out.print(f"✓ Đã lược bỏ {pruned.events:,} sự kiện, đến số {pruned.through} · removed", markup=False)
    else:
        out.print("✓ Không có sự kiện nào trước ngày ấy · There is nothing before that day", markup=False)


@audit.command("subject")
def subject_command(about: About, file: Out) -> None:
    """Tất cả những gì đang giữ về một địa chỉ hay tài khoản, ai đã xem · All held on an address or account, who looked.

    Để trả lời người dân trong 2 ngày làm việc. Tệp chỉ người chạy lệnh đọc được · For the answer to whom it concerns,
    within 2 working days. The file is for the eyes of whoever runs this alone.

    Ví dụ · Examples:

    wardmap audit subject ND-XT4-32JN --out tra-loi.json

    wardmap audit subject feedback/12 --out tra-loi.json

    wardmap audit subject account/7 --out tra-loi.json
    """
    from geo_api.audit.subject import subject_named, told  # noqa: PLC0415  # heavy: no other command should wait for it
    from geo_api.audit.who import command_line  # noqa: PLC0415  # as above

    mask = os.umask(0o077)
    try:
        with new_file(file, what=ANSWER) as answer:
            with _owner(Settings(), "audit subject") as connection:
                subject = subject_named(connection, about)
                document = told(connection, subject, command_line())
            # Only now, for it is on record that it was asked.
            trouble = answer.write(lambda to: write_json(document, to)) if answer else None
    finally:
        os.umask(mask)
    if trouble:
        raise CommandFailed(trouble.vi, trouble.en)
    out.print(f"✓ {subject} → {file}: {len(document['looked_at']):,} lượt xem · looks", markup=False)


@contextmanager
def _owner(settings: Settings, command: str) -> "Iterator[Connection]":
    with database_urls(settings, command) as urls, owner_connection(urls.owner) as connection:
        yield connection


def _verified(connection: "Connection", settings: Settings, given: "list[Seal]") -> "Verified":
    from geo_api.audit.anchors import Anchors  # noqa: PLC0415  # heavy: no other command should wait for it
    from geo_api.audit.verify import places, verify  # noqa: PLC0415  # as above

    anchors, altered = Anchors(settings).read()
    with bar("Nhật ký · Audit log", places(connection)) as step:
        return verify(connection, anchors, given, altered, step)


def _seal(words: str) -> "Seal":
    from geo_api.audit.anchors import given_anchor  # noqa: PLC0415  # heavy: no other command should wait for it

    try:
        return given_anchor(words)
    except ValueError as error:
        raise typer.BadParameter(
            f"--anchor {words[:80]}: cần dạng SỐ:MÃ BĂM như lệnh này in ra · SEQ:HASH, as this command prints it"
        ) from error


def _tell(verified: "Verified", *, as_json: bool) -> None:
    """Print what was found. Raises CommandFailed when the log is not whole."""
    if as_json:
        # For a file of such lines, one a night.
        print_json(_document(verified), one_line=True)
    else:
        for found in verified.breaks:
            err.print(f"✗ {found.words.vi}\n  {found.words.en}", style="red", markup=False)
    if verified.breaks:
        raise CommandFailed("Nhật ký không còn nguyên vẹn.", "The audit log is not as it was written.")
    if not as_json:
        _tell_whole(verified)


def _tell_whole(verified: "Verified") -> None:
    out.print(
        f"✓ Nhật ký nguyên vẹn: {grouped(verified.events, 'vi')} sự kiện, so với {grouped(verified.compared, 'vi')} mốc"
        f" · whole: {verified.events:,} events, held to {verified.compared:,} anchors",
        markup=False,
    )
    if not verified.head.seq:
        return
    if not verified.compared:
        err.print("! Chưa có mốc nào: phần cuối bị cắt sẽ không thấy được", style="yellow", markup=False)
        err.print("  There was no anchor: an end that was cut off would not show", style="yellow", markup=False)
    out.print("  Mốc cuối, hãy giữ ở nơi khác · The head, to be kept elsewhere:", markup=False)
    out.print(str(verified.head), markup=False, highlight=False)


def _document(verified: "Verified") -> dict[str, Any]:
    return {
        "whole": not verified.breaks,
        "events": verified.events,
        "head": str(verified.head) if verified.head.seq else None,
        "starts_after": verified.start.seq,
        "anchors": verified.compared,
        "breaks": [{"seq": found.seq, **asdict(found.words)} for found in verified.breaks],
    }
