"""The files kept with a meeting: offered with their size, large photographs made smaller, shown in a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event, Lock
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QMimeData, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFont, QFontMetrics, QImage, QImageReader, QKeyEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)
from shiboken6 import isValid

from slireviewer import storage
from slireviewer.errors import ReviewError
from slireviewer.model import Attachment, ItemId, ItemKind
from slireviewer.ui.cards import button, frame, label
from slireviewer.ui.jobs import Jobs
from slireviewer.ui.opened_copies import OpenedCopies, clean_name, copy_out
from slireviewer.ui.prompts import Prompts
from slireviewer.ui.rows import ROW, Index, Row, Rows
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look

LARGEST = 25 * 1024 * 1024  # bytes of a file that is kept
LARGEST_PHOTO = 100 * 1024 * 1024  # bytes of a photograph that is made smaller first
LONG_SIDE = 2560  # pixels

_PICTURES = {".jpg": "jpeg", ".jpeg": "jpeg", ".png": "png", ".gif": "gif", ".bmp": "bmp", ".webp": "webp"}
_PAPERS = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".doc": "application/msword",
    ".rtf": "application/rtf",
    ".txt": "text/plain",
    ".csv": "text/csv",
}
_SOUNDS = {".mp3": "mpeg", ".m4a": "mp4", ".wav": "wav", ".ogg": "ogg", ".opus": "opus", ".aac": "aac", ".flac": "flac"}
# Only these are kept and opened: a file that came with a package must not be able to start a program.
MEDIA_TYPES = {
    **{end: f"image/{kind}" for end, kind in _PICTURES.items()},
    **{end: f"audio/{kind}" for end, kind in _SOUNDS.items()},
    **_PAPERS,
    ".heic": "image/heic",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
}


@dataclass(frozen=True, slots=True)
class Offered:
    """Something that may be kept: a file on the disk, or a picture from the clipboard."""

    name: str
    size: int
    source: Path | QImage


@dataclass(frozen=True, slots=True)
class Prepared:
    """What will be kept, as it will be kept."""

    name: str
    data: bytes
    media_type: str


class AttachmentsStrip(QFrame):
    """A row of files below the notes. ``told`` carries a sentence, ``left`` says that the focus may go back."""

    told = Signal(str)
    left = Signal()

    def __init__(self, look: Look, jobs: Jobs, prompts: Prompts) -> None:
        super().__init__()
        self._look, self._jobs, self._prompts = look, jobs, prompts
        self._workspace: storage.Workspace | None = None
        self._meeting = ItemId("")
        self._files: dict[ItemId, Attachment] = {}
        self._offered: list[Offered] = []
        self._small: dict[str, QPixmap] = {}
        self._busy = Lock()  # held while a job uses the challenge, so that it is not closed under its feet
        self._copies = OpenedCopies()
        self._asking = self._tight = self._away = False
        self._build()
        look.changed.connect(self._restyle)
        self._restyle()

    # What the page calls.

    def open(self, workspace: storage.Workspace | None) -> None:
        """Keep files in that challenge from now on; the copies made for looking at are deleted."""
        with self._busy:
            self._workspace = workspace
        self._small.clear()
        self._copies.clear()
        self.follow(ItemId(""))

    def follow(self, meeting: ItemId) -> None:
        """Show the files of that meeting."""
        self._meeting = meeting
        self._offered, self._asking = [], False
        self.refresh()

    def set_tight(self, tight: bool, *, away: bool = False) -> None:
        """Take less room, or none at all for now."""
        if (tight, away) != (self._tight, self._away):
            self._tight, self._away = tight, away
            self._restyle()
            self._show_parts()

    def refresh(self) -> None:
        """Read the files of the meeting again."""
        lines: list[Attachment] = []
        if self._workspace is not None and self._meeting:
            with self._workspace.read() as r:
                lines = storage.attachment_lines(r, self._meeting)
        self._files = {each.id: each for each in lines}
        self.rows.set_rows([Row(each.id, each.name, size_words(each.size), icon=_icon(each)) for each in lines])
        self._show_parts()
        for each in lines:
            if _icon(each) == "" and each.sha not in self._small:
                self._small[each.sha] = QPixmap()
                self._start(partial(_thumbnail, each.sha, self._look.px(96)), self._take_thumbnail)

    def choose(self) -> None:
        """Ask for files, and offer to keep them."""
        self.offer_files(self._prompts.choose_files(self))

    def offer(self, data: QMimeData, name: str) -> None:
        """What was pasted or dropped; ``name`` is for a picture that has none."""
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if files:
            self.offer_files(files)
        elif data.hasImage():
            picture = data.imageData()
            if isinstance(picture, QImage) and not picture.isNull():
                self._offer([Offered(name, picture.sizeInBytes(), picture)], [])

    def offer_files(self, files: Sequence[Path]) -> None:
        """Say how large the files are, and ask whether to keep them."""
        good, refused = [], []
        for path in files:
            reason = self._refusal(path)
            if reason:
                refused.append(reason)
            else:
                good.append(Offered(clean_name(path.name), path.stat().st_size, path))
        if good or refused:
            self._offer(good, refused)

    def keep(self) -> None:
        """Copy in what is offered, beside the window."""
        offered, self._offered = self._offered, []
        self._asking = False
        for each in offered:
            self._start(partial(_copy_in, self._meeting, each, self.tr("Add a file")), self._say_kept)
        self._show_parts()
        self.left.emit()

    def drop_offer(self) -> None:
        """Keep nothing of what is offered."""
        self._offered, self._asking = [], False
        self._show_parts()
        self.left.emit()

    def show_file(self) -> None:
        """Open a private copy of the chosen file with the system's own program."""
        chosen = self._chosen()
        if chosen is None:
            return
        if Path(clean_name(chosen.name)).suffix.lower() not in MEDIA_TYPES:
            self.told.emit(self.tr("Files of this kind are not opened from here."))
            return
        self._start(partial(_copy_out, chosen, self._copies.folder()), self._open_copy)

    def remove(self) -> None:
        """Put the chosen file into the bin."""
        chosen = self._chosen()
        if chosen is None or self._workspace is None:
            return
        try:
            with self._workspace.edit(self.tr("Remove a file")) as e:
                e.remove(ItemKind.ATTACHMENT, chosen.id)
        except ReviewError as refused:
            self.told.emit(str(refused))
            return
        self.refresh()
        self.told.emit(self.tr("{name} is in the bin. Ctrl+Z brings it back.").format(name=chosen.name))
        if not self._files:
            self.left.emit()

    # Jobs.

    def _start(self, work: Callable[[storage.Workspace], Any], done: Callable[[Any], None]) -> None:
        workspace = self._workspace

        def run(stop: Event) -> Any:
            with self._busy:
                if workspace is None or workspace is not self._workspace or stop.is_set():
                    return None
                return work(workspace)

        def land(found: Any) -> None:
            if isValid(self):  # the window may be gone by now
                done(found)

        def fail(fault: Exception) -> None:
            if isValid(self):
                self._say_failed(fault)

        self._jobs.start(run, land, fail)

    def _say_kept(self, kept: Attachment | None) -> None:
        if kept is not None:
            self.refresh()
            words = self.tr("{name} is kept with this meeting ({size}).")
            self.told.emit(words.format(name=kept.name, size=size_words(kept.size)))

    def _take_thumbnail(self, found: tuple[str, QImage] | None) -> None:
        if found is not None:
            self._small[found[0]] = QPixmap.fromImage(found[1])
            self.list.viewport().update()

    def _open_copy(self, copy: Path | None) -> None:
        if copy is not None and not self._prompts.show_file(self, copy):
            self.told.emit(self.tr("No program on this laptop opens {name}.").format(name=copy.name))

    def _say_failed(self, fault: Exception) -> None:
        if isinstance(fault, ReviewError):
            self.told.emit(str(fault))
        elif isinstance(fault, OSError):
            self.told.emit(self.tr("The file cannot be read ({reason}).").format(reason=fault.strerror))
        else:
            raise fault

    # Offers.

    def _refusal(self, path: Path) -> str:
        name = path.name
        if not path.is_file():
            return self.tr("{name} is not a file.").format(name=name)
        if path.suffix.lower() not in MEDIA_TYPES:
            return self.tr("{name} is no photograph, document or recording, so it is not kept.").format(name=name)
        size = path.stat().st_size
        limit = LARGEST_PHOTO if path.suffix.lower() in _PICTURES else LARGEST
        if size > limit:
            words = self.tr("{name} has {size}: only files up to 25 MB are kept. Note where it is instead.")
            return words.format(name=name, size=size_words(size))
        return ""

    def _offer(self, good: list[Offered], refused: list[str]) -> None:
        if not self._meeting or self._workspace is None:
            return
        self._offered = good
        sentences = list(refused)
        if good:
            names = ", ".join(self._described(each) for each in good)
            words = self.tr("Keep with this meeting: {names}?").format(names=names)
            self._question.setToolTip(words)
            if self._tight:
                whole = size_words(sum(each.size for each in good))
                words = self.tr("Keep %n file(s) with this meeting: {size}?", "", len(good)).format(size=whole)
            sentences.append(words)
        self._question.setText("\n".join(sentences))
        self._yes.setVisible(bool(good))
        self._no.setText(self.tr("Not now") if good else self.tr("Close"))
        self._asking = True
        self._show_parts()
        (self._yes if good else self._no).setFocus()

    def _described(self, each: Offered) -> str:
        if isinstance(each.source, QImage):
            size = each.source.size()
            return self.tr("the picture that was copied ({wide} × {high} points)").format(
                wide=size.width(), high=size.height()
            )
        return f"{each.name} ({size_words(each.size)})"

    # Copies for looking at.

    def _chosen(self) -> Attachment | None:
        row = self.list.currentIndex().data(ROW)
        return self._files.get(ItemId(row.key)) if isinstance(row, Row) else None

    # Building.

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 6)
        column.setSpacing(6)
        self._ask = frame("quiet")
        row = QHBoxLayout(self._ask)
        row.setContentsMargins(12, 8, 12, 8)
        self._question = label(wrap=True)
        self._yes = button(self.tr("Keep"), "primary", name=self.tr("Keep with this meeting"))
        self._no = button(self.tr("Not now"))
        row.addWidget(self._question, 1)
        row.addWidget(self._yes)
        row.addWidget(self._no)
        column.addWidget(self._ask)
        self._ask.hide()
        self.rows = Rows(self)
        self.list = _FileList(self._look, self.rows, self._thumbnail_of)
        column.addWidget(self.list)
        self._yes.clicked.connect(self.keep)
        self._no.clicked.connect(self.drop_offer)
        self.list.opened.connect(self.show_file)
        self.list.removed.connect(self.remove)
        for words, order in ((self.tr("Open a copy"), self.show_file), (self.tr("Remove"), self.remove)):
            action = QAction(words, self.list)
            action.triggered.connect(order)
            self.list.addAction(action)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _thumbnail_of(self, key: str) -> QPixmap:
        found = self._files.get(ItemId(key))
        return self._small.get(found.sha, QPixmap()) if found is not None else QPixmap()

    def _show_parts(self) -> None:
        self._ask.setVisible(self._asking)
        self.list.setVisible(bool(self._files) and not (self._tight and self._asking))
        self.setVisible(self._asking or (bool(self._files) and not self._away))

    def _restyle(self) -> None:
        self.list.delegate.tight = self._tight
        self.list.setFixedHeight(self._look.px(30 if self._tight else 47) + 14)
        self.list.doItemsLayout()


