"""Conversations by a writer who did not know the code, the answers to them, and the verdicts on these."""
