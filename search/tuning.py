"""Every number and switch of ranking, in one place: one setting for every collection.

`Ranker` takes a `Tuning` and hands its parts to scoring, fusion and expansion. The product
uses the defaults and nothing else; another setting is made only to measure what a part adds
(`make bench-relevance`, the ablation). What the numbers do stands beside the code that uses
them; here stands what was measured.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tuning:
    """How a question is ranked.

    Attributes:
        pair_weight: what the BM25 of two neighbouring words of the question counts beside
            the words; 0 switches pairs off.
        pair_window: tokens within which the second word of a pair may follow the first.
        pair_documents: the best by words, for which pairs are counted.
        dense_weight: what a cosine of 1 adds to a best lexical score of 1.
        coverage: what holding all clauses of a short question adds beside the encoder.
        feedback_documents: the best answers so far that a question's meaning is moved
            towards; 0 switches feedback off.
        feedback_weight: their mean's weight beside the question; an answer counts in the mean
            by its score.
        lsa_weight: what a cosine of 1 adds by LSA, which stands in where there is no encoder;
            0 switches it off.
        floor: the cosine from which meaning alone makes a statement match; above 1 nothing.
        fair: the cosine from which it makes up for one missing word.
        boost: what a part of the question that is no filter adds to what fits it.
        use_understanding: read places, mayors, dates, kinds and sizes in plain words.
        use_acronyms: "ICE" is Immigration and Customs Enforcement, and the other way round.
        use_thesaurus: synonyms and translations.
        use_spelling: put right words that no statement says.
        use_dense: ask the sentence encoder, where the index has passages.
    """

    pair_weight: float = 0.5
    pair_window: int = 3
    pair_documents: int = 40
    dense_weight: float = 2.0
    coverage: float = 0.7
    feedback_documents: int = 20
    feedback_weight: float = 1.5
    lsa_weight: float = 0.5
    floor: float = 0.45
    fair: float = 0.38
    boost: float = 0.15
    use_understanding: bool = True
    use_acronyms: bool = True
    use_thesaurus: bool = True
    use_spelling: bool = True
    use_dense: bool = True
