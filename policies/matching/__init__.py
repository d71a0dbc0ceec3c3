"""Profile and clause to verdict.

- One pair: `verdict` (the way in), what a clause asks (`paths` `asked` `subject` `general`), what is told of
  it (`fields` by key; `told` `held` `stated` freely; `received`), and why (`reasons`).
- Money: `payable` (the way in), one award (`sizes` from `bases` `counts` `tiers`), several of a clause
  (`together`), several clauses (`total`), sums known within bounds (`sums`).
- The user: `questions` over `open_facts`, `replies`, `whatif`; two versions of a document: `difference`.
- Many at once: `compiled` clauses for whole tables (`kernel` `columns` `scenes` `breakpoints` `bits`) and for
  one profile (`shortlist`); see decision 012.
"""
