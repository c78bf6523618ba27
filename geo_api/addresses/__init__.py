"""The register of digital addresses."""
