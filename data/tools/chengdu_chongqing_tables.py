"""Makes the tables of cities of data/regions/chengdu-chongqing.

    python chengdu_chongqing_tables.py FACTS_FOLDER CARBON_MONITOR_CITIES.csv.gz ../regions/chengdu-chongqing

FACTS_FOLDER holds the facts read from the source documents; the second file is Carbon Monitor Cities' annual emissions (CC BY 4.0), with columns
city_name, locode, year, sector, GPC_refno, emissions_value (kg).
"""
import csv
import gzip
import sys
from decimal import Decimal

facts, monitor, out = sys.argv[1:4]


def read(name):
    return list(csv.DictReader(open(f"{facts}/{name}", encoding="utf-8")))


def write(name, head, rows):
    with open(f"{out}/{name}", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


# The printed matrix, as it is.
similar = read("industrial_similarity_2018.csv")
write("similarity_2018.csv", ["city_a", "city_b", "similarity", "source"], [[r["city_a"], r["city_b"], r["similarity"], r["source"]] for r in similar])
cities = {r["city_a"] for r in similar}

# Four clusters: what the printed shares make of the printed GDP; what is neither secondary nor tertiary is primary.
rows = {r["indicator"]: r for r in read("city_clusters_2019.csv")}
clusters = []
for name in ["Chengdu-Chongqing", "Yangtze River Delta", "Greater Bay Area", "Beijing-Tianjin-Hebei"]:
    gdp = Decimal(rows["gdp"][name])
    shares = {"secondary": Decimal(rows["secondary_sector_share"][name]), "tertiary": Decimal(rows["tertiary_sector_share"][name])}
    shares["primary"] = 100 - sum(shares.values())
    for sector in ["primary", "secondary", "tertiary"]:
        clusters.append([name, sector, f"{(gdp * shares[sector] / 100).normalize():f}", 2019, rows["gdp"]["source"]])
write("clusters_2019.csv", ["city", "industry", "value", "year", "source"], clusters)

# Four municipalities by age.
ages = []
for r in read("municipalities_2020.csv"):
    if r["indicator"].startswith("population_"):
        ages += [[city, r["indicator"], r[city], r["year"], r["source"]] for city in ["Chongqing", "Beijing", "Shanghai", "Tianjin"]]
write("municipalities_2020.csv", ["city", "industry", "value", "year", "source"], sorted(ages, key=lambda r: r[0]))

# Eleven of the sixteen cities by sector; a sector without a row stays missing.
found = []
for r in csv.DictReader(gzip.open(monitor, "rt", encoding="utf-8")):
    if r["city_name"] in cities and r["locode"].startswith("CN"):
        found.append([r["city_name"], r["sector"], f"{(Decimal(r['emissions_value']) / 1000).normalize():f}", int(r["year"])])
write("carbon_monitor_2019_2021.csv", ["city", "industry", "value", "year"], sorted(found, key=lambda r: (r[3], r[0], r[1])))
