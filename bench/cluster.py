"""The cluster's growth: synthetic readings in the layout of the tables, accounted by one process, one executor and two.

usage: cluster.py make DIR METERS [DAYS]     writes the tables and m.csv
       cluster.py run DIR PROGRAM [PAIRS]    PROGRAM is carbonshed-cluster; prints seconds and the ratio of each pair

Needs numpy and pyarrow. One executor has one task at a time, so two have two: on a quiet machine of at least three cores, or the
scheduler and the client take their part of what is measured. All runs must print the same totals, or it stops.
"""

import datetime
import json
import os
import pathlib
import resource
import socket
import subprocess
import sys
import tempfile
import time

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

FILES = 16
FIRST = (datetime.date(2023, 1, 1) - datetime.date(1970, 1, 1)).days


def table(folder, columns, files):
    """Writes the log of a Delta table of one region, and its files."""
    place = folder / "region=r"
    place.mkdir(parents=True)
    (folder / "_delta_log").mkdir()
    fields = [{"name": name, "type": kind, "nullable": True, "metadata": {}} for name, kind in columns + [("region", "string")]]
    schema = json.dumps({"type": "struct", "fields": fields})
    about = {"id": "5a0f3c1e-0000-4000-8000-000000000001", "format": {"provider": "parquet", "options": {}}, "schemaString": schema}
    actions = [
        {"protocol": {"minReaderVersion": 1, "minWriterVersion": 2}},
        {"metaData": about | {"partitionColumns": ["region"], "configuration": {}, "createdTime": 1}},
    ]
    size = 0
    for n, (content, options) in enumerate(files):
        path = place / f"part-{n}.parquet"
        pq.write_table(content, path, **options)
        size += path.stat().st_size
        add = {"path": f"region=r/{path.name}", "partitionValues": {"region": "r"}, "size": path.stat().st_size}
        actions.append({"add": add | {"modificationTime": 1, "dataChange": True}})
    (folder / "_delta_log" / f"{0:020d}.json").write_text("\n".join(map(json.dumps, actions)) + "\n")
    return size


def lists(values):
    rows, length = values.shape
    offsets = pa.array(np.arange(0, rows * length + 1, length), pa.int32())
    item = pa.from_numpy_dtype(values.dtype)
    return pa.ListArray.from_arrays(offsets, pa.array(values.ravel()), type=pa.list_(pa.field("element", item)))


def array(kind):
    return {"type": "array", "elementType": kind, "containsNull": True}


def constant(rows, value, kind):
    return pa.array(np.full(rows, value), kind)


def make(folder, meters, days):
    """The distribution is that of the readings which the peers of P1 are measured on."""
    rng = np.random.default_rng(7)
    shape = 1 + 0.5 * np.sin(2 * np.pi * (np.arange(96) - 30) / 96)
    utc = pa.timestamp("us", "UTC")
    dates = pa.array(np.arange(FIRST, FIRST + days), pa.int32()).cast(pa.date32())

    def parts():
        for part in np.array_split(np.arange(meters), min(FILES, meters)):
            rows = len(part) * days
            level = rng.lognormal(3, 1.3, (len(part), 1, 1))
            counts = np.round(level * shape * rng.gamma(8, 1 / 8, (len(part), days, 96)) * 1000).astype(np.int32)
            content = {
                "meter": np.repeat([f"{n:08d}" for n in part], days),
                "date": pa.concat_arrays([dates] * len(part)),
                "interval_s": constant(rows, 900, pa.int32()),
                "register": ["interval"] * rows,
                "unit": ["kWh"] * rows,
                "step": constant(rows, 0.001, pa.float64()),
                "base": constant(rows, 0, pa.int64()),
                "slots": constant(rows, 96, pa.int32()),
                "values": lists(counts.reshape(rows, 96)),
                "codes": ["5"] * rows,
                "source": ["synthetic"] * rows,
                "recorded_at": constant(rows, 1_700_000_000_000_000, pa.int64()).cast(utc),
                "batch": constant(rows, 1, pa.int64()),
            }
            yield pa.table(content), {
                "compression": "zstd",
                "compression_level": 3,
                "row_group_size": 16_384,
                "use_dictionary": [name for name in content if name != "values"],
                "column_encoding": {"values.list.element": "BYTE_STREAM_SPLIT"},
                "data_page_size": 128 << 10,
            }

    kinds = "string date integer string string double long integer".split() + [array("integer"), "string", "string", "timestamp", "long"]
    names = "meter date interval_s register unit step base slots values codes source recorded_at batch".split()
    size = table(folder / "readings", list(zip(names, kinds)), parts())
    factors = pa.table(
        {
            "zone": ["z"] * days,
            "date": dates,
            "kind": ["location"] * days,
            "values": lists(0.55 + 0.02 * rng.normal(size=(days, 24))),
            "recorded_at": constant(days, 1, pa.int64()).cast(utc),
            "batch": constant(days, 1, pa.int64()),
        }
    )
    kinds = ["string", "date", "string", array("double"), "timestamp", "long"]
    table(folder / "hourly_factors", list(zip(factors.column_names, kinds)), [(factors, {})])
    lines = [f"{n:08d},E{n // 2},z" for n in range(meters)]
    (folder / "m.csv").write_text("meter,enterprise,zone\n" + "\n".join(lines) + "\n")
    readings = meters * days * 96
    print(f"{readings} readings, {size} bytes, {size / readings:.3f} bytes a reading")


