"""Makes places.csv and the boundaries of data/regions/washington.

    npm pack us-atlas@3.0.1; tar xzf us-atlas-3.0.1.tgz; pip install shapely
    python washington_region.py package/counties-10m.json ../regions/washington

us-atlas (ISC) is the Census Bureau's cartographic boundary files of 2017 (public domain) as TopoJSON. Counties of the emissions file
match by name; FIPS 53xxx are the codes.
"""
import csv
import gzip
import json
import sys

from topo import decode_arcs, feature, geometry, simplify_arcs, tidy, write_geojson

topology_path, out = sys.argv[1:3]
ZH = dict(pair.split("=") for pair in """Adams=亚当斯县 Asotin=阿索廷县 Benton=本顿县 Chelan=奇兰县 Clallam=克拉勒姆县 Clark=克拉克县 Columbia=哥伦比亚县
Cowlitz=考利茨县 Douglas=道格拉斯县 Ferry=费里县 Franklin=富兰克林县 Garfield=加菲尔德县 Grant=格兰特县 Grays_Harbor=格雷斯港县 Island=艾兰县 Jefferson=杰斐逊县
King=金县 Kitsap=基察普县 Kittitas=基蒂塔斯县 Klickitat=克利基塔特县 Lewis=刘易斯县 Lincoln=林肯县 Mason=梅森县 Okanogan=奥卡诺根县 Pacific=帕西菲克县
Pend_Oreille=庞多雷县 Pierce=皮尔斯县 San_Juan=圣胡安县 Skagit=斯卡吉特县 Skamania=斯卡梅尼亚县 Snohomish=斯诺霍米什县 Spokane=斯波坎县 Stevens=史蒂文斯县
Thurston=瑟斯顿县 Wahkiakum=沃凯亚库姆县 Walla_Walla=沃拉沃拉县 Whatcom=霍特科姆县 Whitman=惠特曼县 Yakima=亚基马县""".split())
ZH = {k.replace("_", " "): v for k, v in ZH.items()}
topology = json.load(open(topology_path))
arcs = simplify_arcs(decode_arcs(topology), 0.0015, 47.3)
counties = sorted((g for g in topology["objects"]["counties"]["geometries"] if g["id"].startswith("53")), key=lambda g: g["id"])
state = next(g for g in topology["objects"]["states"]["geometries"] if g["id"] == "53")
shapes = {g["id"]: geometry(arcs, g) for g in counties}
SOURCE = "US Census Bureau cartographic boundaries 2017, FIPS 53{}; us-atlas 3.0.1"
with open(f"{out}/places.csv", "w", newline="", encoding="utf-8") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow("code,name_en,name_zh,aliases,level,parent,lon,lat,source".split(","))
    w.writerow(["WA", "Washington", "华盛顿州", "Washington State;53;US-WA", "state", "", -120.4, 47.4, "US Census Bureau, FIPS 53"])
    for g in counties:
        name, point = g["properties"]["name"], max(getattr(shapes[g["id"]], "geoms", [shapes[g["id"]]]), key=lambda p: p.area).representative_point()
        w.writerow([g["id"], f"{name} County", ZH[name], name, "county", "WA", round(point.x, 4), round(point.y, 4), SOURCE.format(g["id"][2:])])
    w.writerow(["unlocated", "No county", "未定位", "Unlocated", "county", "WA", "", "", "rows of the emissions file whose County is NA (mostly suppliers)"])
features = [feature(g["id"], f"{g['properties']['name']} County", ZH[g["properties"]["name"]], tidy(shapes[g["id"]], 2e-4)) for g in counties]
print(write_geojson(f"{out}/boundaries_county.geojson.gz", features))
print(write_geojson(f"{out}/boundaries_state.geojson.gz", [feature("WA", "Washington", "华盛顿州", tidy(geometry(arcs, state), 1e-3))]))
names = {g["properties"]["name"] for g in counties}
rows = list(csv.DictReader(gzip.open(f"{out}/wa_ghgrp_facilities_2012_2020.csv.gz", "rt", encoding="utf-8")))
print(len(rows), "rows; county without shape:", {r["County"] for r in rows} - names)
