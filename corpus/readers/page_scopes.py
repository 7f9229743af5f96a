"""What the surroundings of a block say: its section's state, date, headings and city.

A stack of scopes, one for each heading or list item still open, walked by
`corpus.readers.page_outline`. Pure bookkeeping.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.documents import PartialDate
from corpus.readers.blocks import Block, BlockKind
from corpus.readers.page_drafts import Draft

_ITEM_RANK = 20
_PARAGRAPH_RANK = 100


@dataclass(slots=True)
class Scope:
    """An open heading or item. A place ranks just below other headings of its level."""

    rank: tuple[int, int]
    label: str = ""
    line: int | None = None
    state: str | None = None
    date: PartialDate | None = None
    draft: Draft | None = None
    prose: list[Block] = field(default_factory=list)
    n_placed: int = 0
    n_children: int = 0


def make_rank(block: Block, *, is_place: bool) -> tuple[int, int]:
    """How high a block stands in the outline; less is higher."""
    if block.kind is BlockKind.HEADING:
        return (block.level, int(is_place))
    if block.kind is BlockKind.ITEM:
        return (_ITEM_RANK + block.level, 0)
    return (_PARAGRAPH_RANK, 0)


class ScopeStack:
    """The scopes open at a block, the page itself first."""

    def __init__(self) -> None:
        self._open = [Scope((0, 0))]
        self.sections = [self._open[0]]

    def push(self, scope: Scope) -> None:
        """Open a scope, closing those it does not stand under."""
        self.close(scope.rank)
        self.top.n_children += 1
        self._open.append(scope)
        if scope.rank[0] < _ITEM_RANK:
            self.sections.append(scope)

    def close(self, rank: tuple[int, int]) -> Scope | None:
        """Close every scope of this rank or lower; gives the highest closed one."""
        closed = None
        while len(self._open) > 1 and self._open[-1].rank >= rank:
            closed = self._open.pop()
        return closed

    def close_list(self) -> Scope | None:
        """Close items and paragraphs: a new paragraph stands under the heading."""
        return self.close((_ITEM_RANK, 0))

    @property
    def top(self) -> Scope:
        """The innermost scope."""
        return self._open[-1]

    @property
    def section(self) -> Scope:
        """The innermost heading's scope."""
        return next(scope for scope in reversed(self._open) if scope.rank[0] < _ITEM_RANK)

    def count_placed(self) -> None:
        """Tell every open scope that something in it found its city."""
        for scope in self._open:
            scope.n_placed += 1

    def find_draft(self) -> Draft | None:
        """The innermost draft a block here belongs to."""
        return next((scope.draft for scope in reversed(self._open) if scope.draft), None)

    def find_state(self) -> str | None:
        """The innermost state named around here."""
        return next((scope.state for scope in reversed(self._open) if scope.state), None)

    def find_date(self) -> PartialDate | None:
        """The innermost date given around here."""
        return next((scope.date for scope in reversed(self._open) if scope.date), None)

    def headings(self) -> str:
        """The labels of all open scopes."""
        return "\n".join(scope.label for scope in self._open)
