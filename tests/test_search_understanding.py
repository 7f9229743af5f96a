"""What is understood of plain words: a table of questions, counter-examples among them.

Each row holds a question, the keys of its parts in order (those with ~ only lift, the
others filter), and the words that remain to be searched.
"""

from __future__ import annotations

import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.cities import load_gazetteer
from corpus.documents import PartialDate
from corpus.states import load_states
from corpus.topics import find_topic
from search.question import read_question
from search.understanding import Part, World, understand
from search.understanding_data import (
    load_events,
    load_name_traps,
    load_record_words,
    load_regions,
    load_state_adjectives,
)

WORLD = World(
    mayors=(
        "Bill Peduto", "Bill de Blasio", "Brandon Johnson", "Byron Brown", "Carmen Yulín Cruz Soto",
        "Ed Lee", "Eric Adams", "Eric Garcetti", "G.T. Bynum", "Jack Young", "Justin Wilson",
        "Kamal Johnson", "Karen Bass", "Katie Wilson", "Keisha Lance Bottoms", "Keith Wilson",
        "Kim Norton", "Marty Walsh", "Melvin Carter", "Michael Tubbs", "Pete Buttigieg",
        "Satya Rhodes-Conway",
    ),
    cities=(
        "abilene-tx", "atlanta-ga", "aurora-co", "austin-tx", "baltimore-md", "boston-ma",
        "buffalo-ny", "charlotte-nc", "charlottesville-va", "chicago-il", "cleveland-oh",
        "coeur-dalene-id", "colorado-springs-co", "columbus-in", "columbus-oh", "dayton-oh",
        "denver-co", "durham-nc", "el-paso-tx", "evanston-il", "garden-city-ks", "houston-tx",
        "kansas-city-ks", "kansas-city-mo", "lexington-ky", "lincoln-ne", "los-angeles-ca",
        "louisville-ky", "madison-wi", "miami-beach-fl", "minneapolis-mn", "mobile-al",
        "new-orleans-la",
        "new-york-ny", "oakland-ca", "oklahoma-city-ok", "orlando-fl", "philadelphia-pa",
        "phoenix-az", "pittsburgh-pa", "portland-me", "portland-or", "providence-ri",
        "richmond-ca", "richmond-va", "rochester-mn", "rochester-ny", "saint-paul-mn",
        "san-jose-ca", "seattle-wa", "south-bend-in", "stockton-ca", "toledo-oh", "tulsa-ok",
        "washington-dc", "york-pa",
    ),
    today=datetime.date(2026, 11, 15),
)  # fmt: skip

