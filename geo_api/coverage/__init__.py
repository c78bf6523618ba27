"""Coverage rules: from YAML to SQL to results."""
