"""Bytes to canonical text, canonical text to the tree of clauses."""

MAX_BYTES = 50 * 2**20
"""Largest file that is read; a policy of a thousand pages has about 10 MB."""
