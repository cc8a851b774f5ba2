"""What leaves the house: the contract's files, the evidence database, the pages."""
