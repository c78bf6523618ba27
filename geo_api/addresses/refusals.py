"""What the register refuses, in words. The database names the fault (`sql/`); here is what a person is told."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from psycopg2 import DatabaseError
from sqlalchemy.exc import DBAPIError

from geo_api.addresses.plates.life import STATE_WORDS
from geo_api.db import sqlstate
from geo_api.errors import BadRequest, Conflict, Forbidden, not_found
from geo_api.language import LANGUAGES
from layers.errors import WardmapError
from layers.layer import Text
from layers.registry import all_layers

REFUSED = "WR000"
Fault = Mapping[str, Any]
_WORDS = {
    "unknown": Text("Không có địa chỉ này trong đơn vị của bạn.", "There is no such address in your units."),
    "role": Text("Việc này dành cho vai trò khác ({role}).", "This step is for another role ({role})."),
    "elsewhere": Text("Vị trí nằm ngoài đơn vị của bạn.", "The place lies outside your units."),
    "hamlet": Text(
        "“hamlet” không phải thôn, xóm, tổ dân phố của nơi này.", "“hamlet” is no hamlet of the commune at that place."
    ),
    "parent": Text(
        "“parent” không phải một địa chỉ đang dùng ở gần đó.", "“parent” is no address in use near that place."
    ),
    "successors": Text(
        "“successors” phải là các địa chỉ khác đã cấp mã, trong đơn vị của bạn.",
        "“successors” have to be other addresses with a code, in your units.",
    ),
    "photos": Text("Địa chỉ này đã có đủ ảnh.", "This address has as many photos as it may have."),
    "locked": Text(
        "Bản nháp đã gửi đi, không sửa được nữa; chưa ghi gì.",
        "The draft was submitted and cannot be changed any more; nothing was written.",
    ),
    "changed": Text(
        "Địa chỉ đã được sửa từ nơi khác (nay là bản {version}); chưa ghi gì.",
        "The address was changed elsewhere (it is version {version} now); nothing was written.",
    ),
    "state": Text(
        "Địa chỉ đang ở trạng thái “{status}”, không làm được việc này.",
        "The address is “{status}”: this step cannot be taken.",
    ),
    "suspended": Text("Địa chỉ đang bị tạm dừng.", "The address is suspended."),
    "not_suspended": Text("Địa chỉ không bị tạm dừng.", "The address is not suspended."),
    "inaccurate": Text(
        "Vị trí chưa đủ chính xác: cần sai số từ 10 m trở xuống, hoặc vẽ trên bản đồ.",
        "The place is not accurate enough: 10 m or better, or drawn on the map.",
    ),
    "near": Text(
        "Đã có địa chỉ khác trong vòng 5 m ({others}); nếu cùng một tòa nhà, hãy ghi rõ.",
        "Another address is within 5 m ({others}); if they share a building, say so.",
    ),
    "near_elsewhere": Text(
        "Đã có địa chỉ khác trong vòng 5 m, ngoài đơn vị của bạn; nếu cùng một tòa nhà, hãy ghi rõ.",
        "Another address is within 5 m, outside your units; if they share a building, say so.",
    ),
    "collector": Text(
        "Người thu thập không tự xác minh, phê duyệt địa chỉ của mình.",
        "Whoever collected an address neither verifies nor assigns it.",
    ),
    "verifier": Text(
        "Người xác minh không tự phê duyệt địa chỉ đó.", "Whoever verified an address does not assign it."
    ),
    "outside": Text("Vị trí không nằm trong xã, phường nào.", "The place lies in no commune."),
    "prefix": Text(
        "Sổ này đã cấp mã bắt đầu bằng {prefix}; WARDMAP_ADDRESS_PREFIX đang đặt khác.",
        "This register has given codes that begin with {prefix}; WARDMAP_ADDRESS_PREFIX says otherwise.",
    ),
    "number": Text(
        "Địa chỉ có số nhà: cần xác nhận số nhà đúng với quyết định (number_agrees).",
        "The address has a house number: say that it agrees with the decision (number_agrees).",
    ),
    "has_plate": Text(
        "Địa chỉ đã có biển {plate} (đợt {order}, trạng thái “{status}”); nếu cần thêm một biển nữa, hãy ghi “again”.",
        "The address has plate {plate} already (order {order}, “{status}”); if it needs another one, say “again”.",
    ),
    "plate_state": Text(
        "Biển đang ở trạng thái “{status}”, không làm được việc này.",
        "The plate is “{status}”: this step cannot be taken.",
    ),
    "plate_changed": Text(
        "Biển đã được cập nhật từ nơi khác (nay là bản {version}); chưa ghi gì.",
        "The plate was changed elsewhere (it is version {version} now); nothing was written.",
    ),
    "to_remove": Text(
        "Địa chỉ không còn dùng (“{status}”): biển này cần được gỡ.",
        "The address is not in use any more (“{status}”): this plate is to be removed.",
    ),
    "plate_photo": Text(
        "“photo” không phải ảnh biển của địa chỉ này.", "“photo” is no photo of a plate of this address."
    ),
    "not_replaced": Text(
        "Chưa có biển mới hơn nào được gắn cho địa chỉ này.", "No newer plate of this address has been installed."
    ),
    "alias_day": Text("“first” là ngày chưa đến.", "“first” is a day to come."),
    "alias_there": Text("Địa chỉ đang mang tên này trong thời gian đó.", "It has that alias at that time already."),
    "alias_taken": Text("Một địa chỉ khác đang dùng mã này.", "Another address has that number now."),
    "alias_was_taken": Text(
        "Trước ngày {free} mã này là của địa chỉ khác: “first” sớm nhất là ngày đó.",
        "Until {free} another address had that number: “first” is that day at the earliest.",
    ),
    "alias_far": Text(
        "Mã cộng chỉ nơi cách lối vào hơn 30 m.", "The plus code is of a place more than 30 m from the entrance."
    ),
    "campaign_unit": Text(
        "“unit” không phải một xã, phường mà bạn phụ trách.", "“unit” is no commune in force that is yours to work for."
    ),
    "campaign_ended": Text("Đợt thu thập này đã kết thúc.", "This campaign has ended."),
    "campaign_changed": Text(
        "Đợt thu thập đã được sửa từ nơi khác (nay là bản {version}); chưa ghi gì.",
        "The campaign was changed elsewhere (it is version {version} now); nothing was written.",
    ),
    "campaign_days": Text("Ngày cuối của đợt thu thập đã qua.", "The last day of the campaign is past already."),
    "campaign_hamlets": Text(
        "“targets”: không phải thôn, tổ dân phố của xã, phường này: {others}.",
        "“targets”: no hamlets of this commune: {others}.",
    ),
    "campaign_overlaps": Text(
        "Đợt “{title}” cùng thời gian đã có chỉ tiêu cho: {hamlets}.",
        "Campaign “{title}” of the same time has a target already for: {hamlets}.",
    ),
}
_KINDS: dict[str, type[WardmapError]] = {
    "role": Forbidden,
    "elsewhere": BadRequest,
    "hamlet": BadRequest,
    "parent": BadRequest,
    "successors": BadRequest,
    "plate_photo": BadRequest,
    "alias_day": BadRequest,
    "alias_far": BadRequest,
    "campaign_unit": BadRequest,
    "campaign_days": BadRequest,
    "campaign_hamlets": BadRequest,
}


@contextmanager
def in_words() -> Iterator[None]:
    """What the database refuses in the block, with words. Raises NotFound, Forbidden, BadRequest, Conflict."""
    try:
        yield
    except DBAPIError as error:
        if sqlstate(error) != REFUSED:
            raise
        raise refusal(_faults(error)) from None


def _faults(error: DBAPIError) -> list[Fault]:
    told = error.orig.diag.message_detail if isinstance(error.orig, DatabaseError) else None
    found: list[Fault] = json.loads(told or "[]")
    return found


def refusal(faults: Sequence[Fault]) -> WardmapError:
    """One fault by itself, or all that hold up many at once."""
    if len(faults) == 1:
        fault = faults[0]
        words = words_of(fault)
        is_there = fault["why"] != "unknown"
        error = _KINDS.get(fault["why"], Conflict)(words.vi, words.en) if is_there else not_found()
    else:
        error = Conflict(
            f"{len(faults)} địa chỉ chưa làm được, nên chưa ghi gì.",
            f"It cannot be done with {len(faults)} of the addresses, so nothing was written.",
        )
    error.members = {
        "faults": [{**fault, "words": {"vi": w.vi, "en": w.en}} for fault in faults for w in [words_of(fault)]]
    }
    return error


def words_of(fault: Fault) -> Text:
    told = {**fault, "others": ", ".join(map(str, fault.get("others", ())))}
    # Of others that whoever asks may not read, it is told that they are there.
    is_elsewhere = fault["why"] == "near" and not fault["others"]
    words = _WORDS["near_elsewhere" if is_elsewhere else fault["why"]]
    state = _state_words(str(fault.get("status", "")))
    in_vi, in_en = ({**told, "status": state.in_language(language)} for language in LANGUAGES)
    return Text(words.vi.format(**in_vi), words.en.format(**in_en))


def _state_words(state: str) -> Text:
    """What people call a state of a plate or of an address."""
    if state in STATE_WORDS:
        return STATE_WORDS[state]
    [field] = [one for one in all_layers()["addresses"].fields if one.name == "status"]
    known = {choice.value: choice.title for choice in field.choices}
    return known.get(state, Text(state or "–", state or "–"))