def free_port():
    with socket.socket() as link:
        link.bind(("127.0.0.1", 0))
        return link.getsockname()[1]


def wait_for(port):
    for _ in range(600):
        with socket.socket() as link:
            if link.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    sys.exit(f"nobody listens on {port}")


def account(program, folder, words):
    """Totals of one run, and the processor seconds of the client."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    call = [program, "account", "--tables", folder, "--meters", f"{folder}/m.csv", "--by", "enterprise", "--out", os.devnull, *words]
    text = subprocess.run(call, check=True, capture_output=True, text=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    totals = json.loads(text.splitlines()[-1])
    return totals, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def on_cluster(program, folder, executors):
    """Seconds of one run on a cluster that has run it once already."""
    started = []
    with tempfile.TemporaryDirectory() as work:
        try:
            port = free_port()
            scheduler = f"127.0.0.1:{port}"
            started.append(subprocess.Popen([program, "scheduler", "--listen", scheduler]))
            wait_for(port)
            for n in range(executors):
                results = free_port()
                call = [program, "executor", "--scheduler", scheduler, "--tasks", "1", "--work", f"{work}/{n}"]
                os.mkdir(f"{work}/{n}")
                started.append(subprocess.Popen([*call, "--port", str(results), "--task-port", str(free_port())]))
                wait_for(results)
            words = ["--scheduler", scheduler]
            account(program, folder, words)
            return account(program, folder, words)[0]
        finally:
            for process in reversed(started):
                process.kill()
                process.wait()


def run(folder, program, pairs):
    alone, cpu = account(program, folder, ["--partitions", "1"])
    print(f"one process: {alone['seconds']:.2f} s, {cpu:.2f} s of processor, {cpu / alone['readings'] * 1e6:.3f} µs a reading")
    same = lambda totals: [totals[name] for name in ("readings", "energy_kwh", "emissions_kg")]
    for _ in range(pairs):
        one, two = (on_cluster(program, folder, executors) for executors in (1, 2))
        if not same(alone) == same(one) == same(two):
            sys.exit(f"totals differ: {alone} {one} {two}")
        print(f"one executor {one['seconds']:.2f} s, two {two['seconds']:.2f} s, ratio {one['seconds'] / two['seconds']:.2f}", flush=True)


if __name__ == "__main__":
    word, folder = sys.argv[1], sys.argv[2]
    if word == "make":
        make(pathlib.Path(folder), int(sys.argv[3]), int((sys.argv[4:] or ["365"])[0]))
    else:
        run(folder, sys.argv[3], int((sys.argv[4:] or ["5"])[0]))
