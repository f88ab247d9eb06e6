"""What a search remarks on how it read the query, in both languages."""

TEXTS = {
    "open_quote": ("引号没有成对，已当作到末尾", "A quotation mark is not closed; it was read to the end"),
    "open_bracket": ("括号没有成对，已当作到末尾", "A bracket is not closed; it was read to the end"),
    "stray_bracket": ("多余的括号已忽略", "A bracket too many was ignored"),
    "stray_operator": ("{} 缺少前后内容，已忽略", "{} has nothing to join and was ignored"),
    "synonyms": ("同义词一并检索：{}", "Synonyms searched too: {}"),
}


def explain(key: str, about: str, language: str) -> str:
    """Return a remark for people."""
    return TEXTS[key][1 if language == "en" else 0].format(about)
