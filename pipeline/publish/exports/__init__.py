"""Other formats of the records: each in a file of its own, each with `write(outputs, to)`."""
