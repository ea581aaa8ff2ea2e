"""Writes 10,000 invented cities by 100 industries, with places, topics and paths: the input of the measurement in bench/README.md, "Cities".

    python3 bench/cities_many.py DIR
    carbonshed city pair DIR/structure.csv --places DIR/places.csv --out DIR/out
    carbonshed city pair DIR/structure.csv --places DIR/places.csv --topics DIR/topics.csv --trajectories DIR/paths.csv --out DIR/out
"""
import random
import sys
from pathlib import Path

CITIES, INDUSTRIES, TOPICS, YEARS = 10_000, 100, 40, 16
chance = random.Random(1)
folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)


def write(name, head, rows):
    with open(folder / name, "w", encoding="utf-8") as file:
        file.write(f"# Invented.\n{head}\n")
        file.writelines(f"{','.join(map(str, row))}\n" for row in rows)


write("structure.csv", "city,industry,value", ((f"c{c}", f"i{i}", round(chance.random(), 6)) for c in range(CITIES) for i in range(INDUSTRIES)))
write("places.csv", "id,lon,lat", ((f"c{c}", round(chance.uniform(-180, 180), 4), round(chance.uniform(-60, 70), 4)) for c in range(CITIES)))
write("topics.csv", "city,topic", ((f"c{c}", f"t{t}") for c in range(CITIES) for t in range(TOPICS) if chance.random() < 0.15))


def path():
    """A level, a slope until a turning point, a fall after it, and a little noise: as of emissions per person."""
    level, slope, turn = chance.uniform(1, 15), chance.uniform(-0.4, 0.6), chance.randrange(YEARS)
    return [level + slope * (min(y, turn) - 0.5 * max(y - turn, 0)) + chance.uniform(-0.2, 0.2) for y in range(YEARS)]


write("paths.csv", "city,year,value", ((f"c{c}", 2005 + y, round(v, 4)) for c in range(CITIES) for y, v in enumerate(path())))
