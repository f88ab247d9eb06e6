"""The query language: one line of text, fields, numbers and ratios → a tree of Whoosh's queries and our leaves.

    人员不足 -培训                    words (all of them), without
    问题:"人员不足" OR 总体:(经费 不足)   a string in a section; alternatives; a group in a field
    级别:county 年:2019..2024 省:浙江省  facets; several values are divided by commas
    新收:>100  不予处理/总计>0.3        numbers, ratios and sums of cells
    有:新收  新收:空白  检查:勾稽不符      states of cells and checks

Parsing forgives what has one sensible meaning and says so in a note; what has none raises QueryError with its place.
Folding comes first, so full-width, traditional and capital letters need no thought.  docs/query.md is the manual.
"""

import re
from dataclasses import dataclass, field
from typing import NoReturn

from whoosh import query

from indexer.fold import flat, folded
from indexer.search import numbers, vocabulary
from indexer.search.leaves import Among, Compare, Exact, InState, Leaf, Pattern, Word
from indexer.search.measures import MeasureError, measured
from indexer.search.model import QueryError
from indexer.search.synonyms import synonyms
from indexer.tokenize import RUN, tokenizer

LONGEST = 2_000
DEEPEST = 40
MOST_LEAVES = 300

_BLANK = re.compile(r"\s*")
_OR = re.compile(r"(?:or|或者|\|\|?)(?=[\s(\"]|$)")
_AND = re.compile(r"(?:and|并且|&&?)(?=[\s(\"]|$)")
_NOT = re.compile(r"(?:not|非)(?=[\s(\"])\s*|[-!](?=[^\s\-])")
_QUOTED = re.compile(r'"(?P<a>[^"]*)(?P<end>"?)|「(?P<b>[^」]*)(?P<bend>」?)|『(?P<c>[^』]*)(?P<cend>』?)')
_SPACED = re.compile(r"[0-9](?: [0-9])+(?![0-9a-z])|[㐀-\u9fff](?: [㐀-\u9fff])+(?=\s|$|[)\"])")
_NAMED = re.compile(r'(?P<name>[^\s"「『():<>=,]+)\s*:')
_TEXT = re.compile(r'(?:[^\s"「『()]|(?<=[^\s"(:])\([^\s"()]*\))+')
_MEASURED = re.compile(r'(?P<measure>[^\s"「『:<>=!]+)\s*(?P<sign>[<>]=?|!=|==?)\s*(?P<value>[^\s"()]*)')
_SIGNED = re.compile(r"(?P<sign>[<>]=?|!=|=)?\s*(?P<value>-?[0-9][0-9.,]*(?:%|万)?)$")
_NUMBER = re.compile(r"-?[0-9][0-9,]*(?:\.[0-9]+)?(?P<unit>%|万)?")
_RANGE = re.compile(r"(?P<low>-?[0-9][0-9.,]*?(?:%|万)?)?\.\.(?P<high>-?[0-9][0-9.,]*(?:%|万)?)?$")
_VALUE = re.compile(r'"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"()]+)')
_SIGNS = str.maketrans({"≥": ">", "≤": "<"})


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query as it was read.  ``notes`` are keys of remarks with what they are about (see ``notes.TEXTS``)."""

    tree: query.Query
    notes: tuple[tuple[str, str], ...] = ()


def parse(line: str, *, with_synonyms: bool = True) -> Parsed:
    """Read a query line; an empty one asks for every report.  Raises QueryError with the place of what is wrong."""
    if len(line) > LONGEST:
        raise QueryError(f"a query has at most {LONGEST} characters", LONGEST)
    parser = _Parser(flat(line).replace("≥", ">=").replace("≤", "<="), line, with_synonyms)
    tree = parser.alternatives(0)
    while parser.at < len(parser.line):  # a bracket too many
        parser.note("stray_bracket", ")")
        parser.at += 1
        more = parser.alternatives(0)
        tree = _and([t for t in (tree, more) if t is not None])
    return Parsed(tree if tree is not None else query.Every(), tuple(dict.fromkeys(parser.notes)))


def leaves(tree: query.Query) -> list[Leaf]:
    """Return the leaves that a report may match positively, in the order of the query."""
    if isinstance(tree, query.Not):
        return []
    if isinstance(tree, Leaf):
        return [tree]
    return [leaf for part in getattr(tree, "subqueries", ()) for leaf in leaves(part)]


@dataclass(slots=True)
class _Parser:
    line: str
    written: str
    with_synonyms: bool
    at: int = 0
    count: int = 0
    notes: list[tuple[str, str]] = field(default_factory=list)

    # -- branches ------------------------------------------------------------------------------------------------

    def alternatives(self, depth: int, scope: str | None = None) -> query.Query | None:
        """Read what is joined by OR."""
        if depth > DEEPEST:
            self.fail(f"brackets are nested more than {DEEPEST} deep", self.at)
        found: list[query.Query] = []
        while True:
            if (part := self.conjunction(depth, scope)) is not None:
                found.append(part)
            elif self.operator(_OR, peek=True):
                self.note("stray_operator", "OR")
            if not self.operator(_OR):
                return _or(found)

    def conjunction(self, depth: int, scope: str | None) -> query.Query | None:
        """Read what stands side by side."""
        found: list[query.Query] = []
        while True:
            self.skip()
            while self.operator(_AND):
                self.skip()
            if self.at >= len(self.line) or self.line[self.at] == ")" or self.operator(_OR, peek=True):
                return _and(found)
            part = self.negated(depth, scope)
            if part is not None:
                found.append(part)

    def negated(self, depth: int, scope: str | None) -> query.Query | None:
        """Read a piece that may have NOT or - before it."""
        if self.operator(_NOT):
            self.skip()
            part = self.negated(depth, scope) if self.at < len(self.line) else None
            if part is None:
                self.note("stray_operator", "NOT")
                return None
            return query.Not(part)
        return self.piece(depth, scope)

    def piece(self, depth: int, scope: str | None) -> query.Query | None:
        """Read a comparison, a group, something in a field, a string or words."""
        if scope is None and (found := self.comparison()) is not None:
            return found
        if self.line[self.at] == "(":
            self.at += 1
            group = self.alternatives(depth + 1, scope)
            if self.line[self.at : self.at + 1] == ")":
                self.at += 1
            else:
                self.note("open_bracket", "(")
            return group
        if match := _QUOTED.match(self.line, self.at):
            return self.quoted(match, scope)
        if scope is None and (match := _NAMED.match(self.line, self.at)):
            start, self.at = self.at, match.end()
            found, known = self.named(match["name"], start, depth)
            if known:
                return found
            self.at = start
        return self.words(scope)

    # -- text ----------------------------------------------------------------------------------------------------

    def quoted(self, match: re.Match[str], scope: str | None) -> query.Query | None:
        """Read a string in quotation marks."""
        self.at = match.end()
        if not (match["end"] or match["bend"] or match["cend"]):
            self.note("open_quote", '"')
        text = folded(match["a"] or match["b"] or match["c"] or "").replace("\n", " ").strip()
        return self.leaf(Exact(text, scope)) if text else None

    def words(self, scope: str | None) -> query.Query | None:
        """Read an unquoted piece up to a blank: its words, and as a string what the dictionary does not know."""
        if match := _SPACED.match(self.line, self.at):
            self.at, text = match.end(), match.group().replace(" ", "")
        elif match := _TEXT.match(self.line, self.at):
            self.at, text = match.end(), match.group()
        else:
            self.at += 1
            return None
        if re.search(r"[*?]", text):
            return self.pattern(text, scope)
        parts = tokenizer().parts(folded(text))
        if len(parts) > 1 and len(RUN.findall(text)) > 1 and any(len(p.text) == 1 for p in parts):
            return self.leaf(Exact(folded(text), scope))
        found = [self.word(p.text, scope) if p.is_word else self.leaf(Exact(p.text, scope)) for p in parts]
        if not found and text.strip("*?"):
            return self.leaf(Exact(text, scope))
        return _and(found)

    def word(self, text: str, scope: str | None) -> query.Query:
        """Make a word, with its synonyms beside it."""
        if len(text) == 1:
            return self.leaf(Exact(text, scope))
        found = self.leaf(Word(text, scope))
        others = synonyms(text) if self.with_synonyms else ()
        if not others:
            return found
        self.note("synonyms", " / ".join((text, *others)))
        known = tokenizer().known
        return query.Or([found, *(self.leaf(Word(o, scope) if known(o) else Exact(o, scope)) for o in others)])

    def pattern(self, text: str, scope: str | None) -> query.Query | None:
        """Make a pattern; it must begin with something."""
        if not text.strip("*?"):
            return query.Every() if text.startswith("*") else None
        if text[0] in "*?":
            self.fail("a pattern cannot begin with * or ?", self.at - len(text))
        return self.leaf(Pattern(text, scope))

    # -- names ---------------------------------------------------------------------------------------------------

    def named(self, name: str, start: int, depth: int) -> tuple[query.Query | None, bool]:
        """Read the value of ``name:``; return it and whether the name is known."""
        if (facet := vocabulary.facet_of(name)) is not None:
            return self.facet(facet), True
        if name in vocabulary.PLACE:
            return self.leaf(Among("place", self.values())), True
        if name in vocabulary.HAS or name in vocabulary.LACKS:
            return self.having(name in vocabulary.LACKS), True
        if (scope := vocabulary.field_of(name)) is not None:
            self.skip()
            if self.at >= len(self.line):
                self.fail(f"{name}: what is to be found there is missing", start)
            return self.piece(depth + 1, scope), True
        if numbers.measure(name) is not None or re.search(r"[/+]", name):
            return self.number(name, start), True
        if re.fullmatch(r"[a-z_.0-9]+", name) and not self.line[self.at :].startswith("//"):
            self.fail(f"no field or number is called {name}", start)
        return None, False

    def facet(self, facet: str) -> query.Query | None:
        """Read the values of a facet; a year may be a range."""
        start = self.at
        if facet == "year":
            match = _VALUE.match(self.line, self.skip())
            text = (match["quoted"] or match["plain"] or "") if match else ""
            if match and (_RANGE.match(text) or re.match(r"[<>!=]", text)):
                self.at = match.end()
                return self.compared(numbers.Measure(("year",)), "year", text, start)
        return self.leaf(
            Among(facet, tuple(value for name in self.values() for value in self.known(facet, name, start)))
        )

    def known(self, facet: str, name: str, start: int) -> tuple[str, ...]:
        """Return what a facet's value means; a fixed vocabulary knows no others."""
        found = vocabulary.values_of(facet, name)
        if not found:
            self.fail(f"{name} is none of {', '.join(vocabulary.known_values(facet))}", start)
        return found

    def values(self) -> tuple[str, ...]:
        """Read one or more values divided by commas."""
        start = self.skip()
        found: list[str] = []
        while match := _VALUE.match(self.line, self.at):
            self.at = match.end()
            if match["quoted"] is not None:
                found.append(self.written[match.start("quoted") : match.end("quoted")])
            else:
                found += [value for value in re.split("[,、]", match["plain"]) if value]
            if not (self.line[self.at - 1] in ",、" or self.line[self.at : self.at + 1] in (",", "、")):
                break
            self.at += self.line[self.at : self.at + 1] in (",", "、")
        if not found:
            self.fail("a value is missing after the colon", start)
        return tuple(dict.fromkeys(found))

    def having(self, lacks: bool) -> query.Query:
        """Read 有: and 无: with a number (it is known) or a state (some cell is in it)."""
        start = self.skip()
        found: list[query.Query] = []
        for name in self.values():
            state, wanted = vocabulary.state_of(name), numbers.measure(name)
            if state is not None:
                found.append(self.leaf(InState((), state)))
            elif wanted is not None:
                found.append(self.leaf(InState((*wanted.over, *wanted.under), "value", numbers.key_of(name) or name)))
            else:
                self.fail(f"no number or state is called {name}", start)
        tree = _or(found)
        assert tree is not None
        return query.Not(tree) if lacks else tree

    def number(self, name: str, start: int) -> query.Query:
        """Read the value of a number: a comparison, a range, or a state."""
        match = _VALUE.match(self.line, self.skip())
        if match is None:
            self.fail(f"{name}: a value is missing after the colon", start)
        self.at = match.end()
        text = match["quoted"] or match["plain"] or ""
        wanted = self.measure(name, start)
        if (state := vocabulary.state_of(text)) is not None:
            return self.leaf(InState((*wanted.over, *wanted.under), state, numbers.key_of(name) or name))
        return self.compared(wanted, name, text, match.start())

    # -- numbers -------------------------------------------------------------------------------------------------

    def comparison(self) -> query.Query | None:
        """Read ``新收>100`` or ``不予处理/总计>=30%`` where one stands here."""
        match = _MEASURED.match(self.line, self.at)
        if match is None or match["measure"].count("(") != match["measure"].count(")"):
            return None
        name, start = match["measure"].lstrip("-"), match.start()
        if match["measure"].startswith("-"):
            return None
        self.at = match.end()
        wanted = numbers.Measure(("year",)) if vocabulary.facet_of(name) == "year" else self.measure(name, start)
        sign = "=" if match["sign"] == "==" else match["sign"]
        return self.compared(wanted, name, sign + match["value"], match.start("sign"))

    def measure(self, text: str, start: int) -> numbers.Measure:
        """Resolve a sum or ratio of names."""
        try:
            return measured(text)
        except MeasureError as error:
            self.fail(str(error), start + error.position)

    def compared(self, wanted: numbers.Measure, name: str, text: str, start: int) -> query.Query:
        """Make a comparison from ``>100``, ``100`` or ``10..20``."""
        shown = numbers.key_of(name) or name
        if match := _RANGE.match(text):
            bounds = [(">=", match["low"]), ("<=", match["high"])]
            found = [self.leaf(Compare(wanted, s, self.amount(v, start), shown)) for s, v in bounds if v]
            if not found:
                self.fail(f"{name}: a range needs a lowest or a highest value", start)
            tree = _and(found)
            assert tree is not None
            return tree
        match = _SIGNED.match(text)
        if match is None:
            self.fail(f"{name}: {text or 'nothing'} is not a number", start)
        return self.leaf(Compare(wanted, match["sign"] or "=", self.amount(match["value"], start), shown))

    def amount(self, text: str, start: int) -> float:
        """Read a number; % and 万 are understood."""
        match = _NUMBER.fullmatch(text)
        if match is None:
            self.fail(f"{text} is not a number", start)
        value = float(text.replace(",", "").rstrip("%万"))
        return {"%": value / 100, "万": value * 10_000}.get(match["unit"] or "", value)

    # -- small things --------------------------------------------------------------------------------------------

    def skip(self) -> int:
        """Pass over blanks; return where the line goes on."""
        match = _BLANK.match(self.line, self.at)
        self.at = match.end() if match else self.at
        return self.at

    def operator(self, pattern: re.Pattern[str], peek: bool = False) -> bool:
        """Take an operator; Latin ones count only in capitals, so that "or" can be searched."""
        match = pattern.match(self.line, self.skip())
        if match is None or self.written[self.at : match.end()].upper() != self.written[self.at : match.end()]:
            return False
        if not peek:
            self.at = match.end()
        return True

    def leaf(self, found: Leaf) -> Leaf:
        """Count a leaf."""
        self.count += 1
        if self.count > MOST_LEAVES:
            self.fail(f"a query has at most {MOST_LEAVES} words and conditions", self.at)
        return found

    def note(self, key: str, about: str) -> None:
        """Remember something that was mended or added."""
        self.notes.append((key, about))

    def fail(self, message: str, position: int) -> NoReturn:
        """Give up, pointing at a place in the line."""
        raise QueryError(message, min(position, len(self.written)))


def _and(parts: list[query.Query]) -> query.Query | None:
    parts = [inner for part in parts for inner in (part.subqueries if isinstance(part, query.And) else [part])]
    return query.And(parts) if len(parts) > 1 else (parts[0] if parts else None)


def _or(parts: list[query.Query]) -> query.Query | None:
    parts = [inner for part in parts for inner in (part.subqueries if isinstance(part, query.Or) else [part])]
    return query.Or(parts) if len(parts) > 1 else (parts[0] if parts else None)
