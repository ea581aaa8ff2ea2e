"""Makes places.csv, facts.csv and the boundaries of data/regions/chengdu-chongqing.

    pip install shapely
    python chengdu_chongqing_region.py CITIES.geojson.gz FACTS_FOLDER ../regions/chengdu-chongqing

CITIES is the prefecture layer of npm echarts 4.9.0 (Apache-2.0), with adcodes; FACTS_FOLDER holds the facts read from the source documents.
"""
import csv
import gzip
import json
import sys

from shapely.geometry import Polygon

from topo import feature, tidy, unary_union, write_geojson

cities_path, facts, out = sys.argv[1:4]
CITIES = {
    "500000": ("Chongqing", "重庆", "重庆市"), "510100": ("Chengdu", "成都", "成都市"), "510300": ("Zigong", "自贡", "自贡市"), "510500": ("Luzhou", "泸州", "泸州市"),
    "510600": ("Deyang", "德阳", "德阳市"), "510700": ("Mianyang", "绵阳", "绵阳市"), "510900": ("Suining", "遂宁", "遂宁市"), "511000": ("Neijiang", "内江", "内江市"),
    "511100": ("Leshan", "乐山", "乐山市"), "511300": ("Nanchong", "南充", "南充市"), "511400": ("Meishan", "眉山", "眉山市"), "511500": ("Yibin", "宜宾", "宜宾市"),
    "511600": ("Guang'an", "广安", "广安市"), "511700": ("Dazhou", "达州", "达州市"), "511800": ("Ya'an", "雅安", "雅安市"), "512000": ("Ziyang", "资阳", "资阳市"),
}
similar = {r["city_a"] for r in csv.DictReader(open(f"{facts}/industrial_similarity_2018.csv", encoding="utf-8"))}
assert similar == {en for en, _, _ in CITIES.values()}, similar

features = {f["properties"]["adcode"]: f for f in json.load(gzip.open(cities_path))["features"] if f["properties"]["adcode"] in CITIES}
assert set(features) == set(CITIES) and all(features[c]["properties"]["name"] == zh for c, (_, zh, _) in CITIES.items())


def body(g):
    """The layer's rings are not ordered shell first, and some have fewer than four points: the largest is the shell,
    those inside it are holes, those outside are exclaves."""
    parts = g["coordinates"] if g["type"] == "MultiPolygon" else [g["coordinates"]]
    rings = sorted((Polygon(r).buffer(0) for rings in parts for r in rings if len(r) >= 4), key=lambda p: -p.area)
    whole = rings[0]
    for other in rings[1:]:
        whole = whole.difference(other) if whole.contains(other) else whole.union(other)
    return whole


shapes = {c: body(f["geometry"]) for c, f in features.items()}
cluster = unary_union([s.buffer(0.002) for s in shapes.values()]).buffer(-0.002)
with open(f"{out}/places.csv", "w", newline="", encoding="utf-8") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow("code,name_en,name_zh,aliases,level,parent,lon,lat,source".split(","))
    w.writerow(["CCEC", "Chengdu-Chongqing", "成渝地区双城经济圈", "Chengdu-Chongqing Economic Circle;成渝;成渝城市群", "cluster", "", 105.3, 30.1, "cmia: the 16 cities of Nomura's Table 1"])
    for code, (en, zh, full) in sorted(CITIES.items()):
        lon, lat = features[code]["properties"]["cp"]
        w.writerow([code, en, zh, f"{full};{en} Municipality" if code == "500000" else f"{full};{en} City", "city", "CCEC", round(lon, 4), round(lat, 4), "cmia: Nomura, Table 1; code GB/T 2260"])
print(write_geojson(f"{out}/boundaries_city.geojson.gz", [feature(c, *CITIES[c][:2], tidy(shapes[c], 1e-4)) for c in sorted(CITIES)]))
print(write_geojson(f"{out}/boundaries_cluster.geojson.gz", [feature("CCEC", "Chengdu-Chongqing", "成渝地区双城经济圈", tidy(cluster.simplify(0.004), 1e-3))]))

