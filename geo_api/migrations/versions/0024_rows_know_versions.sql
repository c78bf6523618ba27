-- Which versions of communes and hamlets a row lies in: of a commune that gave land away the ones before and after it. What was
-- known so far, the units alone, is asked again: policies and views that read it are made after the migrations.
ALTER TABLE feature DROP COLUMN units CASCADE, ADD COLUMN unit_versions bigint[];
ALTER TABLE address_point DROP COLUMN units CASCADE, ADD COLUMN unit_versions bigint[];
