"""The wrapper every override of a Qt method wears: a fault in it is reported and the window lives on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger(__name__)


def safe(fallback: T) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Give ``fallback`` to Qt when the override raises, and write the fault to the log.

    An exception that reaches Qt's C++ code from ``data()`` or ``paintEvent()`` can end the process.
    """

    def wrap(override: Callable[P, T]) -> Callable[P, T]:
        @wraps(override)
        def call(*args: P.args, **kwargs: P.kwargs) -> T:
            try:
                return override(*args, **kwargs)
            except Exception:
                log.exception("fault in %s", override.__qualname__)
                return fallback

        call.__dict__["safe"] = True
        return call

    return wrap
