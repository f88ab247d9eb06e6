"""What counts as the same writing, and what counts as a word."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_reports import sentence_run

from indexer.fold import fold, folded
from indexer.tokenize import Tokenizer, dictionary, fingerprint, tokenizer


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("依　申　請　公　開", "依申请公开"),
        ("ＡＢＣ　１２３", "abc 123"),
        ("共 1 2 3 4 件", "共1234件"),
        ("2020 12 月", "2020 12月"),
        ("（一）“引号”", '(一)"引号"'),
        ("open  government", "open government"),
        ("９  ９", "99"),
        ("第一段\r\n \n 第二段", "第一段\n第二段"),
        ("乾安縣", "乾安县"),
        ("⽂⺠", "文民"),
        ("一\u200b二\ufeff三", "一二三"),
    ],
)
def test_writings_that_are_the_same_to_a_reader_fold_to_one(written, same):
    assert folded(written) == same


@given(st.text(alphabet="依申請公開ＡＢ１２ 　\n\r\tx9“”（）", max_size=60))
def test_offsets_lead_back_to_the_character_that_was_folded(text):
    result = fold(text)
    assert folded(result.text) == result.text
    for i, character in enumerate(result.text):
        start, end = result.span(i, i + 1)
        assert end == start + 1
        assert folded(text[start]) == character or character in " \n"


def test_the_rust_port_cuts_token_for_token_like_jieba():
    pytest.importorskip("rjieba")
    rust, python = tokenizer(), Tokenizer(dictionary(), pure=True)
    rng = random.Random(3)
    for _ in range(80):
        text = folded(sentence_run(rng, 30) + "".join(chr(rng.randrange(0x4E00, 0x9FA5)) for _ in range(30)))
        assert list(rust.tokens(text)) == list(python.tokens(text))


def test_real_reports_are_cut_alike_by_both(shared):
    pytest.importorskip("rjieba")
    rust, python = tokenizer(), Tokenizer(dictionary(), pure=True)
    for path in sorted((shared / "reports").glob("*.txt")):
        text = folded(path.read_text("utf-8"))
        assert list(rust.tokens(text)) == list(python.tokens(text))


def test_every_dictionary_word_inside_a_longer_one_is_found():
    words = {word for _, word in tokenizer().tokens("政府信息公开工作年度报告")}
    assert {"政府信息公开", "信息公开", "政府信息", "公开", "年度报告", "报告"} <= words


def test_tokens_stand_where_they_say():
    rng = random.Random(5)
    text = folded(sentence_run(rng, 200))
    for start, word in tokenizer().tokens(text):
        assert text[start : start + len(word)].replace(",", "") == word or "," in text[start : start + len(word) + 3]


def test_another_dictionary_has_another_fingerprint(monkeypatch, tmp_path):
    before = fingerprint()
    (tmp_path / "dictionary.txt").write_text("一个新词\n", "utf-8")
    monkeypatch.setenv("NIANBAO_CONFIG_DIR", str(tmp_path))
    dictionary.cache_clear()
    fingerprint.cache_clear()
    try:
        assert fingerprint() != before
    finally:
        monkeypatch.undo()
        dictionary.cache_clear()
        fingerprint.cache_clear()
