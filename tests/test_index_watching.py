"""The newest generation is told, whoever published it and whatever was there before."""

from __future__ import annotations

import shutil
from pathlib import Path

from corpus.documents import TextDocument
from index.builder import IndexBuilder
from index.storage import current_generation, save_index
from index.watching import GenerationWatch


def publish(directory: Path) -> str:
    builder = IndexBuilder()
    builder.add(TextDocument("a", "Raids", "On raids"))
    return save_index(builder.build(), directory)


def test_each_generation_is_told_as_soon_as_it_is_published(tmp_path: Path) -> None:
    watch = GenerationWatch(tmp_path / "index")
    assert watch.newest() == ""
    for _ in range(3):
        name = publish(tmp_path / "index")
        assert [watch.newest(), watch.newest()] == [name, name]
        assert current_generation(tmp_path / "index")[0] == name
    shutil.rmtree(tmp_path / "index")
    assert watch.newest() == ""
