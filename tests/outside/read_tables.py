"""Reads the tables of a data home with programs that know nothing of Carbonshed, and prints their sums as JSON.

usage: read_tables.py TABLES_FOLDER REGION

For each of deltalake (with pyarrow), polars and duckdb: number of rows, exact-order-independent sums (math.fsum) and counts of
values that are not null, of each table. The test `outside` of the crate `lake` compares them with its own.
"""

import json
import math
import sys

import duckdb
import polars
from deltalake import DeltaTable

COLUMNS = {
    "activities": ["value", "uncertainty_percent", "place", "field", "period_start"],
    "statistics": ["value", "enterprise", "statistic", "period_start"],
    "entries": ["total_t_co2e", "ch4_t_co2e", "energy_gj", "carrier", "factors", "imported_emission", "period_start"],
}


def summed(values):
    """What two readers must agree on, whatever order they read in."""
    values = [value for value in values if value is not None]
    if values and isinstance(values[0], float):
        return {"count": len(values), "sum": math.fsum(values)}
    return {"count": len(values), "distinct": len(set(values)), "least": str(min(values)), "greatest": str(max(values))}


def with_deltalake(path, region, columns):
    table = DeltaTable(path).to_pyarrow_table(partitions=[("region", "=", region)], columns=columns)
    return {name: table.column(name).to_pylist() for name in columns}


def with_polars(path, region, columns):
    frame = polars.read_delta(path).filter(polars.col("region") == region)
    return {name: frame[name].to_list() for name in columns}


def with_duckdb(path, region, columns):
    # The extension `delta` is fetched from the network; the files that the log names are read instead.
    files = [uri for uri in DeltaTable(path).file_uris()]
    query = f"SELECT {', '.join(columns)} FROM read_parquet(?, hive_partitioning = true) WHERE region = ?"
    rows = duckdb.execute(query, [files, region]).fetchall()
    return {name: [row[n] for row in rows] for n, name in enumerate(columns)}


def main():
    folder, region = sys.argv[1:]
    answer = {}
    for reader in (with_deltalake, with_polars, with_duckdb):
        tables = {}
        for name, columns in COLUMNS.items():
            found = reader(f"{folder}/{name}", region, columns)
            tables[name] = {column: summed(values) for column, values in found.items()}
        answer[reader.__name__.removeprefix("with_")] = tables
    json.dump(answer, sys.stdout)


main()
