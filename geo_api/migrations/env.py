"""Alembic's entry: the connection is handed in by geo_api.catalogue.migrate, never opened here."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
