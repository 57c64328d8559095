"""Shows what the doctor found."""

import asyncio

from rich.table import Table
from rich.text import Text

from bot.cli.output import Output
from bot.doctor import Check, State, checks
from corpus.characters import one_line

MARKS = {State.GOOD: ("✓", "green"), State.WARNING: ("!", "yellow"), State.FAULT: ("✗", "red")}


def examine(output: Output) -> bool:
    """Check everything and show it; False when there is a fault."""
    found = asyncio.run(checks())
    faults = sum(check.state is State.FAULT for check in found)
    if output.as_json:
        output.document({"faults": faults, "checks": [_document(check) for check in found]})
        return not faults
    table = Table.grid(padding=(0, 2, 0, 0))
    for check in found:
        mark, colour = MARKS[check.state]
        table.add_row(Text(mark, colour), Text(check.name), _found(check))
    output.show(table)
    output.text(f"\n{_verdict(faults)}")
    return not faults


def _document(check: Check) -> dict[str, str]:
    return {"name": check.name, "state": check.state, "found": check.found, "advice": check.advice}


def _found(check: Check) -> Text:
    text = Text(one_line(check.found), overflow="fold")
    return text.append(f"\n→ {check.advice}", "bold") if check.advice else text


def _verdict(faults: int) -> str:
    if not faults:
        return "All is well."
    return "1 fault." if faults == 1 else f"{faults} faults."
