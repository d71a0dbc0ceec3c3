"""The catalogue, the indexes built from it, and the search over them."""
