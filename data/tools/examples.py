"""Makes data/examples: invented data that shows the method where no real table is at hand. Standard library only; the same seed, the same files.

    python3 data/tools/examples.py
"""
import csv, math, pathlib, random

DATA = pathlib.Path(__file__).resolve().parents[1]
random.seed(20261123)


def write(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def trade(folder):
    """Sixteen cities by name, five sectors: deliveries by gravity, intensities at random around a value of the sector."""
    with (DATA / "regions/chengdu-chongqing/places.csv").open(encoding="utf-8") as file:
        cities = [(row["name_en"], float(row["lon"]), float(row["lat"])) for row in csv.DictReader(file) if row["level"] == "city"]
    sectors = {"farming": (0.06, 0.5), "power": (0.10, 9.0), "materials": (0.24, 3.0), "equipment": (0.30, 0.5), "services": (0.30, 0.2)}
    size = {code: 1 / (rank + 1) ** 0.7 for rank, (code, _, _) in enumerate(cities)}
    rows = [(code, sector) for code, _, _ in cities for sector in sectors]
    where = {code: (lon, lat) for code, lon, lat in cities}

    def near(a, b):
        if a == b:
            return 6.0
        (x, y), (u, v) = where[a], where[b]
        return 1 / (0.6 + math.hypot((x - u) * 0.87, y - v))

    weight = {(code, sector): size[code] * share * random.lognormvariate(0, 0.55) for code in size for sector, (share, _) in sectors.items()}
    z = [[round(600 * weight[i] * weight[j] ** 0.8 * near(i[0], j[0]) * random.uniform(0.3, 1.7), 3) for j in rows] for i in rows]
    y = [[round(1300 * weight[i] * size[city] * near(i[0], city) * random.uniform(0.5, 1.5), 3) for city in size] for i in rows]
    output = [sum(a) + sum(b) for a, b in zip(z, y)]
    f = [round(x * sectors[sector][1] * random.lognormvariate(0, 0.4) * 0.1, 2) for (_, sector), x in zip(rows, output)]
    heads = [["region", "sector"] + [code for code, _ in rows], ["", ""] + [sector for _, sector in rows]]
    write(folder / "Z.csv", heads + [[code, sector, *line] for (code, sector), line in zip(rows, z)])
    write(folder / "Y.csv", [["region", "sector", *size], ["", ""] + ["final"] * len(size)] + [[code, sector, *line] for (code, sector), line in zip(rows, y)])
    write(folder / "F.csv", [["stressor", *(code for code, _ in rows)], ["", *(sector for _, sector in rows)], ["CO2", *f]])
    (folder / "F_unit.txt").write_text("stressor\tunit\nCO2\tkt\n", encoding="utf-8")


def grid(folder):
    """Fourteen buses, coal at two, gas at one, wind, sun and water at others, over a day. PyPSA's layout; flows are left to the program."""
    buses = ["Harbour", "Old town", "Steel works", "Foundry", "West gate", "Ridge", "Reservoir", "Plain", "Solar field", "Market", "University", "Airport", "Docks", "South hill"]
    lines = [(0, 1), (0, 12), (1, 2), (1, 9), (2, 3), (3, 4), (4, 5), (5, 6), (6, 7), (7, 8), (8, 9), (9, 10), (10, 11), (11, 12), (1, 10), (4, 7), (2, 9), (12, 13), (13, 11), (5, 13)]
    plants = [("Harbour coal", 0, "coal"), ("Steel gas", 2, "gas"), ("Ridge wind", 5, "wind"), ("Reservoir hydro", 6, "hydro"), ("Plain coal", 7, "coal"), ("Solar", 8, "solar")]
    hours = [f"2021-03-01 {h:02d}:00" for h in range(24)]
    share = [random.uniform(0.4, 1.6) * (2.6 if name in ("Steel works", "Foundry", "Docks") else 1) for name in buses]
    loads, power = [], []
    for h in range(24):
        day = 0.72 + 0.2 * math.exp(-((h - 10) / 3.5) ** 2) + 0.28 * math.exp(-((h - 19) / 2.5) ** 2)
        load = [round(60 * s * day * random.uniform(0.97, 1.03), 2) for s in share]
        sun = max(0.0, math.sin((h - 6) / 12 * math.pi)) * 330
        wind = 170 * (0.65 + 0.35 * math.cos((h - 3) / 12 * math.pi))
        hydro = 90 + 90 * (h in range(17, 22))
        rest = sum(load) - sun - wind - hydro
        gas = min(160.0, max(20.0, rest * 0.2))
        of = [(rest - gas) * 0.62, gas, wind, hydro, (rest - gas) * 0.38, sun]
        of = [round(value, 2) for value in of]
        of[0] = round(of[0] + sum(load) - sum(of), 2)
        assert min(of) >= 0, (h, of)
        loads.append(load)
        power.append(of)
    write(folder / "buses.csv", [["name"]] + [[name] for name in buses])
    write(folder / "carriers.csv", [["name", "co2_emissions"], ["coal", 0.9], ["gas", 0.4], ["wind", 0], ["hydro", 0], ["solar", 0]])
    write(folder / "generators.csv", [["name", "bus", "carrier", "p_nom"]] + [[name, buses[at], carrier, 1000] for name, at, carrier in plants])
    write(folder / "generators-p.csv", [["snapshot", *(name for name, _, _ in plants)]] + [[h, *of] for h, of in zip(hours, power)])
    write(folder / "lines.csv", [["name", "bus0", "bus1", "x"]] + [[f"L{at + 1}", buses[a], buses[b], round(random.uniform(0.5, 1.5), 3)] for at, (a, b) in enumerate(lines)])
    write(folder / "loads.csv", [["name", "bus"]] + [[f"{name} load", name] for name in buses])
    write(folder / "loads-p.csv", [["snapshot", *(f"{name} load" for name in buses)]] + [[h, *of] for h, of in zip(hours, loads)])
    write(folder / "snapshots.csv", [["snapshot"]] + [[h] for h in hours])


trade(DATA / "examples/trade-cities")
grid(DATA / "examples/grid-day")
