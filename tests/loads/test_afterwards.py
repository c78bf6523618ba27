"""What may wait is done in order, and once more after trouble with the disk."""

import threading

from geo_api.loads.afterwards import Afterwards


def test_what_fails_by_the_disk_is_tried_again_and_given_up_in_the_end():
    told: list[str] = []
    over = threading.Event()

    def write(name: str, failures: int) -> None:
        told.append(name)
        if told.count(name) <= failures:
            raise OSError(28, "no space")

    afterwards = Afterwards(retry_seconds=0.01)
    afterwards.do(lambda: write("late", 1), lambda: told.append("late over"))
    afterwards.do(lambda: write("never", 9), over.set)
    afterwards.do(lambda: write("at once", 0), lambda: told.append("at once over"))
    assert over.wait(20)
    assert told.count("never") == 3
    assert told.count("late") == 2
    assert told.count("late over") == told.count("at once over") == 1


def test_what_fails_otherwise_ends_nothing():
    over = threading.Event()
    afterwards = Afterwards(retry_seconds=0.01)
    afterwards.do(lambda: int("none") and None, lambda: None)
    afterwards.do(lambda: None, over.set)
    assert over.wait(20)
