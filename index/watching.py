"""Which generation of an index is the newest, for whoever asks before every question.

Takes an index directory, gives the name published last. The pointer file is always replaced
and never written in place, so that it need be read only where it has become another file.
"""

from __future__ import annotations

from pathlib import Path

from index.storage import POINTER, current_generation


class GenerationWatch:
    """Tells the newest generation's name, whichever process published it; for all threads."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._pointer = directory / POINTER
        self._known: tuple[tuple[int, int, int], str] | None = None

    def newest(self) -> str:
        """Its name, "" where nothing was published."""
        try:
            file = self._pointer.stat()
        except OSError:
            return ""
        sign = (file.st_ino, file.st_mtime_ns, file.st_size)
        known = self._known
        if known is None or known[0] != sign:
            # What is read may be newer than the sign; then it is read once more next time.
            known = self._known = (sign, current_generation(self._directory)[0] or "")
        return known[1]
