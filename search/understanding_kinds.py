"""Sorts of record in a question: kinds, instruments, languages.

Takes a `Question` and what is already read of it, gives readings; used by
`search.understanding`. The words are in search/data/record_words.csv.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator

from search.place_context import words
from search.question import PhraseTable, Question
from search.understanding_data import RecordWord, load_record_words
from search.understood import Part, Reading

LEAD_WORDS = words(
    "what which are is the some any all find show me give list of examples example please i we "
    "need want looking for search do have there can you tell us about other cities mayors city "
    "only just best top good que cuales son las los hay dame busca muestrame ejemplos de quiero "
    "from in a an"
)
"""Words that may stand before the thing asked for and say nothing of it."""
_ASKING_ABOUT = words(
    "on for in about from to around regarding that of by with addressing concerning related "
    "against when sobre para de en contra del acerca since after before during desde"
)
_ASKING_ON = words("on for about regarding concerning sobre para acerca")
"""After these "initiatives" and "statements" are the thing asked for."""
_SPOKEN_IN = words(
    "hotline hotlines line interpreter interpreters translation translations translate translated "
    "classes class speak speaks speaking spoken guide guides video videos psa alert alerts ads ad "
    "signs notice notices website campaign campaigns announcement announcements services service "
    "app access card cards rights language materials flyers forms outreach information linea "
    "interpretes traduccion clases guia servicios materiales volantes"
)
"""What is offered in a language, whatever language tells of it."""
_USED_BY = words(
    "in on of with using use share sharing shared adopt adopting adopted follow following apply "
    "applying learn national sobre de con training"
)
_RECORDS = words(
    "statement statements record records document documents result results article articles "
    "report reports release releases message messages declaracion declaraciones documentos "
    "comunicados resultados registros informes iniciativas practicas initiatives practices"
)


def find_record_words(question: Question, claimed: Collection[int]) -> Iterator[Reading]:
    """Every kind, instrument and language; `claimed` are tokens of parts already read."""
    for first in range(len(question.tokens)):
        found = _table().find(question, first)
        if found is None:
            continue
        end, word = found
        if word.field == "kind":
            is_named = word.key == "best_practice" or question.key(first - 1) in {"only", "just"}
            is_sure = (is_named or question.key(end) in _ASKING_ON) and _is_asked_for(
                question, first, end, claimed
            )
            yield _reading(question, first, end, word, is_sure=is_sure)
        elif word.field == "lang":
            yield from _read_language(question, first, end, word, claimed)
        else:
            yield _reading(question, first, end, word, is_sure=False)


def _is_asked_for(question: Question, first: int, end: int, claimed: Collection[int]) -> bool:
    """Whether a kind is the thing asked for: it opens the question or ends it.

    "Best practices on shelter" and "shelter best practices" ask for them; "training in
    best practices for police" does not.
    """
    is_passed = [n in claimed or question.key(n) in LEAD_WORDS for n in range(first)]
    after = question.key(end)
    if all(is_passed) and (end in claimed or not after or after in _ASKING_ABOUT):
        return True
    is_last = all(
        n in claimed or question.key(n) in _ASKING_ABOUT for n in range(end, len(question.tokens))
    )
    is_first_word_of_tail = first > 0 and question.key(first - 1) not in _USED_BY
    return is_last and is_first_word_of_tail and not question.has(end, "of")


def _read_language(
    question: Question, first: int, end: int, word: RecordWord, claimed: Collection[int]
) -> Iterator[Reading]:
    """Take "statements in Spanish" for such records; a hotline in Spanish is spoken of."""
    is_adjective = question.key(first) not in {"in", "en"}
    if is_adjective:
        is_language = end - first == 2
        is_sure = is_language and question.key(end) in _RECORDS
        if is_sure or is_language:
            yield _reading(question, first, end, word, is_sure=is_sure)
        return
    before = first - 1
    while before >= 0 and before in claimed:
        before -= 1
    heads = [n for n in range(first) if n not in claimed and question.key(n) not in LEAD_WORDS]
    is_head = bool(heads) and question.key(heads[0]) in _RECORDS
    is_last = end == len(question.tokens)
    is_spoken = any(question.key(n) in _SPOKEN_IN for n in range(first))
    is_plain = is_last and bool(heads) and (is_head or not is_spoken)
    is_sure = question.key(before) in _RECORDS | {"only"} or is_plain
    yield _reading(question, first, end, word, is_sure=is_sure)


def _reading(
    question: Question, first: int, end: int, word: RecordWord, *, is_sure: bool
) -> Reading:
    part = Part(
        f"{word.field}:{word.key}",
        word.field,
        word.label,
        is_sure,
        *question.span(first, end),
        kinds=(word.key,) if word.field == "kind" else (),
        languages=(word.key,) if word.field == "lang" else (),
        terms=(word.key,) if word.field == "instrument" else (),
        topics=word.topics,
    )
    return Reading(part, first, end)


@functools.cache
def _table() -> PhraseTable[RecordWord]:
    return PhraseTable((phrase, word) for word in load_record_words() for phrase in word.words)
