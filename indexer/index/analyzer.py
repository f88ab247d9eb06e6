"""Our words as a Whoosh analyzer, so that Whoosh's schema, writer and parser cut text as the index does."""

from collections.abc import Iterator
from typing import Any

from whoosh.analysis import Token, Tokenizer

from indexer.fold import fold
from indexer.tokenize import tokenizer


class FoldedTokenizer(Tokenizer):  # type: ignore[misc]
    """Folds, then yields the words of ``indexer.tokenize`` with their places in the text as written."""

    def __call__(
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        keeporiginal: bool = False,
        removestops: bool = True,
        start_pos: int = 0,
        start_char: int = 0,
        mode: str = "",
        **kwargs: Any,
    ) -> Iterator[Token]:
        """Yield Whoosh tokens; one object is reused, as Whoosh's own tokenizers do."""
        token = Token(positions, chars, removestops=removestops, mode=mode, **kwargs)
        folded = fold(value)
        for number, (start, word) in enumerate(tokenizer().tokens(folded.text)):
            token.text = word
            token.boost = 1.0
            token.stopped = False
            if keeporiginal:
                token.original = word
            if positions:
                token.pos = start_pos + number
            if chars:
                first, last = folded.span(start, start + len(word))
                token.startchar, token.endchar = start_char + first, start_char + last
            yield token
