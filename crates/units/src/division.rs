//! Administrative divisions of China by their GB/T 2260 codes, from provinces down to counties.

use std::sync::OnceLock;

use crate::table::{Fault, Table};
use crate::{AdministrativeCode, AdministrativeLevel};

/// A province, prefecture or county, a row of `data/classifications/gbt2260.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Division {
    /// Its code.
    pub code: AdministrativeCode,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English; of provinces and the cities of the sample regions only.
    pub name_en: Option<String>,
    /// Its level; a county-level city that no prefecture runs (济源市) is a county.
    pub level: AdministrativeLevel,
    /// What it lies in by the list: a district of a municipality in the municipality itself. `None` of a province.
    pub parent: Option<AdministrativeCode>,
    /// Year of the newest list that has it.
    pub listed: u16,
}

/// The divisions that are known, by code.
///
/// ```
/// use units::Divisions;
///
/// let divisions = Divisions::builtin();
/// let wuhou = divisions.find("510107").unwrap();
/// assert_eq!(wuhou.name_zh, "武侯区");
/// assert_eq!(divisions.full_name(wuhou.code).unwrap(), "四川省成都市武侯区");
/// assert!(divisions.find("510199").is_none());
/// ```
#[derive(Debug)]
pub struct Divisions {
    /// Sorted by code.
    rows: Vec<Division>,
    newest: u16,
}

const FILE: &str = "gbt2260.csv";
const TEXT: &str = include_str!("../../../data/classifications/gbt2260.csv");

