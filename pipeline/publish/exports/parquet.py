"""Parquet: one file a table, columns typed, their meaning in the file's metadata."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.publish.database.rows import Row
from pipeline.publish.exports.tidy import SHEETS, Sheet, new_folder, tidy

_GROUP = 50_000  # rows in one row group
_TYPES = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "json": pa.string(),
}


def write(outputs: Path, to: Path) -> int:
    """Parquet files in the folder `to`; how many rows there are."""
    count = 0
    with new_folder(to) as folder, ExitStack() as stack:
        files = {s.name: stack.enter_context(_File(folder, s)) for s in SHEETS}
        for document in tidy(outputs):
            for name, rows in document.items():
                files[name].add(rows)
                count += len(rows)
    return count


class _File:
    """A Parquet file that takes rows and writes them by groups."""

    def __init__(self, folder: Path, sheet: Sheet) -> None:
        fields = [
            pa.field(f.name, _TYPES[f.kind], nullable=not f.required, metadata={"comment": f.about})
            for f in sheet.fields
        ]
        self._schema = pa.schema(fields, metadata={"comment": sheet.about})
        self._writer = pq.ParquetWriter(folder / f"{sheet.name}.parquet", self._schema, compression="zstd")
        self._waiting: list[Row] = []

    def add(self, rows: list[Row]) -> None:
        self._waiting += rows
        if len(self._waiting) >= _GROUP:
            self._flush()

    def _flush(self) -> None:
        columns = list(zip(*self._waiting, strict=True)) or [()] * len(self._schema)
        arrays = [pa.array(c, type=f.type) for c, f in zip(columns, self._schema, strict=True)]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
        self._waiting = []

    def __enter__(self) -> _File:
        return self

    def __exit__(self, *_failure: object) -> None:
        self._flush()
        self._writer.close()