# Facts in their own units; nothing is derived here. `stated_` marks ratios and shares: no ledger total may be made of them.
rows = []
ENERGY = {"energy_total_2020": ("energy_total", "2020"), "carbon_intensity_2020": ("stated_carbon_intensity", "2020"), "carbon_intensity_cut_2015_2020": ("stated_carbon_intensity_cut_since_2015", "2020"),
          "carbon_intensity_target_2025": ("stated_carbon_intensity_target", "2025"), "energy_intensity_2020": ("stated_energy_intensity", "2020"), "fossil_share": ("stated_fossil_share", "2020"),
          "coal_share_of_fossil": ("stated_coal_share_of_fossil", "2020"), "industry_share_of_energy": ("stated_industry_share_of_energy", "2020"),
          "six_heavy_industries_share": ("stated_heavy_industries_share_of_industry", "2020"), "gdp_primary_2020": ("gdp_primary", "2020"), "gdp_secondary_2020": ("gdp_secondary", "2020"),
          "gdp_tertiary_2020": ("gdp_tertiary", "2020"), "peak_power_shortage_2025": ("peak_power_shortage", "2025"), "peak_power_shortage_2035": ("peak_power_shortage", "2035"),
          "peak_power_shortage_2050": ("peak_power_shortage", "2050"), "renewables_share_target_2021_chongqing": ("stated_renewables_share_target", "2021")}
for r in csv.DictReader(open(f"{facts}/chongqing_energy_2020.csv", encoding="utf-8")):
    if r["id"] in ENERGY:
        measure, period = ENERGY[r["id"]]
        rows.append(("500000", period, measure, r["value"], r["unit"], r["note"], r["source"]))
PEOPLE = {"grp_growth": "stated_gdp_growth", "resident_population": "population", "population_0_14": "population_0_14", "population_15_64": "population_15_64", "population_65_up": "population_65_up",
          "elderly_share": "stated_elderly_share", "elderly_dependency": "stated_elderly_dependency"}
for r in csv.DictReader(open(f"{facts}/municipalities_2020.csv", encoding="utf-8")):
    if r["indicator"] in PEOPLE:
        rows.append(("500000", r["year"], PEOPLE[r["indicator"]], r["Chongqing"], r["unit"], "", r["source"]))
# Each at the year of its own: hospitals are of 2019, but counted per head of 2020; health expenditure is of 2018.
HEALTH = {"gdp": ("gdp", "2020"), "population": ("population", "2020"), "gdp_per_capita": ("stated_gdp_per_capita", "2020"), "population_65_up": ("population_65_up", "2020"), "elderly_share": ("stated_elderly_share", "2020"),
          "tertiary_a_hospitals": ("tertiary_a_hospitals", "2020"), "tertiary_a_hospitals_per_million": ("stated_tertiary_a_hospitals_per_million", "2020"),
          "health_expenditure": ("health_expenditure", "2018"), "health_expenditure_to_gdp": ("stated_health_expenditure_to_gdp", "2018")}
for r in csv.DictReader(open(f"{facts}/cities_health_2020.csv", encoding="utf-8")):
    for code, city in (("500000", "Chongqing"), ("510100", "Chengdu")):
        if r["indicator"] in HEALTH and r[city]:
            measure, period = HEALTH[r["indicator"]]
            unit = "million person" if r["unit"] == "million" else r["unit"]
            note = "hospitals of 2019, per head of 2020" if measure.endswith(("hospitals", "per_million")) else "rounded by the source"
            rows.append((code, period, measure, r[city], unit, note, r["source"]))
CLUSTER = {"gdp": "gdp", "gdp_per_capita": "stated_gdp_per_capita", "gdp_per_area": "stated_gdp_per_area", "secondary_sector_share": "stated_secondary_share", "tertiary_sector_share": "stated_tertiary_share",
           "trade_to_gdp": "stated_trade_to_gdp", "urban_disposable_income": "stated_urban_disposable_income"}
for r in csv.DictReader(open(f"{facts}/city_clusters_2019.csv", encoding="utf-8")):
    if r["indicator"] in CLUSTER:
        rows.append(("CCEC", r["year"], CLUSTER[r["indicator"]], r["Chengdu-Chongqing"], r["unit"], "", r["source"]))
# Stated in running text, no table.
rows += [
    ("CCEC", "2019", "land_area", "185000", "km2", "the source gives no year; put beside the figures it belongs with", "cmia: AT&S"),
    ("500000", "2020", "industrial_value_added", "699.077", "RMB billion", "", "cmia: Ericsson"),
    ("500000", "2020", "stated_industrial_value_added_share", "27.8", "percent of the nation's GDP", "the source says of the nation; compared with the city's GDP", "cmia: Ericsson"),
]
rows.sort()
with open(f"{out}/facts.csv", "w", newline="", encoding="utf-8") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow("place,period,measure,value,unit,note,source".split(","))
    w.writerows(rows)
print(len(rows), "facts")
