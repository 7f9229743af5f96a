"""How sure a page reader is of each field of a statement, and what that rests on.

Takes a finished statement with its draft and page, gives a `Guess` a field. The numbers
are a scale anyone can check against the words beside them, not probabilities: what is
below `corpus.ingest.QUEUE_BELOW` waits for a reviewer.
"""

from __future__ import annotations

import math
import re

from corpus.cities import describe_unknown, load_gazetteer
from corpus.cleaning import clean_line, fold
from corpus.documents import City, PartialDate, Statement
from corpus.readers.decoding import is_garbled
from corpus.readers.page_dates import find_dates
from corpus.readers.page_drafts import Draft
from corpus.readers.page_kinds import explain_kind
from corpus.readers.page_names import TITLE
from corpus.readers.page_places import find_lead, find_places
from corpus.readers.results import Guess

_MAX_SHOWN = 80
_MAX_OTHER_LETTERS = 0.3
_LATIN_END = 0x250
_DAYS_AHEAD = 31


def guess_fields(
    statement: Statement, draft: Draft, page_text: str, topics: tuple[Guess, ...]
) -> tuple[Guess, ...]:
    """What was made out, field by field; nothing for a field nothing is known of."""
    guesses = [_guess_city(statement, draft, page_text)]
    if statement.mayor:
        guesses.append(_guess_mayor(statement.mayor, draft, page_text))
    if statement.date or draft.bad_date:
        guesses.append(_guess_date(statement, draft))
    confidence, evidence = explain_kind(statement.text, draft.headings)
    guesses.append(Guess("kind", statement.kind.value, confidence, evidence))
    guesses.append(_guess_language(statement))
    if is_garbled(f"{statement.title}\n{statement.text}"):
        words = "characters were lost or garbled before it came here"
        guesses.append(Guess("text", _show(statement.text), 0.3, words))
    return (*guesses, *topics)


def _guess_city(statement: Statement, draft: Draft, page_text: str) -> Guess:
    city = statement.city
    if city is None:
        if statement.issuer:
            return Guess("city", statement.issuer, 0.7, "the text speaks of this body")
        return Guess("city", "", 0.2, "no city and no body is named as the one that speaks")
    if city.population is None:
        return Guess("city", city.label, 0.3, describe_unknown(city))
    confidence, evidence = _explain_city(city, draft, page_text)
    return Guess("city", city.label, confidence, evidence)


def _explain_city(city: City, draft: Draft, page_text: str) -> tuple[float, str]:
    label, own = clean_line(draft.label), f"{draft.label}\n{draft.title}\n{draft.text}"
    if city.label in own or any(place == city for _, place in find_places(own)):
        return 0.98, f"named with its state: {_show(label or own)}"
    lead = find_lead(label, city.state)
    if lead is not None and lead.city == city:
        if find_lead(label) == lead:
            return 0.85, f"the one large city so called: {_show(label)}"
        return 0.9, f"{_show(label)} under its state"
    return _explain_city_on_page(city, page_text)


def _explain_city_on_page(city: City, page_text: str) -> tuple[float, str]:
    on_page = {place for _, place in find_places(page_text)}
    if city in on_page:
        shown = "the only place" if len(on_page) == 1 else f"one of {len(on_page)} places"
        return (0.9 if len(on_page) == 1 else 0.8), f"{shown} named with its state on the page"
    if load_gazetteer().find_prominent(city.name) == city:
        return 0.8, f"the one large city called {city.name}"
    if len(load_gazetteer().list_named(city.name)) == 1:
        return 0.7, f"the only place called {city.name}"
    return 0.4, f"one of several places called {city.name}"


def _guess_mayor(mayor: str, draft: Draft, page_text: str) -> Guess:
    family = re.escape(mayor.rsplit(maxsplit=1)[-1])
    own = f"{draft.label}\n{draft.text}"
    if draft.from_column == "mayor":
        return Guess("mayor", mayor, 0.95, "from the column of mayors")
    titled = re.search(rf"{TITLE}:?\s+(?:\S+\s+){{0,4}}?{family}\b", own)
    if titled is None:
        titled = re.search(rf"{family},?\s+(?:the\s+|la\s+|el\s+)?{TITLE}\b", own)
    if " " not in mayor:
        return Guess(
            "mayor", mayor, 0.7, f"a family name only: {_show(titled[0] if titled else own)}"
        )
    if titled is not None and fold(mayor) in fold(clean_line(own)):
        return Guess("mayor", mayor, 0.95, _show(titled[0]))
    if titled is not None:
        return Guess("mayor", mayor, 0.85, f"{_show(titled[0])}; the name whole stands elsewhere")
    if fold(mayor) in fold(draft.label):
        return Guess("mayor", mayor, 0.75, f"named in the label: {_show(draft.label)}")
    return Guess("mayor", mayor, 0.65, f"named on the page, {len(page_text.split())} words long")


def _guess_date(statement: Statement, draft: Draft) -> Guess:
    date = statement.date
    if date is None:
        return Guess("date", "", 0.1, f"{_show(draft.bad_date)} can't be the day it was said")
    value, read_on = str(date), statement.source.retrieved
    if read_on is not None and (date.earliest - read_on).days > _DAYS_AHEAD:
        return Guess("date", value, 0.5, f"it lies after the day it was read, {read_on}")
    if statement.date_is_inferred:
        return Guess("date", value, 0.7, "the date of the section or page around it")
    if draft.date is not None:
        return Guess("date", value, 0.95, "a line or column of its own")
    return Guess("date", value, *_explain_own_date(date, statement, draft))


def _explain_own_date(date: PartialDate, statement: Statement, draft: Draft) -> tuple[float, str]:
    own = f"{draft.label}\n{statement.text}"
    for found in find_dates(own):
        words = own[found.start : found.end]
        if found.to_date(date.year) != date:
            continue
        if (
            re.fullmatch(r"(?:0?\d|1[0-2])/(?:0?\d|1[0-2])/\d+", words)
            and statement.language == "es"
        ):
            return 0.5, f"{_show(words)}: which is day, which is month?"
        if found.year is None:
            return 0.8, f"{_show(words)}; the year is from around it"
        return 0.95, _show(words)
    return 0.7, "made out from the page"


def _guess_language(statement: Statement) -> Guess:
    letters = [c for c in statement.text if c.isalpha()]
    n_other = sum(ord(c) >= _LATIN_END for c in letters)
    if n_other > _MAX_OTHER_LETTERS * max(len(letters), 1):
        words = f"{n_other:,} of {len(letters):,} letters are of another script"
        return Guess("language", statement.language, 0.1, words)
    import py3langid  # noqa: PLC0415  (half a second, for texts without a language only)

    scores = dict(py3langid.rank(statement.text))
    gap = float(scores.get("en", 0.0) - scores.get("es", 0.0))
    sure = 1 / (1 + math.exp(-min(abs(gap), 30.0)))
    words = "told by its letters" if len(statement.text.split()) > 4 else "too short to be sure"
    return Guess("language", statement.language, round(max(sure, 0.6), 2), words)


def _show(text: str) -> str:
    line = clean_line(text)
    return f"“{line[:_MAX_SHOWN].rstrip()}…”" if len(line) > _MAX_SHOWN else f"“{line}”"
