"""See it, compare it, correct it: semantic diff, accepted baseline, corrections, explanations, second extractors."""
