"""The command `wardmap`, each word of it in the folder of its feature. Exit 0 done, 1 refused, 2 wrong usage.

3: done, but a file about it (a report, a mapping) could not be written: it must not be done again.
"""

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import typer
from pydantic import ValidationError

from geo_api import logs
from geo_api.console import print_refusal
from geo_api.errors import NotReported
from geo_api.setting_refused import bad_setting
from geo_api.usage import run
from layers.errors import WardmapError

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from loaders.units.reform.report import Followed


def _coverage_follows(connection: "Connection", effective: "date") -> "Followed":
    """What was calculated for units that end is calculated for those that follow."""
    from geo_api.coverage.evaluate.follow import follow

    return follow(connection, effective)


def _accounts_follow(connection: "Connection", effective: "date") -> "Followed":
    """Officials of units that end are those of the units that follow."""
    from geo_api.accounts.follow import follow

    return follow(connection, effective)


def _addresses_follow(connection: "Connection", effective: "date") -> "Followed":
    """Addresses are in other words from that day on; those of before stay as aliases."""
    from geo_api.addresses.follow import follow

    return follow(connection, effective)


def _ops(app: typer.Typer) -> None:
    from geo_api.ops import commands

    commands.register(app)


def _loads(app: typer.Typer) -> None:
    from geo_api.loads import commands

    commands.register(app)


def _coverage(app: typer.Typer) -> None:
    from geo_api.coverage.commands import coverage

    app.add_typer(coverage)


def _rules(app: typer.Typer) -> None:
    from geo_api.coverage.edit.commands import rules

    app.add_typer(rules)


def _report(app: typer.Typer) -> None:
    from geo_api.coverage.report.commands import report

    app.command()(report)


def _export(app: typer.Typer) -> None:
    from geo_api.exports.commands import export

    app.command()(export)


def _units(app: typer.Typer) -> None:
    from geo_api.units.commands import units_commands

    app.add_typer(units_commands([_coverage_follows, _accounts_follow, _addresses_follow]))


def _indicators(app: typer.Typer) -> None:
    from geo_api.indicators.commands import indicators

    app.add_typer(indicators)


def _addresses(app: typer.Typer) -> None:
    from geo_api.addresses.commands import addresses

    app.add_typer(addresses)


def _tiles(app: typer.Typer) -> None:
    from geo_api.tiles.commands import tiles

    app.add_typer(tiles)


def _user(app: typer.Typer) -> None:
    from geo_api.accounts.commands import user

    app.add_typer(user)


def _audit(app: typer.Typer) -> None:
    from geo_api.audit.commands import audit

    app.add_typer(audit)


def _secrets(app: typer.Typer) -> None:
    from geo_api.ops.secret_commands import secrets

    app.add_typer(secrets)


# Words in the order of the help, and who adds them. Whoever says one waits for the imports of its feature alone.
FEATURES: dict[tuple[str, ...], Callable[[typer.Typer], None]] = {
    ("up", "test", "migrate", "doctor", "bench"): _ops,
    ("load", "loads"): _loads,
    ("coverage",): _coverage,
    ("rules",): _rules,
    ("report",): _report,
    ("export",): _export,
    ("units",): _units,
    ("indicators",): _indicators,
    ("addresses",): _addresses,
    ("tiles",): _tiles,
    ("user",): _user,
    ("audit",): _audit,
    ("secrets",): _secrets,
}


def command_line(words: Sequence[str] = ()) -> typer.Typer:
    """The command as far as `words` need it: the feature of the first of them; otherwise everything."""
    app = typer.Typer(
        name="wardmap",
        help="Bản đồ số của xã, phường · Map server for communes and wards.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    # Typer drops the word of a command that is the only one of an application without this.
    app.callback()(_wardmap)
    asked = [add for said, add in FEATURES.items() if words and words[0] in said]
    for add in asked or FEATURES.values():
        add(app)
    return app


def _wardmap() -> None:
    pass


def main() -> None:
    """Entry point of the installed command."""
    logs.configure()
    try:
        run(command_line(sys.argv[1:]))
    except NotReported as error:
        print_refusal(error)
        sys.exit(3)
    except WardmapError as error:
        print_refusal(error)
        sys.exit(1)
    except ValidationError as error:
        print_refusal(bad_setting(error))
        sys.exit(1)


if __name__ == "__main__":
    main()
