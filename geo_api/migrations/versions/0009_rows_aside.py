"""Many rows at once: the rows of a layer can be built anew beside the old ones and take their place.

Revision ID: 0009
"""

from pathlib import Path

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        """
        ALTER TABLE feature DROP CONSTRAINT feature_pkey, DROP CONSTRAINT feature_key_layer_key;
        ALTER TABLE feature ADD PRIMARY KEY (layer, id), ADD UNIQUE (layer, key);
        DROP TRIGGER keep ON load;
        DROP FUNCTION refuse_to_forget_loads();
        ALTER TABLE feature ADD FOREIGN KEY (load_id) REFERENCES load;
        DROP TRIGGER feature_name_search_insert ON feature;
        DROP TRIGGER feature_name_search_update ON feature;
        DROP FUNCTION feature_name_search();
        DROP SCHEMA IF EXISTS layer CASCADE;
        DO $$
        DECLARE part text;
        BEGIN
            FOR part IN SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'feature'::regclass LOOP
                EXECUTE 'ALTER TABLE ' || part || ' DETACH PARTITION ' || part || '_rows';
                EXECUTE 'DROP TABLE ' || part;
                EXECUTE 'ALTER TABLE ' || part || '_rows RENAME TO ' || part;
                EXECUTE 'ALTER TABLE feature ATTACH PARTITION ' || part || ' FOR VALUES IN ('
                        || quote_literal(substr(part, length('feature_') + 1)) || ')';
            END LOOP;
        END $$;
        DROP INDEX feature_name_search_idx;
        ALTER TABLE feature DROP COLUMN name_search CASCADE;
        ALTER TABLE feature ADD COLUMN name_search text GENERATED ALWAYS AS (fold_vi(name)) STORED;
        CREATE INDEX feature_name_search_idx ON feature USING gin (name_search gin_trgm_ops);
        """
    )
