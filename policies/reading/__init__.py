"""Clause text to structured meaning, every finding with its span."""
