"""What a reviewer can act on; everything else is a fault of the program and is left to surface."""


class ReviewError(Exception):
    """One plain sentence for the reviewer: what is the matter and what to do about it."""


class WrongPassphrase(ReviewError):
    """The passphrase opens none of the key slots of the file."""


class NotOurFile(ReviewError):
    """The file is not a challenge (or not a package) at all."""


class DamagedFile(ReviewError):
    """The file is ours, and part of it is missing or has changed."""


class NewerFormat(ReviewError):
    """The file was written by a newer version of the program."""


class InUse(ReviewError):
    """Another window or command holds the file."""


class PackageRefused(ReviewError):
    """A package that must not be taken; ``reason`` is one stable word for tests and receipts."""

    def __init__(self, sentence: str, reason: str) -> None:
        super().__init__(sentence)
        self.reason = reason
