"""The engines side by side: each indexes the corpus and answers the same questions with ten ids and a count."""

import sqlite3
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from corpus import plain, reports
from whoosh import fields, index
from whoosh import query as q
from whoosh.analysis import Token
from whoosh.analysis import Tokenizer as WhooshTokenizer

from indexer.fold import folded
from indexer.tokenize import Tokenizer, dictionary, tokenizer

Answer = tuple[int, list[str]]


class Engine(Protocol):
    """``ask`` maps a class of questions to its runner; a class that is absent cannot be asked."""

    name: str
    ask: dict[str, Callable[..., Any]]

    def build(self, count: int) -> None: ...

    def cool(self) -> None: ...


class Nianbao:
    """What is measured: our own index."""

    name = "nianbao"

    def __init__(self, folder: Path) -> None:
        from indexer.index.embedded import EmbeddedIndex

        self.index = EmbeddedIndex(folder / "nianbao")
        self.ask = {
            "word": lambda w: self._run(w),
            "two words": lambda a, b: self._run(f"{a} {b}"),
            "any of five": lambda *ws: self._run(" OR ".join(ws)),
            "phrase": lambda p, _: self._run(f'"{p}"'),
            "word, year, range": lambda w, y: self._run(f"{w} 年:{y} 新收:5..50"),
            "facets": lambda w: self._run(w, facets=("province", "year", "level", "format")),
            "facets of all": lambda y: self._run(f"年>={y}", facets=("province", "year", "level", "format")),
            "ratio": lambda w, r: self._run(f"{w} 予以公开/总计>{r}"),
            "sort by number": lambda w: self._run(w, sort="-new_requests"),
            "page as served": lambda w: self._run(w, facets=None, snippets=3),
        }

    def _run(self, q: str, facets: Any = (), snippets: int = 0, sort: str = "relevance") -> Answer:
        from indexer.search.model import FACETS, SearchRequest

        request = SearchRequest(
            q,
            size=10,
            facets=FACETS if facets is None else facets,
            snippets=snippets,
            sort=sort,
            synonyms=False,
            suggest=snippets > 0,  # the others do not look for what may have been meant
        )
        found = self.index.search(request)
        return found.total, [hit.id for hit in found.hits]

    def build(self, count: int) -> None:
        self.index.update(reports(count))

    def cool(self) -> None:
        self.index.forget()


class Fts5:
    """SQLite FTS5 over the same words, columns in an indexed table."""

    name = "FTS5"

    def __init__(self, folder: Path) -> None:
        self.db = sqlite3.connect(folder / "fts5.db")
        self.ask = {
            "word": lambda w: self._run(w),
            "two words": lambda a, b: self._run(f"{a} AND {b}"),
            "any of five": lambda *ws: self._run(" OR ".join(ws)),
            "phrase": lambda _, ws: self._run('"' + " ".join(ws) + '"'),
            "word, year, range": lambda w, y: self._run(w, f"r.year = {y} AND r.new BETWEEN 5 AND 50"),
            "facets": lambda w: self._facets(w),
            "facets of all": lambda y: self._facets(None, y),
            "ratio": lambda w, r: self._run(w, f"r.total > 0 AND r.granted * 1.0 / r.total > {r}"),
            "sort by number": lambda w: self._run(w, order="r.new DESC"),
        }

    def _run(self, match: str, where: str = "1", order: str = "bm25(t)") -> Answer:
        source = "FROM t JOIN r ON r.rowid = t.rowid WHERE t MATCH ? AND " + where
        simple = where == "1"
        counted = "SELECT count(*) FROM t WHERE t MATCH ?" if simple else "SELECT count(*) " + source
        total = self.db.execute(counted, (match,)).fetchone()[0]
        ids = [i for (i,) in self.db.execute(f"SELECT r.id {source} ORDER BY {order} LIMIT 10", (match,))]
        return total, ids

    def _facets(self, match: str | None, year: int = 0) -> list[Any]:
        out: list[Any] = [self._run(match)] if match else []
        for name in ("province", "year", "level", "format"):
            if match:
                sql = f"SELECT r.{name}, count(*) FROM t JOIN r ON r.rowid = t.rowid WHERE t MATCH ? GROUP BY 1"
                out.append(self.db.execute(sql, (match,)).fetchall())
            else:
                sql = f"SELECT {name}, count(*) FROM r WHERE year >= ? GROUP BY 1"
                out.append(self.db.execute(sql, (year,)).fetchall())
        return out

    def build(self, count: int) -> None:
        self.db.executescript(
            """PRAGMA journal_mode = off; PRAGMA synchronous = off;
            CREATE VIRTUAL TABLE t USING fts5(text, content='');
            CREATE TABLE r (id, year, province, level, city, format, new, granted, total);"""
        )
        for report in reports(count):
            row = plain(report)
            words = " ".join(word for _, word in tokenizer().tokens(folded(row.pop("text"))))
            at = self.db.execute(f"INSERT INTO r VALUES ({','.join('?' * len(row))})", _columns(row)).lastrowid
            self.db.execute("INSERT INTO t (rowid, text) VALUES (?, ?)", (at, words))
        for name in ("year", "new", "province"):
            self.db.execute(f"CREATE INDEX r_{name} ON r ({name})")
        self.db.execute("INSERT INTO t (t) VALUES ('optimize')")
        self.db.commit()

    def cool(self) -> None:
        """Its page cache is small; there is nothing else to forget."""


