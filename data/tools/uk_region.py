"""Makes places.csv, boundary_match.csv and the boundaries of data/regions/uk, and checks the memberships.

    pip install shapely
    python uk_region.py LOOKUP.csv DISTRICTS.topojson.gz ../regions/uk

LOOKUP.csv is `uk_local_authorities_current.csv` of mySociety's package uk_la_past_current 1.6.1 (CC BY 4.0): nation, county,
combined authority, former codes and successors of each authority, after ONS. DISTRICTS is martinjc/UK-GeoJSON's lad (OGL v3).
The emissions file is read from the region folder.
"""
import csv
import gzip
import json
import os
import sys
from collections import defaultdict

from shapely.geometry import Point

from topo import decode_arcs, feature, geometry, shape, simplify_arcs, tidy, unary_union, write_geojson

lookup_path, topo_path, out = sys.argv[1:4]
here = os.path.dirname(os.path.abspath(__file__))
with gzip.open(f"{out}/uk_local_authority_emissions_2005_2020.csv.gz", "rt", encoding="utf-8") as f:
    rows = list(csv.DictReader(f))
lookup = {r["local-authority-code"]: r for r in csv.DictReader(open(lookup_path, encoding="utf-8"))}
zh = {r["code"]: r["name_zh"] for r in csv.DictReader(open(f"{here}/uk_names_zh.csv", encoding="utf-8"))}
names = {r["local-authority-code"]: " ".join(r["official-name"].split()) for r in rows}

SOURCE = "mySociety uk_la_past_current 1.6.1"
# Orders whose number and members were read; the others rest on the lookup alone.
ORDERS = {
    "GMCA": "Greater Manchester Combined Authority Order 2011 (SI 2011/908)",
    "LCR": "Halton, Knowsley, Liverpool, St Helens, Sefton and Wirral Combined Authority Order 2014",
    "SCR": "Barnsley, Doncaster, Rotherham and Sheffield Combined Authority Order 2014",
    "WYCA": "West Yorkshire Combined Authority Order 2014",
    "NECA": "SI 2014/1012 as amended by SI 2018/1133 Schedule 5",
    "NTCA": "Newcastle Upon Tyne, North Tyneside and Northumberland Combined Authority Order 2018 (SI 2018/1133)",
    "CPCA": "Cambridgeshire and Peterborough Combined Authority Order 2017 (SI 2017/251)",
    "YNYC": "York and North Yorkshire Combined Authority Order 2023 (SI 2023/1432)",
    "GLA": "Greater London Authority Act 1999; London boroughs and the City",
}
COUNTRIES = {"England": ("ENG", "E92000001"), "Scotland": ("SCT", "S92000003"), "Wales": ("WLS", "W92000004"), "Northern Ireland": ("NIR", "N92000002")}

# The tree.
level, parent, source = {}, {}, {}
for code in names:
    r = lookup[code]
    kind = r["local-authority-type"]
    level[code] = {"COMB": "city_region", "SRA": "city_region", "CTY": "county"}.get(kind, "authority")
    county = r["county-la"] if r["county-la"] in names else ""
    region = r["combined-authority"] if r["combined-authority"] in names else ""
    if county:
        parent[code], source[code] = county, f"{SOURCE}, county-la; ONS Local Authority District to County lookup, England"
    elif region:
        order = f"; {ORDERS[region]}" if region in ORDERS else "; ONS Local Authority District to Combined Authority lookup"
        parent[code], source[code] = region, f"{SOURCE}, combined-authority{order}"
    else:
        parent[code], source[code] = COUNTRIES[r["nation"]][0], f"{SOURCE}, nation; first letter of the GSS code {r['gss-code']}"
children = defaultdict(list)
for code, up in parent.items():
    children[up].append(code)


def leaves(code):
    return [code] if not children[code] else [x for c in children[code] for x in leaves(c)]


# Every upper row against the sum of its members: leaf columns, subtotals, population, area; every year.
columns = [c for c in rows[0] if c.endswith(":kt CO2") or c in ("Population:000s", "Area:km2")]
cell = {(r["local-authority-code"], r["Year"]): r for r in rows}
years = sorted({r["Year"] for r in rows})
uppers = [c for c in names if level[c] != "authority"]
worst, faults = 0.0, []
for upper in uppers:
    for year in years:
        for column in columns:
            gap = abs(float(cell[upper, year][column]) - sum(float(cell[c, year][column]) for c in children[upper]))
            worst = max(worst, gap)
            if gap > 1e-9:
                faults.append((upper, year, column, gap))
print(f"{len(uppers)} upper rows x {len(years)} years x {len(columns)} columns: largest gap {worst:.3g}; above 1e-9: {faults}")

