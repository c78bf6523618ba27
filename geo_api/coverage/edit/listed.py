"""What the commands say of rules: all of them in a table, and what saving one would do."""

from collections.abc import Iterator, Mapping
from typing import Any

from geo_api.coverage.rules.book import RuleBook, opened
from geo_api.coverage.rules.rule import Rule
from layers.layer import Text

MEANING = "* chưa đối chiếu văn bản · not compared with the text of its document"


def listed(book: RuleBook) -> Iterator[tuple[str, str, str]]:
    """Id with title, version, state: those in force, withdrawn, faulty."""
    for rule in book.rules.values():
        unchecked = "" if rule.basis.checked else " *"
        yield _named(rule.id, rule.title.vi, rule.title.en), f"{rule.version}{unchecked}", _state(rule, book)
    for name, document in book.withdrawn.items():
        yield _entitled(name, document), str(book.version_of(name)), "đã rút\nwithdrawn"
    for name, error in book.faulty.items():
        document = opened(book.written[name].document, name) if name in book.written else {}
        told = f"hỏng · faulty: {error.detail.vi}\n{error.detail.en}"
        yield _entitled(name, document), str(book.version_of(name)), told


def saving(rule: Rule, book: RuleBook) -> Text:
    """What `rules save` of it would do now: to a new rule, or to the one that has its id."""
    newest = book.version_of(rule.id)
    if newest == 0:
        return Text("Mã mới: ghi sẽ thành tiêu chí mới, bản 1.", "The id is new: saving makes a new rule, version 1.")
    title = _title(rule.id, book)
    if rule.version != newest:
        return Text(
            f"Mã này đã có: “{title.vi}”, bản {newest}. Tệp ghi version: {rule.version} nên ghi sẽ bị từ chối; sửa từ "
            f"bản {newest} (wardmap rules show {rule.id}), hoặc chọn mã khác cho tiêu chí mới.",
            f"The id is taken: “{title.en}”, version {newest}. The file says version: {rule.version}, so saving would "
            f"be refused; change version {newest} (wardmap rules show {rule.id}), or choose another id for a new rule.",
        )
    if rule.id in book.withdrawn:
        return Text(
            f"Mã này là của tiêu chí đã rút “{title.vi}”: ghi sẽ dùng lại mã ấy với nội dung này, bản {newest + 1}.",
            f"The id is that of a rule withdrawn, “{title.en}”: saving puts it in force again as written here, version "
            f"{newest + 1}.",
        )
    return _replacing(rule, book, title, newest)


def _replacing(rule: Rule, book: RuleBook, title: Text, newest: int) -> Text:
    before = book.rules.get(rule.id)
    if before is not None and {**before.document, "version": 0} == {**rule.document, "version": 0}:
        return Text(
            f"Giống hệt bản {newest} đang dùng: không có gì để ghi.",
            f"It is just version {newest}, which is in force: there is nothing to save.",
        )
    vi = f"Ghi sẽ thay “{title.vi}” (bản {newest}) bằng bản {newest + 1}."
    en = f"Saving puts version {newest + 1} in the place of “{title.en}” (version {newest})."
    if title != rule.title:
        vi += f" Tên khác: “{rule.title.vi}”. Nếu đây là tiêu chí mới, hãy chọn mã khác."
        en += f" The title differs: “{rule.title.en}”. If this is a new rule, choose another id."
    return Text(vi, en)


def _title(name: str, book: RuleBook) -> Text:
    if name in book.rules:
        return book.rules[name].title
    told = opened(book.written[name].document, name).get("title", {}) if name in book.written else {}
    return Text(told.get("vi") or name, told.get("en") or told.get("vi") or name)


def _state(rule: Rule, book: RuleBook) -> str:
    words = "đã sửa tại đây\nchanged here" if rule.id in book.written else "của sản phẩm\nof the product"
    if newer := book.newer_shipped(rule.id):
        words += f"\nsản phẩm có bản mới {newer}\nthe product has a newer one: {newer}"
    return words


def _entitled(name: str, document: Mapping[str, Any]) -> str:
    title = document.get("title", {})
    return _named(name, title.get("vi", ""), title.get("en", ""))


def _named(name: str, vi: str, en: str) -> str:
    return "\n".join(filter(None, (name, vi, en if en != vi else "")))
