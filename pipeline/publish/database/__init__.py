"""The evidence database: one schema for SQLite and PostgreSQL, loaded from the files of an output folder."""
