"""Makes data/regions/pair-cities: the cities of the documents' eleven pairs, with what is known of them.

    python pair_cities_region.py ../partnerships CARBON_MONITOR_CITIES.csv.gz ../regions/pair-cities

The first folder holds the pairs and their topics as the documents state them; the second file is Carbon Monitor Cities' annual emissions
(CC BY 4.0), with columns city_name, locode, year, sector, GPC_refno, emissions_value (kg).
"""
import csv
import gzip
import sys
from collections import defaultdict
from decimal import Decimal

partnerships, monitor, out = sys.argv[1:4]


def read(name):
    lines = (line for line in open(f"{partnerships}/{name}", encoding="utf-8") if not line.startswith("#"))
    return list(csv.DictReader(lines))


def write(name, head, rows):
    with open(f"{out}/{name}", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


def code(name):
    return "".join(c if c.isalnum() else "-" for c in name.lower()).replace("--", "-").strip("-")


SIDES = {"european": ("EU", "Europe", "欧洲", 11, 47), "chinese": ("CN", "China", "中国", 110, 33)}
pairs = read("pairs.csv")
places = [["PAIRS", "Cities of the eleven pairs", "十一对城市", "", "network", "", 60, 40, "iuc: IUC Cities Network"]]
places += [[c, en, zh, "", "side", "PAIRS", lon, lat, "iuc: IUC Cities Network"] for c, en, zh, lon, lat in SIDES.values()]
for p in pairs:
    for side, (parent, *_) in SIDES.items():
        name = p[f"{side}_city"]
        places.append([code(name), name, p[f"{side}_city_zh"], "", "city", parent, p[f"{side}_lon"], p[f"{side}_lat"], p["source"]])
write("places.csv", ["code", "name_en", "name_zh", "aliases", "level", "parent", "lon", "lat", "source"], places)
ids = {row[0] for row in places}
if len(ids) != len(places):
    raise SystemExit("a code stands twice")

# What the documents say of a pair's topics, by city: what is said of both counts for each. Of the others nothing is known: no row.
topics = defaultdict(set)
for row in read("pair_topics.csv"):
    pair = next(p for p in pairs if p["id"] == row["pair"])
    for side in SIDES if row["side"] == "both" else [row["side"]]:
        topics[pair[f"{side}_city"]].add((row["topic"], row["source"]))
rows = sorted({(city, topic, source) for city, of in topics.items() for topic, source in of})
# One source for each topic of a city: the first that says it.
first = {}
for city, topic, source in rows:
    first.setdefault((city, topic), source)
write("tables/topics.csv", ["city", "topic", "source"], [[*key, source] for key, source in sorted(first.items())])

# Emissions of the Chinese cities by sector; a sector without a row is not known. Jingyue is a district of Changchun: what is known of Changchun is not it.
# Emissions are of functional urban areas. Sums over years only where all the sectors of a city are known in each.
chinese = {p["chinese_city"] for p in pairs}
found = defaultdict(Decimal)
for r in csv.DictReader(gzip.open(monitor, "rt", encoding="utf-8")):
    if r["city_name"] in chinese and r["locode"].startswith("CN"):
        found[r["city_name"], r["sector"], int(r["year"])] += Decimal(r["emissions_value"]) / 1000


def text(value):
    return f"{value.normalize():f}"


write("tables/emissions.csv", ["city", "industry", "value", "year"], [[c, s, text(v), y] for (c, s, y), v in sorted(found.items(), key=lambda one: (one[0][2], one[0][0], one[0][1]))])
by_city = defaultdict(lambda: defaultdict(dict))
for (city, sector, year), value in found.items():
    by_city[city][year][sector] = value
paths = []
for city, years in sorted(by_city.items()):
    sectors = {tuple(sorted(of)) for of in years.values()}
    if len(sectors) == 1:
        paths += [[city, year, text(sum(of.values()))] for year, of in sorted(years.items())]
write("tables/trajectories.csv", ["city", "year", "value"], paths)
print(f"{len(places)} places, {len(first)} topics of {len(topics)} cities, {len(by_city)} cities with emissions, {len({p[0] for p in paths})} with a path")
