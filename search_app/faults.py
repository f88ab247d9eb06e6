"""What is wrong with a parameter of an address, in either language.  Raised by ``parameters`` and ``ranges``."""

from collections.abc import Mapping

_MESSAGES = {
    "whole": ("须为 {low} 到 {high} 之间的整数", "must be a whole number from {low} to {high}"),
    "number": ("须为数字", "must be a number"),
    "long": ("过长（最多 {high}）", "is too long (at most {high})"),
    "many": ("过多（最多 {high} 个）", "appears too often (at most {high} times)"),
    "form": ("写法不对，应为 {form}", "is malformed; expected {form}"),
    "percent": (
        "：{name} 是数量，不能用百分比；请选比率",
        "is a percentage, but {name} is an amount; choose a ratio",
    ),
    "unknown": ("不存在{near}；可用：{known}", "does not exist{near}; there are {known}"),
    "order": ("最小值大于最大值", "has a minimum above its maximum"),
}


class ParameterError(ValueError):
    """A parameter of an address is wrong; ``message`` says which and why in either language."""

    def __init__(self, parameter: str, reason: str, **values: object) -> None:
        self.parameter = parameter
        self.value = ""
        """What was asked for, where a range is wrong."""
        self._texts = {
            language: f"{word} {parameter} {_MESSAGES[reason][at].format(**_of(values, at))}"
            for at, (language, word) in enumerate((("zh", "参数"), ("en", "Parameter")))
        }
        super().__init__(self._texts["en"])

    def text(self, language: str) -> str:
        """Return the message in "zh" or "en"."""
        return self._texts[language]


def _of(values: Mapping[str, object], at: int) -> dict[str, object]:
    """Return the values of a message in one language; what differs between the languages is a pair."""
    return {name: value[at] if isinstance(value, tuple) else value for name, value in values.items()}
