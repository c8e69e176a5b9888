"""Functions on times."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Final

from awslint.terraform.functions.registry import FunctionError, NotKnown, on_scalars

_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)", re.ASCII)
_DURATION = re.compile(r"(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)", re.ASCII)
_SECONDS: Final = {
    "h": Fraction(3600),
    "m": Fraction(60),
    "s": Fraction(1),
    "ms": Fraction(1, 10**3),
    "us": Fraction(1, 10**6),
    "µs": Fraction(1, 10**6),
    "μs": Fraction(1, 10**6),
    "ns": Fraction(1, 10**9),
}
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _moment(text: str) -> datetime:
    match = _TIME.fullmatch(text)
    if match is None or "t" in text or "z" in text:
        raise FunctionError(f'"{text}" is not a time as 2006-01-02T15:04:05Z')
    if match.group(1):
        raise NotKnown("fractions of a second are not modelled")
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        if text.startswith("0000"):
            raise NotKnown("the year 0 is not modelled") from None
        raise FunctionError(f'"{text}" is not a time') from None


def _zone(moment: datetime, colon: str) -> str:
    minutes = int((moment.utcoffset() or timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}{colon}{rest:02}"


def _written(moment: datetime) -> str:
    zone = _zone(moment, ":")
    return f"{moment:%Y-%m-%dT%H:%M:%S}".zfill(19) + ("Z" if zone == "+00:00" else zone)


@on_scalars("timeadd", "string", "string")
def _timeadd(text: str, duration: str) -> str:
    moment = _moment(text)
    sign = -1 if duration.startswith("-") else 1
    bare = duration[1:] if duration[:1] in ("-", "+") else duration
    if bare == "0":
        return _written(moment)
    pieces = _DURATION.findall(bare)
    if not pieces or "".join(number + unit for number, unit in pieces) != bare:
        raise FunctionError(f'"{duration}" is not a duration')
    seconds = sign * sum((Fraction(number.rstrip(".")) * _SECONDS[unit] for number, unit in pieces), Fraction(0))
    if abs(seconds) > 9_000_000_000:
        raise NotKnown("such a long duration is not modelled")
    whole = seconds.numerator // seconds.denominator
    return _written(moment + timedelta(seconds=whole))


@on_scalars("timecmp", "string", "string", result="number")
def _timecmp(name: str, other: str) -> int:
    left, right = _moment(name), _moment(other)
    return (left > right) - (left < right)


@on_scalars("formatdate", "string", "string")
def _formatdate(form: str, text: str) -> str:
    moment = _moment(text)
    pieces: list[str] = []
    place = 0
    while place < len(form):
        letter = form[place]
        end = place + 1
        if form.startswith("''", place):
            pieces.append("'")
            end += 1
        elif letter == "'":
            literal, end = _literal(form, end)
            pieces.append(literal)
        elif letter.isascii() and letter.isalpha():
            while end < len(form) and form[end] == letter:
                end += 1
            pieces.append(_part(form[place:end], moment))
        else:
            pieces.append(letter)
        place = end
    return "".join(pieces)


def _literal(form: str, place: int) -> tuple[str, int]:
    """The text in quotes from `place` on, in which two quotes stand for one; and where it ends."""
    pieces = []
    while place < len(form):
        if form[place] != "'":
            pieces.append(form[place])
        elif form[place + 1 : place + 2] == "'":
            pieces.append("'")
            place += 1
        else:
            return "".join(pieces), place + 1
        place += 1
    raise FunctionError("a quoted string in the format is never closed")


def _part(name: str, moment: datetime) -> str:
    twelve = moment.hour % 12 or 12
    month, day = _MONTHS[moment.month - 1], _DAYS[moment.weekday()]
    zone = _zone(moment, ":")
    forms = {
        "YYYY": f"{moment.year:04}",
        "YY": f"{moment.year % 100:02}",
        "MMMM": month,
        "MMM": month[:3],
        "MM": f"{moment.month:02}",
        "M": str(moment.month),
        "DD": f"{moment.day:02}",
        "D": str(moment.day),
        "EEEE": day,
        "EEE": day[:3],
        "hh": f"{moment.hour:02}",
        "h": str(moment.hour),
        "HH": f"{twelve:02}",
        "H": str(twelve),
        "AA": "AM" if moment.hour < 12 else "PM",
        "aa": "am" if moment.hour < 12 else "pm",
        "mm": f"{moment.minute:02}",
        "m": str(moment.minute),
        "ss": f"{moment.second:02}",
        "s": str(moment.second),
        "ZZZZZ": zone,
        "ZZZZ": _zone(moment, ""),
        "ZZZ": "UTC" if zone == "+00:00" else _zone(moment, ""),
        "Z": "Z" if zone == "+00:00" else zone,
    }
    if name not in forms:
        raise FunctionError(f'"{name}" is no part of a date format')
    return forms[name]
