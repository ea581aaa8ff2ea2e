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
MEASURE = {"energy_total_2020": "energy_total", "carbon_intensity_2020": "stated_carbon_intensity", "energy_intensity_2020": "stated_energy_intensity",
           "fossil_share": "stated_fossil_share", "coal_share_of_fossil": "stated_coal_share_of_fossil", "industry_share_of_energy": "stated_industry_share_of_energy",
           "six_heavy_industries_share": "stated_heavy_industries_share_of_industry", "gdp_primary_2020": "gdp_primary", "gdp_secondary_2020": "gdp_secondary", "gdp_tertiary_2020": "gdp_tertiary"}
for r in csv.DictReader(open(f"{facts}/chongqing_energy_2020.csv", encoding="utf-8")):
    if r["id"] in MEASURE:
        rows.append(("500000", "2020", MEASURE[r["id"]], r["value"], r["unit"], r["note"], r["source"]))
for r in csv.DictReader(open(f"{facts}/municipalities_2020.csv", encoding="utf-8")):
    if r["indicator"] == "resident_population":
        rows.append(("500000", r["year"], "population", r["Chongqing"], r["unit"], "", r["source"]))
for r in csv.DictReader(open(f"{facts}/cities_health_2020.csv", encoding="utf-8")):
    measure = {"gdp": "gdp", "population": "population", "gdp_per_capita": "stated_gdp_per_capita"}.get(r["indicator"])
    for code, city in (("500000", "Chongqing"), ("510100", "Chengdu")):
        if measure:
            unit = "million person" if measure == "population" else r["unit"]
            rows.append((code, "2020", measure, r[city], unit, "rounded by the source", r["source"]))
for r in csv.DictReader(open(f"{facts}/city_clusters_2019.csv", encoding="utf-8")):
    measure = {"gdp": "gdp", "gdp_per_capita": "stated_gdp_per_capita", "gdp_per_area": "stated_gdp_per_area", "secondary_sector_share": "stated_secondary_share", "tertiary_sector_share": "stated_tertiary_share"}.get(r["indicator"])
    if measure:
        rows.append(("CCEC", r["year"], measure, r["Chengdu-Chongqing"], r["unit"], "", r["source"]))
rows.sort()
with open(f"{out}/facts.csv", "w", newline="", encoding="utf-8") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow("place,period,measure,value,unit,note,source".split(","))
    w.writerows(rows)
print(len(rows), "facts")
