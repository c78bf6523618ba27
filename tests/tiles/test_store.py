"""Where tiles are kept: bounds, processes killed in the midst, files that are none."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from geo_api.machine import folder_in
from geo_api.tiles.kept import Kept, encoded, unpack
from geo_api.tiles.memory import Memory
from geo_api.tiles.shared import Shared
from geo_api.tiles.snapshot import Snapshot
from geo_api.tiles.store import open_shared

SEEN = Snapshot(1700000000.25, 10, 20, frozenset({12, 15}))
BOX = (0.0, 0.0, 1.0, 1.0)
# Puts values that say by their beginning what they must be, for ever.
WRITER = """
import random, sys
from itertools import count
from pathlib import Path
from geo_api.tiles.shared import Shared
shared, chance = Shared(Path(sys.argv[1]), 8), random.Random()
for written in count():
    n = chance.randrange(500)
    shared.put(b"%d" % n, bytes([n % 251]) * chance.randrange(1, 30000))
    found = shared.get(b"%d" % chance.randrange(500))
    if written == 100:
        print("ready", flush=True)
"""


def kept(body: bytes, coding: str = "gzip") -> Kept:
    sent, used, tag = encoded(body, coding)
    return Kept(sent, used, tag, SEEN, ("wifi",), BOX)


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip", "identity"])
@pytest.mark.parametrize("body", [b"", b"short", b"long enough to be compressed " * 50])
def test_a_tile_comes_back_as_it_was_packed_and_broken_ones_never(coding: str, body: bytes):
    tile = kept(body, coding)
    packed = tile.pack()
    assert unpack(packed, ("wifi",), BOX) == tile
    for at in range(0, len(packed), 7):
        broken = bytearray(packed)
        broken[at] ^= 0xFF
        found = unpack(bytes(broken), ("wifi",), BOX)
        # The times of the server stand before what the checksum is of; they only ever make a tile doubtful.
        assert found is None or (found.body == tile.body and 4 <= at < 20)
    assert unpack(packed[:-1], ("wifi",), BOX) is None


def test_memory_gives_up_what_was_not_used_for_longest():
    memory = Memory(3 * kept(b"x" * 3000, "identity").weight)
    for name in (b"a", b"b", b"c"):
        memory.put(name, "br", kept(b"x" * 3000, "identity"))
    assert memory.get(b"a", "br")
    memory.put(b"d", "br", kept(b"x" * 3000, "identity"))
    assert [bool(memory.get(name, "br")) for name in (b"a", b"b", b"c", b"d")] == [True, False, True, True]
    memory.put(b"large", "br", kept(b"x" * 10**6, "identity"))
    assert memory.get(b"large", "br") is None
    assert memory.weight <= memory.limit


def test_the_disk_stays_within_its_bounds_and_has_what_was_put_last(tmp_path: Path):
    shared, chance = Shared(tmp_path / "tiles", 8), random.Random(1)
    for n in range(3000):
        shared.put(b"%d" % n, bytes([n % 251]) * chance.randrange(1, 30_000))
        assert shared.get(b"%d" % n)
    assert (tmp_path / "tiles" / "data.mdb").stat().st_size <= 8_000_000
    there = [n for n in range(3000) if shared.get(b"%d" % n)]
    assert there == list(range(there[0], 3000))
    assert len(there) > 100
    shared.close()


def test_processes_killed_while_they_write_leave_nothing_broken(tmp_path: Path):
    chance, whole = random.Random(2), 0
    for _ in range(4):
        writers = [
            subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path / "tiles")], stdout=subprocess.PIPE)
            for _ in range(2)
        ]
        for writer in writers:
            assert writer.stdout
            assert writer.stdout.readline() == b"ready\n"
        time.sleep(chance.uniform(0.05, 0.4))
        for writer in writers:
            os.kill(writer.pid, signal.SIGKILL)
            writer.communicate()
        shared = Shared(tmp_path / "tiles", 8)
        values = {n: value for n in range(500) if (value := shared.get(b"%d" % n))}
        assert all(set(value) == {n % 251} for n, value in values.items())
        whole += len(values)
        shared.close()
    # How many there are each time hangs on when they were killed: a generation may just have been emptied.
    assert whole > 200
    # No room is lost with the dead: as many pages are there for others as in a store that nobody was killed over.
    shared = Shared(tmp_path / "tiles", 8)
    for n in range(2000):
        shared.put(b"after %d" % n, b"x" * 3000)
    there = [n for n in range(2000) if shared.get(b"after %d" % n)]
    assert there == list(range(there[0], 2000))
    assert len(there) > 700
    shared.close()


@pytest.mark.parametrize("harm", ["garbage", "truncated", "empty"])
def test_a_file_that_is_none_is_made_anew(tmp_path: Path, harm: str):
    shared = Shared(tmp_path / "tiles", 8)
    for n in range(50):
        shared.put(b"%d" % n, b"x" * 20_000)
    shared.close()
    file = tmp_path / "tiles" / "data.mdb"
    match harm:
        case "garbage":
            file.write_bytes(random.Random(3).randbytes(100_000))
        case "truncated":
            os.truncate(file, 50_000)
        case "empty":
            file.write_bytes(b"")
    shared = Shared(tmp_path / "tiles", 8)
    assert shared.get(b"1") is None
    shared.put(b"1", b"one")
    assert shared.get(b"1") == b"one"
    shared.close()


def test_without_a_place_on_disk_there_is_memory(tmp_path: Path):
    (tmp_path / "file").write_text("no folder")
    assert open_shared(tmp_path / "file" / "tiles", 8) is None
    assert open_shared(tmp_path / "tiles", 0) is None


def test_each_machine_has_a_folder_of_its_own_and_what_was_left_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    boot = tmp_path / "boot"
    monkeypatch.setattr("geo_api.machine.BOOT_ID", boot)
    folders = []
    for name in ("one", "two"):
        boot.write_text(name + "\n")
        folders.append(folder_in(tmp_path / "tiles"))
        Shared(folders[-1], 8).close()
    assert len({*folders}) == 2
    assert all(folder.is_dir() for folder in folders)
    os.utime(folders[0] / "data.mdb", (0, 0))
    assert folder_in(tmp_path / "tiles") == folders[1]
    assert [folder.is_dir() for folder in folders] == [False, True]
