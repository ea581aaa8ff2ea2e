"""Reads the table of readings with programs that know nothing of Carbonshed, and prints their sums as JSON.

usage: read_readings.py TABLES_FOLDER

For each of deltalake (with pyarrow), polars and duckdb: rows, slots that have a value and the sum of all counts, of all live rows
and of the newest version of each meter's day of amounts (the one recorded last, then the one of the later batch; what a register
showed is no amount). Counts are without the day's base. All are whole numbers: readers must agree to the last digit.
"""

import json
import sys

import duckdb
import polars
import pyarrow.compute as pc
from deltalake import DeltaTable

KEY = ["region", "meter", "date", "register"]
NEWEST = """SELECT * FROM readings WHERE register <> 'cumulative'
    QUALIFY row_number() OVER (PARTITION BY region, meter, date, register ORDER BY recorded_at DESC, abs(batch) DESC) = 1"""
SUMS = 'SELECT count(*), sum(len(list_filter("values", lambda v: v IS NOT NULL))), sum(list_sum("values")) FROM ({})'


def figures(rows, present, counts):
    return {"rows": int(rows), "present": int(present), "counts": int(counts)}


def with_deltalake(path):
    table = DeltaTable(path).to_pyarrow_table(columns=[*KEY, "values", "recorded_at", "batch"])

    def sums(table):
        values = pc.list_flatten(table.column("values"))
        return figures(table.num_rows, pc.count(values).as_py(), pc.sum(values.cast("int64")).as_py())

    answer = {"all": sums(table)}
    table = table.filter(pc.field("register") != "cumulative")
    table = table.append_column("age", pc.abs(table.column("batch")))
    order = [(name, "ascending") for name in KEY] + [("recorded_at", "descending"), ("age", "descending")]
    table = table.take(pc.sort_indices(table, sort_keys=order))
    keys = list(zip(*(table.column(name).to_pylist() for name in KEY)))
    first = [n for n, key in enumerate(keys) if n == 0 or keys[n - 1] != key]
    return answer | {"newest": sums(table.take(first))}


def with_polars(path):
    frame = polars.read_delta(path)

    def sums(frame):
        values = frame["values"].explode(empty_as_null=False).drop_nulls()
        return figures(frame.height, values.len(), values.cast(polars.Int64).sum())

    amounts = frame.filter(polars.col("register") != "cumulative")
    newest = amounts.sort("recorded_at", polars.col("batch").abs()).unique(KEY, keep="last", maintain_order=True)
    return {"all": sums(frame), "newest": sums(newest)}


def with_duckdb(path):
    # The extension `delta` is fetched from the network; the files that the log names are read instead.
    files = DeltaTable(path).file_uris()
    duckdb.read_parquet(files, hive_partitioning=True).create_view("readings")
    ask = lambda source: figures(*duckdb.sql(SUMS.format(source)).fetchall()[0])
    return {"all": ask("SELECT * FROM readings"), "newest": ask(NEWEST)}


def main():
    path = f"{sys.argv[1]}/readings"
    readers = (with_deltalake, with_polars, with_duckdb)
    json.dump({reader.__name__.removeprefix("with_"): reader(path) for reader in readers}, sys.stdout)


main()