PLACES = [
    ("What is Columbus, IN doing about immigrants", "city:columbus-in", "immigrants"),
    (
        "What is Columbus doing about immigrants",
        "~city:columbus-oh+columbus-in",
        "What is Columbus doing about immigrants",
    ),
    ("Columbus, Ohio guaranteed income", "city:columbus-oh", "guaranteed income"),
    ("Rochester MN racial equity", "city:rochester-mn", "racial equity"),
    ("rochester mn racial equity", "city:rochester-mn", "racial equity"),
    ("ROCHESTER, MN", "city:rochester-mn", ""),
    ("HOMELESSNESS IN TEXAS", "state:TX", "HOMELESSNESS"),
    ("COLUMBUS, IN GENERAL", "~city:columbus-oh+columbus-in", "COLUMBUS, IN GENERAL"),
    ("Dayton, Ohio welcoming", "city:dayton-oh", "welcoming"),
    ("policies in Durham", "city:durham-nc", "policies"),
    ("Durham's police", "city:durham-nc", "police"),
    ("Houston mayor on flooding", "city:houston-tx", "flooding"),
    ("Houston homelessness", "~city:houston-tx", "Houston homelessness"),
    ("in houston", "city:houston-tx", ""),
    ("what is houston doing about homelessness", "city:houston-tx", "homelessness"),
    ("Phoenix cooling centers", "~city:phoenix-az", "Phoenix cooling centers"),
    ("what is Phoenix doing about heat", "city:phoenix-az", "heat"),
    ("cities in Washington", "state:WA", ""),
    ("Washington, DC", "city:washington-dc", ""),
    ("D.C. statehood", "city:washington-dc", "statehood"),
    ("New York shelters", "~city:new-york-ny+NY", "New York shelters"),
    ("mayor of New York", "city:new-york-ny", "mayor"),
    ("New York City shelters", "city:new-york-ny", "shelters"),
    ("NYC shelters", "city:new-york-ny", "shelters"),
    ("cities in New York", "state:NY", ""),
    ("Philly", "city:philadelphia-pa", ""),
    ("Mobile", "~city:mobile-al", "Mobile"),
    ("LA raids", "city:los-angeles-ca", "raids"),
    ("la ayuda para inmigrantes en LA", "city:los-angeles-ca", "la ayuda para inmigrantes"),
    ("ciudades de Texas", "state:TX", ""),
    ("vivienda en Los Ángeles", "city:los-angeles-ca", "vivienda"),
    ("¿Qué hace Chicago por los inmigrantes?", "city:chicago-il", "¿Qué hace por los inmigrantes?"),
    ("in California cities", "state:CA", ""),
    ("Kansas City", "~city:kansas-city-mo+kansas-city-ks", "Kansas City"),
    ("Kansas City, KS", "city:kansas-city-ks", ""),
    ("Texas law SB4", "~state:TX", "Texas law SB4"),
    (
        "migrants bused from Texas to Chicago",
        "~state:TX; ~city:chicago-il",
        "migrants bused from Texas to Chicago",
    ),
    ("modeled on Stockton's SEED", "~city:stockton-ca", "modeled on Stockton's SEED"),
    ("Chicago and Boston", "city:chicago-il; city:boston-ma", ""),
    ("the Midwest", "region:midwest", ""),
    ("Southern cities and Confederate statues", "region:south", "Confederate statues"),
    ("the South", "region:south", ""),
    ("south side of Chicago", "city:chicago-il", "south side"),
    ("West Coast cities", "region:west-coast", ""),
    ("Pacific Northwest mayors on ICE", "region:pacific-northwest", "ICE"),
    ("Sun Belt cities", "region:sun-belt", ""),
    ("Texan mayors", "state:TX", ""),
    ("helping Texans", "~state:TX", "helping Texans"),
    ("El Paso migrants", "~city:el-paso-tx", "El Paso migrants"),
    ("responses to Charlottesville", "~city:charlottesville-va", "responses to Charlottesville"),
    ("after Buffalo passed a law", "~city:buffalo-ny", "after Buffalo passed a law"),
    ("Virginia cities", "state:VA", ""),
    ("Portland, OR", "city:portland-or", ""),
    (
        "Portland OR Seattle",
        "~city:portland-or+portland-me; ~city:seattle-wa",
        "Portland OR Seattle",
    ),
    ("Portland OR", "city:portland-or", ""),
    ("Miami Beach", "city:miami-beach-fl", ""),
    ("san josé", "city:san-jose-ca", ""),
    ("Coeur d'Alene", "city:coeur-dalene-id", ""),
    ("Springfield, IL reparations", "city:springfield-il", "reparations"),
    ("Houston and other Texas cities", "~city:houston-tx; state:TX", "Houston"),
    ("Texas OR California homelessness", "state:TX; state:CA", "homelessness"),
    ("Twin Cities", "region:twin-cities", ""),
    ("en Puerto Rico", "state:PR", ""),
    ("police trust in York, PA", "city:york-pa", "police trust"),
    ("asylum seekers bused to Denver", "~city:denver-co", "asylum seekers bused to Denver"),
    (
        "responses to the shooting in El Paso",
        "~city:el-paso-tx",
        "responses to the shooting in El Paso",
    ),
    ("Atlanta spa shootings response", "~city:atlanta-ga", "Atlanta spa shootings response"),
    ("New York and New Jersey cities", "state:NY; state:NJ", ""),
    (
        "cities that copied Denver's STAR program",
        "~city:denver-co",
        "cities that copied Denver's STAR program",
    ),
    ("Denver-style STAR teams", "~city:denver-co", "Denver-style STAR teams"),
    (
        "how are Los Angeles and Chicago responding to ICE",
        "city:los-angeles-ca; city:chicago-il",
        "how are responding to ICE",
    ),
    ("Boston Mass. trust act", "city:boston-ma", "trust act"),
    ("Lexington, Ky.", "city:lexington-ky", ""),
    ("Portland Maine", "city:portland-me", ""),
    ("columbus indiana", "city:columbus-in", ""),
    ("Richmond, VA statues", "city:richmond-va", "statues"),
    ("Richmond VA", "city:richmond-va", ""),
    ("new orleans monuments", "city:new-orleans-la", "monuments"),
    (
        "What did New Orleans do with its Confederate monuments?",
        "city:new-orleans-la",
        "What did do with its Confederate monuments?",
    ),
    ("Garden City Kansas meatpacking", "city:garden-city-ks", "meatpacking"),
    ("garden city kansas", "city:garden-city-ks", ""),
    ("ciudades del Medio Oeste", "region:midwest", ""),
    ("ciudades del sur", "region:south", ""),
    ("alcaldes de California", "state:CA", ""),
    ("en Nueva York", "~city:new-york-ny+NY", "en Nueva York"),
    ("Nueva York refugiados", "~city:new-york-ny+NY", "Nueva York refugiados"),
    ("alcaldes de Nueva Inglaterra", "region:new-england", ""),
    (
        "how did Buffalo respond to the shooting",
        "~city:buffalo-ny",
        "how did Buffalo respond to the shooting",
    ),
    ("Buffalo", "city:buffalo-ny", ""),
    ("buffalo", "city:buffalo-ny", ""),
    ("Minneapolis police reform", "city:minneapolis-mn", "police reform"),
    ("Oakland reparations", "city:oakland-ca", "reparations"),
    ("Ohio cities", "state:OH", ""),
    ("Washington state", "state:WA", ""),
    ("Washington mayors", "state:WA", ""),
    ("march in Washington", "~city:washington-dc+WA", "march in Washington"),
    ("North Carolina", "state:NC", ""),
    ("Colorado Springs", "city:colorado-springs-co", ""),
    ("Arkansas cities", "state:AR", ""),
    ("ICE IN CHICAGO", "city:chicago-il", "ICE"),
    ("PORTLAND, ME", "~city:portland-or+portland-me", "PORTLAND, ME"),
    ("AUSTIN, TX", "city:austin-tx", ""),
    ("Lincoln", "city:lincoln-ne", ""),
    ("Lincoln NE", "city:lincoln-ne", ""),
    ("Charlotte's web", "~city:charlotte-nc", "Charlotte's web"),
    ("Jackson, MS", "city:jackson-ms", ""),
    ("Sacramento, CA", "city:sacramento-ca", ""),
    ("Aurora, IL", "city:aurora-il", ""),
    ("programs like Stockton's SEED", "~city:stockton-ca", "programs like Stockton's SEED"),
    ("like Dayton", "~city:dayton-oh", "like Dayton"),
    ("no sanctuary in Texas", "state:TX", "no sanctuary"),
    ("Texas and Florida preemption", "state:TX; state:FL", "preemption"),
    ("responses to Texas SB4", "~state:TX", "responses to Texas SB4"),
    ("the west", "region:west", ""),
    ("western Massachusetts", "state:MA", "western"),
    ("southern California cities", "state:CA", "southern"),
    ("Southern California", "state:CA", "Southern"),
    ("South Dakota", "state:SD", ""),
    ("northeast Minneapolis", "~city:minneapolis-mn", "northeast Minneapolis"),
    ("cities in the South", "region:south", ""),
    ("cities in the southwest", "region:southwest", ""),
    (
        "Charlottesville statue removal",
        "~city:charlottesville-va",
        "Charlottesville statue removal",
    ),
    ("violence prevention in Richmond, California", "city:richmond-ca", "violence prevention"),
    ("Providence nightclub", "~city:providence-ri", "Providence nightclub"),
    (
        "from New Orleans to Baltimore",
        "~city:new-orleans-la; ~city:baltimore-md",
        "from New Orleans to Baltimore",
    ),
]

