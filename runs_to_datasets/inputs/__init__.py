"""A run file is found, its header read, its rows audited, and it is handed to the scan."""
