"""What people quote from this search must be true: sets and counts against stock Whoosh and against plain scans."""

import random
import re
from typing import Any

import numpy as np
import pytest
from made_reports import reports
from whoosh import query
from whoosh.filedb.filestore import RamStorage
from whoosh.index import FileIndex
from whoosh.scoring import BM25F

from indexer.fold import folded
from indexer.index.embedded import EmbeddedIndex
from indexer.index.entry import entry
from indexer.index.schema import FIELDS, whoosh_schema
from indexer.search.execute import run
from indexer.search.language import parse
from indexer.search.leaves import Exact, Pattern, Word
from indexer.search.model import FACETS, PLACES, SearchRequest
from indexer.search.numbers import Measure, compute, key_numbers
from indexer.search.occurrences import expanded, occurrences
from indexer.search.sections import field_bits
from indexer.tokenize import tokenizer


def texts(entry: dict[str, Any]) -> dict[str, list[str]]:
    """The folded texts of an entry by field."""
    out: dict[str, list[str]] = {name: [] for name in FIELDS}
    for name, _, _, text in entry["pieces"]:
        out[name].append(folded(text))
    return out


@pytest.fixture(scope="module")
def stock(entries):
    """The same entries in an index that Whoosh itself wrote."""
    made: FileIndex = RamStorage().create_index(whoosh_schema())
    writer = made.writer(limitmb=64)
    for one in entries:
        fields = {name: "\n".join(parts) for name, parts in texts(one).items() if any(parts)}
        every = "\n".join(fields.values())
        heading = "\n".join(fields.get(name, "") for name in ("title", "agency"))
        writer.add_document(id=one["id"], all=every, heading=heading, **fields)
    writer.commit()
    with made.searcher(weighting=BM25F()) as searcher:
        yield searcher


@pytest.fixture(scope="module")
def vocabulary(entries) -> list[str]:
    found = {
        word for one in entries[:80] for _, word in tokenizer().tokens("\n".join(map("\n".join, texts(one).values())))
    }
    return sorted(found)


def random_tree(rng: random.Random, words: list[str], depth: int = 0) -> query.Query:
    if depth == 3 or rng.random() < 0.45:
        return Word(rng.choice(words), rng.choice([None, None, "s1", "s3", "title"]))
    parts = [random_tree(rng, words, depth + 1) for _ in range(rng.choice([2, 2, 3]))]
    if rng.random() < 0.2:
        return query.And([parts[0], query.Not(parts[1])])
    return rng.choice([query.And, query.Or])(parts)


@pytest.mark.parametrize("count", [120, pytest.param(2_000, marks=pytest.mark.slow)])
def test_random_queries_find_what_stock_whoosh_finds(index, stock, vocabulary, count):
    rng = random.Random(5)
    snapshot = index.snapshot()
    ids = [segment_id for part in snapshot.parts for segment_id in part.segment.ids]
    for _ in range(count):
        tree = random_tree(rng, vocabulary)
        mask = run(snapshot, tree).mask & (True if snapshot.alive is None else snapshot.alive)
        expected = {stock.stored_fields(n)["id"] for n in stock.docs_for_query(tree)}
        assert {ids[n] for n in np.flatnonzero(mask)} == expected, tree


@pytest.mark.parametrize("count", [70, pytest.param(400, marks=pytest.mark.slow)])
def test_ranking_is_that_of_stock_whoosh_wherever_scores_differ_clearly(count, entries, stock, vocabulary, tmp_path):
    from indexer.index.embedded import EmbeddedIndex

    ours = EmbeddedIndex(tmp_path / "index")
    ours.update(entries)
    snapshot = ours.snapshot()
    rng = random.Random(6)
    compared = 0
    for _ in range(count):
        tree = query.And([Word(rng.choice(vocabulary)) for _ in range(rng.choice([1, 2, 3]))])
        found = run(snapshot, tree)
        scores = {snapshot.stored(int(n))["id"]: float(found.scores[n]) for n in np.flatnonzero(found.mask)}
        theirs = [(hit["id"], hit.score) for hit in stock.search(tree, limit=None)]
        assert scores.keys() == {i for i, _ in theirs}
        high = np.array([score for _, score in theirs])
        own = np.array([scores[i] for i, _ in theirs])
        clearly = high[:, None] > high[None, :] * 1.1  # Whoosh keeps lengths in one byte, so close scores may swap
        compared += int(clearly.sum())
        assert (own[:, None] > own[None, :])[clearly].all(), tree
    assert compared > 10_000


def ids_of(snapshot, tree) -> set[str]:
    mask = run(snapshot, tree).mask & (True if snapshot.alive is None else snapshot.alive)
    return {snapshot.stored(int(n))["id"] for n in np.flatnonzero(mask)}


@pytest.fixture(scope="module")
def scanned(entries) -> dict[str, dict[str, str]]:
    return {e["id"]: {name: "\n".join(parts) for name, parts in texts(e).items()} for e in entries}


