"""The query language: one line of text, fields, numbers and ratios → a tree of Whoosh's queries and our leaves.

    人员不足 -培训                    words (all of them), without
    问题:"人员不足" OR 总体:(经费 不足)   a string in a section; alternatives; a group in a field
    级别:county 年:2019..2024 省:浙江省  facets; several values are divided by commas
    新收:>100  不予处理/总计>0.3        numbers, ratios and sums of cells
    有:新收  新收:空白  检查:勾稽不符      states of cells and checks
    排序:-新收  同义词:关                  the order of the answer; the words as they are

Parsing forgives what has one sensible meaning and says so in a note; what has none raises QueryError with its place.
Folding comes first, so full-width, traditional and capital letters need no thought.  docs/query.md is the manual.
"""

import re
from dataclasses import dataclass

from whoosh import query

from indexer.fold import flat, folded
from indexer.search import conditions, numbers, vocabulary
from indexer.search.cursor import NEXT, Cursor
from indexer.search.directives import directive
from indexer.search.leaves import TEXTUAL, Among, Exact, HitIn, Leaf, Pattern, Word
from indexer.search.model import SECTION
from indexer.search.notes import refusal
from indexer.search.synonyms import parts, synonyms
from indexer.tokenize import RUN, Part, tokenizer

LONGEST = 2_000
DEEPEST = 40

