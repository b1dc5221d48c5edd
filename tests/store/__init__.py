"""All SQL, on real SQLite files."""
