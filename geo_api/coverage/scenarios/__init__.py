"""What-ifs that are kept: named, shared, compared, and turned into planned things."""
