"""DuckDB, fenced in, on a thread that a signal can stop."""
