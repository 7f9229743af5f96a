"""Files to statements: a reader for each kind of file."""

from corpus.readers.dispatch import READERS, read_documents

__all__ = ["READERS", "read_documents"]
