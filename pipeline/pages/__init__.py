"""What people look at: a document's audit page, the index of a corpus, the page of a diff. No page needs a server."""
