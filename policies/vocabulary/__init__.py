"""The terms of the field as data, and the tagger that finds them."""
