"""What is said of a code that cannot be one: the words, and one fault said with them. Pure."""

from layers.codes import Fault, Refused, example, printed
from layers.layer import Text

# `{name}` is filled in here, and by the scripts of pages.
FAULT_WORDS = {
    Fault.EMPTY: Text("Hãy nhập mã địa chỉ, ví dụ {example}.", "Enter an address code, such as {example}."),
    Fault.NUMBER: Text(
        "Đây là một dãy {length} chữ số, không phải mã địa chỉ như {example}. "
        "Xin đừng nhập số định danh cá nhân hay số điện thoại ở đây.",
        "These are {length} digits, not an address code such as {example}. "
        "Please enter no number of a person or a telephone here.",
    ),
    Fault.KEYBOARD: Text(
        "Ký tự “{character}” ở vị trí {place} không có trong mã địa chỉ nào. Hãy tắt bộ gõ tiếng Việt rồi gõ lại.",
        "No address code has the character “{character}”, number {place} here. Switch the Vietnamese keyboard off and "
        "type it again.",
    ),
    Fault.CHARACTER: Text(
        "Ký tự “{character}” ở vị trí {place} không có trong mã địa chỉ nào; xin xem lại trên biển. "
        "Mã không dùng số 0 và các chữ A, E, O, Q.",
        "No address code has the character “{character}”, number {place} here; look at the plate again. "
        "Codes have no digit 0 and no letter A, E, O or Q.",
    ),
    Fault.LENGTH: Text(
        "Sau {prefix} phải có đúng 7 ký tự như {example}; ở đây có {length}.",
        "After {prefix} there must be exactly 7 characters, as in {example}; there are {length}.",
    ),
    Fault.PREFIX: Text(
        "Mã địa chỉ ở đây bắt đầu bằng {prefix}, không phải {character}.",
        "Address codes here begin with {prefix}, not with {character}.",
    ),
    Fault.CHECK: Text(
        "Ký tự kiểm tra không khớp: có ký tự bị chép sai hoặc đổi chỗ. Xin so lại từng ký tự với biển.",
        "The check character does not agree: a character was copied wrongly, or two changed places. Compare each with "
        "the plate.",
    ),
}


def said_of(refused: Refused, prefix: str) -> Text:
    """A fault of a typed code in both languages. prefix: that of the codes here."""
    words = FAULT_WORDS[refused.fault]
    values = {
        "character": shown(refused.character),
        "place": refused.place,
        "length": refused.length,
        "prefix": prefix,
        "example": printed(example(prefix)),
    }
    return Text(words.vi.format(**values), words.en.format(**values))


def shown(sign: str) -> str:
    """A character as it is told; of those that nobody sees, the number."""
    return sign if sign.isprintable() else f"U+{ord(sign):04X}"
