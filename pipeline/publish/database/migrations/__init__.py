"""Migrations, applied by `upgrade` in pipeline/publish/database/connect.py."""