PEOPLE = [
    ("Michael Tubbs guaranteed income", "mayor:Michael Tubbs", "guaranteed income"),
    ("mayor tubbs basic income", "mayor:Michael Tubbs", "basic income"),
    ("Mayor Tubbs", "mayor:Michael Tubbs", ""),
    ("alcalde Garcetti", "mayor:Eric Garcetti", ""),
    (
        "Mayor Wilson on housing",
        "~mayor:Justin Wilson+Katie Wilson+Keith Wilson",
        "Mayor Wilson on housing",
    ),
    ("Mayor Young", "mayor:Jack Young", ""),
    ("Martin Walsh", "mayor:Marty Walsh", ""),
    ("De Blasio", "~mayor:Bill de Blasio", "De Blasio"),
    ("Mayor Adams", "mayor:Eric Adams", ""),
    ("Eric Adams asylum seekers", "mayor:Eric Adams", "asylum seekers"),
    ("Karen Bass", "mayor:Karen Bass", ""),
    ("Ed Lee sanctuary", "mayor:Ed Lee", "sanctuary"),
    ("former mayor Bill Peduto", "mayor:Bill Peduto", ""),
    ("Satya Rhodes-Conway", "mayor:Satya Rhodes-Conway", ""),
]

DATES = [
    ("since 2020 guaranteed income", "date:2020..", "guaranteed income"),
    ("after 2019", "date:2020..", ""),
    ("before 2018", "date:..2017", ""),
    ("in July 2019", "date:2019-07", ""),
    ("raids in 2021", "date:2021", "raids"),
    ("between 2017 and 2019", "date:2017..2019", ""),
    ("from 2017 to 2019", "date:2017..2019", ""),
    ("2017-2019", "date:2017..2019", ""),
    ("last year", "date:2025", ""),
    ("last month", "date:2026-10", ""),
    ("in the past two years", "date:2024-11..", ""),
    ("during the pandemic", "date:2020-03-11..2023-05-11", "during the pandemic"),
    ("after Charlottesville", "date:2017-08-11..", "after Charlottesville"),
    ("what did mayors say after El Paso", "date:2019-08-03..", "what did mayors say after El Paso"),
    ("desde 2020", "date:2020..", ""),
    ("en julio de 2019", "date:2019-07", ""),
    ("el año pasado", "date:2025", ""),
    ("2021 budget", "~date:2021", "2021 budget"),
    ("July 2020", "date:2020-07", ""),
    ("after the murder of George Floyd", "date:2020-05-25..", "after the murder of George Floyd"),
    ("since October 7", "date:2023-10-07..", "since October 7"),
    ("summer of 2020", "date:2020-06..2020-08", ""),
    (
        "under the Biden administration",
        "date:2021-01-20..2025-01-19",
        "under the Biden administration",
    ),
    ("después de 2020", "date:2021..", ""),
    ("entre 2017 y 2019", "date:2017..2019", ""),
    ("este año", "date:2026", ""),
    ("en los últimos dos años", "date:2024-11..", ""),
    ("después de Charlottesville", "date:2017-08-11..", "después de Charlottesville"),
    ("desde el 7 de octubre", "date:2023-10-07..", "desde el 7 de octubre"),
    ("march 2020 orders", "date:2020-03", "orders"),
    ("15 de marzo de 2019", "date:2019-03-15", ""),
    ("2019-07-14 raids", "date:2019-07-14", "raids"),
    ("since the pandemic began", "date:2020-03-11..", "since the pandemic began"),
    ("after 9/11", "date:2001-09-11..", "after 9/11"),
    ("after covid", "~date:2020-03-11..", "after covid"),
    ("between 2015 and today", "date:2015..", ""),
    ("$2,000 grants since 2021", "date:2021..", "$2,000 grants"),
    ("the last 5 years", "date:2021-11..", ""),
    ("guaranteed income 2021", "~date:2021", "guaranteed income 2021"),
]

