"""One address by its exact code, for everybody."""
