"""A property that is computed once.  Called where ``functools.cached_property`` would be too slow.

That of Python 3.11 takes a lock each time it computes, which costs more than what rows of tables compute with it.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

Value = TypeVar("Value")


class lazy(Generic[Value]):  # noqa: N801 - it is written like ``property``
    """Compute a property when it is first asked for and keep it in the instance, which must have a ``__dict__``."""

    def __init__(self, function: Callable[[Any], Value]) -> None:
        self._function = function
        self._name = function.__name__
        self.__doc__ = function.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> "lazy[Value]": ...
    @overload
    def __get__(self, instance: object, owner: type) -> Value: ...
    def __get__(self, instance: object | None, owner: type) -> "Value | lazy[Value]":
        if instance is None:
            return self
        value = instance.__dict__[self._name] = self._function(instance)
        return value