# Boundaries of 2013 to the authorities of the file, by GSS code, former codes and successors.
topology = json.load(gzip.open(topo_path))
arcs = simplify_arcs(decode_arcs(topology), 0.0012, 54.0)
by_gss = defaultdict(set)
for r in lookup.values():
    now = r
    while now["local-authority-code"] not in names and now["replaced-by"] in lookup:
        now = lookup[now["replaced-by"]]
    for gss in [r["gss-code"], *r["former-gss-codes"].split(",")]:
        if gss.strip():
            by_gss[gss.strip()].add(now["local-authority-code"])
shapes, match = defaultdict(list), []
for g in topology["objects"]["lad"]["geometries"]:
    gss, name = g["properties"]["LAD13CD"], g["properties"]["LAD13NM"]
    (code,) = by_gss[gss]
    shapes[code].append(geometry(arcs, g))
    nice = lookup[code]["nice-name"]
    match.append((code, names[code], gss, name, "merged" if any(m[0] == code for m in match) else "same name" if nice == name else "code"))
merged = {m[0] for m in match if sum(1 for n in match if n[0] == m[0]) > 1}
match = sorted((c, n, g, b, "merged" if c in merged else how) for c, n, g, b, how in match)
with open(f"{out}/boundary_match.csv", "w", newline="", encoding="utf-8") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["code", "name", "boundary_code", "boundary_name", "match"])
    w.writerows(match)
geom = {code: unary_union(parts) for code, parts in shapes.items()}

# Places.
top = [("UK", "United Kingdom", "K02000001;GB;GBR;Great Britain and Northern Ireland", "state", "", -2.6, 54.4, "ISO 3166-1; ONS K02000001")]
centre = {"ENG": (-1.5, 52.6), "SCT": (-4.2, 56.8), "WLS": (-3.7, 52.3), "NIR": (-6.7, 54.6)}
for name, (code, gss) in COUNTRIES.items():
    top.append((code, name, gss, "country", "UK", *centre[code], f"ONS country code {gss}; ISO 3166-2:GB"))
alias_count = defaultdict(int)
aliases = {}
for code in names:
    r = lookup[code]
    options = [r["nice-name"], r["official-name"], r["gss-code"]]
    aliases[code] = [a for a in dict.fromkeys(a.strip() for a in options) if a and a != names[code]]
    for a in aliases[code]:
        alias_count[a] += 1
table = []
order = {"city_region": 0, "county": 1, "authority": 2}
for code in sorted(names, key=lambda c: (order[level[c]], c)):
    own = [a for a in aliases[code] if alias_count[a] == 1 and a not in names.values()]
    r = lookup[code]
    body = unary_union([geom[c] for c in leaves(code) if c in geom]) if any(c in geom for c in leaves(code)) else None
    point = Point(float(r["long"]), float(r["lat"])) if r["long"] else None
    if body is not None and (point is None or not body.contains(point)):
        point = max(getattr(body, "geoms", [body]), key=lambda p: p.area).representative_point()
    if body is not None and code not in geom:
        geom[code] = body
    table.append((code, names[code], ";".join(own), level[code], parent[code], round(point.x, 4), round(point.y, 4), source[code]))
with open(f"{out}/places.csv", "w", newline="", encoding="utf-8") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow("code,name_en,name_zh,aliases,level,parent,lon,lat,source".split(","))
    for code, name, alias, lev, up, lon, lat, src in top + table:
        w.writerow([code, name, zh.get(code, name), alias, lev, up, lon, lat, src])
every = {code: (name, zh.get(code, name)) for code, name, *_ in top + table}
for lev in ("authority", "county", "city_region"):
    features = [feature(c, *every[c], tidy(geom[c], 2e-4)) for c in sorted(geom) if level[c] == lev]
    print(lev, write_geojson(f"{out}/boundaries_{lev}.geojson.gz", features), os.path.getsize(f"{out}/boundaries_{lev}.geojson.gz"))
nation_shape = {code: unary_union([geom[c] for c in names if c in geom and lookup[c]["nation"] == n]) for n, (code, _) in COUNTRIES.items() if n != "Northern Ireland"}
features = [feature(c, *every[c], tidy(g.simplify(0.006), 1e-3)) for c, g in sorted(nation_shape.items())]
print("country", write_geojson(f"{out}/boundaries_country.geojson.gz", features), os.path.getsize(f"{out}/boundaries_country.geojson.gz"))
valid = [f["id"] for lev in ("authority",) for f in json.load(gzip.open(f"{out}/boundaries_{lev}.geojson.gz"))["features"] if not shape(f["geometry"]).is_valid]
print("invalid after rounding:", valid)
print(len(top) + len(table), "places; same-named aliases dropped:", sorted(a for a, n in alias_count.items() if n > 1))
