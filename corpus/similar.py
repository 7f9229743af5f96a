"""Which stored statement seems to tell the same as a new one.

Takes fingerprints of statements, gives the nearest stored one above a threshold.
Pure: knows nothing of the store, which asks it before it adds a record.

Two statements tell the same when all of this holds:

1. the same city, or the same national body;
2. their mayors, if both name one, share a part of the name (Steve or Stephen Hagerty);
3. their dates, widened to whole months, overlap or lie at most 31 days apart (what
   happens in June is often reported in July); an undated one is near every date;
4. their score is at least 0.38. The score is the greater of
   - containment of the words of the shorter text, A, in the longer, B:
     `c(A, B) = |A & B| / |A|` (Broder, "On the resemblance and containment of
     documents", 1997, with words in place of shingles, for the same report told in
     other words keeps its names and nouns, not its phrases), and
   - the resemblance of the two sentences most alike, one from each text (not its title), by Dice's
     measure `2 |a & b| / (|a| + |b|)`, if they share at least four words: a long
     record often tells a short one in a single sentence.

Words are content words: at least three characters, neither function words nor words of
every statement (mayor, city, said) nor the names of the city and the mayor, cut to six
letters (a stem for any language) unless they hold a digit. Measured on the shipped
corpus, whose records are rewritten from their sources: the six city bullets of the page
it began with score 0.42 to 0.88 against their own record; of its 18 pairs that pass
points 1 to 3 and tell different things one is flagged (0.47, a list of the same mayors),
the others score 0.28 at most. The rule reads one language at a time: a translation goes
unnoticed.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.cleaning import fold
from corpus.documents import PartialDate, Statement
from corpus.stored import SimilarStatement

THRESHOLD = 0.38
MAX_DAYS_APART = 31

_MIN_SHARED_WORDS = 4
_MIN_WORDS = 3
_STEM_LENGTH = 6

_WORD = re.compile(r"[a-z0-9]{3,}")
_SENTENCE_END = re.compile(r"(?<=[.!?;”\"])\s+|\n+")
_POSSESSIVE = re.compile(r"'s\b")
_WEB_WORD = re.compile(r"\bweb\s+(?=site|page)")

_STOP_WORDS = frozenset(
    _WORD.findall("""
    the and for with that this from are was were has have had not but its his her their our your
    who whom which when what will would can could may might all any each every both more most other
    some such than then they them also been being into over under out about after before while
    where there here these those upon per via regarding among between through during because how
    did does done one two you she said says say mayor mayors city cities statement statements
    los las del una uno unos unas con por para que como mas pero sus este esta estos estas ese esa
    sobre entre cuando donde desde hasta tambien fue han hay ser son sin alcalde alcaldesa ciudad
    dijo
    """)
)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is compared of a statement; `place` is a city's slug or a body's name, or empty."""

    doc_id: str
    title: str
    place: str
    mayor_words: frozenset[str]
    days: tuple[datetime.date, datetime.date] | None
    words: frozenset[str]
    sentences: tuple[frozenset[str], ...]


def make_fingerprint(statement: Statement) -> Fingerprint:
    """Take a statement's fingerprint."""
    place = statement.city.slug if statement.city else statement.issuer or ""
    names = " ".join((statement.city.name if statement.city else place, statement.mayor or ""))
    ignored = _STOP_WORDS | frozenset(_WORD.findall(fold(names)))
    sentences = [_words(part, ignored) for part in _SENTENCE_END.split(statement.text)]
    return Fingerprint(
        doc_id=statement.doc_id,
        title=statement.title,
        place=place,
        mayor_words=frozenset(_WORD.findall(fold(statement.mayor or ""))),
        days=_whole_months(statement.date),
        words=_words(statement.title, ignored).union(*sentences),
        sentences=tuple(words for words in sentences if len(words) >= _MIN_WORDS),
    )


def find_similar(new: Fingerprint, stored: Iterable[Fingerprint]) -> SimilarStatement | None:
    """The stored statement most like the new one, or None if none tells the same."""
    scored = [(score_similarity(new, old), old) for old in stored if _can_tell_the_same(new, old)]
    if not scored:
        return None
    score, best = min(scored, key=lambda pair: (-pair[0], pair[1].doc_id))
    return SimilarStatement(best.doc_id, best.title, score) if score >= THRESHOLD else None


def score_similarity(one: Fingerprint, other: Fingerprint) -> float:
    """How alike two texts are, from 0 to 1, rounded to two places; see the module."""
    shorter, longer = sorted((one, other), key=lambda print_: len(print_.words))
    if len(shorter.words) < _MIN_WORDS:
        return float(shorter.words == longer.words)
    containment = len(shorter.words & longer.words) / len(shorter.words)
    sentences = (_dice(a, b) for a in shorter.sentences for b in longer.sentences)
    return round(max(containment, *sentences, 0.0), 2)


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    n_shared = len(one & other)
    return 2 * n_shared / (len(one) + len(other)) if n_shared >= _MIN_SHARED_WORDS else 0.0


def _can_tell_the_same(one: Fingerprint, other: Fingerprint) -> bool:
    if not one.place or one.place != other.place:
        return False
    if one.mayor_words and other.mayor_words and not one.mayor_words & other.mayor_words:
        return False
    if one.days is None or other.days is None:
        return True
    gap = max(one.days[0], other.days[0]) - min(one.days[1], other.days[1])
    return gap.days <= MAX_DAYS_APART


def _whole_months(date: PartialDate | None) -> tuple[datetime.date, datetime.date] | None:
    if date is None:
        return None
    month = PartialDate(date.year, date.month)
    return (month.earliest, month.latest)


def _words(sentence: str, ignored: frozenset[str]) -> frozenset[str]:
    text = _WEB_WORD.sub("web", _POSSESSIVE.sub("", fold(sentence)))
    kept = (word for word in _WORD.findall(text) if word not in ignored)
    return frozenset(word[:_STEM_LENGTH] if word.isalpha() else word for word in kept)
