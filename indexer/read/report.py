"""Blocks → report: sections, tables, and who, where and when.  Called by ``indexer.reading`` for every original."""

import re
from collections.abc import Sequence
from dataclasses import replace

from indexer.blocks import Blocks
from indexer.forms import SectionForm, forms
from indexer.read.annex import Annex, read_annex
from indexer.read.context import Context
from indexer.read.furniture import furniture
from indexer.read.headings import unglue
from indexer.read.identity import identify
from indexer.read.labels import squeeze
from indexer.read.lines import Line, lines
from indexer.read.loose import loosen
from indexer.read.misread import doubt_misread
from indexer.read.numbers import read_numbers
from indexer.read.running import cut_running
from indexer.read.sections import Outline, chapters, outline, section, text_of
from indexer.read.settle import settle
from indexer.read.tables import Tables, read_tables
from indexer.read.wrapped import rejoin
from indexer.report import Report

_NAMED = re.compile(r"(?:信息公开|政务公开|信息).{0,14}年度?(?:工作)?(?:报告|年报)|年度?(?:工作)?年报|年度工作报告")

_ANNEX = re.compile(r"统计表|情况表|^\s*附[件表录]|填报|单位负责人|审核人|联系电话|^\s*[(（]\s*\d{4}\s*年?度?\s*[)）]")
_MOST = 12  # rows of statutory tables that something else may seem to have
_MORE = 2  # times as many lines that an annex has
_NOTHING = Context()


class NotAReport(ValueError):  # noqa: N818 - a finding about the file, not a failure
    """An original holds no annual report; the message says what was looked for."""


def read(blocks: Blocks, context: Context = _NOTHING) -> Report:
    """Read a report.  Raises NotAReport where neither heading nor table nor title shows one."""
    statutory = _sections()
    printed = rejoin(lines(blocks)) if blocks.format == "txt" else lines(blocks)
    all_lines = loosen(unglue(cut_running(printed), statutory))
    tables = read_tables(all_lines, doubtful=blocks.format == "scan")
    annex = _annex(tables, all_lines)
    if annex:
        tables = Tables(votes=tables.votes)
        for n, line in enumerate(all_lines[: annex.span[0]]):
            all_lines[n] = replace(line, fields=[], loose=False) if line.loose else line  # signed what is above it
    cut = outline(all_lines, statutory, _spans(tables))
    if len(cut.cuts) < 3 and not tables.form:
        free = chapters(all_lines)
        cut = free if len(free.cuts) >= len(cut.cuts) else cut
    if not annex:
        _must_be_report(all_lines, cut, tables, blocks, context)
    if tables.form and doubt_misread(tables.form, tables.cells, blocks):
        settle(tables.form, tables.cells)
    report = Report(format=blocks.format, form=tables.form.form if tables.form else annex.form if annex else None)
    if annex:
        report.annex2014 = [entry.to_json() for entry in annex.entries]
    report.cells, report.procurement_unit = tables.cells, tables.procurement_unit
    report.evidence["form"] = {"labels": tables.votes}
    if blocks.notes:
        report.evidence["extraction"] = list(blocks.notes)
    _who_and_what(report, all_lines, cut, blocks, context, _annex_from(annex, all_lines, cut))
    _must_say_something(report)
    return report


def _annex(tables: Tables, all_lines: Sequence[Line]) -> Annex | None:
    """Return the annex, if the statutory tables have no more rows: an office's own table may have labels of theirs."""
    rows = {path[:-1] for path, cell in tables.cells.items() if cell.state != "missing"}
    annex = read_annex(all_lines) if len(rows) < _MOST else None
    return annex if annex and sum(bool(e.known) for e in annex.entries) > _MORE * len(rows) else None


def _sections() -> tuple[SectionForm, ...]:
    return next(reversed(forms().values())).sections


def _spans(tables: Tables) -> dict[int, tuple[int, int]]:
    if tables.form is None:
        return {}
    return {t.section: tables.spans[t.key] for t in tables.form.tables if t.key in tables.spans}


def _must_be_report(all_lines: Sequence[Line], cut: Outline, tables: Tables, blocks: Blocks, context: Context) -> None:
    if tables.form or len(cut.cuts) >= 3:
        return
    names = [*blocks.meta.values(), context.link_text, context.page_title, context.file_name]
    names += [line.text for line in all_lines[:12] if len(line.text) < 80]
    if not any(_NAMED.search(squeeze(name)) for name in names):
        raise NotAReport("no statutory heading, no table and no title of an annual report was found")
    if not any(len(line.text.strip()) > 20 for line in all_lines):
        raise NotAReport("a title of an annual report, but no text")


def _must_say_something(report: Report) -> None:
    numbers = any(cell.value is not None for cell in report.cells.values()) or any(
        entry["value"] is not None for entry in report.annex2014
    )
    if not (numbers or report.title or report.publisher.name or report.report_year):
        raise NotAReport("headings of an annual report, but no title, no body, no year and no number")


def _annex_from(annex: Annex | None, all_lines: Sequence[Line], cut: Outline) -> int:
    """Return the line from which an annex behind the last section stands, its heading included."""
    if annex is None or not cut.cuts or annex.span[0] < cut.cuts[-1].first:
        return len(all_lines)
    first = annex.span[0]
    while first > cut.cuts[-1].first and (all_lines[first - 1].is_row or _ANNEX.search(all_lines[first - 1].text)):
        first -= 1
    return first


def _who_and_what(
    report: Report, all_lines: Sequence[Line], cut: Outline, blocks: Blocks, context: Context, end: int
) -> None:
    opening = [line for line in all_lines[: cut.opening] if not line.is_row and line.text.strip()]
    last = cut.cuts[-1] if cut.cuts else None
    closing = [line for line in all_lines[last.first : end] if not line.is_row and line.text.strip()] if last else []
    of_page = furniture([line.text.strip() for line in closing])
    closing, page = closing[: len(closing) - of_page], closing[len(closing) - of_page :]
    who = identify(
        [line.text.strip() for line in opening],
        text_of(all_lines, tables=False),
        [line.text.strip() for line in closing],
        blocks.meta,
        context,
    )
    report.title, report.publisher, report.region = who.title, who.publisher, who.region
    report.report_year, report.document_date = who.report_year, who.document_date
    report.preamble = who.preamble
    tail = closing[len(closing) - who.closing_lines :] + page
    if last:
        last.end = next(n for n, line in enumerate(all_lines) if line is tail[0]) if tail else end
        report.tail = text_of(all_lines[last.end :])
    report.sections = [section(c, all_lines) for c in cut.cuts]
    report.numbers = read_numbers(report.sections)
    report.evidence |= who.evidence
