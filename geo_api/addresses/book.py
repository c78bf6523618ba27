"""Workbooks of the register: the sheet that says whose they are, of which unit and moment, and who asked for them."""

from datetime import datetime

from sqlalchemy import text

from geo_api.addresses.desk import Desk
from geo_api.days import VIETNAM
from geo_api.workbook import Column, Sheet, of_agency

_NAME = "SELECT full_name FROM register.unit_names WHERE unit_id = :unit"


def told(desk: Desk, unit: int) -> Sheet:
    """What the workbook is of."""
    with desk.transaction() as connection:
        name = connection.scalar(text(_NAME), {"unit": unit})
    rows = [
        *of_agency(desk.who),
        ("Đơn vị · Unit", name),
        ("Lập lúc · Made at", f"{datetime.now(VIETNAM):%Y-%m-%d %H:%M}"),
        ("Người tải · Taken by", desk.account.name),
    ]
    return Sheet("Về tệp này · About", (Column("", 34), Column("", 60)), rows)
