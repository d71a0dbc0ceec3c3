"""The policy matcher: conversation, page, command line."""
