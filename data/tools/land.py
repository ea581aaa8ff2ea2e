"""Outline of the land between Europe and China, for the map of partnerships: no borders, one decimal of a degree.

From world-atlas 2 (`land-110m.json`, after Natural Earth, public domain):
    python3 land.py land-110m.json > ../../web/src/pages/partnerships/land.json
"""

import json
import sys

WEST, SOUTH, EAST, NORTH = -25.0, 5.0, 150.0, 72.0

topology = json.load(open(sys.argv[1]))
scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]


def arc(number):
    x = y = 0
    points = []
    for dx, dy in topology["arcs"][number if number >= 0 else ~number]:
        x, y = x + dx, y + dy
        points.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
    return points if number >= 0 else points[::-1]


def clip(ring):
    for inside, cross in (
        (lambda p: p[0] >= WEST, lambda p, q: (WEST, p[1] + (q[1] - p[1]) * (WEST - p[0]) / (q[0] - p[0]))),
        (lambda p: p[0] <= EAST, lambda p, q: (EAST, p[1] + (q[1] - p[1]) * (EAST - p[0]) / (q[0] - p[0]))),
        (lambda p: p[1] >= SOUTH, lambda p, q: (p[0] + (q[0] - p[0]) * (SOUTH - p[1]) / (q[1] - p[1]), SOUTH)),
        (lambda p: p[1] <= NORTH, lambda p, q: (p[0] + (q[0] - p[0]) * (NORTH - p[1]) / (q[1] - p[1]), NORTH)),
    ):
        out = []
        for at, point in enumerate(ring):
            before = ring[at - 1]
            if inside(point) != inside(before):
                out.append(cross(before, point))
            if inside(point):
                out.append(point)
        ring = out
        if not ring:
            break
    return ring


rings = []
for geometry in topology["objects"]["land"]["geometries"]:
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    for polygon in polygons:
        for parts in polygon:
            ring = []
            for number in parts:
                ring += arc(number)[1 if ring else 0:]
            ring = clip(ring[:-1])
            flat = []
            for point in ring:
                rounded = (round(point[0], 1), round(point[1], 1))
                if flat[-2:] != list(rounded):
                    flat += rounded
            if len(flat) >= 8:
                rings.append(flat)
json.dump(rings, sys.stdout, separators=(",", ":"))
print()
