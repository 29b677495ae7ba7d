"""What the team has heard and read, and what stands behind what it says."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from slireviewer.cli.terminal import Command, looking, opened, out_path, say
from slireviewer.errors import ReviewError


def add(command: Command) -> None:
    """The commands of this module."""
    document = command("document", _document, "add documents with their words, or a metric, or list them")
    document.add_argument("what", choices=["add", "list", "metric"])
    document.add_argument("paths", nargs="*", metavar="PATH", help="the files to add; of a metric, its name and value")
    document.add_argument("--period", default="", help="what the metric is of: a year, a quarter, a day")
    document.add_argument("--from", dest="origin", default="", help="where the metric was taken from")
    evidence = command("evidence", _evidence, "write the evidence for the team itself: a report, tables, or a project")
    evidence.add_argument("-o", "--out", required=True, metavar="E", help="a .docx, .xlsx, .csv or .qdpx file")
    evidence.add_argument("--off-record", action="store_true", help="with what was said off the record")
    command("triangulate", _triangulate, "say what stands behind each finding, source by source")
    command("findings", _findings, "list the findings as they stand")


def _document(args: argparse.Namespace) -> int:
    """Each file is added by itself: one that cannot be, is said, and the others are added all the same."""
    from slireviewer import storage

    if args.what == "list":
        with looking(args) as w, w.read() as r:
            documents = storage.document_lines(r)
        say(args, [_as_json(one) for one in documents], *[_line(one) for one in documents])
        return 0
    if args.what == "metric":
        return _metric(args)
    if not args.paths:
        raise ReviewError("Name the files to add. Nothing was changed.")
    added, refused = [], []
    with opened(args) as w:
        for path in map(Path, args.paths):
            try:
                added.append(_added(w, path))
            except ReviewError as refusal:
                refused.append(str(refusal))
    data = {"added": [_as_json(one) for one in added], "refused": refused}
    say(args, data, *[_line(one) for one in added], *refused)
    return 1 if refused else 0


def _metric(args: argparse.Namespace) -> int:
    from slireviewer import storage

    if len(args.paths) != 2:
        raise ReviewError("Give the metric's name and its value. Nothing was changed.")
    with opened(args) as w, w.edit("Add a metric") as e:
        made, excerpt = storage.add_metric(e, *args.paths, period=args.period, origin=args.origin)
    say(args, {**_as_json(made), "excerpt": excerpt.id}, f"{made.label}  {excerpt.text}")
    return 0


def _added(w: Any, path: Path) -> Any:
    from slireviewer import storage
    from slireviewer.reading import read_paper

    paper = read_paper(path)
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise ReviewError(f"{path.name} could not be read: {problem.strerror or problem}.") from problem
    with w.edit("Add a document") as e:
        return storage.add_document(
            e, path.name, data, paper.pages, media_type=paper.media_type, trouble=paper.trouble
        )  # fmt: skip


def _line(document: Any) -> str:
    pages = f"{document.pages:,} page{'' if document.pages == 1 else 's'}"
    return f"{document.label}  {document.title}: {document.trouble or pages}"


def _as_json(document: Any) -> dict[str, Any]:
    return {
        "id": document.id, "label": document.label, "title": document.title, "name": document.name,
        "pages": document.pages, "size": document.size, "media_type": document.media_type, "sha": document.sha,
        "trouble": document.trouble,
    }  # fmt: skip


def _evidence(args: argparse.Namespace) -> None:
    from slireviewer import casebook, qdpx, storage, word, workbooks
    from slireviewer.paths import resource
    from slireviewer.placing import put_in_place

    out = out_path(args.out)
    if out.suffix.lower() not in (".docx", ".xlsx", ".csv", ".qdpx"):
        raise ReviewError(f"{out.name} can be .docx, .xlsx, .csv or .qdpx. Nothing was written.")
    with looking(args) as w, w.read() as r:
        book = storage.read_casebook(r, off_record=args.off_record)
    points, findings = casebook.point_table(book), casebook.finding_table(book)
    files = [args.out]
    match out.suffix.lower():
        case ".docx":
            word.write_evidence(out, book, resource("templates/letter.docx"))
        case ".xlsx":
            workbooks.write_tables(out, (points, findings), f"{book.challenge.council}: evidence. {casebook.MARKING}")
        case ".csv":
            beside = out_path(str(out.with_name(f"{out.stem}-findings{out.suffix}")))
            workbooks.write_csv(out, points)
            workbooks.write_csv(beside, findings)
            files.append(str(beside))
        case _:
            put_in_place(qdpx.project(book), out)
    counts = {"points": len(points.rows), "findings": len(findings.rows), "left_out": book.left_out}
    left = f"; {book.left_out:,} off the record left out" if book.left_out else ""
    said = f"{len(points.rows):,} points and {len(findings.rows):,} findings{left}. {casebook.MARKING}."
    say(args, {"files": files, **counts}, f"{', '.join(files)}: {said}")


def _triangulate(args: argparse.Namespace) -> None:
    from slireviewer import storage
    from slireviewer.triangulation import explain

    with looking(args) as w, w.read() as r:
        findings = storage.read_findings(r)
        standing, basis, names = storage.standing_lines(r, findings), storage.read_basis(r), storage.record_names(r)
        titles = {
            **{meeting.id: meeting.title for meeting in storage.read_meetings(r)},
            **{document.id: f"{document.label} {document.title}" for document in storage.document_lines(r)},
        }
    data, lines = [], []
    for finding in findings:
        stands, told = standing[finding.id], explain(finding, basis)
        data.append(
            {
                "finding": names[finding.id], "title": finding.title, "state": str(finding.state),
                "sources": stands.sources, "meetings": sorted(names[each] for each in stands.meetings),
                "documents": sorted(names[each] for each in stands.documents), "kinds": list(map(str, stands.ways)),
                "groups": sorted(map(str, stands.groups)), "days": [day.isoformat() for day in stands.days],
                "peers": sorted(names.get(each, each) for each in stands.peers), "supporting": stands.supporting,
                "challenging": stands.challenging, "context": stands.context,
                "doubts": list(map(str, stands.doubts)), "explained": [_source(one, names) for one in told],
            }
        )  # fmt: skip
        plural = "" if stands.sources == 1 else "s"
        doubts = f" ({'; '.join(stands.doubts)})" if stands.doubts else ""
        lines.append(f"{stands.sources} source{plural}{doubts}: {finding.title}")
        lines += [f"    {one.way}: {titles.get(one.item, '')}" for one in told if one.counts]
    say(args, data, *lines)


def _source(source: Any, names: dict[str, str]) -> dict[str, Any]:
    return {
        "source": names.get(source.item, source.item), "sort": str(source.sort), "kind": str(source.way),
        "group": source.group and str(source.group), "day": source.day and source.day.isoformat(),
        "peers": sorted(names.get(each, each) for each in source.peers), "counts": source.counts,
        **{role: sorted(names.get(each, each) for each in getattr(source, role))
           for role in ("supports", "challenges", "context")},
    }  # fmt: skip


def _findings(args: argparse.Namespace) -> None:
    from slireviewer import storage

    with looking(args) as w, w.read() as r:
        findings, names = storage.read_findings(r), storage.record_names(r)
        titles = {theme.id: theme.title for theme in storage.theme_lines(r)}
        standing = storage.standing_lines(r, findings)
        behind = storage.read_recommendations(r)
    data = [
        {
            "id": names[finding.id], "kind": str(finding.kind), "state": str(finding.state), "lapsed": finding.lapsed,
            "theme": titles.get(finding.theme, "") if finding.theme else "", "title": finding.title,
            "text": finding.text, "sources": standing[finding.id].sources,
            "doubts": list(map(str, standing[finding.id].doubts)),
            "links": [{"source": names.get(one.source, one.source), "role": str(one.role)} for one in finding.links],
            "recommendations": [rec.number for rec in behind if finding.id in rec.findings],
        }
        for finding in findings
    ]  # fmt: skip
    say(args, data, *[f"{one['state']:7} {one['kind']:16} {one['sources']:2}  {one['title']}" for one in data])
