"""Everything by which somebody who spoke in confidence could be recognised, in the order of the letter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slireviewer.checks.names import Register, named_in
from slireviewer.checks.places import Place
from slireviewer.checks.posts import Posts, circles, circles_in, posts_in
from slireviewer.checks.spoken import memory_of, spoken_in
from slireviewer.checks.values import Facts, Remark


def recognised(places: Sequence[Place], facts: Facts) -> Iterator[Remark]:
    """Names, initials, other spellings, posts, small groups, words of one interview, and what is off the record."""
    register, every_post, every_circle, memory = Register(facts), Posts(facts), circles(facts), memory_of(facts)
    for place in places:
        yield from named_in(place, register)
        yield from posts_in(place, every_post)
        yield from circles_in(place, every_circle)
        yield from spoken_in(place, memory)
