"""Many rows of one table, handed to the driver as tuples."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import repeat

from sqlalchemy import Connection, Table

Converter = Callable[[object], object]


def insert_many(
    connection: Connection,
    table: Table,
    given: Mapping[str, object],
    columns: Sequence[str],
    rows: Iterable[tuple[object, ...]],
) -> None:
    """Inserts rows of those ``columns``; ``given`` are the columns that all of them share."""
    by_column = list(zip(*rows, strict=True))
    if not by_column:
        return
    shared = [
        repeat(_converted(connection, table, name, [value])[0]) for name, value in given.items()
    ]
    own = [
        _converted(connection, table, name, values)
        for name, values in zip(columns, by_column, strict=True)
    ]
    # ``own`` first: it says how many rows there are, and zip ends with what is shortest.
    tuples = list(zip(*own, *shared, strict=False))
    connection.exec_driver_sql(_statement(connection, table, (*columns, *given)), tuples)


def _statement(connection: Connection, table: Table, columns: Sequence[str]) -> str:
    quote = connection.dialect.identifier_preparer.quote
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    names = ", ".join(quote(name) for name in columns)
    marks = ", ".join([mark] * len(columns))
    return f"INSERT INTO {quote(table.name)} ({names}) VALUES ({marks})"


def _converter(connection: Connection, table: Table, column: str) -> Converter | None:
    """What SQLAlchemy does to a value of that column on its way to the driver."""
    kind = table.c[column].type
    return kind.dialect_impl(connection.dialect).bind_processor(connection.dialect)


def _converted(
    connection: Connection, table: Table, column: str, values: Sequence[object]
) -> Sequence[object]:
    """Values of one column as the driver takes them; an object met often is converted once."""
    convert = _converter(connection, table, column)
    if convert is None:
        return values
    made = {key: convert(one) for key, one in {id(value): value for value in values}.items()}
    return [made[id(value)] for value in values]
