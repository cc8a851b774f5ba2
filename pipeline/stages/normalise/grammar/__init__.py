"""The intervention grammar: spaCy's tokens and spans, fed from the term lists, from a cell's text to typed measures.

Four layers, each in a file of its own: `tokens` (folding and tokenizer), `atoms` (lexemes, numbers, ranges, periods),
`shapes` (which row of atoms says what) and `measures` (their values; `rhythms` and `doses` are part of it). `mentions`
finds intervention words.
"""
