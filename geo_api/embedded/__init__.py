"""A private PostGIS run from the system's own PostgreSQL, for whoever has no database server.

urls         the addresses a command connects to: the given server, or the private cluster for as long as it is needed
cluster      one data directory: made, configured, started, stopped
postmaster   the server process: kept running, started again when it dies
processes    what is left over of an earlier run, and how it is ended
lock         who holds a data directory
installation where PostgreSQL with PostGIS is, and what user runs it
debian       how it is installed when it is missing
"""

from geo_api.embedded.cluster import Cluster
from geo_api.embedded.urls import DatabaseUrls, database_urls

__all__ = ["Cluster", "DatabaseUrls", "database_urls"]
