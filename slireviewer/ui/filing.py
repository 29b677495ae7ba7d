"""What keys, menus and mouse do to findings: each change is one edit with a plain name, undone by Ctrl+Z."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import QObject, Signal

from slireviewer import storage
from slireviewer.errors import ReviewError
from slireviewer.model import (
    Finding,
    FindingKind,
    FindingState,
    ItemId,
    ItemKind,
    Link,
    LinkRole,
    PointKind,
    Question,
    QuestionOrigin,
    Recommendation,
    position_between,
)
from slireviewer.ui.words import counted_points

_LONGEST = 200  # characters of a point that begin a new finding


class Filing(QObject):
    """Changes findings. ``told`` carries one fact for the status bar."""

    told = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace: storage.Workspace | None = None

    def open(self, workspace: storage.Workspace | None) -> None:
        """Work on that challenge, or on none."""
        self._workspace = workspace

    def make(
        self,
        lines: Sequence[storage.EvidenceLine],
        theme: ItemId | None,
        *,
        title: str = "",
        role: LinkRole = LinkRole.SUPPORTS,
        kind: FindingKind | None = None,
    ) -> ItemId | None:
        """A new finding from these points, or from none; its name, unless it cannot be written."""
        first = " ".join(lines[0].text.split()) if lines else ""
        made = Finding(
            id=storage.new_id(),
            title=title or first[:_LONGEST] or self.tr("New finding"),
            kind=kind or _kind_of(lines),
            theme=theme or _theme_of(lines),
            person=self._workspace.me if self._workspace is not None else ItemId(""),
            links=tuple(Link(source=line.item, role=role) for line in lines),
        )

        def write(e: storage.Edit) -> None:
            storage.write_finding(e, made)
            storage.move_finding(e, made.id)

        if not self._do(self.tr("New finding"), write):
            return None
        self.told.emit(
            self.tr("A new finding, with {points}").format(points=counted_points(len(lines)))
            if lines
            else self.tr("A new finding, with nothing behind it yet")
        )
        return made.id

    def file(self, finding: Finding, points: Sequence[ItemId], role: LinkRole = LinkRole.SUPPORTS) -> bool:
        """File points under a finding in that role, and in no other; whether it could be done."""

        def write(e: storage.Edit) -> None:
            for point in points:
                _set_role(e, finding, point, role)

        if not points or not self._do(self.tr("File under a finding"), write):
            return False
        words = self.tr("{points} filed under: {title}")
        self.told.emit(words.format(points=counted_points(len(points)), title=finding.title))
        return True

    def take_off(self, finding: Finding, sources: Collection[ItemId]) -> None:
        """Take points off a finding, whatever they did for it."""

        def write(e: storage.Edit) -> None:
            for link in finding.links:
                if link.source in sources:
                    storage.link_finding(e, finding.id, link.source, link.role, on=False)

        if self._do(self.tr("Take off a finding"), write):
            words = self.tr("{points} taken off: {title}")
            self.told.emit(words.format(points=counted_points(len(sources)), title=finding.title))

    def set_role(self, finding: Finding, sources: Collection[ItemId], role: LinkRole) -> None:
        """Say what points do for a finding."""

        def write(e: storage.Edit) -> None:
            for source in sources:
                _set_role(e, finding, source, role)

        self._do(self.tr("Change what a point does for a finding"), write)

    def quote(
        self, point: ItemId, start: int, end: int, finding: Finding, role: LinkRole, themes: Collection[ItemId]
    ) -> bool:
        """Quote the characters ``start`` to ``end`` of a point, and file the quotation under a finding."""

        def write(e: storage.Edit) -> None:
            made = storage.quote_point(e, point, start, end, themes=themes)
            storage.link_finding(e, finding.id, made.id, role)

        if not self._do(self.tr("Quote words of a point"), write):
            return False
        self.told.emit(self.tr("Quoted under: {title}").format(title=finding.title))
        return True

    def write(self, finding: Finding, label_: str) -> bool:
        """Keep a finding as it is now; whether it could be done."""
        return self._do(label_, lambda e: storage.write_finding(e, finding))

    def set_state(self, finding: Finding, state: FindingState) -> None:
        """Agree to a finding, park it, or make it a draft again."""
        label_, work, words = {
            FindingState.AGREED: (self.tr("Agree to a finding"), storage.agree_finding, self.tr("Agreed: {title}")),
            FindingState.PARKED: (self.tr("Park a finding"), storage.park_finding, self.tr("Parked: {title}")),
            FindingState.DRAFT: (
                self.tr("Make a finding a draft again"),
                storage.reopen_finding,
                self.tr("A draft again: {title}"),
            ),
        }[state]
        if self._do(label_, lambda e: work(e, finding.id)):
            self.told.emit(words.format(title=finding.title))

    def move(self, finding: ItemId, before: ItemId | None) -> None:
        """Put a finding before another, or at the end."""
        if finding != before and self._do(
            self.tr("Move a finding"), lambda e: storage.move_finding(e, finding, before=before)
        ):
            self.told.emit(self.tr("The finding is moved. Ctrl+Z takes that back."))

    def merge(self, kept: Finding, gone: ItemId) -> None:
        """Make one finding of two."""
        if self._do(self.tr("Merge two findings"), lambda e: storage.merge_findings(e, kept.id, gone)):
            self.told.emit(self.tr("Two findings are one now: {title}").format(title=kept.title))

    def split(self, finding: Finding, moved: Sequence[ItemId]) -> ItemId | None:
        """Make a second finding of some of what is filed under this one; its name."""
        made: list[ItemId] = []

        def write(e: storage.Edit) -> None:
            new = storage.split_finding(e, finding.id, moved, title=finding.title)
            made.append(new.id)

        if not self._do(self.tr("Split a finding"), write):
            return None
        self.told.emit(self.tr("Split off as a new finding: {points}").format(points=counted_points(len(moved))))
        return made[0]

    def remove(self, finding: Finding) -> None:
        """Put a finding into the bin; its points stay."""
        if self._do(self.tr("Delete a finding"), lambda e: e.remove(ItemKind.FINDING, finding.id)):
            self.told.emit(self.tr("In the bin: {title}   ·   Ctrl+Z brings it back").format(title=finding.title))

    def comment(self, finding: Finding, text: str) -> bool:
        """Say something about a finding, to the team; whether it could be kept."""
        return self._do(self.tr("Comment on a finding"), lambda e: storage.write_comment(e, finding.id, text))

    def resolve(self, comment: ItemId, *, resolved: bool) -> None:
        """Take a comment as dealt with, or as open again."""
        label_ = self.tr("Settle a comment") if resolved else self.tr("Open a comment again")
        self._do(label_, lambda e: storage.resolve_comment(e, comment, resolved=resolved))

    def rest(self, recommendation: ItemId, finding: ItemId, *, on: bool = True) -> None:
        """Let a recommendation rest on a finding, or no longer."""
        label_ = self.tr("Rest a recommendation on a finding")
        self._do(label_, lambda e: storage.recommend(e, recommendation, finding, on=on))

    def recommend(self, finding: Finding, title: str) -> None:
        """A new recommendation with the next number, resting on a finding."""

        def write(e: storage.Edit) -> None:
            number = max((each.number for each in storage.read_recommendations(e)), default=0) + 1
            made = Recommendation(
                id=storage.new_id(),
                number=number,
                title=title or finding.title,
                theme=finding.theme,
                findings=frozenset((finding.id,)),
            )
            storage.write_recommendation(e, made)

        self._do(self.tr("New recommendation"), write)

    def ask(self, text: str, meeting: ItemId, *, theme: ItemId | None, question: ItemId | None) -> bool:
        """Put a question on a meeting: one that there is, or a new line of enquiry with these words."""

        def write(e: storage.Edit) -> None:
            known = question
            if known is None:
                last = max((each.position for each in storage.question_lines(e)), default="")
                made = Question(
                    id=storage.new_id(),
                    text=text,
                    theme=theme,
                    origin=QuestionOrigin.ENQUIRY,
                    position=position_between(last, ""),
                )
                storage.write_question(e, made)
                known = made.id
            storage.plan_question(e, meeting, known)

        return self._do(self.tr("Put a question on a meeting"), write)

    def _do(self, label_: str, work: Callable[[storage.Edit], object]) -> bool:
        """One edit; whether it could be done. When it is refused the sentence is told."""
        if self._workspace is None:
            return False
        try:
            with self._workspace.edit(label_) as e:
                work(e)
        except ReviewError as refused:
            self.told.emit(str(refused))
            return False
        return True


def _set_role(e: storage.Edit, finding: Finding, source: ItemId, role: LinkRole) -> None:
    for link in finding.links:
        if link.source == source and link.role is not role:
            storage.link_finding(e, finding.id, source, link.role, on=False)
    storage.link_finding(e, finding.id, source, role)


def _kind_of(lines: Sequence[storage.EvidenceLine]) -> FindingKind:
    kinds = Counter(line.kind for line in lines)
    more = kinds[PointKind.STRENGTH] > kinds[PointKind.CONSIDERATION]
    return FindingKind.STRENGTH if more else FindingKind.CONSIDERATION


def _theme_of(lines: Sequence[storage.EvidenceLine]) -> ItemId | None:
    themes = Counter(theme for line in lines for theme in sorted(line.themes))
    return themes.most_common(1)[0][0] if themes else None