impl Divisions {
    /// The project's own table, `data/classifications/gbt2260.csv`.
    ///
    /// # Panics
    /// Never in a build whose tests passed: they load this very text.
    pub fn builtin() -> &'static Divisions {
        static TABLE: OnceLock<Divisions> = OnceLock::new();
        TABLE.get_or_init(|| match Divisions::load(FILE, TEXT) {
            Ok(divisions) => divisions,
            Err(faults) => panic!("{}", faults[0]),
        })
    }

    /// Reads a table.
    ///
    /// # Errors
    /// Every fault, with row and column.
    pub fn load(file: &str, text: &str) -> Result<Divisions, Vec<Fault>> {
        let mut faults = Vec::new();
        let columns = ["code", "name_zh", "name_en", "level", "parent", "listed"];
        let table = Table::read(file, text, &columns, &[], &mut faults);
        let mut rows: Vec<Division> = Vec::new();
        for row in table.rows() {
            let mut code = |column| {
                row.cell(column)
                    .parse::<AdministrativeCode>()
                    .map_err(|error| {
                        faults.push(row.fault(column, "bad_code", error.to_string()));
                    })
                    .ok()
            };
            let own = code("code");
            let parent = row.filled("parent").and_then(|_| code("parent"));
            let level = match row.cell("level") {
                "province" => AdministrativeLevel::Province,
                "prefecture" => AdministrativeLevel::Prefecture,
                "county" => AdministrativeLevel::County,
                other => {
                    let message = format!("{other:?} is none of province, prefecture, county");
                    faults.push(row.fault("level", "unknown_choice", message));
                    continue;
                }
            };
            let listed = row.cell("listed").parse::<u16>();
            if listed.is_err() {
                let message = format!("{:?} is no year", row.cell("listed"));
                faults.push(row.fault("listed", "bad_number", message));
            }
            let name = row.required("name_zh", &mut faults);
            let (Some(code), Ok(listed), Some(name)) = (own, listed, name) else {
                continue;
            };
            let parent_known = |parent: AdministrativeCode| {
                rows.binary_search_by_key(&parent, |known| known.code)
                    .is_ok()
                    && parent.contains(code)
                    && parent != code
            };
            if code.level() != level
                || parent.is_none() != (level == AdministrativeLevel::Province)
                || parent.is_some_and(|parent| !parent_known(parent))
            {
                let message = format!(
                    "{code} as a {} of {}: the digits say the level, and a parent that they fit stands above",
                    row.cell("level"),
                    row.cell("parent")
                );
                faults.push(row.fault("parent", "bad_parent", message));
            }
            if rows.last().is_some_and(|last| last.code >= code) {
                let message = format!("{code} stands after a code that is not smaller");
                faults.push(row.fault("code", "out_of_order", message));
                continue;
            }
            rows.push(Division {
                code,
                name_zh: name.to_owned(),
                name_en: row.filled("name_en").map(str::to_owned),
                level,
                parent,
                listed,
            });
        }
        if faults.is_empty() {
            let newest = rows.iter().map(|row| row.listed).max().unwrap_or(0);
            Ok(Divisions { rows, newest })
        } else {
            Err(faults)
        }
    }

    /// All, in the order of their codes: a province before its prefectures, these before their counties.
    pub fn all(&self) -> &[Division] {
        &self.rows
    }

    /// Year of the newest list.
    pub fn newest(&self) -> u16 {
        self.newest
    }

    /// The division of a code.
    pub fn get(&self, code: AdministrativeCode) -> Option<&Division> {
        let at = self.rows.binary_search_by_key(&code, |row| row.code).ok()?;
        Some(&self.rows[at])
    }

    /// The division of a code as text; `None` also of what is no code.
    pub fn find(&self, code: &str) -> Option<&Division> {
        self.get(code.parse().ok()?)
    }

    /// True of a code of today's or an earlier list.
    pub fn is_known(&self, code: AdministrativeCode) -> bool {
        self.get(code).is_some()
    }

    /// True of a code of the newest list; one that is known but not current was abolished since the earlier list.
    pub fn is_current(&self, code: AdministrativeCode) -> bool {
        self.get(code).is_some_and(|row| row.listed == self.newest)
    }

    /// Divisions whose parent it is, in the order of their codes.
    pub fn members(&self, code: AdministrativeCode) -> impl Iterator<Item = &Division> {
        self.rows.iter().filter(move |row| row.parent == Some(code))
    }

    /// Names from the province down, as an address is written: 四川省成都市武侯区. `None` of an unknown code.
    pub fn full_name(&self, code: AdministrativeCode) -> Option<String> {
        let own = self.get(code)?;
        let above = own.parent.and_then(|parent| self.full_name(parent));
        Some(above.unwrap_or_default() + &own.name_zh)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> AdministrativeCode {
        text.parse().unwrap()
    }

    /// Codes and names as the Ministry of Civil Affairs publishes them.
    #[test]
    fn published_codes_have_their_names() {
        let divisions = Divisions::builtin();
        for (text, full) in [
            ("110000", "北京市"),
            ("110101", "北京市东城区"),
            ("310115", "上海市浦东新区"),
            ("330424", "浙江省嘉兴市海盐县"),
            ("419001", "河南省济源市"),
            ("440305", "广东省深圳市南山区"),
            ("441900", "广东省东莞市"),
            ("500112", "重庆市渝北区"),
            ("510100", "四川省成都市"),
            ("510107", "四川省成都市武侯区"),
            ("632802", "青海省海西蒙古族藏族自治州德令哈市"),
            ("810000", "香港特别行政区"),
        ] {
            assert_eq!(divisions.full_name(code(text)).as_deref(), Some(full));
        }
        let cq = divisions.find("500112").unwrap();
        assert_eq!(cq.parent, Some(code("500000")));
        assert_eq!(
            divisions.find("500000").unwrap().name_en.as_deref(),
            Some("Chongqing")
        );
    }

    /// Counts in which the lists of both offices agree: 34 of the level of provinces, 333 of prefectures, 20 counties of Chengdu,
    /// 38 of Chongqing.
    #[test]
    fn there_are_as_many_as_both_lists_say() {
        let divisions = Divisions::builtin();
        let count = |level| {
            let current = |row: &&Division| divisions.is_current(row.code) && row.level == level;
            divisions.all().iter().filter(current).count()
        };
        assert_eq!(count(AdministrativeLevel::Province), 34);
        assert_eq!(count(AdministrativeLevel::Prefecture), 333);
        assert!((2840..2850).contains(&count(AdministrativeLevel::County)));
        assert_eq!(divisions.members(code("510100")).count(), 20);
        assert_eq!(divisions.members(code("500000")).count(), 38);
    }

    #[test]
    fn an_abolished_district_is_known_but_not_current() {
        let divisions = Divisions::builtin();
        // Hangzhou, April 2021: 下城区 was abolished, 临平区 founded.
        let [gone, new, never] = ["330103", "330113", "330199"].map(code);
        assert!(divisions.is_known(gone) && !divisions.is_current(gone));
        assert!(divisions.is_known(new) && divisions.is_current(new));
        assert!(!divisions.is_known(never) && !divisions.is_current(never));
        assert_eq!(divisions.newest(), 2023);
        assert_eq!(divisions.find("32 boulevard"), None);
    }

    #[test]
    fn what_does_not_fit_together_is_refused() {
        let head = "code,name_zh,name_en,level,parent,listed\n510000,四川省,,province,,2023\n";
        for (row, fault) in [
            ("510107,武侯区,,county,510100,2023", "bad_parent"),
            ("510100,成都市,,county,510000,2023", "bad_parent"),
            ("510100,成都市,,prefecture,,2023", "bad_parent"),
            ("440100,广州市,,prefecture,510000,2023", "bad_parent"),
            ("510100,成都市,,town,510000,2023", "unknown_choice"),
            ("510100,成都市,,prefecture,510000,soon", "bad_number"),
            ("990000,无,,province,,2023", "bad_code"),
        ] {
            let faults = Divisions::load("x.csv", &format!("{head}{row}\n")).unwrap_err();
            assert!(
                faults.iter().any(|f| f.code == fault && f.row == 3),
                "{row}: {faults:?}"
            );
        }
        let twice = format!("{head}510000,四川省,,province,,2023\n");
        assert_eq!(
            Divisions::load("x.csv", &twice).unwrap_err()[0].code,
            "out_of_order"
        );
    }
}
