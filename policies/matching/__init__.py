"""Profile and clause to verdict."""
