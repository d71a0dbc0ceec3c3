"""What a policy says, and what follows from it: reading documents, clauses and conditions."""
