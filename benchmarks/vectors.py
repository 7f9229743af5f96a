"""The shipped corpus's passage vectors, made anew for `index/data`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from corpus.ingest import SHIPPED_PATH
from corpus.readers import read_documents
from index.builder import build_index
from index.vector_cache import FILE_NAME
from index.vector_cache import SHIPPED_PATH as VECTORS_PATH
from search.building import make_embed


def write_shipped_vectors() -> Path:
    """Encode every passage of the shipped corpus; give the path of the file."""
    statements = [read.statement for read in read_documents(SHIPPED_PATH).statements]
    VECTORS_PATH.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        build_index(statements, make_embed(Path(folder)))
        (Path(folder) / FILE_NAME).replace(VECTORS_PATH)
    return VECTORS_PATH