SORTS = [
    (
        "U.S. Conference of Mayors resolution",
        "~instrument:resolution",
        "U.S. Conference of Mayors resolution",
    ),
    ("best practices on homelessness", "kind:best_practice", "homelessness"),
    (
        "training on best practices for police",
        "~kind:best_practice",
        "training on best practices for police",
    ),
    ("initiatives on housing", "kind:initiative", "housing"),
    ("statements by mayors about raids", "~kind:statement", "statements by mayors about raids"),
    ("executive orders", "~instrument:executive order", "executive orders"),
    ("ordinances on detention", "~instrument:ordinance", "ordinances on detention"),
    ("statements in Spanish", "~kind:statement; lang:es", "statements"),
    (
        "declaraciones en español sobre redadas",
        "~kind:statement; lang:es",
        "declaraciones sobre redadas",
    ),
    ("language access in Spanish", "~lang:es", "language access in Spanish"),
    ("hotline in Spanish", "~lang:es", "hotline in Spanish"),
    ("mejores prácticas sobre vivienda", "kind:best_practice", "vivienda"),
    ("ordenanzas sobre detención", "~instrument:ordinance", "ordenanzas sobre detención"),
    ("órdenes ejecutivas", "~instrument:executive order", "órdenes ejecutivas"),
    (
        "declaraciones sobre redadas en español",
        "kind:statement; lang:es",
        "redadas",
    ),
    (
        "statements about ICE raids in Spanish",
        "kind:statement; lang:es",
        "ICE raids",
    ),
    ("know your rights cards in Spanish", "~lang:es", "know your rights cards in Spanish"),
    ("results only in Spanish", "lang:es", "results only"),
    ("ayuda en español para inmigrantes", "~lang:es", "ayuda en español para inmigrantes"),
    ("best practices", "kind:best_practice", ""),
    ("only statements about hate crimes", "kind:statement", "hate crimes"),
    (
        "sharing best practices on hate crimes",
        "~kind:best_practice",
        "sharing best practices on hate crimes",
    ),
]