class _FileList(QListView):
    """The files side by side; Enter or a double click opens one, Delete removes it."""

    opened = Signal()
    removed = Signal()

    def __init__(self, look: Look, rows: Rows, thumbnail: Callable[[str], QPixmap]) -> None:
        super().__init__()
        self.setModel(rows)
        self.delegate = _FileDelegate(look, self, thumbnail)
        self.setItemDelegate(self.delegate)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSpacing(2)
        self.setAccessibleName(self.tr("Files of this meeting"))
        self.setAccessibleDescription(self.tr("Enter opens a copy, Delete removes"))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.doubleClicked.connect(lambda _: self.opened.emit())

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        else:
            super().keyPressEvent(event)


class _FileDelegate(QStyledItemDelegate):
    """A file: its picture or the sign of its kind, its name, how large it is."""

    def __init__(self, look: Look, view: _FileList, thumbnail: Callable[[str], QPixmap]) -> None:
        super().__init__(view)
        self._look, self._thumbnail = look, thumbnail
        self.tight = False

    @safe(QSize())
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self._look.px(172), self._look.px(30 if self.tight else 46))

    @safe(None)
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, row = self._look, index.data(ROW)
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("accent" if chosen else "edge"), 2 if chosen and focused else 1))
        painter.setBrush(look.colour("accent_soft" if chosen else "card"))
        painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), 5, 5)
        side = look.px(24 if self.tight else 34)
        place = QRect(rect.x() + look.px(6), rect.y() + (rect.height() - side) // 2, side, side)
        small = self._thumbnail(row.key)
        if not small.isNull():
            shown = small.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
            inside = QRect(0, 0, shown.width(), shown.height())
            inside.moveCenter(place.center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(inside, small)
        else:
            sign = look.picture(row.icon or "presentation", "text_soft", 22, ratio=painter.device().devicePixelRatio())
            painter.drawPixmap(place.center().x() - look.px(11), place.center().y() - look.px(11), sign)
        space = look.px(2 if self.tight else 6)
        words = rect.adjusted(side + look.px(12), space, -look.px(8), -space)
        painter.setFont(look.font(12, QFont.Weight.Medium))
        painter.setPen(look.colour("text"))
        name = QFontMetrics(painter.font()).elidedText(row.title, Qt.TextElideMode.ElideMiddle, words.width())
        upper = Qt.AlignmentFlag.AlignVCenter if self.tight else Qt.AlignmentFlag.AlignTop
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | upper, name)
        if not self.tight:
            painter.setFont(look.font(11))
            painter.setPen(look.colour("text_soft"))
            painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, row.below)
        painter.restore()


