"""What a build writes: dataset files, pages, database, manifest; published at once."""
