"""Times of the day and of the week in which AWS may work on a resource, as operands of expressions.

ElastiCache, MemoryDB, RDS, Neptune, DocumentDB and Redshift write them alike: `hh:mm-hh:mm` for one that comes every
day, `ddd:hh:mm-ddd:hh:mm` for one a week, in UTC.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, Final

from awslint.frozen import frozen
from awslint.rules.cel.operands import ABSENT
from awslint.values import Text, Unknown

_DAY: Final = 24 * 60
_WEEK: Final = 7 * _DAY
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME: Final = r"([01]?\d|2[0-3]):([0-5]\d)"
_DAILY: Final = re.compile(rf"{_TIME}-{_TIME}")
_WEEKLY: Final = re.compile(rf"({'|'.join(_DAYS)}):{_TIME}-({'|'.join(_DAYS)}):{_TIME}", re.IGNORECASE)


@frozen
class Window:
    """A span of time that repeats: `start` in minutes after midnight or after the beginning of Monday."""

    start: int
    minutes: int
    period: int

    fields: ClassVar[tuple[str, ...]] = ("minutes",)

    def overlaps(self, other: Window) -> bool:
        """Returns whether the two share a minute on some day."""
        period = min(self.period, other.period)
        if self.minutes >= period or other.minutes >= period:
            return True
        ahead = (other.start - self.start) % period
        return ahead < self.minutes or (period - ahead) < other.minutes


def window_of(value: Any) -> Any:
    """Returns the window that a string writes; ABSENT for what is none.

    One that ends where it starts has no minutes: whether AWS takes that for none or for all is not known.
    """
    if isinstance(value, Text):
        return Unknown("the window is not known")
    if (daily := _DAILY.fullmatch(str(value))) is not None:
        start, end = _minute(daily[1], daily[2]), _minute(daily[3], daily[4])
        return Window(start, (end - start) % _DAY, _DAY)
    if (weekly := _WEEKLY.fullmatch(str(value))) is not None:
        start = _DAYS.index(weekly[1].lower()) * _DAY + _minute(weekly[2], weekly[3])
        end = _DAYS.index(weekly[4].lower()) * _DAY + _minute(weekly[5], weekly[6])
        return Window(start, (end - start) % _WEEK, _WEEK)
    return ABSENT


def _minute(hour: str, minute: str) -> int:
    return int(hour) * 60 + int(minute)
