"""Walks over whatever is on the screen and says what somebody without a mouse, or without good eyes, would miss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAction, QColor, QImage, QPainter, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QScrollArea,
    QTextEdit,
    QWidget,
)

from slireviewer.ui.cards import Shortened, ShortLink
from slireviewer.ui.theme import contrast

CONTROLS = (QAbstractButton, QLineEdit, QTextEdit, QComboBox, QAbstractItemView, QAbstractSlider)
SHARP = 3  # device pixels to the pixel, so that thin strokes show their colour


def controls(place: QWidget) -> list[QWidget]:
    """Everything to press, to choose from, or to type into; and whatever else takes the focus by Tab."""
    return [each for each in place.findChildren(QWidget) if each.isVisible() and _is_control(each)]


def _is_control(each: QWidget) -> bool:
    own = isinstance(each.parentWidget(), QComboBox) or each.objectName().startswith("qt_")  # parts Qt made itself
    return not own and (isinstance(each, CONTROLS) or bool(each.focusPolicy() & Qt.FocusPolicy.TabFocus))


def nameless(place: QWidget) -> list[str]:
    """Controls that a screen reader has no words for, and rows of lists likewise."""
    found = []
    for each in controls(place):
        face = QAccessible.queryAccessibleInterface(each)
        if not isinstance(each, QAbstractSlider) and not face.text(QAccessible.Text.Name).strip():
            found.append(repr(each))
        if isinstance(each, QAbstractItemView) and each.model() is not None:
            found += [f"row {row} of {each.accessibleName()}" for row in _nameless_rows(each)]
    return found


def _nameless_rows(view: QAbstractItemView) -> Iterator[int]:
    model, root = view.model(), view.rootIndex()
    for row in range(min(model.rowCount(root), 40)):
        words = [
            str(model.index(row, column, root).data(role) or "").strip()
            for column in range(1 if isinstance(view, QListView) else model.columnCount(root))
            for role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole)
        ]
        if not any(words):
            yield row


def keys_taken_twice(window: QWidget) -> list[str]:
    """Keys that two live actions or shortcuts of the window claim, and keys that no program may take."""
    live: list[tuple[str, str]] = []
    for each in window.findChildren(QAction):
        if each.isEnabled() and each.shortcutContext() != Qt.ShortcutContext.WidgetShortcut:
            live += [(key.toString(), each.text()) for key in each.shortcuts()]
    for short in window.findChildren(QShortcut):
        owner = short.parent()
        if short.isEnabled() and isinstance(owner, QWidget) and owner.isVisible():
            live += [(key.toString(), repr(owner)) for key in list(short.keys())]
    for press in window.findChildren(QAbstractButton):
        if press.isVisible() and not press.shortcut().isEmpty():
            live.append((press.shortcut().toString(), press.text()))
    found = [key for key, count in Counter(key for key, _ in live).items() if count > 1]
    return found + [key for key, _ in live if "Ctrl+Alt" in key or key in ("F10", "Ctrl+Shift+0")]


def missed_by_tab(place: QWidget) -> list[str]:
    """Where Tab does not come on its way round from where the focus is now, and whether it comes back."""
    whole = place.window()
    start = whole.focusWidget()
    if start is None or not (start is place or place.isAncestorOf(start)):
        return [f"the focus is not on the page but on {start!r}"]
    seen = [start]
    for _ in range(600):
        QTest.keyClick(whole.focusWidget() or whole, Qt.Key.Key_Tab)
        focus = whole.focusWidget()
        if focus is start and len(seen) > 1:
            break
        if focus is None or focus is seen[-1]:  # within a text Tab may go from link to link first
            continue
        if focus in seen:
            return [f"Tab goes round in {focus!r}"]
        seen.append(focus)
    if whole.focusWidget() is not start and len(seen) > 1:
        return [f"Tab does not come back to {start!r}"]
    wanted = [each for each in controls(place) if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isEnabled()]
    wanted = [each for each in wanted if not isinstance(each, QAbstractSlider)]
    return [f"Tab does not reach {each!r} {each.accessibleName()}" for each in wanted if each not in seen]


def cut_off(place: QWidget) -> list[str]:
    """What does not stand wholly in the window, or has less room than its words need."""
    found: list[str] = []
    for each in place.findChildren(QWidget):
        if each.isVisible() and not each.objectName().startswith("qt_") and not isinstance(each, QAbstractSlider):
            found += _outside(each, place.window())
            found += _squeezed(each)
    return found


def _outside(each: QWidget, whole: QWidget) -> Iterator[str]:
    corner = each.mapTo(whole, QPoint(each.width() - 1, each.height() - 1))
    at = each.mapTo(whole, QPoint(0, 0))
    if any(isinstance(above, (QAbstractItemView, QTextEdit)) for above in _ancestors(each)):
        return
    if at.x() < 0 or corner.x() > whole.width():
        yield f"{each!r} {_words(each)!r} stands outside"
    scrolls = any(isinstance(above, QScrollArea) for above in _ancestors(each))
    if not scrolls and (at.y() < 0 or corner.y() > whole.height()):
        yield f"{each!r} {_words(each)!r} stands below"
    area = next((above for above in _ancestors(each) if isinstance(above, QScrollArea)), None)
    if area is not None:
        right = each.mapTo(area.viewport(), QPoint(each.width() - 1, 0)).x()
        if (
            right > area.viewport().width()
            and area.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        ):
            yield f"{each!r} {_words(each)!r} reaches out of what scrolls"


def _squeezed(each: QWidget) -> Iterator[str]:
    if not _words(each):
        return
    high = each.contentsRect().height()
    if isinstance(each, QLabel | QAbstractButton) and high < each.fontMetrics().height() - 1:
        yield f"{each.text()!r} is {high} high for letters of {each.fontMetrics().height()}"
    if isinstance(each, Shortened | ShortLink):
        return
    if isinstance(each, QAbstractButton) and each.width() < each.sizeHint().width() and not _shortens(each):
        yield f"{each.text()!r} has {each.width()} of {each.sizeHint().width()}"
    if isinstance(each, QLabel) and not each.wordWrap() and each.width() < each.sizeHint().width():
        yield f"{each.text()!r} has {each.width()} of {each.sizeHint().width()}"
    if isinstance(each, QLabel) and each.wordWrap() and each.height() < each.heightForWidth(each.width()):
        yield f"{each.text()!r} has {each.height()} of {each.heightForWidth(each.width())} high"


def _shortens(each: QAbstractButton) -> bool:
    """Whether a painted button ends its words in … by itself, and has the whole ones as its name and tool tip."""
    return type(each).paintEvent is not QAbstractButton.paintEvent and bool(each.toolTip() and each.accessibleName())


def _words(each: QWidget) -> str:
    return str(getattr(each, "text", str)()) if isinstance(each, QLabel | QAbstractButton | QLineEdit) else ""


def _ancestors(each: QWidget) -> Iterator[QWidget]:
    parent = each.parentWidget()
    while parent is not None:
        yield parent
        parent = parent.parentWidget()


def faint(place: QWidget) -> list[str]:
    """Words that stand out from their ground by less than 4.5 to 1, as they are painted."""
    whole = place.window()
    image = QImage(whole.size() * SHARP, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SHARP)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    whole.render(painter, QPoint())
    painter.end()
    dots, wide = memoryview(image.constBits()).cast("B").cast("I"), image.width()
    found = []
    for each in place.findChildren(QWidget):
        if each.isVisible() and each.isEnabled() and _words(each).strip() and _is_whole(each):
            inside = QRect(each.mapTo(whole, QPoint()), each.size()).intersected(whole.rect())
            counts: Counter[int] = Counter()
            for row, times in _rows(dots, wide, inside).items():
                for colour, count in Counter(memoryview(row).cast("I")).items():
                    counts[colour] += count * times
            best = _stands_out(counts)
            if best < 4.5:
                found.append(f"{_words(each)!r} stands out by {best:.1f}")
    return found


def _rows(dots: memoryview, wide: int, inside: QRect) -> Counter[bytes]:
    """The rows of dots inside, and how often there is each: most of those between lines are alike."""
    left, right = inside.left() * SHARP, (inside.right() + 1) * SHARP
    rows = range(inside.top() * SHARP, (inside.bottom() + 1) * SHARP)
    return Counter(bytes(dots[y * wide + left : y * wide + right]) for y in rows)


def _is_whole(each: QWidget) -> bool:
    """Whether nothing lies over it, and no edge of what scrolls cuts through it."""
    top = each.window().childAt(each.mapTo(each.window(), each.rect().center()))
    return each.visibleRegion().boundingRect() == each.rect() and top is not None and top is each


def _stands_out(counts: Counter[int]) -> float:
    """The contrast of the commonest colour and the one that differs most from it and is more than some dots."""
    ((ground, _),) = counts.most_common(1)
    solid = [colour for colour, count in counts.items() if count >= 4]
    return max((_contrast(ground, colour) for colour in solid), default=1.0)


@cache
def _contrast(ground: int, colour: int) -> float:
    return contrast(QColor.fromRgb(ground), QColor.fromRgb(colour))


def settle() -> None:
    """Let what was asked of the screen happen."""
    for _ in range(4):
        QApplication.processEvents()
