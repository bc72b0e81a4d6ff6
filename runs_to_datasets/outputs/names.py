"""The names of what stands in a build beside its datasets, for all that write or read one."""

DATABASE, MANIFEST, HASHES = "results.duckdb", "manifest.json", "results.duckdb.sha256"
PARQUET = "results.parquet"  # a folder: the responses of a build on a cluster
RESPONSES = "results.*"  # all that holds them, as a pattern of what is not uploaded
