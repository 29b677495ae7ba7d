"""What the council probably wants with a change or a comment, for somebody to confirm."""

from __future__ import annotations

import re
from collections import Counter

from rapidfuzz import fuzz

from slireviewer.model import ResponseSort

_FACT = re.compile(
    r"\b(?:fact\w*|incorrect\w*|inaccura\w*|wrong\w*|errors?|mistake\w*|actually|in fact|not (?:true|correct|right)|"
    r"should (?:be|read|say)|correct(?:ion|ed|ly)?|the (?:figure|number|date|name)|misspel\w*|out of date|no longer|"
    r"there are|was (?:set|agreed|adopted|published)|is called)\b",
    re.IGNORECASE,
)  # fmt: skip
_TONE = re.compile(
    r"\b(?:feels?|felt|we (?:think|believe|would argue|disagree|do not|don['’]t)|disagree\w*|harsh|unfair\w*|tone|"
    r"strong|balance[d]?|context|recogni[sz]e|perception|surprised|disappoint\w*|overstat\w*|understat\w*|soften|critical)\b",
    re.IGNORECASE,
)
_PHRASE = re.compile(
    r"\b(?:re-?word\w*|wording|rephras\w*|phras\w*|typo|spelling|grammar|clearer|clarity|could (?:we|this) say|"
    r"suggest(?:ed)? (?:wording|text)|plain(?:er)? English|capital|punctuation|read better|sentence)\b",
    re.IGNORECASE,
)


def guess_comment(text: str) -> ResponseSort:
    """What a comment probably is; for somebody to confirm."""
    if _PHRASE.search(text):
        return ResponseSort.WORDING
    if _TONE.search(text):
        return ResponseSort.OPINION
    return ResponseSort.FACT if _FACT.search(text) or re.search(r"\d", text) else ResponseSort.OPINION


def guess_change(struck: str, added: str) -> ResponseSort:
    """What a change of words probably is: figures and names are facts, small repairs are wording."""
    old, new = (re.findall(r"\d[\d,.]*|\b[A-Z][\w’'-]+", text) for text in (struck, added))
    if struck and added and Counter(old) != Counter(new) and (old or new):
        return ResponseSort.FACT
    if re.search(r"\d", struck + added):
        return ResponseSort.FACT
    if struck and added and fuzz.ratio(struck, added) >= 60:
        return ResponseSort.WORDING
    if len((struck + added).split()) <= 1:
        return ResponseSort.WORDING
    return ResponseSort.OPINION
