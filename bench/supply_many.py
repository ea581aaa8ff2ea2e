"""Many invented offers and needs for `carbonshed supply`: python3 bench/supply_many.py OUT [OFFERS] [NEEDS] (50,000 each).

Descriptions are made of 1,600 things in Chinese and words in English, a few often and most seldom; codes follow the thing, prices, days, places and certificates are drawn.
Seeded: the same bytes every time.
"""

import csv
import pathlib
import random
import sys

out = pathlib.Path(sys.argv[1])
count = [int(number) for number in (sys.argv[2:4] + ["50000", "50000"][len(sys.argv[2:4]) :])]
made_of = "不锈钢 铝合金 铜 钛 碳纤维 陶瓷 石墨 硅 玻璃 橡胶 尼龙 聚丙烯 环氧树脂 稀土 镁合金 高温合金 硬质合金 涂层 复合材料 锂 钠 氢 蒸汽 高压 低温 智能 车用 船用 光伏 风电 工业 医用".split()
things = (
    "电池 电芯 电机 阀门 传感器 铸件 锅炉 汽轮机 水泵 软件 平台 检测 校准 认证 薄膜 芯片 电路板 齿轮箱 主轴 轴承 线缆 变压器 逆变器 储能柜 电解槽 压缩机 加热炉 窑炉 过滤器 膜组件 催化剂 "
    "回收线 物流 包装 设计 培训 核查 保险 租赁 创业投资 换热器 控制器 仪表 模具 紧固件 管件 法兰 密封件 焊接设备 机器人"
).split()
names = [(f"{10 + m % 80:02}{t:02}", m_name + t_name) for m, m_name in enumerate(made_of) for t, t_name in enumerate(things)]
english = (
    "battery cell motor valve sensor casting boiler turbine pump software platform testing calibration certification glass film chip board gearbox shaft bearing "
    "steel aluminium copper resin coating adhesive cable transformer inverter storage hydrogen electrolyser compressor furnace kiln filter membrane catalyst "
    "recycling logistics packaging design training audit verification insurance leasing venture growth green carbon energy water heat cooling vehicle rail ship"
).split()
kinds = ["part", "part", "part", "system", "software", "service", "testing", "fund", "incubator"]
certificates = ["ISO 9001", "IATF 16949", "CNAS", "ISO 14001", ""]
draw = random.Random(4754)
draw.shuffle(names)


def seldom(items):
    """Few often, most seldom."""
    return items[min(int(draw.paretovariate(0.6)) - 1, 10**9) % len(items)]


def row(number, need):
    code, first = seldom(names)
    words = [first] + [seldom(names)[1] for _ in range(draw.randint(0, 1 if need else 3))]
    words += [seldom(english) for _ in range(draw.randint(1, 3 if need else 6))]
    some = draw.choice(certificates)
    return [
        f"{'n' if need else 'o'}{number}", f"firm {draw.randrange(20_000)}", f"city {draw.randrange(40)}", draw.choice(kinds), " ".join(words), code,
        round(draw.lognormvariate(8, 1), 2), draw.randint(1, 100_000), draw.randint(5, 200), "" if need and draw.random() < 0.7 else some,
        round(draw.uniform(101, 110), 3), round(draw.uniform(28, 32), 3),
    ]  # fmt: skip


out.mkdir(parents=True, exist_ok=True)
for name, need, many in (("offers.csv", False, count[0]), ("needs.csv", True, count[1])):
    with open(out / name, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow("id,firm,city,kind,text,code,yuan,units,days,certificates,lon,lat".split(","))
        writer.writerows(row(number, need) for number in range(many))
