"""Edit a letter in LibreOffice as a council would: run by the Python that has UNO, with a file of what to do.

``python3 in_libreoffice.py LETTER.docx EDITS.json RETURNED.docx PROFILE``: each edit names the paragraph by the words
it begins with, and is recorded as a tracked change; comments go on words of a paragraph.
"""

import contextlib
import json
import subprocess
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.text.ControlCharacter import PARAGRAPH_BREAK

AUTHOR = ("Petra", "Council")


def prop(name, value):
    return PropertyValue(Name=name, Value=value)


def connected(profile):
    pipe = f"slir{abs(hash(profile)) % 10**9}"
    command = ["soffice", "--headless", "--norestore", "--nologo", f"-env:UserInstallation={Path(profile).as_uri()}"]
    command.append(f"--accept=pipe,name={pipe};urp;")
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    resolver = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    for _ in range(600):
        try:
            return process, resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.1)
    process.kill()
    raise SystemExit("LibreOffice did not answer")


def signed(context):
    """Say who edits, so that the changes have an author."""
    provider = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.configuration.ConfigurationProvider", context
    )
    path = prop("nodepath", "/org.openoffice.UserProfile/Data")
    access = provider.createInstanceWithArguments("com.sun.star.configuration.ConfigurationUpdateAccess", (path,))
    access.setPropertyValue("givenname", AUTHOR[0])
    access.setPropertyValue("sn", AUTHOR[1])
    access.commitChanges()


def paragraph(doc, begins):
    """The paragraph that begins with these words."""
    every = doc.Text.createEnumeration()
    while every.hasMoreElements():
        one = every.nextElement()
        if one.supportsService("com.sun.star.text.Paragraph") and one.String.startswith(begins):
            return one
    raise SystemExit(f"no paragraph begins with {begins!r}")


def words(doc, begins, wanted):
    """A cursor over words of a paragraph."""
    one = paragraph(doc, begins)
    if wanted not in one.String:
        raise SystemExit(f"{wanted!r} is not in {one.String!r}")
    at = one.String.index(wanted)
    cursor = one.Text.createTextCursorByRange(one.Start)
    cover(cursor, at)
    cursor.collapseToEnd()
    cover(cursor, len(wanted))
    return cursor


def cover(cursor, count):
    """Stretch a cursor over so many characters; the anchor of a comment is none, and has to be stepped over."""
    while len(cursor.String) < count:
        cursor.goRight(count - len(cursor.String), True)


def comment(doc, edit):
    note = doc.createInstance("com.sun.star.text.textfield.Annotation")
    note.Author = " ".join(AUTHOR)
    note.Content = edit["text"]
    cursor = words(doc, edit["in"], edit["words"])
    cursor.Text.insertTextContent(cursor, note, True)


def insert(doc, edit):
    cursor = words(doc, edit["in"], edit["after"])
    cursor.collapseToEnd()
    cursor.Text.insertString(cursor, edit["text"], False)


def delete(doc, edit):
    words(doc, edit["in"], edit["words"]).String = ""


def split(doc, edit):
    cursor = words(doc, edit["in"], edit["after"])
    cursor.collapseToEnd()
    cursor.Text.insertControlCharacter(cursor, PARAGRAPH_BREAK, False)


def add(doc, edit):
    one = paragraph(doc, edit["after"])
    cursor = one.Text.createTextCursorByRange(one.End)
    cursor.Text.insertControlCharacter(cursor, PARAGRAPH_BREAK, False)
    cursor.Text.insertString(cursor, edit["text"], False)


def take_out(doc, edit):
    one = paragraph(doc, edit["in"])
    cursor = one.Text.createTextCursorByRange(one.Start)
    cursor.gotoEndOfParagraph(True)
    cursor.goRight(1, True)
    cursor.String = ""


def move(doc, edit):
    """Move a paragraph down by so many places, as the keys for it do."""
    one = paragraph(doc, edit["in"])
    controller = doc.CurrentController
    controller.ViewCursor.gotoRange(one.Start, False)
    context = uno.getComponentContext()
    helper = edit["manager"].createInstanceWithContext("com.sun.star.frame.DispatchHelper", edit["context"])
    del context
    for _ in range(edit["by"]):
        helper.executeDispatch(controller.Frame, ".uno:MoveDown", "", 0, ())


DOES = {"comment": comment, "insert": insert, "delete": delete, "split": split, "add": add, "take out": take_out}


def main(letter, edits, out, profile):
    process, context = connected(profile)
    manager = context.ServiceManager
    desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    try:
        signed(context)
        doc = desktop.loadComponentFromURL(Path(letter).absolute().as_uri(), "_blank", 0, (prop("Hidden", True),))
        doc.RecordChanges = True
        for edit in json.loads(Path(edits).read_text("utf-8")):
            if edit["do"] == "move":
                move(doc, {**edit, "manager": manager, "context": context})
            elif edit["do"] == "silently":
                doc.RecordChanges = False
                words(doc, edit["in"], edit["words"]).String = edit["text"]
                doc.RecordChanges = True
            else:
                DOES[edit["do"]](doc, edit)
        doc.storeToURL(Path(out).absolute().as_uri(), (prop("FilterName", "MS Word 2007 XML"),))
        doc.close(True)
    finally:
        # The program goes on in a process of its own, and ends only when it is told.
        with contextlib.suppress(Exception):
            desktop.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


main(*sys.argv[1:])
