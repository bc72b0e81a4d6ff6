"""What runs behind the walls: sent there as text, with Python's own library alone."""
