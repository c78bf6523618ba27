#!/bin/sh
# Runs once, when the volume is new: the two roles of the project, their database, and what only a superuser may do in it.
set -eu

# The passwords reach psql in its environment, not on its command line, where every process could read them.
psql --set=ON_ERROR_STOP=1 --no-psqlrc --username="${POSTGRES_USER:-postgres}" --dbname=postgres <<'SQL'
\getenv owner_password WARDMAP_OWNER_PASSWORD
\getenv service_password WARDMAP_SERVICE_PASSWORD
CREATE ROLE wardmap LOGIN CREATEROLE PASSWORD :'owner_password';
CREATE ROLE wardmap_service LOGIN NOINHERIT PASSWORD :'service_password';
CREATE DATABASE wardmap OWNER wardmap TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
\connect wardmap
CREATE EXTENSION postgis SCHEMA public;
CREATE EXTENSION btree_gist SCHEMA public;
CREATE EXTENSION pg_trgm SCHEMA public;
GRANT INSERT, UPDATE ON spatial_ref_sys TO wardmap;
-- It tells the extent of tables that the asker may not read.
SELECT format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', oid::regprocedure)
FROM pg_proc WHERE proname = 'st_estimatedextent' \gexec
-- It compares two boxes and tells nothing of them: the spatial index may be asked before a policy is.
ALTER FUNCTION geometry_overlaps(geometry, geometry) LEAKPROOF;
SQL