SIZES = [
    ("small businesses in big cities", "size:large", "small businesses"),
    ("big city mayors", "size:large", "mayors"),
    ("ciudades pequeñas con inmigrantes", "size:small", "con inmigrantes"),
    ("cities over 500,000 people", "size:500001..", "cities"),
    ("cities with under 50,000 residents", "size:..49999", "cities"),
    ("over 500,000 people", "size:500001..", ""),
    ("small and mid-size cities", "size:small; size:mid", ""),
    ("rural towns", "~size:rural", "rural towns"),
    ("cities under 50,000", "size:..49999", "cities"),
    ("ciudades de más de 500 000 habitantes", "size:500001..", "ciudades"),
    ("ciudades con menos de 100.000 habitantes", "size:..99999", "ciudades"),
    ("towns of fewer than 20,000", "size:..19999", "towns"),
    ("cities with a population over 1 million", "size:1000001..", "cities with a population"),
    ("cities between 50,000 and 200,000 people", "size:50000..200000", "cities"),
    ("mid size city", "size:mid", ""),
    ("small towns", "size:small", ""),
    ("ciudades grandes", "size:large", ""),
]

PEERS = [
    ("cities like Dayton", "~like:dayton-oh", ""),
    ("cities similar to Dayton and Toledo", "~like:dayton-oh; ~like:toledo-oh", ""),
    ("ciudades como Dayton", "~like:dayton-oh", ""),
    ("Dayton-sized cities", "~like:dayton-oh", "cities"),
    ("cities like Columbus", "~like:columbus-oh+columbus-in", ""),
    ("cities like Columbus, IN", "~like:columbus-in", ""),
    (
        "cities such as Boston, Chicago and Denver",
        "~like:boston-ma; ~like:chicago-il; ~like:denver-co",
        "",
    ),
    ("cities like Springfield, MO", "~like:springfield-mo", ""),
    ("peer cities of Evanston", "~like:evanston-il", ""),
    ("similar to Dayton", "~like:dayton-oh", ""),
    ("cities the size of Dayton", "~like:dayton-oh", ""),
]

MORE = [
    (
        "what are big cities doing to keep ICE out of city property",
        "size:large",
        "what are doing to keep ICE out of city property",
    ),
    ("small city with a hate crime hotline", "size:small", "with a hate crime hotline"),
    (
        "how do midsize southern cities fund re-entry programs",
        "size:mid; region:south",
        "how do fund re-entry programs",
    ),
    (
        "mayors who spoke out after the Muslim ban",
        "date:2017-01-27..",
        "mayors who spoke out after the Muslim ban",
    ),
    (
        "guaranteed income Stockton results",
        "~city:stockton-ca",
        "guaranteed income Stockton results",
    ),
    ("guaranteed income in Stockton", "city:stockton-ca", "guaranteed income"),
    (
        "programa de ingreso garantizado en California",
        "state:CA",
        "programa de ingreso garantizado",
    ),
    ("redadas de 2019", "~date:2019", "redadas de 2019"),
    ("in may 2020 and june 2020", "date:2020-05; date:2020-06", ""),
    ("between June 2020 and May 2021", "date:2020-06..2021-05", ""),
    ("in 2019 or 2020", "date:2019; date:2020", ""),
    ("2019 and 2020 raids", "~date:2019; ~date:2020", "2019 and 2020 raids"),
    ("from January to March 2020", "date:2020-01..2020-03", ""),
    ("statements from 2017 on DACA", "~kind:statement; date:2017", "statements on DACA"),
    ("from 2017 onward", "date:2017..", ""),
    ("as of 2024", "~date:2024", "as of 2024"),
    ("cities of 100,000 or more", "size:100000..", "cities"),
    ("cities of at least 300,000", "size:300000..", "cities"),
    ("cities smaller than 50,000", "size:..49999", "cities"),
    ("over 100,000 people housed", "~size:100001..", "over 100,000 people housed"),
    ("north of Chicago", "~city:chicago-il", "north of Chicago"),
    ("near Chicago", "~city:chicago-il", "near Chicago"),
    ("Texas-style bans", "~state:TX", "Texas-style bans"),
    ("Texas preemption law", "~state:TX", "Texas preemption law"),
    ("California Values Act", "~state:CA", "California Values Act"),
    ("El Paso after the shooting", "~city:el-paso-tx", "El Paso after the shooting"),
    (
        "what did the mayor of El Paso say after the shooting",
        "city:el-paso-tx",
        "what did the mayor say after the shooting",
    ),
    ("Orlando after Pulse", "~city:orlando-fl; date:2016-06-12..", "Orlando after Pulse"),
    ("Charlottesville", "~city:charlottesville-va", "Charlottesville"),
    ("COLUMBUS OH", "~city:columbus-oh+columbus-in", "COLUMBUS OH"),
    ("columbus oh", "~city:columbus-oh+columbus-in", "columbus oh"),
    ("cities similar in size to Akron", "~like:akron-oh", ""),
    ("ciudades del tamaño de Tulsa", "~like:tulsa-ok", ""),
    ("cities like LA", "~like:los-angeles-ca", ""),
    ("state:TX since 2020", "date:2020..", "state:TX"),
    ("Kansas and Missouri", "state:KS; state:MO", ""),
    ("lessons from Portland", "~city:portland-or+portland-me", "lessons from Portland"),
    ("lessons from Seattle", "city:seattle-wa", "lessons"),
    (
        "¿Qué dijo el alcalde Garcetti sobre las redadas?",
        "mayor:Eric Garcetti",
        "¿Qué dijo el sobre las redadas?",
    ),
]