def _columns(row: dict[str, Any]) -> list[Any]:
    return [row[name] for name in ("id", "year", "province", "level", "city", "format", "new", "granted", "total")]


class Tantivy:
    """tantivy over the same words."""

    name = "tantivy"

    def __init__(self, folder: Path) -> None:
        import tantivy

        self.t = tantivy
        path = folder / "tantivy"
        path.mkdir(exist_ok=True)
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        builder.add_text_field("text", tokenizer_name="whitespace", index_option="position")
        for name in ("province", "level", "format"):
            builder.add_text_field(name, tokenizer_name="raw", fast=True, index_option="basic")
        for name in ("year", "new", "granted", "total"):
            builder.add_unsigned_field(name, indexed=True, fast=True)
        self.schema = builder.build()
        self.index = tantivy.Index(self.schema, path=str(path))
        self.searcher = self.index.searcher()
        must, should = tantivy.Occur.Must, tantivy.Occur.Should
        both = tantivy.Query.boolean_query
        self.ask = {
            "word": lambda w: self._run(self._word(w)),
            "two words": lambda a, b: self._run(both([(must, self._word(a)), (must, self._word(b))])),
            "any of five": lambda *ws: self._run(both([(should, self._word(w)) for w in ws])),
            "phrase": lambda _, ws: self._run(tantivy.Query.phrase_query(self.schema, "text", list(ws))),
            "word, year, range": lambda w, y: self._run(
                both([(must, self._word(w)), (must, self._between("year", y, y)), (must, self._between("new", 5, 50))])
            ),
            "facets": lambda w: (self._run(self._word(w)), self._facets(self._word(w))),
            "facets of all": lambda y: self._facets(self._between("year", y, 9999)),
            "sort by number": lambda w: self._sorted(self._word(w)),
        }

    def _word(self, word: str) -> Any:
        return self.t.Query.term_query(self.schema, "text", word)

    def _between(self, field: str, low: int, high: int) -> Any:
        return self.t.Query.range_query(self.schema, field, self.t.FieldType.Unsigned, low, high)

    def _run(self, query: Any) -> Answer:
        found = self.searcher.search(query, 10)
        return found.count, [self.searcher.doc(address)["id"][0] for _, address in found.hits]

    def _sorted(self, query: Any) -> Answer:
        found = self.searcher.search(query, 10, order_by_field="new")
        return found.count, [self.searcher.doc(address)["id"][0] for _, address in found.hits]

    def _facets(self, query: Any) -> Any:
        names = ("province", "year", "level", "format")
        return self.searcher.aggregate(query, {n: {"terms": {"field": n, "size": 50}} for n in names})

    def build(self, count: int) -> None:
        writer = self.index.writer(128_000_000, 1)
        for report in reports(count):
            row = plain(report)
            words = " ".join(word for _, word in tokenizer().tokens(folded(row["text"])))
            writer.add_document(self._document(row, words))
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()
        self.searcher = self.index.searcher()

    def _document(self, row: dict[str, Any], words: str) -> Any:
        document = self.t.Document()
        for name in ("id", "province", "level", "format"):
            document.add_text(name, row[name])
        document.add_text("text", words)
        for name in ("year", "new", "granted", "total"):
            document.add_unsigned(name, row[name])
        return document

    def cool(self) -> None:
        """It keeps nothing of its own between queries."""


