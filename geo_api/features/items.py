"""A page of features as GeoJSON: whole when it is small, so that it has an ETag; else sent while it is read."""

import json
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Row

from geo_api.days import Period
from geo_api.db import Moment
from geo_api.errors import BadRequest
from geo_api.features.documents import link
from geo_api.features.formats import ITEM_FORMATS, ITEMS_FORMATS
from geo_api.features.plan import MOST_COUNTED, MOST_SORTED, ItemsRequest, count_statement, items_statement
from geo_api.features.sorting import Cursor, write_cursor
from geo_api.formats import Format
from geo_api.language import grouped
from geo_api.reading import ReadAs
from geo_api.streams import Pieces, begun


@dataclass(frozen=True, slots=True)
class Page:
    """Where an answer stands: the address of its collection, and the query that asked for it. item: of one feature."""

    collection: str
    query: Mapping[str, str]
    wanted: ItemsRequest
    format: Format
    item: str = ""

    @property
    def said(self) -> Period | None:
        """The days the page is of; a layer without dates is of no day."""
        return self.wanted.period if self.wanted.layer.dated else None

    def address(self, **changed: str) -> str:
        query = urlencode({**self.query, **changed})
        path = f"{self.collection}/items{f'/{self.item}' if self.item else ''}"
        return f"{path}?{query}" if query else path

    def links(self, following: Cursor | None = None) -> list[dict[str, str]]:
        """To itself, its other forms and its collection, and to the next page if there is one."""
        found = [link(self.address(), "self", self.format.media_type, "This page")]
        found += [
            link(self.address(f=each.name), "alternate", each.media_type, f"This page as {each.title}")
            for each in (ITEM_FORMATS if self.item else ITEMS_FORMATS)
            if each is not self.format
        ]
        found.append(link(self.collection, "collection", "application/json", "The collection"))
        if following:
            found.append(link(self.next_address(following), "next", self.format.media_type, "Next page"))
        return found

    def next_address(self, following: Cursor) -> str:
        # The pages of one answer are of one day, even when it ends between them.
        period = self.wanted.period
        day = {"at": str(period)} if self.wanted.layer.dated and period.is_default else {}
        return self.address(**day, cursor=write_cursor(following, self.wanted.sort))


def following(wanted: ItemsRequest, row: Sequence[Any], uncounted: bool) -> Cursor:
    """The cursor behind `row`: (id, …, values sorted by)."""
    values = row[len(row) - len(wanted.sort) :]
    return Cursor(tuple(values), row[0], uncounted)


def matched(moment: Moment, wanted: ItemsRequest, rows: int) -> int | None:
    """How many match: without a count when the first page has all, and None when there are too many to count.

    rows: how many of the page were found, one more than its limit when there is a next.
    """
    if wanted.after is None and rows <= wanted.limit:
        return rows
    if wanted.after is not None and wanted.after.uncounted:
        return None
    counted: int = moment.rows(count_statement(wanted))[0][0]
    return counted if counted <= MOST_COUNTED else None


def check_sorting(reader: ReadAs, wanted: ItemsRequest) -> None:
    """Raises BadRequest when an order is asked for and more match than are put in order."""
    is_known_few = wanted.after is not None and not wanted.after.uncounted
    if not wanted.sort or is_known_few:
        return
    if reader.rows(count_statement(wanted, MOST_SORTED))[0][0] > MOST_SORTED:
        raise BadRequest(
            f"Tham số “sortby”: chỉ sắp xếp được nhiều nhất {grouped(MOST_SORTED, 'vi')} đối tượng thỏa điều kiện;"
            " hãy thu hẹp bằng bbox hoặc filter, hoặc bỏ sortby.",
            f"Parameter “sortby”: at most {grouped(MOST_SORTED, 'en')} matching features are sorted;"
            " narrow it by bbox or filter, or leave sortby out.",
        )


def whole_page(reader: ReadAs, page: Page) -> bytes:
    """The FeatureCollection of a page."""
    wanted = page.wanted
    rows, total = reader.at_one_moment(lambda moment: _found(moment, wanted))
    shown = rows[: wanted.limit]
    reader.reads.items(wanted.layer, [row[0] for row in shown], wanted.asked_by)
    next_one = following(wanted, shown[-1], total is None) if len(rows) > wanted.limit else None
    head = {
        **opening(page),
        **({} if total is None else {"numberMatched": total}),
        "numberReturned": len(shown),
        "links": page.links(next_one),
    }
    # The features are JSON already: they are joined as text, not parsed and written again.
    features = ",".join([row[1] for row in shown])
    return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "features": [{features}]}}'.encode()


def _found(moment: Moment, wanted: ItemsRequest) -> tuple[list[Row[*tuple[Any, ...]]], int | None]:
    """The rows of a page, one more when there is a next, and how many match."""
    rows = moment.rows(items_statement(wanted))
    return rows, matched(moment, wanted, len(rows))


def opening(page: Page) -> dict[str, Any]:
    return {"type": "FeatureCollection", **(page.said.members if page.said else {})}


def page_in_pieces(pieces: Pieces, page: Page) -> Generator[bytes, None, None]:
    """The same, written while it is read: what is known only at the end stands there."""
    wanted, count, last, more = page.wanted, 0, None, False
    pieces = begun(pieces)
    yield f'{json.dumps(opening(page), ensure_ascii=False)[:-1]}, "features": ['.encode()
    for rows in pieces:
        shown = rows[: wanted.limit - count]
        more = len(shown) < len(rows)
        if shown:
            yield (("," if count else "") + ",".join([row[1] for row in shown])).encode()
            last, count = shown[-1], count + len(shown)
    next_one = following(wanted, last, uncounted=True) if more and last is not None else None
    total = {"numberMatched": count} if wanted.after is None and not more else {}
    end = {**total, "numberReturned": count, "links": page.links(next_one)}
    yield f"], {json.dumps(end, ensure_ascii=False)[1:]}".encode()
