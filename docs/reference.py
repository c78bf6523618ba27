"""Makes the reference pages from what they describe: `python docs/reference.py` writes them, a test compares them."""

from pathlib import Path
from typing import Any

import typer.main
from sqlalchemy.engine import make_url

from geo_api.app import create_app
from geo_api.cli import command_line
from geo_api.settings import Settings
from layers.layer import EVERYBODY, OFFICIALS, Audience, Choice, Field, Layer, Sight
from layers.registry import all_layers

DOCS = Path(__file__).parent
MADE = "<!-- Made by docs/reference.py; do not edit. -->\n"


def layers_page() -> str:
    parts = [MADE, "# Layers\n", "What is on the map, from the declarations in `layers/`.\n"]
    parts += [_layer(layer) for layer in all_layers().values()]
    return "\n".join(parts)


def _layer(layer: Layer) -> str:
    facts = f"{layer.geometry} · group `{layer.group}` · from zoom {layer.min_zoom} · {_sights(layer)}"
    if layer.dated:
        facts += " · dated (`at=`)"
    if layer.personal:
        facts += " · personal: who looks at guarded rows is recorded"
    words = f"**{layer.title.vi}** · {layer.title.en}. {layer.description.vi} {layer.description.en}"
    head = f"## {layer.name}\n\n{words}\n\n{facts}\n"
    rows = ["| field | type | unit | meaning | choices, range |", "|---|---|---|---|---|"]
    return "\n".join([head, *rows, *(_field(field) for field in layer.fields)]) + "\n"


def _sights(layer: Layer) -> str:
    """Who sees which of its rows."""
    if layer.is_open:
        return "for everybody"
    rows = ["public rows for everybody"] if layer.open_rows else []
    rows += [f"{among[0]} {_among(among[1])}" for among in _by_sight(layer)]
    return "; ".join(rows)


def _by_sight(layer: Layer) -> list[tuple[str, frozenset[Audience]]]:
    words = {Sight.ALL: "all rows for", Sight.OWN: "rows in their own units for", Sight.COUNTS: "counts for"}
    found = {sight: frozenset(who for who, has in layer.sights.items() if has is sight) for sight in words}
    return [(words[sight], who) for sight, who in found.items() if who]


def _among(audiences: frozenset[Audience]) -> str:
    return "officials" if audiences == OFFICIALS else ", ".join(who for who in Audience if who in audiences)


def _field(field: Field) -> str:
    marks = "" if field.audiences == EVERYBODY else f" ({_among(field.audiences)})"
    limits = ", ".join(_chosen(choice) for choice in field.choices)
    if field.minimum is not None or field.maximum is not None:
        limits = f"{_number(field.minimum)} – {_number(field.maximum)}"
    required = ", required" if field.required else ""
    meaning = f"{field.title.vi} · {field.title.en}"
    return f"| `{field.name}`{marks} | {field.type}{required} | {field.unit or ''} | {meaning} | {limits} |"


def _chosen(choice: Choice) -> str:
    late = f" (in tiles from zoom {choice.tile_from})" if choice.tile_from else ""
    return f"`{choice.value}` {choice.title.vi}{late}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def commands_page() -> str:
    root = typer.main.get_command(command_line())
    parts = [
        MADE,
        "# Commands\n",
        "Every command has `--help`. Exit 0: done; 1: refused or failed, nothing changed; 2: wrong usage.\n",
    ]
    parts += [_command(name, command) for name, command in _walk(root, "wardmap")]
    return "\n".join(parts)


def _walk(command: Any, name: str) -> list[tuple[str, Any]]:
    if not hasattr(command, "commands"):
        return [(name, command)]
    return [found for word, part in command.commands.items() for found in _walk(part, f"{name} {word}")]


def _command(name: str, command: Any) -> str:
    rows = []
    for parameter in command.params:
        if getattr(parameter, "hidden", False):
            continue
        words = (
            " ".join(parameter.opts) if parameter.param_type_name == "option" else (parameter.metavar or parameter.name)
        )
        rows.append(f"| `{words}` | {getattr(parameter, 'help', '') or ''} |")
    table = "\n".join(["| option | meaning |", "|---|---|", *rows]) + "\n" if rows else ""
    return f"## {name}\n\n{(command.help or '').strip()}\n\n{table}"


def api_page() -> str:
    app = create_app(Settings(), make_url("postgresql+psycopg2://nobody@/none"))
    rows = [
        f"| {method.upper()} | `{path}` | {operation.get('description', '').splitlines()[0]} |"
        for path, operations in app.openapi()["paths"].items()
        for method, operation in operations.items()
    ]
    head = "All parameters and refusals: the OpenAPI 3.0 document at `/openapi.json` (`/ogc` alone: `/ogc/openapi`).\n"
    return "\n".join([MADE, "# Routes\n", head, "| method | path | answers |", "|---|---|---|", *rows]) + "\n"


def settings_page() -> str:
    rows = [f"| `WARDMAP_{name.upper()}` | {field.description} |" for name, field in Settings.model_fields.items()]
    head = "Environment variables, or lines of a file `.env` in the working folder (`.env.example` has them all).\n"
    return "\n".join([MADE, "# Settings\n", head, "| variable | meaning |", "|---|---|", *rows]) + "\n"


PAGES = {"layers.md": layers_page, "commands.md": commands_page, "api.md": api_page, "settings.md": settings_page}


if __name__ == "__main__":
    for name, make in PAGES.items():
        (DOCS / name).write_text(make(), encoding="utf-8")
