"""The policies shipped with the software: digests in our own words, not the official wording."""
