"""Makes data/examples/cities-together: invented flows, integration values, pairs and resources of cities, from a seed.

    python cities_examples.py ../regions/chengdu-chongqing/places.csv ../examples/cities-together
"""
import csv
import math
import random
import sys

places, out = sys.argv[1:3]
random.seed(5)
cities = [(r["name_en"], float(r["lon"]), float(r["lat"])) for r in csv.DictReader(open(places, encoding="utf-8")) if r["level"] == "city"]
mass = {name: 100 * math.exp(random.gauss(0, 0.5)) for name, _, _ in cities}
mass["Chongqing"], mass["Chengdu"] = 1500, 1300


def write(name, head, rows):
    with open(f"{out}/{name}", "w", encoding="utf-8", newline="") as file:
        file.write("# Synthetic: every figure is made up.\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


def km(a, b):
    return 111.2 * math.hypot((a[1] - b[1]) * math.cos(math.radians(30)), a[2] - b[2])


rows = []
for a in cities:
    for b in cities:
        if a[0] != b[0]:
            rows.append([a[0], b[0], round(mass[a[0]] ** 0.9 * mass[b[0]] ** 0.8 / km(a, b) ** 1.3 * math.exp(random.gauss(0, 0.25)))])
write("flows.csv", ["from", "to", "flow"], rows)
write("places.csv", ["id", "mass", "lon", "lat"], [[name, round(mass[name], 1), lon, lat] for name, lon, lat in cities])

walk = {"labour": ("commuters_thousand", 40, 1.07), "transport": ("trains_a_day", 180, 1.05), "housing": ("moves_thousand", 25, 1.01), "business": ("joint_firms", 310, 1.09), "culture": ("visits_million", 12, 1.04)}
rows = []
for area, (indicator, value, growth) in walk.items():
    for year in range(2016, 2023):
        # The year in which people stayed at home.
        shock = 0.72 if year == 2020 and area in ("transport", "culture") else 1
        rows.append([area, indicator, year, round(value * shock * math.exp(random.gauss(0, 0.01)), 2)])
        value *= growth
write("integration.csv", ["area", "indicator", "year", "value"], rows)

rows = []
steps = [("exchanges_per_year", 24), ("joint_plans", 2), ("shared_budget_yuan", 8_000_000), ("tasks_done", 5), ("mutual_recognitions", 3), ("joint_institutions", 1)]
pairs = [("Chengdu", "Chongqing", 6), ("Chengdu", "Deyang", 6), ("Chengdu", "Meishan", 4), ("Chengdu", "Ziyang", 4), ("Chongqing", "Guang'an", 4), ("Chongqing", "Luzhou", 2), ("Zigong", "Neijiang", 2), ("Suining", "Nanchong", 1), ("Dazhou", "Chongqing", 1), ("Luzhou", "Yibin", 2), ("Leshan", "Ya'an", 1), ("Mianyang", "Deyang", 3)]
for a, b, count in pairs:
    for at, (indicator, value) in enumerate(steps):
        if at < count:
            rows.append([a, b, indicator, max(1, round(value * random.uniform(0.5, 1.5)))])
        elif at == count:
            rows.append([a, b, indicator, 0])
write("ladder.csv", ["a", "b", "indicator", "value"], rows)

rows = []
for name, _, _ in cities:
    for resource in ["talent", "capital", "land", "traditional_industry", "supporting_industry"]:
        rows.append([name, resource, round(20 + 60 * random.random() + (15 if name in ("Chengdu", "Chongqing") else 0), 1)])
write("resources.csv", ["city", "resource", "value"], rows)
