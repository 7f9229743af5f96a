"""Acronyms are read by their neighbours, and a name written out finds its acronym."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UnreadableFileError
from search.acronym_rows import COLUMNS, load_acronyms, read_acronyms
from search.acronyms import AcronymReading, expand_acronyms, find_ordinary_words


def meanings(question: str) -> list[str]:
    return [reading.meaning for reading in expand_acronyms(question)]


ICE = "Immigration and Customs Enforcement"


@pytest.mark.parametrize(
    "question",
    [
        "responses to ICE raids",
        "ice raids",
        "ice agents",
        "Ice Agents at the courthouse",
        "ICE",
        "what are other mayors doing when ICE shows up at courthouses",
        "what to do when ice comes knocking",
        "ICE's contract with the county jail",
        "I.C.E. AT THE DOOR",
        "ICE RAIDS RESPONSE",
        "ice agents at the skating rink",
        "qué hacer ante las redadas de ICE",
        "agentes de ice en las escuelas",
        "ICE detention, winter shelter",
    ],
)
def test_ice_is_the_agency_where_its_neighbours_say_so(question: str) -> None:
    assert meanings(question) == [ICE]
    assert find_ordinary_words(question) == ()


@pytest.mark.parametrize(
    "question",
    [
        "ice storm shelter",
        "ICE storm shelter",
        "ice rink",
        "ICE RINK HOURS",
        "ice cream truck permits",
        "youth ice hockey",
        "black ice on roads near the hospital",
        "ice skating lessons for immigrant children",
        "melting ice and flooding",
        "snow and ice removal ordinance",
        "free ice water in a heat wave",
    ],
)
def test_ice_is_frozen_water_where_its_neighbours_say_so(question: str) -> None:
    assert meanings(question) == []
    assert [word.acronym for word in find_ordinary_words(question)] == ["ICE"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("KYR cards in schools", ["know your rights"]),
        ("LEP residents", ["limited English proficiency"]),
        ("TPS holders losing status", ["Temporary Protected Status"]),
        ("DACA TPS", ["Deferred Action for Childhood Arrivals", "Temporary Protected Status"]),
        ("287(g) in our county", ["287(g) agreement"]),
        ("should we end the 287 (g) deal", ["287(g) agreement"]),
        ("GBI pilot evaluation", ["guaranteed basic income"]),
        ("ubi", ["universal basic income"]),
        ("ARPA money for shelters", ["American Rescue Plan Act"]),
        ("MWBE program", ["minority and women business enterprise"]),
        ("M/WBE goals", ["minority and women business enterprise"]),
        ("CDFIs", ["community development financial institution"]),
        ("MBK mentoring", ["My Brother's Keeper"]),
        ("LGBTQ+ liaison", ["lesbian, gay, bisexual, transgender and queer"]),
        ("anti AAPI hate", ["Asian American and Pacific Islander"]),
        ("municipal id", ["identification card"]),
        ("IDs for immigrants", ["identification card"]),
        ("unarmed 911 response teams", ["emergency call"]),
        ("9/11 anniversary", ["September 11 attacks"]),
        ("SROs in high schools", ["school resource officer"]),
        ("SRO hotels for homeless people", ["single-room occupancy"]),
        ("ALPR data and ICE", ["automated license plate reader", ICE]),
        ("beneficiarios de TPS", ["Temporary Protected Status"]),
        ("snap benefits during the shutdown", ["Supplemental Nutrition Assistance Program"]),
        ("ada compliance curb ramps", ["Americans with Disabilities Act"]),
    ],
)
def test_what_staff_write_is_understood(question: str, expected: list[str]) -> None:
    assert meanings(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "a mayor who cares about renters",
        "snap judgment",
        "stem the violence",
        "voter ID law",
        "cities that lead on police reform",
        "heart of the city",
        "star of the sea church",
        "Ada, Oklahoma",
        "open data API",
        "hearing aids for older people",
        "build trust between police and people",
        "what is the big idea",
        "call 9 11 things",
        "Chula Vista",
        "cops and kids",
        "población en un centro",
        "GI bill housing",
        "",
    ],
)
def test_ordinary_words_stay_words(question: str) -> None:
    assert meanings(question) == []


def test_capitals_say_nothing_in_a_question_all_in_capitals() -> None:
    assert meanings("A MAYOR WHO CARES") == []
    assert meanings("DACA STUDENTS") == ["Deferred Action for Childhood Arrivals"]
    assert meanings("STEM EDUCATION") == ["science, technology, engineering and mathematics"]


def test_a_reading_says_where_the_acronym_stands_and_what_else_says_it() -> None:
    (reading,) = expand_acronyms("our SYEP budget")
    assert reading == AcronymReading(
        4,
        8,
        "SYEP",
        "Summer Youth Employment Program",
        ("Programa de Empleo Juvenil de Verano",),
        ("summer jobs for youth", "youth employment"),
        is_sure=True,
    )
    assert reading.alternatives == (
        "Summer Youth Employment Program",
        "Programa de Empleo Juvenil de Verano",
        "summer jobs for youth",
        "youth employment",
    )


def test_a_word_that_could_mean_two_things_is_not_sure() -> None:
    (reading,) = expand_acronyms("API for open data")
    assert (reading.acronym, reading.is_sure) == ("API", False)
    (reading,) = expand_acronyms("campus HSI agents")
    assert (reading.acronym, reading.is_sure) == ("HSI", False)


@pytest.mark.parametrize(
    ("question", "acronym"),
    [
        ("letter to Immigration and Customs Enforcement", "ICE"),
        ("la migra en las escuelas", "ICE"),
        ("Temporary Protected Status for Haitians", "TPS"),
        ("estatus de proteccion temporal", "TPS"),
        ("know your rights training", "KYR"),
        ("the American Rescue Plan", "ARPA"),
        ("area median income", "AMI"),
    ],
)
def test_a_name_written_out_gives_its_acronym(question: str, acronym: str) -> None:
    (reading,) = expand_acronyms(question)
    assert (reading.acronym, reading.is_spelled_out, reading.is_sure) == (acronym, True, True)
    assert reading.alternatives[0] == acronym


def test_every_acronym_of_the_list_is_found_beside_a_friend() -> None:
    missing = []
    for row in load_acronyms():
        friend = next(iter(sorted(row.friends)), "about")
        for spelling in row.spellings:
            found = expand_acronyms(f"{friend} {spelling} in cities")
            if row.names[0] not in [reading.meaning for reading in found]:
                missing.append((spelling, friend))
    assert missing == []


def test_at_least_eighty_acronyms_are_known() -> None:
    assert len({row.acronym for row in load_acronyms()}) >= 80


@given(st.text(st.characters(codec="latin-1"), max_size=80))
def test_readings_are_in_order_apart_and_inside_the_question(question: str) -> None:
    readings = expand_acronyms(question)
    ends = [0, *(reading.end for reading in readings)]
    for before, reading in zip(ends, readings, strict=False):
        assert before <= reading.start < reading.end <= len(question)
    spans = {(reading.start, reading.end) for reading in readings}
    assert spans.isdisjoint({(word.start, word.end) for word in find_ordinary_words(question)})


def test_a_list_that_cannot_be_used_says_which_lines_and_why(tmp_path: Path) -> None:
    path = tmp_path / "acronyms.csv"
    path.write_text(
        ",".join(COLUMNS) + "\n"
        "ZZZ,last name,,,nothing,,\n"
        "AAA,,,,perhaps,,\n"
        "BBB,two of them,,,both,,\n"
        "BBB,two of them,,,either,ice; snow,snow\n"
        "CCC,one, two, three, four, five, six, seven, eight\n",
        encoding="utf-8",
    )
    with pytest.raises(UnreadableFileError) as caught:
        read_acronyms(path)
    assert str(caught.value).splitlines() == [
        "acronyms.csv can't be used:",
        "line 3: meaning is empty.",
        "line 3: needs is 'perhaps'; write nothing, either, friends, both.",
        "line 4: needs is 'both', so name at least one friend.",
        "line 5: 'snow' is both friend and foe.",
        'line 6: there are too many columns; put a cell that holds a comma in "quotes".',
        "line 6: needs is 'four'; write nothing, either, friends, both.",
        "line 3: move it up; the file is in alphabetical order.",
        "line 5: the same sense stands above; keep one.",
    ]


def test_a_list_with_other_columns_says_which_it_should_have(tmp_path: Path) -> None:
    path = tmp_path / "acronyms.csv"
    path.write_text("acronym,meaning\nICE,x\n", encoding="utf-8")
    with pytest.raises(UnreadableFileError, match="line 1: write acronym,meaning,spanish"):
        read_acronyms(path)
