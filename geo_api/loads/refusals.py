"""What is refused of files sent through the browser, beside what any request is refused for."""

from layers.errors import WardmapError
from layers.layer import Text


class Conflict(WardmapError):
    """What is asked for cannot be done in the state that the upload is in."""

    status = 409
    title = Text("Chưa hoặc không còn làm được", "Conflict")


class DiskFull(WardmapError):
    status = 507
    title = Text("Máy chủ hết chỗ chứa", "Insufficient storage")


def disk_full() -> DiskFull:
    return DiskFull(
        "Đĩa của máy chủ không đủ chỗ cho tệp này; hãy báo người quản trị.",
        "The disk of the server has no room for this file; please tell the administrator.",
    )
