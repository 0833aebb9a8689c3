"""Reading: the bytes of a document to its text, its cleaned text and its articles."""