SEVERAL = [
    (
        "Washington lawsuits against ICE",
        "~city:washington-dc+WA; ~instrument:lawsuit",
        "Washington lawsuits against ICE",
    ),
    ("cities suing Texas", "~instrument:lawsuit; ~state:TX", "cities suing Texas"),
    (
        "small Midwestern cities that pay residents a basic income",
        "size:small; region:midwest",
        "that pay residents a basic income",
    ),
    ("recent statements on ICE", "~date:2024-11..; kind:statement", "recent on ICE"),
    (
        "statements after Charlottesville about hate",
        "~kind:statement; date:2017-08-11..",
        "statements after Charlottesville about hate",
    ),
    ("May 2020 statements", "date:2020-05; ~kind:statement", "statements"),
    ("homelessness best practices in California", "kind:best_practice; state:CA", "homelessness"),
    ("Mayor Buttigieg South Bend", "mayor:Pete Buttigieg; city:south-bend-in", ""),
    ("St. Paul ordinance", "city:saint-paul-mn; ~instrument:ordinance", "ordinance"),
    (
        "What are small cities in the Midwest doing on guaranteed income since 2019?",
        "size:small; region:midwest; date:2019..",
        "What are doing on guaranteed income?",
    ),
    (
        "large cities in California with sanctuary ordinances",
        "size:large; state:CA; ~instrument:ordinance",
        "with sanctuary ordinances",
    ),
    (
        "lawsuits against Trump administration by California cities",
        "~instrument:lawsuit; state:CA",
        "lawsuits against Trump administration",
    ),
    (
        "Chicago's welcoming city ordinance",
        "city:chicago-il; ~instrument:ordinance",
        "welcoming city ordinance",
    ),
    (
        "March 15, 2019 mosque attack statements",
        "date:2019-03-15; ~kind:statement",
        "mosque attack statements",
    ),
    (
        "early 2017 sanctuary executive orders",
        "date:2017-01..2017-04; ~instrument:executive order",
        "sanctuary executive orders",
    ),
    ("1921 massacre in Tulsa", "~date:1921; ~city:tulsa-ok", "1921 massacre in Tulsa"),
    ("Tulsa 1921", "city:tulsa-ok; ~date:1921", "1921"),
    ("LA mayor Karen Bass", "city:los-angeles-ca; mayor:Karen Bass", ""),
    ("G.T. Bynum Tulsa", "mayor:G.T. Bynum; city:tulsa-ok", ""),
    ("Mayor Brandon Johnson Chicago", "mayor:Brandon Johnson; city:chicago-il", ""),
    ("mid-sized Texas cities since 2020", "size:mid; state:TX; date:2020..", ""),
    (
        "what are the best practices for language access in small cities?",
        "kind:best_practice; size:small",
        "language access?",
    ),
    (
        "Show me initiatives for refugees in mid-size Southern cities before 2018",
        "kind:initiative; size:mid; region:south; date:..2017",
        "refugees",
    ),
    (
        "Which mayors in the Midwest spoke out about the travel ban in 2017?",
        "region:midwest; date:2017",
        "Which spoke out about the travel ban?",
    ),
    (
        "what did mayors in Florida say after the Pulse shooting?",
        "state:FL; date:2016-06-12..",
        "what did say after the Pulse shooting?",
    ),
    (
        "statements following the Tree of Life shooting",
        "~kind:statement; date:2018-10-27..",
        "statements following the Tree of Life shooting",
    ),
    (
        "Which small cities in New England have sanctuary ordinances?",
        "size:small; region:new-england; ~instrument:ordinance",
        "Which have sanctuary ordinances?",
    ),
    (
        "How did Mayor Buttigieg handle police reform in South Bend?",
        "mayor:Pete Buttigieg; city:south-bend-in",
        "How did handle police reform?",
    ),
]

