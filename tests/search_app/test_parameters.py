"""Addresses and searches are two spellings of one thing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from indexer.search.model import FACETS, SearchRequest
from search_app import parameters
from search_app.faults import ParameterError

VALUES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20).filter(lambda v: v != "-")
EDGES = st.none() | st.integers(-(10**12), 10**12).map(float) | st.integers(-(10**9), 10**9).map(lambda n: n / 100)


@st.composite
def searches(draw: st.DrawFn) -> SearchRequest:
    ranges = {}
    for key in draw(st.lists(st.sampled_from(["new_requests", "requests.granted.total"]), unique=True)):
        low, high = draw(EDGES), draw(EDGES)
        ranges[key] = (high, low) if low is not None and high is not None and low > high else (low, high)
    return SearchRequest(
        q=draw(st.text(st.characters(exclude_categories=["C"]), max_size=30)).strip(),
        filters=draw(
            st.dictionaries(st.sampled_from(FACETS), st.lists(VALUES, min_size=1, max_size=3, unique=True).map(tuple))
        ),
        ranges=ranges,
        sort=draw(st.sampled_from(["relevance", "year", "-year", "-new_requests"])),
        page=draw(st.integers(1, parameters.MAX_PAGE)),
        size=draw(st.integers(1, parameters.MAX_SIZE)),
        histograms=tuple(draw(st.lists(st.sampled_from(["granted", "disclosure_rate"]), unique=True))),
        synonyms=draw(st.booleans()),
    )


@given(searches())
def test_a_search_written_into_an_address_and_read_again_is_the_same_search(asked: SearchRequest) -> None:
    assert parameters.parse(MultiDict(parameters.pairs(asked))) == asked


def test_a_number_chosen_in_the_form_becomes_a_range() -> None:
    asked = parameters.parse(MultiDict([("number", "new_requests"), ("min", "10"), ("max", "")]))
    assert asked.ranges == {"new_requests": (10.0, None)}


@pytest.mark.parametrize("edges", [[("number", "refused"), ("min", "30%")], [("range", "refused:..３０％")]])
def test_a_percentage_of_a_count_is_no_range(edges: list[tuple[str, str]]) -> None:
    with pytest.raises(ParameterError, match="choose a ratio"):
        parameters.parse(MultiDict(edges))
    ratio = [(key, value.replace("refused", "refusal_rate")) for key, value in edges]
    assert 0.3 in parameters.parse(MultiDict(ratio)).ranges["refusal_rate"]


def test_a_range_of_years_is_each_of_them() -> None:
    assert parameters.parse(MultiDict([("year", "2019..2021"), ("year", "-")])).filters["year"] == (
        *("2019", "2020", "2021"),
        "",
    )


def test_the_unknown_value_of_a_facet_has_a_spelling_of_its_own() -> None:
    asked = parameters.parse(MultiDict([("form", "-")]))
    assert asked.filters == {"form": ("",)}
    assert parameters.pairs(asked) == [("form", "-")]


def test_choosing_a_value_twice_gives_it_up_and_returns_to_the_first_page() -> None:
    asked = SearchRequest(filters={"year": ("2020",)}, page=7)
    both = parameters.toggled(asked, "year", "2021")
    assert (both.filters, both.page) == ({"year": ("2020", "2021")}, 1)
    assert parameters.toggled(parameters.toggled(both, "year", "2021"), "year", "2020").filters == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page", "0"),
        ("page", "-1"),
        ("page", "1e3"),
        ("page", "99999999999"),
        ("page", "٣"),
        ("size", "101"),
        ("q", "字" * 2001),
        ("sort", "x;drop"),
        ("range", "new_requests"),
        ("range", "new_requests:a..b"),
        ("range", "new_requests:9..1"),
        ("range", "new_requests:nan.."),
        ("range", "new_requests:1e400.."),
        ("year", "1" * 201),
    ],
)
def test_a_parameter_out_of_bounds_is_named(name: str, value: str) -> None:
    with pytest.raises(ParameterError) as caught:
        parameters.parse(MultiDict([(name, value)]))
    assert caught.value.parameter == name
    assert name in caught.value.text("zh")
    assert name in caught.value.text("en")


def test_more_values_than_anyone_chooses_are_refused() -> None:
    with pytest.raises(ParameterError):
        parameters.parse(MultiDict([("year", str(n)) for n in range(101)]))
    with pytest.raises(ParameterError):
        parameters.parse(MultiDict([("range", f"k{n}:1..") for n in range(13)]))
