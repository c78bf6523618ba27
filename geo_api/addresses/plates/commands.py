"""`wardmap addresses plates`: sheets of plates out of a table, without the register; also to try a template."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo_api.console import out
from geo_api.errors import CommandFailed
from geo_api.out_file import file_trouble_explained, replaced
from geo_api.settings import Settings

if TYPE_CHECKING:
    from geo_api.addresses.plates.template import Template

addresses = typer.Typer(
    name="addresses",
    help="Địa chỉ số · Digital addresses.",
    add_completion=False,
    no_args_is_help=True,
)


@addresses.callback()
def _addresses() -> None:
    """Địa chỉ số · Digital addresses."""


@addresses.command("plates")
def plates(
    table: Annotated[
        Path,
        typer.Argument(metavar="FILE.csv", help="Bảng: code, number, street, hamlet · A table with these columns."),
    ],
    file: Annotated[Path, typer.Option("--out", metavar="F.pdf", help="Tệp sẽ ghi · The file to write.")],
    template: Annotated[
        str, typer.Option(help="Mẫu biển: small, large, label, hoặc tệp .yaml · A template, or a file of one.")
    ] = "small",
) -> None:
    """In biển số nhà từ một bảng mã địa chỉ · Sheets of plates out of a table of address codes, as PDF.

    The table is the one that an order gives (UTF-8). Every code is checked; one wrong row, and nothing is written.

    Ví dụ · Example: wardmap addresses plates plates-7.csv --template small --out bien.pdf
    """
    from geo_api.addresses.plates.face import known_address  # noqa: PLC0415  # heavy: no other command should wait for it
    from geo_api.addresses.plates.from_table import read_faces  # noqa: PLC0415  # as above
    from geo_api.addresses.plates.sheets import Order, sheets  # noqa: PLC0415  # as above

    settings = Settings()
    chosen = _template(template)
    faces = read_faces(_read(table), table.name, settings.address_prefix)
    made = sheets(chosen, Order(table.name, known_address(settings.public_url), faces))
    with file_trouble_explained(file), replaced(file) as written:
        written.write(made)
    pages = -(-len(faces) // chosen.sheet.plates)
    out.print(f"✓ {file}: {len(faces)} biển · plates, {pages} tờ · sheets {chosen.sheet.paper}", markup=False)


def _template(name: str) -> "Template":
    """One that is shipped, or the one in a file. Raises CommandFailed, TemplateError."""
    from geo_api.addresses.plates.reading import read_template, shipped_templates  # noqa: PLC0415  # as above

    if Path(name).suffix.lower() in (".yaml", ".yml"):
        return read_template(_read(Path(name)), Path(name).name)
    known = shipped_templates()
    if name not in known:
        listed = ", ".join(known)
        raise CommandFailed(
            f"Không có mẫu biển “{name}”. Có: {listed}, hoặc một tệp .yaml.",
            f"There is no template “{name}”. There are: {listed}, or a file .yaml.",
        )
    return known[name]


def _read(path: Path) -> str:
    """The text of a file of ours. Raises CommandFailed."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CommandFailed(
            f"Không đọc được {path}: {error.strerror}.", f"Cannot read {path}: {error.strerror}."
        ) from error
    except UnicodeDecodeError as error:
        raise CommandFailed(f"{path} không phải văn bản UTF-8.", f"{path} is no text in UTF-8.") from error