class Jieba(WhooshTokenizer):  # type: ignore[misc]
    """jieba in Python, inside the analyzer."""

    def __call__(self, value: str, positions: bool = False, mode: str = "", **kwargs: Any) -> Any:
        token = Token(positions, False, mode=mode, **kwargs)
        for number, (_, word) in enumerate(_python_jieba().tokens(folded(value))):
            token.text, token.boost, token.stopped, token.pos = word, 1.0, False, number
            yield token


@cache
def _python_jieba() -> Tokenizer:
    return Tokenizer(dictionary(), pure=True)


class Whoosh:
    """Stock Whoosh with jieba inside its analyzer, as one would write it."""

    name = "stock Whoosh"

    def __init__(self, folder: Path) -> None:
        self.schema = fields.Schema(
            id=fields.ID(stored=True),
            text=fields.TEXT(analyzer=Jieba(), phrase=True),
            **{name: fields.ID(sortable=True) for name in ("province", "level", "format")},
            **{name: fields.NUMERIC(int, sortable=True) for name in ("year", "new", "granted", "total")},
        )
        path = folder / "whoosh"
        path.mkdir(exist_ok=True)
        self.index = index.open_dir(path) if index.exists_in(path) else index.create_in(path, self.schema)
        self.searcher: Any = None
        self.ask = {
            "word": lambda w: self._run(q.Term("text", w)),
            "two words": lambda a, b: self._run(q.And([q.Term("text", a), q.Term("text", b)])),
            "any of five": lambda *ws: self._run(q.Or([q.Term("text", w) for w in ws])),
            "phrase": lambda _, ws: self._run(q.Phrase("text", list(ws))),
            "word, year, range": lambda w, y: self._run(
                q.And([q.Term("text", w), q.NumericRange("year", y, y), q.NumericRange("new", 5, 50)])
            ),
            "facets": lambda w: self._run(q.Term("text", w), groupedby=["province", "year", "level", "format"]),
            "facets of all": lambda y: self._run(
                q.NumericRange("year", y, 9999), groupedby=["province", "year", "level", "format"]
            ),
            "sort by number": lambda w: self._run(q.Term("text", w), sortedby="new", reverse=True),
        }

    def _run(self, query: Any, **options: Any) -> Answer:
        if self.searcher is None:
            self.searcher = self.index.searcher()
        found = self.searcher.search(query, limit=10, **options)
        return len(found), [hit["id"] for hit in found]

    def build(self, count: int) -> None:
        writer = self.index.writer(limitmb=256)
        for report in reports(count):
            row = plain(report)
            row.pop("city")
            writer.add_document(**row)
        writer.commit()

    def cool(self) -> None:
        """It keeps nothing worth mentioning between queries."""


ENGINES: dict[str, Callable[[Path], Engine]] = {
    "nianbao": Nianbao,
    "tantivy": Tantivy,
    "fts5": Fts5,
    "whoosh": Whoosh,
}