def size_words(size: int) -> str:
    """So many bytes, for people: "220 KB", "4.2 MB"."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / 1024 / 1024:.1f} MB"


def made_smaller(data: bytes) -> tuple[bytes, str] | None:
    """A large photograph with 2,560 pixels on its long side, and the end of its name; none when it is small enough.

    What says where it was taken is not in the smaller one.
    """
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or reader.supportsAnimation() or max(size.width(), size.height()) <= LONG_SIDE:
        return None
    reader.setScaledSize(size.scaled(LONG_SIDE, LONG_SIDE, Qt.AspectRatioMode.KeepAspectRatio))
    picture = reader.read()
    return None if picture.isNull() else _encoded(picture)


def _encoded(picture: QImage) -> tuple[bytes, str]:
    form, end = ("PNG", ".png") if picture.hasAlphaChannel() else ("JPEG", ".jpg")
    return _written(picture, form, 88), end


def _written(picture: QImage, form: str, quality: int) -> bytes:
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    picture.save(buffer, form, quality)  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def prepare(offered: Offered) -> Prepared:
    """Read a file and make it smaller where it is a large photograph. Raises OSError."""
    name, end = offered.name, Path(offered.name).suffix.lower()
    if isinstance(offered.source, QImage):
        picture = offered.source
        if max(picture.width(), picture.height()) > LONG_SIDE:
            picture = picture.scaled(
                LONG_SIDE,
                LONG_SIDE,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        data = _written(picture, "PNG", -1)
        if len(data) > 3_000_000:  # a photograph, which PNG is not made for
            data, end = _encoded(picture.convertToFormat(QImage.Format.Format_RGB32))
        return Prepared(f"{Path(name).stem}{end}", data, MEDIA_TYPES[end])
    data = offered.source.read_bytes()
    smaller = made_smaller(data) if end in _PICTURES else None
    if smaller is not None:
        data, end = smaller
        name = f"{Path(name).stem}{end}"
    return Prepared(name, data, MEDIA_TYPES[end])


def _copy_in(meeting: ItemId, offered: Offered, label_: str, workspace: storage.Workspace) -> Attachment:
    made = prepare(offered)
    with workspace.edit(label_, patient=True) as e:
        return storage.attach(e, meeting, made.name, made.data, media_type=made.media_type)


def _copy_out(chosen: Attachment, folder: Path, workspace: storage.Workspace) -> Path:
    with workspace.read() as r:
        data = storage.attachment_data(r, chosen.sha)
    return copy_out(folder, chosen.name, data)


def _thumbnail(sha: str, side: int, workspace: storage.Workspace) -> tuple[str, QImage] | None:
    with workspace.read() as r:
        data = storage.attachment_data(r, sha)
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > side:
        reader.setScaledSize(size.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio))
    picture = reader.read()
    return None if picture.isNull() else (sha, picture)


def _icon(each: Attachment) -> str:
    """The sign of a file's kind; none for a picture, which is shown itself."""
    end = Path(each.name).suffix.lower()
    if end in _PICTURES:
        return ""
    return "mic" if each.media_type.startswith("audio/") or end in _SOUNDS else "file-text"
