"""What goes wrong when a document is read."""


class ReadError(Exception):
    """A document can't be read; the message is a sentence: which document, what is wrong, what to do."""
