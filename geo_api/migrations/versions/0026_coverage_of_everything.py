"""Results of every kind of rule.

Revision ID: 0026
"""

from pathlib import Path

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """What the earlier form cannot say goes: units of other levels, pieces of roads, the places of what passed."""
    op.get_bind().exec_driver_sql(
        """
        DROP SCHEMA IF EXISTS map_public, map_staff, map_police, map_planner, map_admin, fenced, layer CASCADE;
        DELETE FROM coverage_unit AS u USING coverage_run AS r
         WHERE r.id = u.run_id AND u.level <> coalesce(r.rule #>> '{rollup,level}', r.rule #>> '{composite,level}');
        DELETE FROM coverage_result WHERE part <> 0;
        UPDATE coverage_result SET geom = 'SRID=4326;POINT EMPTY' WHERE geom IS NULL;
        DROP INDEX coverage_gap_3857, coverage_gap_id, coverage_gap_unit, coverage_gap_hamlet;
        CREATE INDEX ON coverage_result USING gist (run_id, geom_3857);
        CREATE INDEX ON coverage_result (run_id, unit_id);
        ALTER TABLE coverage_unit DROP COLUMN level, DROP COLUMN weight_total, DROP COLUMN weight_passed,
                                  DROP COLUMN weighed_by;
        DROP INDEX coverage_unit_unit_id_idx;
        ALTER TABLE coverage_result DROP CONSTRAINT coverage_result_pkey, DROP COLUMN part, DROP COLUMN weight,
            DROP COLUMN commune_id, DROP COLUMN hamlet_id, ALTER COLUMN geom SET NOT NULL,
            ADD FOREIGN KEY (unit_id) REFERENCES unit, ADD UNIQUE (id), ADD PRIMARY KEY (run_id, layer, subject_id);
        ALTER TABLE coverage_run DROP COLUMN is_open, DROP COLUMN sources;
        """
    )
