"""From an answer to a program, by Python's own parser."""
