"""Files of Word, PowerPoint and Excel, held to the schemas of Office: ISO/IEC 29500 transitional as Office reads it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from openxml_audit import FileFormat, OpenXmlValidator, ValidationSeverity


@cache
def _validator() -> OpenXmlValidator:
    return OpenXmlValidator(FileFormat.OFFICE_2019)


def breaches(path: Path) -> list[str]:
    """Where any part of the file breaks its schema, or would make Office repair it: one line each, none for a good one.

    Every part is read after its alternatives for older programs have been chosen from. Words that stand between
    elements are not seen.
    """
    found = _validator().validate(path).errors
    return [str(one) for one in found if one.severity is ValidationSeverity.ERROR]
