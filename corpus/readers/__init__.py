"""Files to statements: a reader for each kind of file."""

from corpus.readers.dispatch import READERS, iter_results, read_documents

__all__ = ["READERS", "iter_results", "read_documents"]
