"""CQL2 text into the tree: one rule of the grammar is one method."""

from collections.abc import Callable

import shapely

from geo_api.features.cql2.tokens import Token, tokens, unexpected
from geo_api.features.cql2.tree import (
    COMPARISONS,
    DEEPEST,
    FOLDING,
    SPATIAL,
    TEMPORAL,
    Call,
    Literal,
    Node,
    Open,
    Property,
    Shape,
    box_shape,
    check_length,
    check_size,
    day_literal,
    number_literal,
    refused,
    shape,
    text_literal,
    too_deep,
)

_FUNCTIONS = frozenset({*FOLDING, *SPATIAL, *TEMPORAL})
# Words that a property without quotation marks may not be called.
_RESERVED = ("AND", "OR", "NOT", "LIKE", "ILIKE", "BETWEEN", "IN", "IS", "NULL", "DIV")


def parse_text(text: str) -> Node:
    """The tree of a filter in CQL2 text. Raises BadRequest, which says where it is not understood."""
    check_length(text)
    parser = _Parser(list(tokens(text)))
    return check_size(parser.whole())


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._next = 0
        self._depth = 0

    def whole(self) -> Node:
        node = self._expression()
        if self._peek.kind != "end":
            raise unexpected(self._peek.at)
        return node

    @property
    def _peek(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._peek
        self._next += 1
        return token

    def _takes_word(self, *words: str) -> bool:
        return self._peek.is_word(*words) and bool(self._take())

    def _takes_sign(self, *signs: str) -> bool:
        return self._peek.is_sign(*signs) and bool(self._take())

    def _need(self, sign: str) -> None:
        if not self._takes_sign(sign):
            raise unexpected(self._peek.at)

    def _need_word(self, word: str) -> None:
        if not self._takes_word(word):
            raise unexpected(self._peek.at)

    def _nested(self, rule: Callable[[], Node]) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise too_deep()
        node = rule()
        self._depth -= 1
        return node

    def _expression(self) -> Node:
        return self._chain("or", lambda: self._chain("and", self._negation))

    def _chain(self, op: str, part: Callable[[], Node]) -> Node:
        parts = [part()]
        while self._takes_word(op.upper()):
            parts.append(part())
        return parts[0] if len(parts) == 1 else Call(op, tuple(parts))

    def _negation(self) -> Node:
        if self._takes_word("NOT"):
            return Call("not", (self._nested(self._negation),))
        return self._predicate()

    def _predicate(self) -> Node:
        left = self._sum()
        if self._peek.is_sign(*COMPARISONS):
            return Call(self._take().value, (left, self._sum()))
        if self._takes_word("IS"):
            negated = self._takes_word("NOT")
            self._need_word("NULL")
            return _negated(Call("isNull", (left,)), negated)
        negated = self._takes_word("NOT")
        if self._peek.is_word("LIKE", "ILIKE"):
            return _negated(self._like(left), negated)
        if self._takes_word("BETWEEN"):
            low = self._sum()
            self._need_word("AND")
            return _negated(Call("between", (left, low, self._sum())), negated)
        if self._takes_word("IN"):
            return _negated(Call("in", (left, *self._list())), negated)
        if negated:
            raise unexpected(self._peek.at)
        return left

    def _like(self, left: Node) -> Node:
        """Older clients write ILIKE for what CQL2 says with CASEI."""
        if self._take().is_word("LIKE"):
            return Call("like", (left, self._sum()))
        return Call("like", (Call("casei", (left,)), Call("casei", (self._sum(),))))

    def _list(self) -> list[Node]:
        self._need("(")
        items = [self._sum()]
        while self._takes_sign(","):
            items.append(self._sum())
        self._need(")")
        return items

    def _sum(self) -> Node:
        node = self._product()
        while self._peek.is_sign("+", "-"):
            node = Call(self._take().value, (node, self._product()))
        return node

    def _product(self) -> Node:
        node = self._power()
        while self._peek.is_sign("*", "/", "%") or self._peek.is_word("DIV"):
            node = Call(self._take().value.lower(), (node, self._power()))
        return node

    def _power(self) -> Node:
        base = self._signed()
        return Call("^", (base, self._nested(self._power))) if self._takes_sign("^") else base

    def _signed(self) -> Node:
        if not self._takes_sign("-"):
            return self._value()
        node = self._nested(self._signed)
        if isinstance(node, Literal) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
            return Literal(-node.value)
        return Call("-", (Literal(0), node))

    def _value(self) -> Node:
        token = self._take()
        match token.kind:
            case "number":
                return number_literal(_number(token))
            case "text":
                return text_literal(token.value)
            case "quoted":
                return Property(token.value)
            case "geometry":
                return _geometry(token)
            case "word":
                return self._word(token)
        if token.is_sign("("):
            node = self._nested(self._expression)
            self._need(")")
            return node
        raise unexpected(token.at)

    def _word(self, token: Token) -> Node:
        word = token.value.upper()
        if word in ("TRUE", "FALSE"):
            return Literal(word == "TRUE")
        if word in _RESERVED:
            raise unexpected(token.at)
        return self._function(token) if self._peek.is_sign("(") else Property(token.value)

    def _function(self, token: Token) -> Node:
        name = token.value.lower()
        if name in ("date", "timestamp"):
            return self._day()
        if name == "bbox":
            return self._box()
        if name == "interval":
            return self._interval()
        if name in _FUNCTIONS:
            return Call(name, self._arguments())
        raise refused(f"không có hàm “{token.value[:40]}”", f"there is no function “{token.value[:40]}”")

    def _arguments(self) -> tuple[Node, ...]:
        self._need("(")
        arguments = [self._nested(self._expression)]
        while self._takes_sign(","):
            arguments.append(self._nested(self._expression))
        self._need(")")
        return tuple(arguments)

    def _day(self) -> Node:
        self._need("(")
        token = self._take()
        if token.kind != "text":
            raise unexpected(token.at)
        self._need(")")
        return day_literal(token.value)

    def _box(self) -> Node:
        numbers = [node.value for node in self._arguments() if isinstance(node, Literal)]
        return box_shape([float(n) for n in numbers if isinstance(n, (int, float))])

    def _interval(self) -> Node:
        self._need("(")
        start = self._end_of_interval()
        self._need(",")
        end = self._end_of_interval()
        self._need(")")
        return Call("interval", (start, end))

    def _end_of_interval(self) -> Node:
        if self._peek.kind != "text":
            return self._value()
        value = self._take().value
        return Open() if value == ".." else day_literal(value)


def _negated(node: Node, negated: bool) -> Node:
    return Call("not", (node,)) if negated else node


def _number(token: Token) -> float:
    return int(token.value) if token.value.isdecimal() else float(token.value)


def _geometry(token: Token) -> Shape:
    try:
        geometry = shapely.from_wkt(token.value)
    except shapely.errors.ShapelyError:
        raise unexpected(token.at) from None
    return shape(geometry)
