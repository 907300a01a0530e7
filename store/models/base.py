"""What all tables share: names of constraints, types, the kind of index ticks look at."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    text,
)
from sqlalchemy.orm import DeclarativeBase

from store.db import Instant

BigKey = BigInteger().with_variant(Integer, "sqlite")
KEEP_COUNTING = {"sqlite_autoincrement": True}


class Base(DeclarativeBase):
    """Common names for constraints, so that migrations can speak of them."""

    # Ids are never given twice: a phone asks for what came after an id, a plan key names a person.
    __table_args__: Any = KEEP_COUNTING
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Instant,
        date: Date,
        bytes: LargeBinary,
        bool: Boolean,
    }


def when_set(name: str, column: str, *, unique: bool = False) -> Index:
    """An index of the rows in which a column has a value, for what is looked at at every tick."""
    given = text(f"{column} IS NOT NULL")
    return Index(name, column, unique=unique, sqlite_where=given, postgresql_where=given)
