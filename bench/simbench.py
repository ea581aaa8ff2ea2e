"""SimBench's whole grid as a load test: every load of a scenario, its profile scaled by its rated power.

    python bench/simbench.py NETWORK_FOLDER INTO [LOADS]

NETWORK_FOLDER is `simbench/networks/1-complete_data-mixed-all-0-sw` of the package `simbench` 1.6.3 (ODbL 1.0; it is not kept here):
Load.csv has 36,063 loads with profile and rated power in MW, LoadProfile.csv 35,136 quarter hours of 2016 (a leap year) per unit of it.
INTO becomes a folder that `carbonshed readings import INTO --format peer` takes. Readings are whole watt-hours; the hourly factors are made up.
Needs numpy and pyarrow. The last line says how many readings there are, the exact sum in Wh and the sum of emissions in kg.
"""

import csv
import pathlib
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

START = np.datetime64("2016-01-01T00:00:00", "s")
BLOCK = 60
REPORT_EVERY = 100


def profiles(path, names):
    with path.open() as file:
        heads = file.readline().strip().split(";")
    columns = [heads.index(f"{name}_pload") for name in names]
    values = np.loadtxt(path, delimiter=";", skiprows=1, usecols=columns, ndmin=2)
    return dict(zip(names, values.T))


def main(network, into, most):
    into = pathlib.Path(into)
    (into / "readings").mkdir(parents=True, exist_ok=True)
    with (pathlib.Path(network) / "Load.csv").open() as file:
        loads = list(csv.DictReader(file, delimiter=";"))[:most]
    profile = profiles(pathlib.Path(network) / "LoadProfile.csv", sorted({load["profile"] for load in loads}))
    steps = len(next(iter(profile.values())))
    hours = steps // 4
    rng = np.random.default_rng(7)
    grid = 0.55 + 0.12 * np.sin(2 * np.pi * (np.arange(hours) % 24 - 6) / 24) + rng.normal(0, 0.02, hours)
    pq.write_table(
        pa.table({"hour": START + np.arange(hours) * np.timedelta64(3600, "s"), "kg_per_kwh": grid}),
        into / "grid.parquet",
    )
    subnets = {name: at for at, name in enumerate(sorted({load["subnet"] for load in loads}))}
    kinds = {name: at for at, name in enumerate(sorted(profile))}
    pq.write_table(
        pa.table(
            {
                "meter": pa.array(np.arange(len(loads)), pa.int32()),
                "enterprise": pa.array(np.arange(len(loads)), pa.int32()),
                "town": pa.array([subnets[load["subnet"]] for load in loads], pa.int32()),
                "industry": pa.array([kinds[load["profile"]] for load in loads], pa.int32()),
                "value_added": np.ones(len(loads)),
            }
        ),
        into / "meters.parquet",
    )
    at = START + np.arange(steps) * np.timedelta64(900, "s")
    by_step = np.repeat(grid, 4)
    readings, energy_wh, emissions_kg = 0, 0, 0.0
    for first in range(0, len(loads), BLOCK):
        block = loads[first : first + BLOCK]
        # MW for a quarter of an hour, in Wh.
        counts = np.rint([float(load["pLoad"]) * 250_000 * profile[load["profile"]] for load in block]).astype(np.int64)
        readings += counts.size
        energy_wh += int(counts.sum())
        emissions_kg += float((counts.sum(axis=0) * by_step).sum()) / 1000
        pq.write_table(
            pa.table(
                {
                    "meter": pa.array(np.repeat(np.arange(first, first + len(block)), steps), pa.int32()),
                    "at": np.tile(at, len(block)),
                    "kwh": counts.ravel() / 1000,
                }
            ),
            into / "readings" / f"{first:06}.parquet",
            compression="zstd",
            use_dictionary=["meter", "kwh"],
            column_encoding={"at": "DELTA_BINARY_PACKED"},
        )
        if first // BLOCK % REPORT_EVERY == 0:
            print(first, readings, flush=True)
    print(f'{{"loads":{len(loads)},"readings":{readings},"energy_wh":{energy_wh},"emissions_kg":{emissions_kg!r}}}')


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else None)