def random_piece(rng: random.Random, text: str, longest: int, shortest: int = 1) -> str:
    line = rng.choice([line for line in text.split("\n") if len(line) > 1] or ["网站"])
    start = rng.randrange(len(line) - 1)
    return line[start : start + rng.randrange(shortest, longest)]


def written_otherwise(rng: random.Random, text: str) -> str:
    """The same to a reader: full-width digits and letters, or capitals, or digits spaced out."""
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    return rng.choice([wide, text.upper(), re.sub(r"(?<=[0-9])(?=[0-9])", " ", text)])


def spoiled(rng: random.Random, text: str) -> str:
    """One character is another or missing; often this stands nowhere."""
    at = rng.randrange(len(text))
    return text[:at] + rng.choice(["", "的", "信", "9"]) + text[at + 1 :] or "无"


def test_a_quoted_string_finds_exactly_the_reports_that_contain_it(index, scanned):
    rng = random.Random(7)
    whole = {i: "\n\n".join(fields.values()) for i, fields in scanned.items()}
    lists = list(whole.values())
    for _ in range(150):
        wanted = random_piece(rng, rng.choice(lists), 21)
        tree = parse(f"「{wanted}」").tree
        assert ids_of(index.snapshot(), tree) == {i for i, text in whole.items() if wanted in text}, wanted


def test_a_string_counts_as_often_as_it_stands_in_a_report_even_over_itself(index, scanned):
    rng = random.Random(12)
    snapshot = index.snapshot()
    whole = {i: "\n\n".join(fields.values()) for i, fields in scanned.items()}
    for wanted in ["公开", "，", "公公", *(random_piece(rng, rng.choice(list(whole.values())), 7) for _ in range(25))]:
        found = occurrences(snapshot, Exact(wanted))
        living = [(d, c) for d, c in zip(found.docs, found.counts, strict=True) if snapshot.alive[d]]
        counts = {snapshot.stored(int(d))["id"]: int(c) for d, c in living}
        for i, text in whole.items():
            assert counts.get(i, 0) == sum(text.startswith(wanted, at) for at in range(len(text))), wanted


def test_a_string_in_a_section_is_looked_for_there_alone(index, scanned):
    rng = random.Random(8)
    lists = list(scanned.values())
    for _ in range(150):
        field = rng.choice(["s1", "s5", "title", "agency", "preamble"])
        wanted = random_piece(rng, rng.choice(lists)[field], 9)
        expected = {i for i, fields in scanned.items() if wanted in fields[field]}
        assert ids_of(index.snapshot(), Exact(wanted, field)) == expected, (field, wanted)


def test_a_pattern_stands_for_every_indexed_word_that_fits_it(index):
    rng = random.Random(13)
    snapshot = index.snapshot()
    words = sorted({term.decode()[1:] for part in snapshot.parts for term in part.segment.terms if term[:1] == b"a"})
    for _ in range(100):
        stem = rng.choice(words)[: rng.randrange(1, 3)]
        assert {w.text for w in expanded(snapshot, Pattern(stem + "*"))} == {w for w in words if w.startswith(stem)}


@pytest.mark.parametrize("pattern", ["公*", "政?*", "2?2*", "业务*训"])
@pytest.mark.parametrize("field", [None, "s3"])
def test_a_pattern_finds_all_its_words_however_few_of_them_rank(index, monkeypatch, pattern, field):
    snapshot, leaf = index.snapshot(), Pattern(pattern, field)
    every = ids_of(snapshot, query.Or(list(expanded(snapshot, leaf))))
    bits = field_bits(snapshot, expanded(snapshot, leaf))
    monkeypatch.setattr("indexer.search.occurrences.MOST_WORDS", 1)
    index.forget()
    assert ids_of(snapshot, leaf) == every != set()
    assert len(expanded(snapshot, leaf)) == 1
    assert np.array_equal(field_bits(snapshot, [leaf]), bits)
    index.forget()


@pytest.mark.parametrize("facet", FACETS)
def test_facet_counts_are_what_one_gets_by_choosing_the_value(index, facet):
    request = SearchRequest("公开", filters={"format": ("html",)}, ranges={"new_requests": (20, None)}, size=0)
    for value in index.search(request).facets[facet]:
        narrowed = SearchRequest(request.q, {**request.filters, facet: (value.value,)}, request.ranges, size=0)
        assert index.search(narrowed).total == value.count > 0


