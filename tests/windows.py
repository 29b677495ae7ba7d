"""Shared by tests that open windows."""

from PySide6.QtCore import QCoreApplication, QEvent


def let_go() -> None:
    """Free the windows that were closed, before the next test puts a look on everything there is."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
