"""What whoever edits a rule sends, and the rule that it means."""

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from geo_api.coverage.edit.guard import check_tells_of_none
from geo_api.coverage.rules.book import rule_from
from geo_api.coverage.rules.bounds import LONGEST_TEXT
from geo_api.coverage.rules.read import parse_rule
from geo_api.coverage.rules.rule import Rule

LONGEST_NOTE = 1000
MOST_IDS = 10**17
Note = Annotated[str, Field(max_length=LONGEST_NOTE, pattern=r"^[^\x00]*\S[^\x00]*$", description="Why")]
FromVersion = Annotated[
    int, Field(ge=0, lt=2**31, description="The version that was looked at when this was written; 0: there was none")
]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SentRule(_Body):
    """A rule as a JSON document or as YAML text, one of the two."""

    document: dict[str, Any] | None = None
    text: Annotated[str, Field(max_length=LONGEST_TEXT)] | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.document is None) == (self.text is None):
            raise ValueError("document or text, one of the two")
        return self

    def rule(self) -> Rule:
        """What it means. Raises RuleError with the place of the first fault, in text with line and column."""
        rule = parse_rule(self.text, "YAML") if self.text is not None else rule_from(self.document or {})
        check_tells_of_none(rule, self.text)
        return rule


class Previewed(SentRule):
    """unit: what changes there alone; everywhere when absent."""

    unit: Annotated[int, Field(ge=1, le=MOST_IDS)] | None = None


class Saved(SentRule):
    note: Note
    from_version: FromVersion


class Withdrawal(_Body):
    note: Note
    from_version: FromVersion
