"""What the database itself says of roles and rights, in the words of the declared matrix."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, text

OURS = "n.nspname IN ('public', 'layer', 'fenced', 'register')"
# Owners are not asked: the superuser, and the owner of the tables.
OWNERS = ("postgres", "wardmap")
RELATIONS = f"""
SELECT n.nspname || '.' || c.relname AS name, c.oid, pg_get_userbyid(c.relowner) AS owner
  FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
 WHERE {OURS} AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
"""
# Of the table as a whole, and of columns alone.
RIGHTS = f"""
SELECT n.nspname || '.' || c.relname AS name, coalesce(g.rolname, 'PUBLIC') AS who, a.privilege_type AS right,
       NULL AS column_name
  FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
  CROSS JOIN aclexplode(c.relacl) AS a LEFT JOIN pg_roles AS g ON g.oid = a.grantee
 WHERE {OURS} AND a.grantee <> c.relowner
UNION ALL
SELECT n.nspname || '.' || c.relname, coalesce(g.rolname, 'PUBLIC'), a.privilege_type, t.attname
  FROM pg_attribute AS t JOIN pg_class AS c ON c.oid = t.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
  CROSS JOIN aclexplode(t.attacl) AS a LEFT JOIN pg_roles AS g ON g.oid = a.grantee
 WHERE {OURS} AND a.grantee <> c.relowner
"""
VIEWS = """
SELECT substr(table_schema, 5) AS kind, table_name AS name,
       pg_get_viewdef(format('%I.%I', table_schema, table_name)) AS sql
  FROM information_schema.views WHERE table_schema LIKE 'map\\_%'
"""
COLUMNS = """
SELECT table_name || '.' || column_name AS name, array_agg(substr(table_schema, 5)) AS kinds
  FROM information_schema.columns WHERE table_schema LIKE 'map\\_%' GROUP BY 1
"""
SCHEMAS = """
SELECT n.nspname AS name, array_agg(DISTINCT coalesce(g.rolname, 'PUBLIC')) AS who
  FROM pg_namespace AS n CROSS JOIN aclexplode(n.nspacl) AS a LEFT JOIN pg_roles AS g ON g.oid = a.grantee
 WHERE n.nspname !~ '^(pg_|information_schema)' AND a.grantee <> n.nspowner AND a.privilege_type = 'USAGE' GROUP BY 1
"""
# Rights on a database itself are not copied with it: the one that was migrated is asked.
MAKERS = """
SELECT n.nspname || ' CREATE' AS what, r.rolname AS name FROM pg_namespace AS n CROSS JOIN pg_roles AS r
 WHERE r.rolname LIKE 'wardmap\\_%' AND has_schema_privilege(r.oid, n.oid, 'CREATE')
UNION ALL
SELECT making, r.rolname FROM pg_database AS d CROSS JOIN pg_roles AS r
 CROSS JOIN unnest('{CREATE,TEMPORARY}'::text[]) AS making
 WHERE d.datname = :migrated AND r.rolname LIKE 'wardmap\\_%' AND has_database_privilege(r.oid, d.oid, making)
"""
ROLES = """
SELECT rolname AS name, rolcanlogin AS signs_in, rolinherit AS inherits,
       rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication AS has_power,
       ARRAY(SELECT b.rolname::text FROM pg_auth_members AS m JOIN pg_roles AS b ON b.oid = m.roleid
              WHERE m.member = r.oid ORDER BY 1) AS takes_on,
       ARRAY(SELECT n.nspname || '.' || c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
              WHERE c.relowner = r.oid
              UNION ALL SELECT n.nspname || '.' || p.proname FROM pg_proc AS p JOIN pg_namespace AS n
                ON n.oid = p.pronamespace WHERE p.proowner = r.oid
              UNION ALL SELECT nspname FROM pg_namespace WHERE nspowner = r.oid) AS owns
  FROM pg_roles AS r WHERE rolname LIKE 'wardmap\\_%'
"""
GUARDED = f"""
SELECT n.nspname || '.' || c.relname AS name, c.relrowsecurity AS is_on, c.relforcerowsecurity AS is_forced,
       p.polname, p.polpermissive, p.polcmd::text, pg_get_expr(p.polqual, p.polrelid) AS seen,
       ARRAY(SELECT coalesce(g.rolname::text, 'PUBLIC') FROM unnest(p.polroles) AS o LEFT JOIN pg_roles AS g
               ON g.oid = o ORDER BY 1) AS roles
  FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
  LEFT JOIN pg_policy AS p ON p.polrelid = c.oid
 WHERE {OURS} AND (c.relrowsecurity OR p.oid IS NOT NULL)
"""
DEFINERS = """
SELECT n.nspname || '.' || p.proname AS name, p.prorettype = 'trigger'::regtype AS is_trigger,
       ARRAY(SELECT r.rolname::text FROM pg_roles AS r
              WHERE r.rolname LIKE 'wardmap\\_%' AND has_function_privilege(r.oid, p.oid, 'EXECUTE')
                AND has_schema_privilege(r.oid, n.oid, 'USAGE') ORDER BY 1) AS who
  FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
 WHERE p.prosecdef AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = p.oid AND d.deptype = 'e')
   AND n.nspname <> 'pg_catalog'
"""


def relations(connection: Connection) -> dict[str, dict[str, str]]:
    """Name → role → what it may, as the matrix writes it; owners left out."""
    found: dict[str, dict[str, str]] = {}
    for row in connection.execute(text(RELATIONS)):
        found[row.name] = {} if row.owner in OWNERS else {row.owner: "owner"}
    rights: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in connection.execute(text(RIGHTS)):
        if row.who not in OWNERS:
            rights[row.name, row.who][row.right].append(row.column_name or "")
    for (name, who), given in rights.items():
        found[name][who] = ", ".join(_written(right, given[right]) for right in sorted(given, key=_order))
    return found


def _order(right: str) -> int:
    return ("SELECT", "INSERT", "DELETE", "UPDATE", "TRUNCATE", "REFERENCES", "TRIGGER", "USAGE").index(right)


def _written(right: str, columns: list[str]) -> str:
    return right if "" in columns else f"{right}({', '.join(sorted(columns))})"


def by_name(connection: Connection, query: str) -> dict[str, Any]:
    return {row.name: row for row in connection.execute(text(query))}


def policies(connection: Connection) -> dict[str, dict[str, str]]:
    """Table with row-level security → policy → for what and for whom."""
    commands = {"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE", "*": "ALL"}
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in connection.execute(text(GUARDED)):
        policy = found[row.name]
        if row.polname:
            off = "" if row.is_on else " (row-level security is off)"
            policy[row.polname] = f"{commands[row.polcmd]} for {', '.join(row.roles)}{off}"
    return dict(found)
