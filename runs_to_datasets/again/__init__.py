"""What a build takes from the one before: tables whose sources are the same, and programs."""