_OR = re.compile(r"(?:or|或者?|\|\|?)(?=[\s(\"]|$)")
_AND = re.compile(r"(?:and|并且|且|&&?)(?=[\s(\"]|$)")
_NOT = re.compile(r"(?:not(?=[\s(\"]|$)|(?:非|不含|不包含|排除)(?=[\s(\"]))\s*|[-!]+(?=[^\s\-!])")
_QUOTED = re.compile(r'"(?P<a>[^"]*)(?P<end>"?)|「(?P<b>[^」]*)(?P<bend>」?)|『(?P<c>[^』]*)(?P<cend>』?)')
_DISTANCE = re.compile(r"~[0-9]+(?=[\s)]|$)")
_BARE = re.compile(r"[<>≥≤≧≦]=?\s*-?[0-9]")
_ADDRESS = re.compile(r"[a-z0-9]+(?:[.:/\\@_\-?&=#%+~]+[a-z0-9]+)+/?")
"""An address, a path, a date: Latin letters and digits with signs between them are looked for as they stand."""
_CURLED = re.compile(r"‘(?P<text>[^‘’]+)’")
_SPACED = re.compile(r"[0-9](?: +[0-9])+(?![0-9a-z])|[㐀-\u9fff](?: +[㐀-\u9fff])+(?=\s|$|[)\"])")
_NAMED = re.compile(r'(?P<name>[^\s"「『():<>=,]+)\s*(?::|==?)')
_TEXT = re.compile(r'(?:(?!NEXT)[^\s"「『()]|(?<=[^\s"(:])\([^\s"()]*\))+'.replace("NEXT", NEXT))


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query as it was read: with synonyms where they are wanted, and ``plain`` without them.

    ``notes`` are keys of remarks with what they are about (see ``notes.TEXTS``).  ``sort`` and ``synonyms`` are what
    the line itself says of order and synonyms; None where it leaves them to the request.
    """

    tree: query.Query
    plain: query.Query
    notes: tuple[tuple[str, str], ...] = ()
    sort: str | None = None
    synonyms: bool | None = None


def parse(line: str, *, with_synonyms: bool = True) -> Parsed:
    """Read a query line; an empty one asks for every report.  Raises QueryError with the place of what is wrong."""
    if len(line) > LONGEST:
        raise refusal("too_long", LONGEST, most=LONGEST)
    cursor = Cursor(conditions.with_signs(flat(line)), line)
    parser = _Parser(cursor)
    tree = parser.alternatives(0)
    while not cursor.ended():  # a bracket too many
        cursor.note("stray_bracket", ")")
        cursor.at += 1
        more = parser.alternatives(0)
        tree = _and([t for t in (tree, more) if t is not None])
    plain = query.Every() if tree is None else tree
    if not textual(plain) and any(isinstance(leaf, Among) and leaf.facet == SECTION for leaf in leaves(plain)):
        cursor.note("no_words", SECTION)
    is_wide = with_synonyms if cursor.synonyms is None else cursor.synonyms
    wide = _widened(plain, cursor) if is_wide else plain
    plain, wide = _bound(plain, textual(plain)), _bound(wide, textual(wide))
    return Parsed(wide, plain, tuple(dict.fromkeys(cursor.notes)), cursor.sort, cursor.synonyms)


def leaves(tree: query.Query) -> list[Leaf]:
    """Return the leaves that a report may match positively, in the order of the query."""
    if isinstance(tree, query.Not):
        return []
    if isinstance(tree, Leaf):
        return [tree]
    return [leaf for part in getattr(tree, "subqueries", ()) for leaf in leaves(part)]


def textual(tree: query.Query) -> tuple[Leaf, ...]:
    """Return the words, strings and patterns that a report may match positively."""
    return tuple(dict.fromkeys(leaf for leaf in leaves(tree) if isinstance(leaf, TEXTUAL)))


def _widened(tree: query.Query, cursor: Cursor) -> query.Query:
    """Put synonyms beside the words that have some."""
    if isinstance(tree, Word) or (isinstance(tree, Exact) and tree.is_loose):
        others = synonyms(tree.text)
        if not others:
            return tree
        cursor.note("synonyms", " / ".join((tree.text, *others)))
        known = tokenizer().known
        beside = (cursor.leaf(Word(o, tree.field) if known(o) else Exact(o, tree.field)) for o in others)
        return query.Or([tree, *beside])
    if isinstance(tree, query.Not):
        return query.Not(_widened(tree.query, cursor))
    if isinstance(tree, query.Or):
        return _or([_widened(part, cursor) for part in tree.subqueries]) or tree
    return query.And([_widened(part, cursor) for part in tree.subqueries]) if isinstance(tree, query.And) else tree


def _bound(tree: query.Query, marks: tuple[Leaf, ...]) -> query.Query:
    """Bind each condition on the section of the hit to the words of the whole line."""
    if isinstance(tree, Among) and tree.facet == SECTION:
        return HitIn(tree.values, marks)
    if isinstance(tree, query.And | query.Or):
        return type(tree)([_bound(part, marks) for part in tree.subqueries])
    return query.Not(_bound(tree.query, marks)) if isinstance(tree, query.Not) else tree


@dataclass(slots=True)
class _Parser:
    """Branches and text; conditions are read by ``conditions``."""

    cursor: Cursor

    # -- branches ------------------------------------------------------------------------------------------------

    def alternatives(self, depth: int, scope: str | None = None) -> query.Query | None:
        """Read what is joined by OR."""
        if depth > DEEPEST:
            self.cursor.fail("too_deep", self.cursor.at, most=DEEPEST)
        found: list[query.Query] = []
        while True:
            if (part := self.conjunction(depth, scope)) is not None:
                found.append(part)
            elif self.operator(_OR, peek=True):
                self.cursor.note("stray_operator", "OR")
            if not self.operator(_OR):
                return _or(found)

    def conjunction(self, depth: int, scope: str | None) -> query.Query | None:
        """Read what stands side by side."""
        found: list[query.Query] = []
        while True:
            self.cursor.skip()
            while self.operator(_AND):
                self.cursor.skip()
            if self.cursor.ended() or self.cursor.next() == ")" or self.operator(_OR, peek=True):
                return _and(found)
            part = self.negated(depth, scope)
            if part is not None:
                found.append(part)

    def negated(self, depth: int, scope: str | None) -> query.Query | None:
        """Read a piece that may have NOT or - before it."""
        if self.operator(_NOT):
            self.cursor.skip()
            part = None if self.cursor.ended() else self.negated(depth, scope)
            if part is None:
                self.cursor.note("stray_operator", "NOT")
                return None
            return query.Not(part)
        return self.piece(depth, scope)

    def piece(self, depth: int, scope: str | None) -> query.Query | None:
        """Read a comparison, a group, something in a field, a string or words."""
        cursor = self.cursor
        if scope is None and directive(cursor):
            return None
        if scope is None and (found := conditions.comparison(cursor)) is not None:
            return found
        if cursor.next() == "(":
            return self.group(depth, scope)
        if (match := cursor.take(_QUOTED)) is not None:
            return self.quoted(match, scope)
        if curled := _CURLED.match(cursor.written, cursor.at):
            cursor.at = curled.end()
            return self.string(curled["text"], scope)
        start = cursor.at
        if scope is None and _BARE.match(cursor.line, start):
            cursor.fail("number_missing", start)
        if scope is None and (match := cursor.take(_NAMED)) is not None:
            found, is_known = self.named(match["name"], start, depth)
            if is_known:
                return found
            cursor.at = start
        return self.words(scope)

    def group(self, depth: int, scope: str | None) -> query.Query | None:
        """Read what stands in brackets."""
        self.cursor.at += 1
        found = self.alternatives(depth + 1, scope)
        if found is None:
            self.cursor.note("empty", "()")
        if self.cursor.next() == ")":
            self.cursor.at += 1
        else:
            self.cursor.note("open_bracket", "(")
        return found

    def named(self, name: str, start: int, depth: int) -> tuple[query.Query | None, bool]:
        """Read the value of ``name:``; return it and whether the name is known."""
        cursor = self.cursor
        if (found := conditions.named(cursor, name, start)) is not None:
            return found, True
        scope = vocabulary.field_of(name)
        if scope is not None or name in vocabulary.ANYWHERE:
            cursor.skip()
            if cursor.ended():
                cursor.fail("no_text", start, name=name)
            return self.negated(depth + 1, scope), True
        if re.fullmatch(r"[a-z_.0-9]+", name) and cursor.next() not in ("/", "\\"):
            cursor.fail("no_field", start, numbers.similar(name, vocabulary.names()), name=name)
        if re.fullmatch(r"[㐀-\u9fff]{1,8}", name):
            cursor.note("unknown_field", name)
        return None, False

    # -- text ----------------------------------------------------------------------------------------------------

    def quoted(self, match: re.Match[str], scope: str | None) -> query.Query | None:
        """Read a string in quotation marks."""
        if not (match["end"] or match["bend"] or match["cend"]):
            self.cursor.note("open_quote", '"')
        if (far := self.cursor.take(_DISTANCE)) is not None:
            self.cursor.note("no_distance", far.group())
        return self.string(match["a"] or match["b"] or match["c"] or "", scope)

    def string(self, written: str, scope: str | None) -> query.Query | None:
        """Make a string of what stood in quotation marks."""
        text = folded(written).replace("\n", " ").strip()
        if not text:
            self.cursor.note("empty", '""')
        return self.cursor.leaf(Exact(text, scope)) if text else None

    def words(self, scope: str | None) -> query.Query | None:
        """Read an unquoted piece up to a blank: its words, and as a string what the dictionary does not know."""
        cursor = self.cursor
        if match := cursor.take(_SPACED):
            text = match.group().replace(" ", "")
        elif match := cursor.take(_TEXT):
            asked = cursor.written[match.start() : match.end()]  # a full-width ？ ends a question, it is no pattern
            text = "".join("。" if w == "？" else c for c, w in zip(match.group(), asked, strict=True))
        else:
            cursor.at += 1
            return None
        alternatives = [one for one in text.split("|") if one] if "|" in text else [text]
        return _or([part for one in alternatives if (part := self.written(one, scope)) is not None])

    def written(self, text: str, scope: str | None) -> query.Query | None:
        """Make words, strings or a pattern of a piece without blanks."""
        cursor = self.cursor
        if _ADDRESS.fullmatch(text) and len(RUN.findall(text)) > 1:
            return cursor.leaf(Exact(folded(text), scope))
        if text in ("or", "and", "not"):
            cursor.note("small_operator", text)
        if re.search(r"[*?]", text):
            return self.pattern(text, scope)
        pieces = parts(folded(text))
        if len(pieces) > 1 and len(RUN.findall(text)) > 1 and any(len(p.text) == 1 for p in pieces):
            return cursor.leaf(Exact(folded(text), scope))
        found = [cursor.leaf(_leaf(part, scope)) for part in pieces]
        if not found and text.strip("*?"):
            return cursor.leaf(Exact(text, scope))
        return _and(found)

    def pattern(self, text: str, scope: str | None) -> query.Query | None:
        """Make a pattern; it must begin with something."""
        if not text.strip("*?"):
            return query.Every() if text.startswith("*") else None
        if text[0] in "*?":
            self.cursor.fail("open_pattern", self.cursor.at - len(text))
        return self.cursor.leaf(Pattern(text, scope))

    def operator(self, pattern: re.Pattern[str], peek: bool = False) -> bool:
        """Take an operator; Latin ones count only in capitals, so that "or" can be searched."""
        cursor = self.cursor
        match = pattern.match(cursor.line, cursor.skip())
        if match is None or cursor.written[cursor.at : match.end()].upper() != cursor.written[cursor.at : match.end()]:
            return False
        if not peek:
            cursor.at = match.end()
        return True


def _leaf(part: Part, scope: str | None) -> Leaf:
    """Make a word or a string; one that synonyms name keeps them, though the dictionary does not know it."""
    if part.is_word and len(part.text) > 1:
        return Word(part.text, scope)
    return Exact(part.text, scope, is_loose=bool(synonyms(part.text)))


def _and(parts: list[query.Query]) -> query.Query | None:
    parts = [inner for part in parts for inner in (part.subqueries if isinstance(part, query.And) else [part])]
    return query.And(parts) if len(parts) > 1 else (parts[0] if parts else None)


def _or(parts: list[query.Query]) -> query.Query | None:
    parts = [inner for part in parts for inner in (part.subqueries if isinstance(part, query.Or) else [part])]
    return query.Or(parts) if len(parts) > 1 else (parts[0] if parts else None)