@pytest.mark.parametrize("most", [0, 20, 8_192])
def test_facets_under_any_choice_in_the_others_count_what_choosing_gives(entries, tmp_path, monkeypatch, most):
    monkeypatch.setattr("indexer.search.kinds.MOST", most)
    monkeypatch.setattr("indexer.search.occurrences.FEW_GONE", most)
    made = EmbeddedIndex(tmp_path)
    made.update(entries[:100])
    made.update(entries[90:120], deleted=[entries[3]["id"], entries[95]["id"]])
    rng, snapshot = random.Random(5), made.snapshot()
    for _ in range(30):
        chosen = rng.sample([f for f in FACETS if f not in PLACES[1:]], rng.randrange(4))
        filters = {facet: (rng.choice(snapshot.facet(facet)[0]),) for facet in chosen}
        line = rng.choice(["", "公开", "公开 群众", "新收>20", "-群众"])
        for facet, values in made.search(SearchRequest(line, filters, size=0)).facets.items():
            for value in values:
                narrowed = SearchRequest(line, {**filters, facet: (value.value,)}, size=0, facets=())
                assert made.search(narrowed).total == value.count, (line, filters, facet, value)


@pytest.mark.parametrize("key", [*key_numbers(), "requests.granted.research_institution"])
def test_ranges_keep_exactly_the_reports_whose_printed_number_is_inside(index, entries, key):
    number = key_numbers().get(key)
    measure = number.measure if number else Measure((key,))
    values = {e["id"]: compute(measure, e["cells"]) for e in entries}
    known = sorted(v for v in values.values() if v is not None)
    low, high = (known[len(known) // 4], known[-1 - len(known) // 4]) if known else (0, 1)
    found = index.search(SearchRequest(ranges={key: (low, high)}, size=1000, snippets=0))
    assert {hit.id for hit in found.hits} == {i for i, v in values.items() if v is not None and low <= v <= high}
    histogram = index.search(SearchRequest(histograms=(key,), size=0)).histograms[key]
    assert (histogram.known, histogram.unknown) == (len(known), len(values) - len(known))
    assert sum(bar.count for bar in histogram.bins) == len(known)


@pytest.mark.parametrize(
    ("line", "named", "holds"),
    [
        ("新收>结转下年", "new left", lambda new, left: new > left),
        ("(新收-结转下年):..30", "new left", lambda new, left: new - left <= 30),
        ("上年结转+新收 >= 结转下年+上年结转", "new old left", lambda new, old, left: old + new >= left + old),
        ("(新收 不超过 结转下年) OR 群众未满意", "new left", lambda new, left: new <= left),
        ("上年结转!=结转下年", "old left", lambda old, left: old != left),
        ("有:上年结转-结转下年 排序:新收-结转下年", "old left", lambda old, left: True),
    ],
)
def test_two_numbers_compare_only_where_both_are_printed(index, entries, line, named, holds):
    keys = {"new": "new_requests", "old": "carried_from_previous", "left": "carried_to_next"}
    measures = [key_numbers()[keys[name]].measure for name in named.split()]
    values = {e["id"]: [compute(measure, e["cells"]) for measure in measures] for e in entries}
    found = {hit.id for hit in index.search(SearchRequest(line, size=1000, snippets=0)).hits}
    assert found == {i for i, known in values.items() if None not in known and holds(*known)} != set()
    again = index.search(SearchRequest(index.search(SearchRequest(line)).query, size=1000, snippets=0))
    assert {hit.id for hit in again.hits} == found


def test_sorting_by_a_number_puts_the_unknown_last_both_ways(index, entries):
    values = {e["id"]: compute(key_numbers()["granted"].measure, e["cells"]) for e in entries}
    for sort, sign in (("granted", 1), ("-granted", -1)):
        order = [values[hit.id] for hit in index.search(SearchRequest(sort=sort, size=1000, snippets=0)).hits]
        known = [v for v in order if v is not None]
        assert known == sorted(known, key=lambda v: sign * v)
        assert order[len(known) :] == [None] * (len(order) - len(known))


def test_pages_put_together_are_the_whole_result_without_repeats(index):
    whole = [hit.id for hit in index.search(SearchRequest("群众", size=1000, snippets=0)).hits]
    pages = [[h.id for h in index.search(SearchRequest("群众", page=n, size=7)).hits] for n in range(1, 70)]
    assert [i for page in pages for i in page] == whole


@pytest.mark.slow
def test_two_thousand_strings_in_ten_thousand_reports_are_found_without_miss_or_excess(tmp_path):
    from indexer.index.embedded import EmbeddedIndex

    made = [entry(report) for report in reports(10_000, seed=2)]
    big = EmbeddedIndex(tmp_path / "index")
    big.update(made)
    snapshot = big.snapshot()
    whole = ["\n\n".join("\n".join(parts) for parts in texts(e).values()) for e in made]
    numbers = {e["id"]: n for n, e in enumerate(made)}
    order = [numbers[i] for part in snapshot.parts for i in part.segment.ids]
    rng = random.Random(11)
    for _ in range(2_000):
        wanted = random_piece(rng, rng.choice(whole), 21, 2)
        if (dice := rng.random()) > 0.75:
            wanted = spoiled(rng, wanted)
        written = written_otherwise(rng, wanted) if 0.5 < dice < 0.75 else wanted
        mask = run(snapshot, parse(f"「{written}」").tree).mask
        assert {order[n] for n in np.flatnonzero(mask)} == {n for n, text in enumerate(whole) if wanted in text}, wanted
