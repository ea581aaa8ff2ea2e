"""Small helpers for the region tools: TopoJSON arcs, simplified once so that neighbours still fit, to GeoJSON."""
import gzip
import json
import math

from shapely import set_precision
from shapely.geometry import LineString, MultiPolygon, Polygon, mapping, shape
from shapely.geometry.polygon import orient
from shapely.ops import unary_union


def decode_arcs(topology):
    """Absolute lon/lat of every arc (undoes quantisation and delta coding)."""
    transform = topology.get("transform")
    if not transform:
        return [[tuple(p[:2]) for p in arc] for arc in topology["arcs"]]
    (sx, sy), (tx, ty) = transform["scale"], transform["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    return arcs


def simplify_arcs(arcs, tolerance_deg, latitude_deg):
    """Douglas-Peucker on each arc, in degrees of latitude; ends stay, so shared edges stay shared."""
    k = math.cos(math.radians(latitude_deg))
    out = []
    for arc in arcs:
        if len(arc) < 3:
            out.append(arc)
            continue
        line = LineString([(x * k, y) for x, y in arc]).simplify(tolerance_deg, preserve_topology=arc[0] == arc[-1])
        out.append([(x / k, y) for x, y in line.coords])
    return out


def ring(arcs, indexes):
    """One ring from signed arc indexes (~i is arc i reversed)."""
    points = []
    for i in indexes:
        arc = arcs[i] if i >= 0 else arcs[~i][::-1]
        points.extend(arc[1:] if points else arc)
    return points


def geometry(arcs, g):
    """A TopoJSON (Multi)Polygon as shapely geometry; rings that collapsed are left out."""
    polygons = g["arcs"] if g["type"] == "MultiPolygon" else [g["arcs"]]
    parts = []
    for rings in polygons:
        rings = [ring(arcs, r) for r in rings]
        if len(rings[0]) < 4:
            continue
        parts.append(Polygon(rings[0], [r for r in rings[1:] if len(r) >= 4]).buffer(0))
    return unary_union(parts)


def tidy(geom, least_area_deg2):
    """Drops islets and holes below an area (the largest part always stays); RFC 7946 winding; 4 decimals."""
    parts = [p for p in getattr(geom, "geoms", [geom]) if p.geom_type == "Polygon" and not p.is_empty]
    parts.sort(key=lambda p: -p.area)
    parts = [p for n, p in enumerate(parts) if n == 0 or p.area >= least_area_deg2]
    parts = [orient(Polygon(p.exterior, [h for h in p.interiors if Polygon(h).area >= least_area_deg2]), 1.0) for p in parts]
    # On the grid of the file, and still valid there: neighbours snap to the same corners.
    geom = set_precision(MultiPolygon(parts), 1e-4)
    parts = [orient(p, 1.0) for p in getattr(geom, "geoms", [geom]) if p.geom_type == "Polygon" and not p.is_empty]
    geom = parts[0] if len(parts) == 1 else MultiPolygon(parts)

    def rounded(value):
        return round(value, 4) if isinstance(value, float) else [rounded(v) for v in value]

    plain = mapping(geom)
    return {"type": plain["type"], "coordinates": rounded(plain["coordinates"])}


def write_geojson(path, features):
    """Sorted, compact, gzip without a time stamp: the same input gives the same bytes."""
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":"))
    with open(path, "wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=9, mtime=0, filename="") as out:
        out.write(text.encode())
    return len(features)


def feature(code, name_en, name_zh, geom):
    return {"type": "Feature", "id": code, "properties": {"code": code, "name_en": name_en, "name_zh": name_zh}, "geometry": geom}


__all__ = ["decode_arcs", "simplify_arcs", "geometry", "tidy", "write_geojson", "feature", "shape", "unary_union"]
