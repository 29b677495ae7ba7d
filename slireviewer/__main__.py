"""``python -m slireviewer``: no argument, or a file of ours, opens the window; anything else is a command."""

from __future__ import annotations

import sys


def main(argv: list[str] | None = None) -> int:
    """Start the window or run a command; the answer is the exit status."""
    given = sys.argv[1:] if argv is None else argv
    if not given or (len(given) == 1 and given[0].lower().endswith((".slir", ".slirnotes"))):
        from slireviewer import app

        return app.run(given)
    from slireviewer import cli

    return cli.main(given)


if __name__ == "__main__":
    raise SystemExit(main())
