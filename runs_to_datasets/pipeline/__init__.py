"""The steps of sql/ in their order, what Python completes of them, and what is said and checked."""