NOTHING = [
    "small group of mayors",
    "small number of cities",
    "large immigrant communities",
    "cities with large immigrant populations",
    "Little Rock",
    "march for our lives",
    "since June",
    "the 1619 project",
    "Route 66",
    "New York Times",
    "Los Angeles County",
    "Texas* shelter",
    "ICE -Chicago",
    "Mayor Jackson on housing",
    "Whitney Houston tribute",
    "mobile",
    "Mobile crisis teams",
    "mobile crisis teams",
    "reading programs for kids",
    "children learning to read in Reading",
    "hope and liberty for all",
    "programs outside Texas",
    "cities other than Chicago",
    "southern border",
    "Black and Brown residents",
    "young people",
    "$500 a month",
    "100 days challenge",
    "2,000 residents",
    "2000 families housed",
    "911 response",
    "311",
    "by 2030",
    "may cities ban ICE",
    "translated into Spanish",
    "small business grants",
    "served over 500,000 people",
    "places like mine",
    "what it looks like",
    '"homelessness in Texas" state:TX',
    "-Texas homelessness",
    "homelessness -Texas",
    "Virginia Beach shooting",
    "George Washington statue",
    "Columbus Day",
    "Christopher Columbus statue",
    "University of Chicago",
    "Trump's second term",
    "against the Trump administration",
    "500,000 people in poverty",
    "big data",
    "small claims court",
    "cities besides Minneapolis reforming police",
    "2016 election response",
    "2020 census",
    "Project 2025",
    "287(g) agreements",
    "Title 42",
    "24/7 hotline",
    "5 year plan",
    "last year of her term",
    "this week",
    "HB 2023",
    "Mayors Against Illegal Guns",
    "Carter Center",
    "bass",
    "Washington State University",
    "George Washington",
    "OR cities",
    "DE ICE",
    "LA CASA",
    "AYUDA EN LA CIUDAD",
    "HOMELESS IN LA",
    "Abraham Lincoln statue",
    "Flint water crisis",
    "Sacramento homelessness",
    "in Sacramento",
    "Lake Wobegon",
    "What are other mayors doing when ICE shows up at courthouses",
    "not in Texas",
    "except California",
    "West",
    "South Asian community",
    "Columbus statue removal",
]

TABLE = [*PLACES, *PEOPLE, *DATES, *SORTS, *SIZES, *PEERS, *SEVERAL, *MORE]


def keys(parts: tuple[Part, ...]) -> str:
    return "; ".join(("" if part.is_filter else "~") + part.key for part in parts)


def part_of(question: str) -> Part:
    (part,) = understand(question, WORLD).parts
    return part


@pytest.mark.parametrize(("question", "expected", "remaining"), TABLE, ids=[r[0] for r in TABLE])
def test_this_is_understood_and_that_remains(question: str, expected: str, remaining: str) -> None:
    found = understand(question, WORLD)
    assert (keys(found.parts), found.remaining) == (expected, remaining)


@pytest.mark.parametrize("question", NOTHING)
def test_nothing_is_read_into_it(question: str) -> None:
    found = understand(question, WORLD)
    assert (keys(found.parts), found.remaining) == ("", question)


def test_a_part_taken_away_gives_its_words_back() -> None:
    whole = understand("homelessness programs in Texas since 2020", WORLD)
    assert keys(whole.parts) == "state:TX; date:2020.."
    less = understand(
        "homelessness programs in Texas since 2020", WORLD, without=frozenset({"state:TX"})
    )
    assert (keys(less.parts), less.remaining) == ("date:2020..", "homelessness programs in Texas")


def test_a_contradiction_ends_when_one_side_is_taken_away() -> None:
    question = "Chicago programs, Texas cities"
    assert keys(understand(question, WORLD).parts) == "~city:chicago-il; ~state:TX"
    less = understand(question, WORLD, without=frozenset({"state:TX"}))
    assert keys(less.parts) == "city:chicago-il"


def test_parts_say_what_they_are_and_where_they_stand() -> None:
    question = "guaranteed income in mid-size cities"
    assert part_of(question) == Part(
        key="size:mid",
        field="size",
        label="mid-size cities (100,000 to 500,000 people)",
        is_filter=True,
        start=question.index("mid"),
        end=len(question),
        min_population=100_000,
        max_population=500_000,
    )


