"""The same text at fault more than once: in other instances, through other calls, in other units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from awslint.rules import Finding, Place

SHOWN_TWINS = 5
"""How many further instances of one finding are listed by address."""


def with_twins(finding: Finding, others: Sequence[Finding]) -> Finding:
    """Returns the finding, with where else the same text is at fault: other instances, other calls, other units."""
    twins = list(dict.fromkeys((other.unit, other.address, other.chain) for other in others))
    mine = (finding.unit, finding.address, finding.chain)
    twins = [twin for twin in twins if twin != mine]
    if not twins:
        return finding
    known = {place.span for place in (*finding.related, *finding.chain)}
    places = []
    for unit, address, chain in twins[:SHOWN_TWINS]:
        where = f" of {unit}" if unit != finding.unit else ""
        calls = [place.span for place in chain if place.span.is_somewhere and place.span not in known]
        places.append(Place(calls[0] if calls else finding.span, f"the same for {address}{where}"))
        known.update(calls)
    if len(twins) > SHOWN_TWINS:
        places.append(Place(finding.span, f"the same for {len(twins) - SHOWN_TWINS} more"))
    return replace(finding, related=(*finding.related, *places))
