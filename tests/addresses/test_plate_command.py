"""`wardmap addresses plates`: sheets out of a table of codes."""

from importlib.resources import files
from pathlib import Path

import pytest
from pypdf import PdfReader

from geo_api.cli import main
from layers.codes import ADDRESS_PREFIX, check_character

FIRST, SECOND = (
    ADDRESS_PREFIX + payload + check_character(ADDRESS_PREFIX + payload) for payload in ("XT432J", "R4RV6M")
)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Runs the command over a table in a folder of its own; gives its exit status and what it said."""
    monkeypatch.setenv("WARDMAP_PUBLIC_URL", "https://bando.example.vn")

    def run(table: str | bytes, template: str = "small") -> tuple[int, str]:
        (tmp_path / "bien.csv").write_bytes(table if isinstance(table, bytes) else table.encode())
        words = ["wardmap", "addresses", "plates", str(tmp_path / "bien.csv"), "--template", template]
        monkeypatch.setattr("sys.argv", [*words, "--out", str(tmp_path / "bien.pdf")])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out + told.err

    return run


def test_a_table_becomes_sheets(run, tmp_path: Path):
    status, told = run(
        f"\ufeffcode,printed_code,number,street,hamlet\r\n{FIRST},x,12,'=ngõ 5,Xóm Đông\r\n{SECOND},x,,,\r\n"
    )
    assert status == 0, told
    assert "2 biển · plates, 1 tờ · sheets A4" in told
    [page] = PdfReader(tmp_path / "bien.pdf").pages
    words = page.extract_text()
    for part in (f"ND-{FIRST[2:5]}-{FIRST[5:]}", f"ND-{SECOND[2:5]}-{SECOND[5:]}", "12", "=ngõ 5", "Xóm Đông"):
        assert part in words


def test_a_template_of_ones_own(run, tmp_path: Path):
    own = tmp_path / "bien-xa.yaml"
    shipped = files("geo_api.addresses.plates").joinpath("templates", "label.yaml").read_text(encoding="utf-8")
    own.write_text(shipped.replace("Địa chỉ số,", "Số nhà mới,"), encoding="utf-8")
    assert run(f"code\n{FIRST}\n", str(own))[0] == 0
    assert "Số nhà mới" in PdfReader(tmp_path / "bien.pdf").pages[0].extract_text()
    own.write_text(shipped.replace("columns: 2", "columns: 3"), encoding="utf-8")
    status, told = run(f"code\n{FIRST}\n", str(own))
    assert status == 1
    assert "bien-xa.yaml, $: sheet: mép phải" in " ".join(told.split())


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("number\n12\n", "dòng 1: thiếu cột “code”"),
        ("code\n", "dòng 1: bảng không có dòng nào"),
        (f"code\n{FIRST}\n{FIRST[:-1]}X\n", "dòng 3: Ký tự kiểm tra không khớp"),
        (f"code\n{FIRST.replace('2', 'Z')}\n", f"không có trong mã nào; có phải {FIRST}?"),
        (f"code,number\n{FIRST},0912345678\n", "“number” có số định danh hoặc số điện thoại"),
        ("code\nphường\n".encode("utf-16"), "không phải văn bản UTF-8"),
    ],
)
def test_a_table_that_cannot_be_is_refused_by_its_line_and_nothing_is_written(run, tmp_path: Path, table, said: str):
    status, told = run(table)
    assert status == 1
    assert said in " ".join(told.split())
    assert not (tmp_path / "bien.pdf").exists()


def test_no_such_template_and_no_address_of_the_service(run, monkeypatch: pytest.MonkeyPatch):
    assert "Có: label, large, small" in " ".join(run(f"code\n{FIRST}\n", "huge")[1].split())
    monkeypatch.setenv("WARDMAP_PUBLIC_URL", "http://localhost:8000")
    status, told = run(f"code\n{FIRST}\n")
    assert (status, "WARDMAP_PUBLIC_URL" in told) == (1, True)
