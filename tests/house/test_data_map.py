"""Is every table on the data map, with why and how long?"""

from __future__ import annotations

from pathlib import Path

from feedback.store.tables import metadata

MAP = (Path(__file__).resolve().parents[2] / "docs/data-map.md").read_text(encoding="utf-8")
LINES = {
    line.split("`")[1]: [cell.strip() for cell in line.strip("| \n").split("|")]
    for line in MAP.splitlines()
    if line.startswith("| `")
}


def test_every_table_is_on_the_map_and_the_map_has_no_other() -> None:
    assert set(LINES) == set(metadata.tables)


def test_each_line_says_what_why_and_how_long() -> None:
    for table, cells in LINES.items():
        assert len(cells) == 4, table
        assert all(cells), table


def test_no_column_keeps_an_address_or_kind_of_device() -> None:
    named = {column.name for table in metadata.tables.values() for column in table.columns}
    assert not named & {"ip", "ip_address", "user_agent", "remote_addr", "current_login_ip"}
