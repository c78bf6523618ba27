-- A role that was given can be named: it is ended by its number.
ALTER TABLE account_role ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY UNIQUE;
-- Who holds roles for a unit.
CREATE INDEX ON account_role (unit_id) WHERE unit_id IS NOT NULL;
