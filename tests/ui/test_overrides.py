"""Every override of a Qt method wears the wrapper: an exception in one can end the process."""

import importlib
import inspect
import logging
import pkgutil
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import Object

import slireviewer.ui
from slireviewer.ui.safe import safe


def classes() -> Iterator[type]:
    for found in pkgutil.iter_modules(slireviewer.ui.__path__):
        module = importlib.import_module(f"slireviewer.ui.{found.name}")
        for _, each in inspect.getmembers(module, inspect.isclass):
            if each.__module__ == module.__name__ and issubclass(each, Object):
                yield each


def overrides(each: type) -> Iterator[str]:
    inherited = [base for base in each.__mro__[1:] if base.__module__.startswith("PySide6")]
    for name, value in vars(each).items():
        if inspect.isfunction(value) and not name.startswith("_") and any(hasattr(base, name) for base in inherited):
            yield name


def test_every_override_wears_the_wrapper() -> None:
    bare = [
        f"{each.__module__}.{each.__qualname__}.{name}"
        for each in classes()
        for name in overrides(each)
        if not getattr(vars(each)[name], "safe", False)
    ]
    assert bare == []


def test_the_search_for_overrides_finds_some() -> None:
    assert sum(1 for each in classes() for _ in overrides(each)) > 30


def test_a_fault_in_a_paint_event_is_reported_and_survived(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    class Broken(QWidget):
        @safe(None)
        def paintEvent(self, event: QPaintEvent) -> None:
            raise ZeroDivisionError

    widget = Broken()
    qtbot.addWidget(widget)
    with caplog.at_level(logging.ERROR):
        widget.grab()
    assert "paintEvent" in caplog.text
