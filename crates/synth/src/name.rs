//! Names of towns and enterprises, in both languages. All are put together from lists; none means anybody.

use std::collections::BTreeSet;

use rand::{Rng, RngExt, seq::SliceRandom};
use units::Label;

/// First halves of town names.
const TOWN_FIRST: [(&str, &str); 22] = [
    ("云", "Yun"),
    ("望", "Wang"),
    ("松", "Song"),
    ("青", "Qing"),
    ("白", "Bai"),
    ("石", "Shi"),
    ("长", "Chang"),
    ("澄", "Cheng"),
    ("南", "Nan"),
    ("北", "Bei"),
    ("东", "Dong"),
    ("平", "Ping"),
    ("禾", "He"),
    ("沙", "Sha"),
    ("竹", "Zhu"),
    ("梅", "Mei"),
    ("柳", "Liu"),
    ("鹤", "He"),
    ("玉", "Yu"),
    ("秋", "Qiu"),
    ("雁", "Yan"),
    ("星", "Xing"),
];
/// Second halves.
const TOWN_LAST: [(&str, &str); 18] = [
    ("溪", "xi"),
    ("湖", "hu"),
    ("岭", "ling"),
    ("桥", "qiao"),
    ("塘", "tang"),
    ("港", "gang"),
    ("浦", "pu"),
    ("泉", "quan"),
    ("田", "tian"),
    ("林", "lin"),
    ("洲", "zhou"),
    ("坪", "ping"),
    ("堰", "yan"),
    ("渡", "du"),
    ("湾", "wan"),
    ("屏", "ping"),
    ("汀", "ting"),
    ("陂", "bei"),
];
/// First and second characters of enterprise names.
const FIRM_FIRST: [(&str, &str); 36] = [
    ("海", "Hai"),
    ("华", "Hua"),
    ("恒", "Heng"),
    ("瑞", "Rui"),
    ("盛", "Sheng"),
    ("金", "Jin"),
    ("宏", "Hong"),
    ("德", "De"),
    ("永", "Yong"),
    ("新", "Xin"),
    ("天", "Tian"),
    ("祥", "Xiang"),
    ("嘉", "Jia"),
    ("隆", "Long"),
    ("兴", "Xing"),
    ("科", "Ke"),
    ("普", "Pu"),
    ("泰", "Tai"),
    ("安", "An"),
    ("诚", "Cheng"),
    ("博", "Bo"),
    ("远", "Yuan"),
    ("辰", "Chen"),
    ("凯", "Kai"),
    ("锦", "Jin"),
    ("皓", "Hao"),
    ("聚", "Ju"),
    ("鼎", "Ding"),
    ("晟", "Sheng"),
    ("元", "Yuan"),
    ("中", "Zhong"),
    ("同", "Tong"),
    ("润", "Run"),
    ("威", "Wei"),
    ("和", "He"),
    ("荣", "Rong"),
];
const FIRM_LAST: [(&str, &str); 34] = [
    ("川", "chuan"),
    ("达", "da"),
    ("丰", "feng"),
    ("源", "yuan"),
    ("通", "tong"),
    ("利", "li"),
    ("力", "li"),
    ("腾", "teng"),
    ("宇", "yu"),
    ("泽", "ze"),
    ("成", "cheng"),
    ("峰", "feng"),
    ("信", "xin"),
    ("昌", "chang"),
    ("邦", "bang"),
    ("鑫", "xin"),
    ("明", "ming"),
    ("辉", "hui"),
    ("顺", "shun"),
    ("飞", "fei"),
    ("翔", "xiang"),
    ("业", "ye"),
    ("创", "chuang"),
    ("联", "lian"),
    ("茂", "mao"),
    ("禾", "he"),
    ("亿", "yi"),
    ("航", "hang"),
    ("美", "mei"),
    ("景", "jing"),
    ("洋", "yang"),
    ("康", "kang"),
    ("东", "dong"),
    ("旺", "wang"),
];

/// `count` town names without their rank; unique in both languages (numbered once the list is used up).
pub(crate) fn towns(rng: &mut impl Rng, count: usize) -> Vec<Label> {
    let mut pairs: Vec<Label> = Vec::new();
    for (zh1, en1) in TOWN_FIRST {
        for (zh2, en2) in TOWN_LAST {
            pairs.push(Label {
                en: format!("{en1}{en2}"),
                zh: format!("{zh1}{zh2}"),
            });
        }
    }
    pairs.shuffle(rng);
    let mut seen = BTreeSet::new();
    let names: Vec<Label> = pairs
        .into_iter()
        .filter(|n| seen.insert(n.en.clone()))
        .collect();
    (0..count)
        .map(|n| {
            let name = &names[n % names.len()];
            match n / names.len() {
                0 => name.clone(),
                round => Label {
                    en: format!("{} {}", name.en, round + 1),
                    zh: format!("{}{}", name.zh, round + 1),
                },
            }
        })
        .collect()
}

/// Gives out enterprise names, none twice.
#[derive(Default)]
pub(crate) struct Firms {
    taken: BTreeSet<String>,
}

impl Firms {
    /// A name such as 海川纺织有限公司, Haichuan Textile Co., Ltd.; `trade` and `form` in both languages.
    pub fn name(&mut self, rng: &mut impl Rng, trade: (&str, &str), form: (&str, &str)) -> Label {
        for attempt in 0.. {
            let (zh1, en1) = FIRM_FIRST[rng.random_range(0..FIRM_FIRST.len())];
            let (zh2, en2) = FIRM_LAST[rng.random_range(0..FIRM_LAST.len())];
            // When two characters are used up, three: 新海川.
            let (zh0, en0) = if attempt < 6 {
                ("", "")
            } else {
                FIRM_FIRST[rng.random_range(0..FIRM_FIRST.len())]
            };
            let number = if attempt < 200 {
                String::new()
            } else {
                format!("{attempt}")
            };
            let brand = if en0.is_empty() {
                format!("{en1}{en2}")
            } else {
                format!("{en0}{}{en2}", en1.to_lowercase())
            };
            let label = Label {
                en: format!("{brand}{number} {}{}", trade.1, form.1),
                zh: format!("{zh0}{zh1}{zh2}{number}{}{}", trade.0, form.0),
            };
            if self.taken.insert(label.en.clone()) {
                return label;
            }
        }
        unreachable!("numbers never run out")
    }
}
