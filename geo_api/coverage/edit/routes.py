"""`/api/v1/coverage/rules/…`: rules are checked, previewed, written and withdrawn by whoever may edit them."""

from datetime import date

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Request

from geo_api.access import Account, Planner, RuleEditor
from geo_api.audit import Action, Actor, Event, actor_of, record
from geo_api.coverage.edit import store
from geo_api.coverage.edit.asked import Previewed, Saved, SentRule, Withdrawal
from geo_api.coverage.edit.documents import (
    CheckDocument,
    PreviewDocument,
    SavedDocument,
    VersionsDocument,
    check_document,
    fault_document,
    preview_document,
    versions_document,
)
from geo_api.coverage.edit.preview import Question, preview
from geo_api.coverage.rules.book import rule_book
from geo_api.coverage.rules.errors import RuleError
from geo_api.coverage.rules.rule import Rule
from geo_api.coverage.rules.shipped import check_needs
from geo_api.coverage.served import Rules
from geo_api.db import Database, Duty
from geo_api.errors import BadRequest, busy, not_found
from geo_api.openapi import problems
from geo_api.parameters import AskedDay, only_declared

router = APIRouter(prefix="/api/v1/coverage/rules", tags=["coverage"], dependencies=[Depends(only_declared)])

# Two evaluations of a whole province keep a processor of the database busy: one at once in a process.
PREVIEWS_AT_ONCE = 1
LONGEST_QUEUE = 3
CHANGED = problems(401, 403, 409)


def preview_turns() -> CapacityLimiter:
    """The turns of one application."""
    return CapacityLimiter(PREVIEWS_AT_ONCE)


@router.post("/check")
def check(_: RuleEditor, book: Rules, sent: SentRule) -> CheckDocument:
    """Whether a rule may be so; if not, the place of the fault."""
    try:
        rule = sent.rule()
        check_needs({**book.rules, rule.id: rule})
    except RuleError as error:
        return fault_document(error)
    return check_document(rule, book)


@router.post("/preview")
async def preview_rule(request: Request, editor: RuleEditor, at: AskedDay, sent: Previewed) -> PreviewDocument:
    """What would change if a rule were so. Nothing is kept."""
    rule = sent.rule()
    turns: CapacityLimiter = request.app.state.preview_turns
    if turns.statistics().tasks_waiting >= LONGEST_QUEUE:
        raise busy()
    asked = (rule, at.first, sent.unit)
    return await to_thread.run_sync(_preview, _database(request), actor_of(request, editor), asked, limiter=turns)


def _preview(database: Database, actor: Actor, asked: tuple[Rule, date, int | None]) -> PreviewDocument:
    rule, at, unit = asked
    with database.transaction(Duty.COVERAGE) as connection:
        record(connection, Event(Action.RULE_PREVIEWED, actor, f"rule/{rule.id}", {"unit": unit} if unit else {}))
    with database.transaction(Duty.COVERAGE) as connection:
        book = rule_book(connection)
        check_needs({**book.rules, rule.id: rule})
        question = Question(book.rules.get(rule.id), rule, at, unit)
        return preview_document(question, preview(connection, question), book)


@router.get("/{rule}/versions", responses=problems(401, 403))
def versions(request: Request, _: Planner, rule: str) -> VersionsDocument:
    """Every version of a rule: who wrote it, when and why."""
    with _database(request).transaction(Duty.COVERAGE) as connection:
        book = rule_book(connection)
        if book.version_of(rule) == 0:
            raise not_found()
        return versions_document(rule, book, store.versions(connection, rule))


@router.put("/{rule}", responses=CHANGED)
def save(request: Request, editor: RuleEditor, rule: str, sent: Saved) -> SavedDocument:
    """Write the next version of a rule, or the first one of a new rule; `coverage keep` calculates its results."""
    wanted = sent.rule()
    if wanted.id != rule:
        raise BadRequest(
            f"Mã trong nội dung (“{wanted.id}”) khác mã ở địa chỉ (“{rule}”).",
            f"The id within (“{wanted.id}”) is not that of the address (“{rule}”).",
        )
    with _database(request).transaction(Duty.COVERAGE) as connection:
        version = store.save(connection, wanted, _change(request, editor, sent))
    return SavedDocument(rule=rule, version=version)


@router.post("/{rule}/withdraw", responses=CHANGED)
def withdraw(request: Request, editor: RuleEditor, rule: str, sent: Withdrawal) -> SavedDocument:
    """The rule is in force no longer; all its versions stay on record, and any of them can be written again."""
    with _database(request).transaction(Duty.COVERAGE) as connection:
        version = store.withdraw(connection, rule, _change(request, editor, sent))
    return SavedDocument(rule=rule, version=version)


def _change(request: Request, editor: Account, sent: Saved | Withdrawal) -> store.Change:
    return store.Change(actor_of(request, editor), sent.note, sent.from_version)


def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database
