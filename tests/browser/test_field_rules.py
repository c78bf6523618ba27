"""What the page `/field` decides on the phone by itself, held to what the service decides."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from loaders.personal import find_personal

ROOT = Path(__file__).parents[2]
RUN = """
import { buildSync } from "esbuild";
const [entry, given] = process.argv.slice(1);
const { outputFiles } = buildSync({ entryPoints: [entry], bundle: true, format: "esm", write: false });
const made = await import("data:text/javascript;base64," + Buffer.from(outputFiles[0].text).toString("base64"));
const { name, calls } = JSON.parse(given);
console.log(JSON.stringify(calls.map((each) => made[name](...each))));
"""
TEXTS = [
    *(
        "0912345678",
        "0912 345 678",
        "091.234.5678",
        "(+84) 912 345 678",
        "84912345678",
        "0084 912345678",
        "gọi 0351234567",
    ),
    *(
        "036099012345",
        "036 099 012 345",
        "0360 9901 2345",
        "CCCD: 036099012345",
        "cmnd số 162345678",
        "căn cước 123456789",
    ),
    *(
        "số 12 ngõ 345",
        "05.07.2025 12",
        "(08) 3915 2836",
        "0228 3849 123",
        "12/5/40",
        "1234567890123456",
        "thửa 162345678",
    ),
    *(
        "tờ 12 thửa 345",
        "090912345678901",
        "1,0912345678",
        "0.0912345678",
        "0912345678.5",
        "０９１２３４５６７８",
        "٠٩١٢٣٤٥٦٧٨",
    ),
    *(
        "0912\u200b345\u200b678",
        "0912-345-678",
        "0 912 345 678",
        "09 12 34 56 78",
        "số 036 199 012 345 tổ 5",
        "",
        "Nhà ông Năm",
    ),
    *(
        "999099012345",
        "036499012345",
        "036 0 99 012345",
        "CHỨNG MINH 162 345 678",
        "0112345678",
        "x0912345678y",
        "84 912 345 678",
    ),
    *("0912/345/678", "0912;345;678", "0912 : 345 : 678", "0912|345|678", "0912*345*678", "0912'345’678"),
    *("036/090/012/345", "036*090*012345", "0/9/1/2/3/4/5/6/7/8", "03/1 0912 345 678", "09/12/34/56/78"),
    *("12/34/56/78/90", "03/11/25 08:30", "07:30-11:30 13:30", "05/2025/1200", "01/07/2025 08:30", "thửa 012/3456"),
]


def on_the_phone(module: str, name: str, calls: list[list[object]]) -> list[object]:
    node = shutil.which("node")
    if node is None or not (ROOT / "node_modules" / "esbuild").is_dir():
        pytest.skip("node is not here")
    given = json.dumps({"name": name, "calls": calls})
    entry = str(ROOT / "static" / "src" / "field" / module)
    done = subprocess.run(
        [node, "--input-type=module", "-e", RUN, entry, given], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: list[object] = json.loads(done.stdout)
    return found


def test_the_phone_refuses_the_numbers_of_people_that_the_service_refuses():
    around = [text for t in TEXTS for text in (t, f"gặp {t} nhé", f"{t}, {t}", f"5{t}", f"{t}7")]
    expected = [found[0] if (found := find_personal(text)) else None for text in around]
    assert on_the_phone("personal.ts", "findPersonal", [[text] for text in around]) == expected
    assert {"phone", "citizen", "labelled", None} == set(expected)


def fix(east: float, accuracy: float, seconds: float) -> dict[str, float]:
    """So many metres east of a place."""
    return {"lon": 106.1 + east / 104_200, "lat": 20.4, "accuracy": accuracy, "at": seconds * 1000}


def metres(found: object) -> tuple[float, float]:
    assert isinstance(found, dict)
    return round((found["lon"] - 106.1) * 104_200, 1), round(found["accuracy"], 1)


def test_a_place_is_no_more_exact_for_being_measured_often_and_forgets_where_the_phone_was():
    still = [fix(0, 6, 1), fix(2, 6, 2), fix(1, 6, 3)]
    asked = [
        [still, 4000],
        # Far apart they say themselves how little they know.
        [[fix(0, 4, 1), fix(7.9, 4, 2)], 3000],
        # A worse one adds nothing.
        [[fix(0, 5, 1), fix(9, 30, 2)], 3000],
        # It moved on.
        [[fix(0, 5, 1), fix(40, 5, 2), fix(42, 5, 3)], 4000],
        # None is fresh.
        [still, 60_000],
    ]
    *found, old = on_the_phone("location.ts", "settled", asked)  # type: ignore[arg-type]
    assert [metres(each) for each in found] == [(1.0, 6.0), (4.0, 4.0), (0.0, 5.0), (41.0, 5.0)]
    assert old is None
