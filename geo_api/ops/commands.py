"""The commands that run and look after the service: `up`, `test`, `migrate`, `doctor`, `bench`."""

from typing import Annotated

import typer

from geo_api.console import err, print_json
from geo_api.embedded import database_urls
from geo_api.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("up")(up)
    app.command("test", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(run_tests)
    app.command("migrate")(migrate)
    app.command("doctor")(doctor)
    app.command("bench", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(bench)


def up(
    host: Annotated[str, typer.Option(help="Địa chỉ phục vụ; 0.0.0.0 là mọi máy · Address to serve at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Cổng; 0 là cổng trống bất kỳ · Port.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Số tiến trình phục vụ · Worker processes.")] = 1,
    no_sample: Annotated[
        bool, typer.Option("--no-sample", help="Bắt đầu trống, không dữ liệu mẫu · Start without sample data.")
    ] = False,
) -> None:
    """Chạy bản đồ: cơ sở dữ liệu, dữ liệu mẫu, máy chủ · Run the map: database, sample data, server.

    Ví dụ · Example: wardmap up --host 0.0.0.0 --port 8080 --workers 2
    """
    from geo_api.ops import up as service  # noqa: PLC0415  # heavy: no other command should wait for it

    service.run(Settings(), service.Wanted(host, port, workers, with_sample=not no_sample))


def run_tests(context: typer.Context) -> None:
    """Chuẩn bị rồi chạy toàn bộ kiểm thử · Set up what the tests need, then run them all.

    Ví dụ · Example: wardmap test tests/tiles -x
    """
    from geo_api.ops.testing import run_pytest  # noqa: PLC0415  # used by this command alone

    raise typer.Exit(run_pytest(context.args))


def migrate() -> None:
    """Đưa cơ sở dữ liệu lên đúng phiên bản · Bring the database up to date.

    Ví dụ · Example: wardmap migrate
    """
    from geo_api.catalogue.migrate import migrate as apply  # noqa: PLC0415  # heavy: no other command should wait for it
    from geo_api.ops.roles import service_role  # noqa: PLC0415  # as above

    with database_urls(Settings(), "migrate") as urls:
        apply(urls.owner, service_role(urls.service))
    err.print("✓ Cơ sở dữ liệu đã đúng phiên bản · The database is up to date", style="green", markup=False)


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Kết quả cho máy đọc · For a machine to read.")] = False,
) -> None:
    """Kiểm tra máy này và nói việc cần làm · Check this machine and say what to do.

    Ví dụ · Example: wardmap doctor --json
    """
    from geo_api.ops.doctor import examine, show  # noqa: PLC0415  # heavy: no other command should wait for it

    findings = examine(Settings())
    if as_json:
        print_json([finding.as_dict() for finding in findings])
    else:
        show(findings)
    if not all(finding.is_well for finding in findings):
        raise typer.Exit(1)


def bench(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(help="Tên phép đo; không có: liệt kê · Which; without it: a list.")
    ] = None,
) -> None:
    """Đo tốc độ, in thành bảng · Run a benchmark, figures as a table.

    Ví dụ · Example: wardmap bench tiles 100000 live
    """
    from geo_api.ops.benchmarks import benchmarks, run_benchmark  # noqa: PLC0415  # used by this command alone

    if name is not None:
        raise typer.Exit(run_benchmark(name, context.args))
    for known, said in benchmarks().items():
        typer.echo(f"{known:10} {said}")
