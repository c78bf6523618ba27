"""What `wardmap doctor` says of the audit log: whether all that holds it together is there and on."""

from sqlalchemy import Connection, text

from geo_api.ops.finding import Finding
from layers.layer import Text

NAME = "audit log"
# (table, trigger) that are missing, off, or on for some sessions alone.
SILENT = """
SELECT wanted.part || '.' || wanted.name
  FROM (VALUES ('audit_event', 'seal', 'seal_audit_event'), ('audit_event', 'keep', 'keep_audit_log'),
               ('audit_seal', 'keep', 'keep_audit_log'), ('audit_head', 'keep', 'keep_audit_log'))
       AS wanted (part, name, does)
 WHERE NOT EXISTS (SELECT FROM pg_trigger AS t JOIN pg_proc AS p ON p.oid = t.tgfoid
                    WHERE t.tgrelid = to_regclass('public.' || wanted.part) AND t.tgname = wanted.name
                      AND p.proname = wanted.does AND t.tgenabled = 'A')
 ORDER BY 1
"""
# Who may change it, beside its owner and superusers.
MAY_CHANGE = """
SELECT c.relname || ': ' || coalesce(r.rolname, 'PUBLIC') || ' ' || a.privilege_type
  FROM pg_class AS c CROSS JOIN LATERAL aclexplode(c.relacl) AS a LEFT JOIN pg_roles AS r ON r.oid = a.grantee
 WHERE c.relnamespace = 'public'::regnamespace AND c.relname IN ('audit_event', 'audit_seal', 'audit_head')
   AND a.grantee <> c.relowner
   AND a.privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER')
 ORDER BY 1
"""
# The newest event was sealed, and the head is the last seal; all of it is looked at by `wardmap audit verify`.
LAST_IS_SEALED = """
SELECT NOT EXISTS (SELECT FROM (SELECT id FROM audit_event ORDER BY id DESC LIMIT 1) AS e
                    WHERE NOT EXISTS (SELECT FROM audit_seal WHERE event_id = e.id))
   AND (SELECT seq FROM audit_head) IS NOT DISTINCT FROM (SELECT max(seq) FROM audit_seal)
"""
_MIGRATE = Text(
    "Nhật ký không còn được bảo vệ. Chạy: wardmap migrate, rồi: wardmap audit verify",
    "The log is not protected. Run: wardmap migrate, then: wardmap audit verify",
)
_VERIFY = Text(
    "Có sự kiện chưa được niêm phong, hoặc phần cuối không khớp. Chạy: wardmap audit verify",
    "An event is without a seal, or the end does not fit. Run: wardmap audit verify",
)


def audit_log(connection: Connection) -> Finding:
    """Whether events are sealed and nobody may change them."""
    loose = [*connection.scalars(text(SILENT)), *connection.scalars(text(MAY_CHANGE))]
    if loose:
        return Finding(NAME, False, ", ".join(loose), _MIGRATE)
    is_sealed = bool(connection.scalar(text(LAST_IS_SEALED)))
    return Finding(NAME, is_sealed, "✓" if is_sealed else "—", _VERIFY)
