"""Bytes to canonical text, canonical text to the tree of clauses."""
