"""An administrative change: an old→new table into events, versions, codes and lineage, and what follows."""
