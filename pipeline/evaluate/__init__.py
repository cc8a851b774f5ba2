"""Scores of outputs against gold: tables, records, layers, pairs, provenance."""