def test_labels_are_words() -> None:
    found = understand("small Midwestern cities like Dayton since July 2019, Columbus, IN", WORLD)
    assert [part.label for part in found.parts] == [
        "small cities (under 100,000 people)",
        "the Midwest",
        "cities like Dayton, OH",
        "since 2019-07",
        "Columbus, IN",
    ]
    assert part_of("after Charlottesville").label == "since the Charlottesville rally (2017-08-11)"
    assert part_of("Mayor Tubbs").label == "Mayor Michael Tubbs"
    assert part_of("in Washington").label == "Washington, DC or Washington state"


def test_what_may_be_a_city_or_a_state_lifts_both() -> None:
    part = part_of("New York shelters")
    assert (part.states, part.cities, part.is_filter) == (("NY",), ("new-york-ny",), False)


def test_a_region_is_its_states() -> None:
    assert part_of("New England cities").states == ("CT", "ME", "MA", "NH", "RI", "VT")
    assert "DC" in part_of("Southern cities").states
    assert part_of("Twin Cities").cities == ("minneapolis-mn", "saint-paul-mn")


def test_instruments_lift_their_words_and_topics() -> None:
    part = part_of("executive orders on raids")
    assert (part.terms, part.topics) == (("executive order",), ("executive-orders",))


def test_cities_like_dayton_keep_dayton_and_prefer_its_size_and_region() -> None:
    weights = dict(part_of("cities like Dayton").weights)
    assert weights["dayton-oh"] == 1.0
    assert weights["toledo-oh"] > weights["columbus-oh"] > weights.get("new-york-ny", 0.0)
    assert weights["toledo-oh"] > weights["abilene-tx"]
    assert all(0 < weight <= 1 for weight in weights.values())


def test_a_city_without_records_has_peers_too() -> None:
    weights = dict(part_of("cities like Akron, Ohio").weights)
    assert "akron-oh" not in weights
    assert weights["toledo-oh"] > 0.6


def test_bounds_are_as_precise_as_what_was_said() -> None:
    part = part_of("before July 2019")
    assert (part.date_from, part.date_to) == (None, PartialDate(2019, 6))
    part = part_of("after 2019")
    assert (part.date_from, part.date_to) == (PartialDate(2020), None)


@pytest.mark.parametrize("shout", ["WHAT IS DURHAM DOING ABOUT HOMELESSNESS IN 2021"])
def test_capitals_throughout_are_no_evidence(shout: str) -> None:
    assert keys(understand(shout, WORLD).parts) == "city:durham-nc; date:2021"


@given(st.text(max_size=60))
def test_any_text_is_understood_the_same_way_twice(text: str) -> None:
    found = understand(text, WORLD)
    assert found == understand(text, WORLD)
    assert all(0 <= part.start < part.end <= len(text) for part in found.parts)


WORDS = sorted({word for question, _, _ in TABLE for word in question.split()})


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_parts_never_overlap_and_what_remains_was_typed(words: list[str]) -> None:
    text = " ".join(words)
    found = understand(text, WORLD)
    spans = sorted((part.start, part.end) for part in found.parts)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert set("".join(found.remaining.split())) <= set(text)
    if not any(part.is_filter or part.field == "like" for part in found.parts):
        assert found.remaining == text


@given(st.sampled_from([row[0] for row in TABLE]))
def test_nothing_in_quotes_is_touched(question: str) -> None:
    quoted = '"' + question.replace('"', "") + '"'
    found = understand(f"{quoted} housing", WORLD)
    assert (found.parts, found.remaining) == ((), f"{quoted} housing")


def test_the_data_name_only_what_exists() -> None:
    codes = set(load_states())
    for region in load_regions():
        assert region.states or region.cities
        assert set(region.states) <= codes
        assert all(load_gazetteer().find_slug(slug) for slug in region.cities)
    assert {code for _, code in load_state_adjectives()} <= codes
    for event in load_events():
        assert event.date_to is None or event.date_from.earliest < event.date_to.latest
    for word in load_record_words():
        assert all(find_topic(topic) for topic in word.topics)
    kinds = {*load_name_traps("city").values(), *load_name_traps("surname").values()}
    assert kinds == {"word", "person", "event", "other"}
    names = [key for event in load_events() for key in {*map(folded, event.names)}]
    assert sorted(names) == sorted(set(names))


def folded(name: str) -> tuple[str, ...]:
    return tuple(token.key for token in read_question(name).tokens)
