"""The schema's newest revision, where a run can look it up without loading a database library."""

HEAD = "0002"
