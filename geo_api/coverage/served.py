"""The rules in force, for whoever answers a request."""

from typing import Annotated

from fastapi import Depends, Request

from geo_api.coverage.rules.book import RuleBook, public_book
from geo_api.coverage.rules.rule import Rule
from geo_api.errors import not_found


def served_rules(request: Request) -> RuleBook:
    """A dependency."""
    return public_book(request.app.state.database)


def rule_in_force(book: Annotated[RuleBook, Depends(served_rules)], rule: str) -> Rule:
    """A dependency: the rule that the path names. Raises NotFound."""
    try:
        return book.rules[rule]
    except KeyError:
        raise not_found() from None


Rules = Annotated[RuleBook, Depends(served_rules)]
AskedRule = Annotated[Rule, Depends(rule_in_force)]
