"""What is shown on the last day: slides as plain values, laid out so that nothing runs over its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from slireviewer.deadlines import deadlines
from slireviewer.letter import SIDES, Source, day_range, printed_findings
from slireviewer.letter.printed import count, in_words, kind, one_line
from slireviewer.letter.source import Scope
from slireviewer.model import NO_ITEM, Finding, FindingKind, ItemId, Recommendation, Theme
from slireviewer.slides.measure import width, wrapped
from slireviewer.slides.places import BESIDE, BODY, LEFT, TITLE, Box

FULL, SIDE, SMALL = (28.0, 24.0, 20.0, 18.0), (24.0, 20.0, 18.0), (18.0,)
"""The sizes of text on a full slide, in two columns, and beside a chart, the largest first, in points."""

LEADING = 1.15
"""The height of a line, in sizes."""

GAP = 10.0
"""The room after an entry, in points."""

INDENT = 24.0
"""The room for a bullet, in points."""


TITLE_SIZES = (32.0, 28.0, 24.0, 20.0)


@dataclass(frozen=True, slots=True)
class Entry:
    """One bullet, or with a ``label`` ("R1") one line under a number; ``finding`` is what it says."""

    text: str
    label: str = ""
    item: ItemId = NO_ITEM


@dataclass(frozen=True, slots=True, kw_only=True)
class Slide:
    """One slide. ``columns`` are one or two lists of entries, two with a heading each; ``notes`` are for the team.

    ``chart`` are bars: what is counted, and how many. ``size`` is that of the entries and ``title_size`` of the title,
    in points, as it was chosen when the slide was fitted.
    """

    title: str
    columns: tuple[tuple[Entry, ...], ...] = ((),)
    heads: tuple[str, ...] = ()
    chart: tuple[tuple[str, int], ...] = ()
    notes: tuple[str, ...] = ()
    size: float = FULL[0]
    title_size: float = TITLE_SIZES[0]
    bullets: bool = True

    @property
    def findings(self) -> frozenset[ItemId]:
        """Whatever this slide says."""
        return frozenset(entry.item for column in self.columns for entry in column if entry.item)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deck:
    """The slides, with the words of the first."""

    council: str
    title: str
    lines: tuple[str, ...]
    slides: tuple[Slide, ...]
    dated: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """How many separate meetings there were on each theme, and, for the team alone, the points behind each finding.

    A point is one line that says what was heard, from which group and on which day, and never from whom.
    """

    meetings: Mapping[ItemId, int] = field(default_factory=dict)
    points: Mapping[ItemId, Sequence[str]] = field(default_factory=dict)


def deck(source: Source, heard: Heard = Heard(), *, handover: bool = False) -> Deck:
    """The slides for ``source``: praise before what to consider, and the same findings as the letter.

    The notes of each slide hold the evidence, for the team only; a deck for ``handover`` has none.
    What is longer than its place goes on to another slide, and nothing gets smaller than 18 points.
    """
    challenge = source.challenge
    dates = day_range(challenge.start, challenge.end)
    made = [
        _thanks(source),
        *_headlines(source),
        *_chart(source, heard),
        *_themes(source),
        *_practice(source),
        *_recommendations(source),
        *_next_steps(source),
    ]
    slides = [fitted for slide in made for fitted in _fitted(slide)]
    if not handover:
        words = _full_words(source)
        slides = [_with_notes(slide, words, heard) for slide in slides]
    return Deck(
        council=one_line(challenge.council),
        title=f"{one_line(challenge.title)}: feedback",
        lines=tuple(line for line in (dates, "The peer team") if line),
        slides=tuple(slides),
        dated=challenge.end or challenge.start,
    )


# --- what is on them ------------------------------------------------------------------------------------


def _thanks(source: Source) -> Slide:
    entries = [Entry("Thank you for inviting us, for your welcome, and for speaking to us so openly.")]
    visit = source.visit
    if visit is not None:
        people, meetings = visit.more_than(visit.people), visit.more_than(visit.meetings)
        if people and meetings:
            entries.append(
                Entry(f"We spoke to more than {count(people)} people in more than {count(meetings)} meetings.")
            )
        elif people:
            entries.append(Entry(f"We spoke to more than {count(people)} people."))
    entries += [
        Entry("We came as critical friends. Peer challenge is not an inspection, and its purpose is improvement."),
        Entry("What we were told was told in confidence. Nothing here is attributed to an individual."),
        Entry("This is what we think today. A letter or report will follow."),
    ]
    return Slide(title="Thank you", columns=(tuple(entries),))


def _entry(finding: Finding) -> Entry:
    return Entry(one_line(finding.title) or one_line(finding.text), item=finding.id)


def _headlines(source: Source) -> Iterator[Slide]:
    chosen = [f for f in printed_findings(source.findings) if f.kind is FindingKind.HEADLINE]
    if chosen:
        yield Slide(title="Our headline messages", columns=(tuple(map(_entry, chosen)),))


def _chart(source: Source, heard: Heard) -> Iterator[Slide]:
    scope = Scope(source.themes, source.questions)
    bars = tuple((one_line(theme.title), heard.meetings.get(theme.id, 0)) for theme in _in_order(scope, scope.roots))
    bars = tuple(bar for bar in bars if bar[1])[:12]
    if len(bars) > 1:
        yield Slide(
            title="What we listened to",
            chart=bars,
            columns=(
                (
                    Entry("Each bar counts the separate meetings in which we heard about a theme."),
                    Entry("Two of us in one meeting count once, and one meeting may be about several themes."),
                ),
            ),
        )


def _in_order(scope: Scope, themes: Iterable[Theme]) -> Iterator[Theme]:
    for theme in themes:
        yield theme
        yield from _in_order(scope, scope.children(theme.id))


def _themes(source: Source) -> Iterator[Slide]:
    scope = Scope(source.themes, source.questions)
    found = [finding for finding in printed_findings(source.findings) if finding.kind in SIDES]
    for theme in _in_order(scope, scope.roots):
        yield from _sides(one_line(theme.title), [finding for finding in found if finding.theme == theme.id])
    loose = [finding for finding in found if finding.theme is None or finding.theme not in scope]
    yield from _sides("Other feedback" if len(loose) < len(found) else "Feedback", loose)


def _sides(title: str, findings: Sequence[Finding]) -> Iterator[Slide]:
    sides = [(head, tuple(_entry(f) for f in findings if f.kind is side)) for side, head in SIDES.items()]
    sides = [(head, entries) for head, entries in sides if entries]
    if len(sides) == 1:
        yield Slide(title=f"{title}: {sides[0][0].lower()}", columns=(sides[0][1],))
    elif sides:
        yield Slide(
            title=title,
            heads=tuple(head for head, _ in sides),
            columns=tuple(entries for _, entries in sides),
        )


def _practice(source: Source) -> Iterator[Slide]:
    chosen = [f for f in printed_findings(source.findings) if f.kind is FindingKind.NOTABLE_PRACTICE]
    if chosen:
        yield Slide(title="Notable practice", columns=(tuple(map(_entry, chosen)),))


def _recommendations(source: Source) -> Iterator[Slide]:
    advice = sorted(source.recommendations, key=lambda one: one.number)
    if advice:
        entries = tuple(Entry(_advised(one), f"R{one.number}", one.id) for one in advice)
        thing = "recommendation" if len(advice) == 1 else "recommendations"
        yield Slide(title=f"Our {in_words(len(advice))} {thing}", columns=(entries,))


def _advised(one: Recommendation) -> str:
    return one_line(one.title) or one_line(one.text)


def _next_steps(source: Source) -> Iterator[Slide]:
    challenge = source.challenge
    entries = [
        Entry("Take time to reflect on this feedback with councillors and officers."),
        *(Entry(one.words) for one in deadlines(challenge)),
        Entry(f"Thank you for taking part in the {kind(challenge)} so fully."),
    ]
    yield Slide(title="Next steps", columns=(tuple(entries),))


# --- so that it fits ----------------------------------------------------------------------------------------


def _fitted(slide: Slide) -> Iterator[Slide]:
    """As many slides as the entries need, each with a title that fits on two lines."""
    sizes = SMALL if slide.chart else SIDE if slide.heads else FULL
    fewest = len(_cut(slide, sizes[-1]))
    size, pages = next((size, pages) for size in sizes if len(pages := _cut(slide, size)) == fewest)
    for number, columns in enumerate(pages, 1):
        title, title_size = _titled(slide.title, f" ({number} of {len(pages)})" if len(pages) > 1 else "")
        chart = slide.chart if number == 1 else ()
        yield replace(slide, title=title, title_size=title_size, columns=columns, size=size, chart=chart)


def _titled(words: str, after: str = "") -> tuple[str, float]:
    """The title with ``after``, and the size at which it takes two lines at most; what is longer still is cut."""
    for size in TITLE_SIZES:
        if len(wrapped(f"{words}{after}", TITLE.w, size, bold=True)) <= 2:
            return f"{words}{after}", size
    while len(wrapped(f"{words}\u2026{after}", TITLE.w, TITLE_SIZES[-1], bold=True)) > 2:
        words = words[: max(1, len(words) - 8)].rstrip()
    return f"{words}\u2026{after}", TITLE_SIZES[-1]


def _cut(slide: Slide, size: float) -> list[tuple[tuple[Entry, ...], ...]]:
    """The columns of each slide that the entries need at ``size``."""
    box = BESIDE if slide.chart else LEFT if slide.heads else BODY
    listed = [_pages(column, box, size) for column in slide.columns]
    pages = max(1, *map(len, listed))
    return [tuple(column[page] if page < len(column) else () for column in listed) for page in range(pages)]


def _pages(entries: Sequence[Entry], box: Box, size: float) -> list[tuple[Entry, ...]]:
    pages: list[tuple[Entry, ...]] = []
    page: list[Entry] = []
    left = box.h
    for whole in entries:
        for entry in _pieces(whole, box, size):
            need = height(entry, box.w, size)
            if page and need - GAP > left:
                pages.append(tuple(page))
                page, left = [], box.h
            page.append(entry)
            left -= need
    return [*pages, tuple(page)] if page else pages


def label_room(size: float) -> float:
    """The room for a label such as "R12", in points."""
    return width("R88 ", size, bold=True) + 8


def height(entry: Entry, room: float, size: float) -> float:
    """The height of an entry with the gap after it, in points."""
    indent = label_room(size) if entry.label else INDENT
    return len(wrapped(entry.text, room - indent - 6, size)) * size * LEADING + GAP


def _pieces(entry: Entry, box: Box, size: float) -> list[Entry]:
    """The entry, or as many as it takes where it is higher than a whole slide."""
    most = int((box.h - GAP) // (size * LEADING))
    indent = label_room(size) if entry.label else INDENT
    lines = wrapped(entry.text, box.w - indent - 6, size)
    if len(lines) <= most:
        return [entry]
    return [replace(entry, text=" ".join(lines[at : at + most])) for at in range(0, len(lines), most)]


# --- for the team only ------------------------------------------------------------------------------------------


def _full_words(source: Source) -> dict[ItemId, list[str]]:
    """What there is to say of each finding and recommendation beyond its line on the slide."""
    said: dict[ItemId, list[str]] = {}
    for finding in source.findings:
        said[finding.id] = [one_line(finding.title), *map(one_line, finding.text.splitlines())]
    for one in source.recommendations:
        said[one.id] = [f"R{one.number} {one_line(one.title)}", *map(one_line, one.text.splitlines())]
    return {item: [line for line in lines if line] for item, lines in said.items()}


def _with_notes(slide: Slide, words: Mapping[ItemId, Sequence[str]], heard: Heard) -> Slide:
    notes: list[str] = []
    for entry in (entry for column in slide.columns for entry in column):
        if not entry.item:
            continue
        notes += ["", *words.get(entry.item, ())] if notes else words.get(entry.item, ())
        points = heard.points.get(entry.item, ())
        if points:
            notes += ["What stands behind it:", *(f"- {point}" for point in points)]
    if not notes:
        return slide
    return replace(slide, notes=("For the team only; not in the copy to hand over.", "", *notes))
