"""Units in time: history that is only added to, boundaries in pieces, names compared by their spelling.

Revision ID: 0002
"""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

DOWN = """
-- The views read the columns that go; migrating makes them again.
DROP SCHEMA IF EXISTS map_public, map_staff, layer CASCADE;
DROP TRIGGER keep ON unit_event;
DROP TRIGGER keep ON unit;
DROP TRIGGER keep_facts ON unit;
DROP TRIGGER keep ON unit_code;
DROP TRIGGER keep_facts ON unit_code;
DROP TRIGGER keep ON unit_lineage;
DROP TRIGGER keep_facts ON unit_lineage;
DROP TRIGGER keep ON unit_title;
DROP TRIGGER keep_facts ON unit_title;
DROP TRIGGER keep_rows ON unit_version;
DROP TRIGGER keep_facts ON unit_version;
DROP TRIGGER keep_record ON unit_version;
DROP TRIGGER cut_into_pieces ON unit_version;
DROP TRIGGER check_parent ON unit_version;
DROP TABLE unit_piece;
DROP FUNCTION refuse_change(), cut_into_pieces(), check_parent();
DROP INDEX unit_version_name_search_idx1, unit_version_spelling_vi_idx, unit_version_unit_id_idx,
    unit_version_event_id_idx, unit_code_unit_id_idx, unit_event_effective_idx, unit_created_by_event_idx,
    unit_ended_by_event_idx, address_text_hamlet_id_idx, feature_name_search_idx;
ALTER TABLE unit_version DROP COLUMN qualifier;
ALTER TABLE unit_event DROP COLUMN load_id;
DROP FUNCTION spelling_vi(text), day_of(daterange);
DELETE FROM load WHERE source_crs IS NULL AND NOT EXISTS (SELECT FROM unit_version AS v WHERE v.load_id = load.id);
UPDATE load SET source_crs = '' WHERE source_crs IS NULL;
ALTER TABLE load ALTER COLUMN source_crs SET NOT NULL;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    op.get_bind().exec_driver_sql(DOWN)
