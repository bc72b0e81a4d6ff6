"""What to build: datasets.toml, the file of --config and the flags, as one Config."""
