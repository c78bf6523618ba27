"""How the command line is started and what it says of words that it does not understand, in both languages."""

import re
import sys

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException
from typer.main import get_command

from geo_api.console import as_called, err, program_name

WRONG_USAGE = 2
STOPPED = 1
# What Typer says, and the same in Vietnamese. What stands in quotation marks or parentheses is as it was given.
_SAID = (
    (r"No such option: (\S+)(?: \(Possible options: (.*)\))?", "Không có tùy chọn {0}."),
    (r"No such command '(.*?)'", "Không có lệnh “{0}”."),
    (r"Missing (?:argument|option) '(.*?)'", "Thiếu {0}."),
    (r"Option '(.*?)' requires an? ?\w*", "Tùy chọn {0} cần một giá trị."),
    (r"Option '(.*?)' does not take a value", "Tùy chọn {0} không nhận giá trị."),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", "Thừa: {0}."),
    (r"Invalid value for '(.*?)': .*?'(.*)' is not one of (.*)\.", "{0}: “{1}” không phải là một trong {2}."),
    (
        r"Invalid value for '(.*?)': .*?'(.*)' does not match the formats? '%Y-%m-%d'",
        "{0}: “{1}” không phải là ngày viết theo năm-tháng-ngày, như 2027-12-31.",
    ),
    (r"Invalid value for '(.*?)': .*valid integer", "{0}: phải là số nguyên."),
    (r"Invalid value for '(.*?)': .*valid number", "{0}: phải là số."),
    (r"Invalid value for '(.*?)': .*greater than or equal to (\S+)", "{0}: ít nhất là {1}."),
    (r"Invalid value for '(.*?)': .*less than or equal to (\S+)", "{0}: nhiều nhất là {1}."),
    (r"Invalid value for '(.*?)'", "{0}: giá trị không hợp lệ."),
)
_OTHERWISE = "Lệnh viết chưa đúng."
_PREFIX = re.compile(r"Invalid value(?: for '.*?')?: ")
# Refusals of ours have both languages already.
_BOTH = " · "


def run(app: typer.Typer) -> None:
    """Run the command that the words of the command line name, and end the process.

    Raises what the command raises; words that are not understood are told, with exit status 2.
    """
    command = get_command(app)
    _name_as_called(command)
    try:
        status = command(prog_name=program_name(), standalone_mode=False)
    except typer.Abort:
        err.print("✗ Đã dừng · Stopped.", style="bold red", markup=False)
        sys.exit(STOPPED)
    except TyperException as wrong:
        _tell(wrong)
        sys.exit(WRONG_USAGE)
    sys.exit(status if isinstance(status, int) else 0)


def _name_as_called(command: object) -> None:
    """Examples in the help name the program as it was started: they are copied."""
    for name in ("help", "short_help", "epilog"):
        if words := getattr(command, name, None):
            setattr(command, name, as_called(words))
    if isinstance(command, TyperGroup):
        for each in command.commands.values():
            _name_as_called(each)


def _tell(wrong: TyperException) -> None:
    said = wrong.format_message()
    if not said:  # the help was printed in its place
        return
    vi, en = said_in_both(said)
    err.print(f"✗ {vi}", style="bold red", markup=False)
    if en:
        err.print(f"  {en}", style="red", markup=False)
    context = getattr(wrong, "ctx", None)
    if context is not None:
        err.print(f"  Cách dùng · Usage: {context.command_path} --help", markup=False)


def said_in_both(said: str) -> tuple[str, str]:
    """What Typer says, in Vietnamese and English; a refusal of ours as it is, in the first."""
    if _BOTH in said:
        return _PREFIX.sub("", said), ""
    found = ((re.match(pattern, said), words) for pattern, words in _SAID)
    vi = next((words.format(*match.groups()) for match, words in found if match), _OTHERWISE)
    return vi, said.replace("formats '%Y-%m-%d'", "form YYYY-MM-DD, as in 2027-12-31")
