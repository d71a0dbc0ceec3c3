"""Clause text to structured meaning, every finding with its span.

- A document: `annotate` (the way in), `definitions`, `sections` and `notices` that speak for several clauses,
  `anaphora` for those that point back.
- What a provision does, for whom and how: `kinds` by `cues`, `scope`, `addressees`, `delivery`, `procedure`.
- Conditions: `criteria` (the way in) over `offers`, `lists`, `tiers`, `urged`; in a stretch of text
  `conditions` from `thresholds` (by `asked`), `levels`, `profile_conditions`, `received`.
- Awards: `awards` (the way in) from `roles`, `figures`, `wording`, `steps`.
- Below all: `quantities` with their `bounds`, wordings as data (`patterns`), many of them at once (`sieve`).
"""
