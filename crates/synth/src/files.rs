//! The files of a district: a region folder that `carbonshed regions add` takes.

use std::fmt::Write as _;

use inventory::master::{Attribution, Level, Region, View};
use units::Label;

use crate::credit::credit_code;
use crate::district::District;
use crate::fault::Kind;
use crate::firm::{COLUMNS, Row, column};
use crate::sector::{Carrier, SECTORS};

/// Rows below the head of a file start here, counted from 1.
const FIRST_ROW: usize = 2;

/// A text in CSV: quoted where it must be.
fn field(out: &mut String, text: &str) {
    if text.contains([',', '"', '\n']) {
        let _ = write!(out, "\"{}\"", text.replace('"', "\"\""));
    } else {
        out.push_str(text);
    }
}

/// A number with so many decimals, without the detour over the float printer.
fn number(out: &mut String, value: f64, decimals: u32) {
    let scale = 10i64.pow(decimals);
    let scaled = (value * scale as f64).round() as i64;
    if scaled < 0 {
        out.push('-');
    }
    let (whole, part) = (scaled.abs() / scale, scaled.abs() % scale);
    let _ = write!(out, "{whole}.{part:0width$}", width = decimals as usize);
}

/// A string in TOML.
fn toml(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

impl District {
    /// Hands every file to `sink`, by name and content, the activity files last; each is made when its turn comes, so that
    /// no more than one year is in memory.
    ///
    /// # Errors
    /// Whatever `sink` returns; nothing more is then made.
    pub fn write_to<E>(
        &self,
        sink: &mut impl FnMut(&str, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        sink("region.toml", self.region_toml().as_bytes())?;
        sink("README.md", self.readme().as_bytes())?;
        sink("places.csv", self.places_csv().as_bytes())?;
        sink("enterprises.csv", self.enterprises_csv().as_bytes())?;
        sink("boundaries_town.geojson", self.town_boundaries().as_bytes())?;
        sink(
            "boundaries_district.geojson",
            self.outline_boundary().as_bytes(),
        )?;
        sink("statistics.csv", self.statistics_csv().as_bytes())?;
        sink("planted_faults.csv", self.planted_faults_csv().as_bytes())?;
        sink("planted_gaps.csv", self.planted_gaps_csv().as_bytes())?;
        sink(
            "energy_statistics.csv",
            self.energy_statistics_csv().as_bytes(),
        )?;
        sink(
            "energy_statistics_enterprises.csv",
            self.energy_statistics_enterprises_csv().as_bytes(),
        )?;
        sink("meters.csv", self.meters_csv().as_bytes())?;
        sink("hourly_factors.csv", self.hourly_factors_csv().as_bytes())?;
        sink(&self.readings_name(), self.readings_csv().as_bytes())?;
        sink(
            "planted_reading_faults.csv",
            self.planted_reading_faults_csv().as_bytes(),
        )?;
        for year in self.config.years.clone() {
            sink(&activity_name(year), self.activity_csv(year).as_bytes())?;
        }
        Ok(())
    }

    /// The region's master data, as in `region.toml`.
    pub fn region(&self) -> Region {
        let level = |id: &str, en: &str, zh: &str| Level {
            id: id.into(),
            name: Label {
                en: en.into(),
                zh: zh.into(),
            },
        };
        Region {
            id: self.config.region.clone(),
            name: self.name.clone(),
            synthetic: true,
            attribution: vec![Attribution {
                text: format!(
                    "Synthetic: made by Carbonshed's generator with seed {}. No place, person or enterprise is meant.",
                    self.config.seed
                ),
                licence: "Apache-2.0".into(),
                url: None,
            }],
            time_zone: "Asia/Shanghai".into(),
            currency: "CNY".into(),
            levels: vec![
                level("district", "District", "区"),
                level("town", "Town", "镇街"),
            ],
            classification: "gbt4754".into(),
            default_view: View::Consumption,
            default_indicator: "carbon_total".into(),
            carbon_unit: "kt".into(),
            energy_unit: "tce".into(),
            intensity_base: Some(inventory::ledger::Statistic::ValueAdded),
            factor_regions: vec!["CN".into(), "world".into()],
            gwp_set: "ar5".into(),
        }
    }

    /// `region.toml`: the region, its boundaries, its imports.
    pub fn region_toml(&self) -> String {
        let region = self.region();
        let label = |l: &Label| format!("{{ en = {}, zh = {} }}", toml(&l.en), toml(&l.zh));
        let mut out = String::from("# Made by the generator; everything in it is synthetic.\n");
        let _ = writeln!(
            out,
            "id = {}\nname = {}\nsynthetic = true\ntime_zone = {}\ncurrency = {}",
            toml(&region.id),
            label(&region.name),
            toml(&region.time_zone),
            toml(&region.currency)
        );
        let _ = writeln!(
            out,
            "classification = {}\ndefault_view = \"consumption\"\ndefault_indicator = {}",
            toml(&region.classification),
            toml(&region.default_indicator)
        );
        let _ = writeln!(
            out,
            "carbon_unit = {}\nenergy_unit = {}\nintensity_base = \"value_added\"",
            toml(&region.carbon_unit),
            toml(&region.energy_unit)
        );
        let _ = writeln!(
            out,
            "factor_regions = [\"CN\", \"world\"]\ngwp_set = {}",
            toml(&region.gwp_set)
        );
        for a in &region.attribution {
            let _ = writeln!(
                out,
                "\n[[attribution]]\ntext = {}\nlicence = {}",
                toml(&a.text),
                toml(&a.licence)
            );
        }
        for level in &region.levels {
            let _ = writeln!(
                out,
                "\n[[levels]]\nid = {}\nname = {}",
                toml(&level.id),
                label(&level.name)
            );
        }
        for level in ["district", "town"] {
            let _ = writeln!(
                out,
                "\n[[boundaries]]\nlevel = \"{level}\"\nfile = \"boundaries_{level}.geojson\"\nformat = \"geojson\"\nkey = \"code\"\nmatch = \"code\""
            );
        }
        out.push_str(
            "\n[[imports]]\nfile = \"statistics.csv\"\nmapping = \"district-statistics\"\n",
        );
        for year in self.config.years.clone() {
            let _ = writeln!(
                out,
                "\n[[imports]]\nfile = \"{}\"\nmapping = \"district-activity\"",
                activity_name(year)
            );
        }
        for (file, mapping) in [
            ("energy_statistics.csv", "energy-statistics"),
            (
                "energy_statistics_enterprises.csv",
                "energy-statistics-enterprises",
            ),
        ] {
            let _ = writeln!(
                out,
                "\n[[imports]]\nfile = \"{file}\"\nmapping = \"{mapping}\""
            );
        }
        let _ = writeln!(
            out,
            "\n[[readings]]\nmeters = \"meters.csv\"\nfactors = \"hourly_factors.csv\"\nfile = \"{}\"",
            self.readings_name()
        );
        out
    }

    fn readme(&self) -> String {
        let c = &self.config;
        format!(
            "# {}: a synthetic district\n\nMade by Carbonshed's generator: seed {}, {} towns, {} enterprises above and {} below designated size, {} to {}, {} monthly rows.\n\
             Nothing in it is real. It lies in the open Pacific (150 E, 30 N), where there is no land; codes of enterprises carry the division 9999xx, which does not exist.\n\
             `planted_faults.csv` lists the faults that were planted on purpose, `planted_reading_faults.csv` those in the readings of meters, `planted_gaps.csv` who leaves out what in the last year.\n\
             In `energy_statistics.csv` and `energy_statistics_enterprises.csv` an office states the last year's electricity; the note says which figure is wrong on purpose.\n",
            c.region,
            c.seed,
            c.towns,
            c.above,
            c.below,
            c.years.start(),
            c.years.end(),
            c.rows()
        )
    }

    fn source(&self) -> String {
        format!("synthetic; seed {}", self.config.seed)
    }

    /// `places.csv`.
    pub fn places_csv(&self) -> String {
        let mut out = String::from("code,name_en,name_zh,aliases,level,parent,lon,lat,source\n");
        let source = self.source();
        let centre = self.towns.first().map_or((0.0, 0.0), |t| t.centre);
        let _ = writeln!(
            out,
            "district,{},{},,district,,{:.5},{:.5},{source}",
            self.name.en, self.name.zh, centre.0, centre.1
        );
        for town in &self.towns {
            // Files may say the short name.
            let short = if town.subdistrict { "街道" } else { "镇" };
            let alias = town.name.zh.trim_end_matches(short);
            let _ = writeln!(
                out,
                "{},{},{},{alias},town,district,{:.5},{:.5},{source}",
                town.code, town.name.en, town.name.zh, town.centre.0, town.centre.1
            );
        }
        out
    }

    /// `enterprises.csv`.
    pub fn enterprises_csv(&self) -> String {
        let mut out = String::from(
            "code,name_en,name_zh,place,industry,field,above_designated_size,lon,lat,active_from,active_to\n",
        );
        for firm in &self.firms {
            let sector = &SECTORS[firm.sector];
            let _ = write!(out, "{},", firm.code);
            field(&mut out, &firm.name.en);
            out.push(',');
            field(&mut out, &firm.name.zh);
            let (lon, lat) = firm.lon_lat;
            let _ = writeln!(
                out,
                ",{},{},{},{},{lon:.5},{lat:.5},{}-01,",
                self.towns[firm.town].code,
                sector.code,
                sector.field,
                firm.above,
                self.config.years.start()
            );
        }
        out
    }

    fn feature(code: &str, name: &Label, rings: &[Vec<(f64, f64)>]) -> String {
        let mut out = format!(
            "{{\"type\":\"Feature\",\"id\":\"{code}\",\"properties\":{{\"code\":\"{code}\",\"name_en\":\"{}\",\"name_zh\":\"{}\"}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[",
            name.en, name.zh
        );
        for (n, ring) in rings.iter().enumerate() {
            out.push_str(if n == 0 { "[" } else { ",[" });
            for (m, (lon, lat)) in ring.iter().enumerate() {
                let _ = write!(out, "{}[{lon},{lat}]", if m == 0 { "" } else { "," });
            }
            out.push(']');
        }
        out.push_str("]}}");
        out
    }

    /// The towns as GeoJSON.
    pub fn town_boundaries(&self) -> String {
        let features: Vec<String> = self
            .towns
            .iter()
            .map(|t| Self::feature(&t.code, &t.name, &t.rings))
            .collect();
        format!(
            "{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n",
            features.join(",\n")
        )
    }

    /// The line around all towns as GeoJSON.
    pub fn outline_boundary(&self) -> String {
        format!(
            "{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n",
            Self::feature("district", &self.name, &self.outline)
        )
    }

    /// `statistics.csv`: people and land by town and year.
    pub fn statistics_csv(&self) -> String {
        let mut out = String::from("year,town,town_name,population:person,land_area:mu\n");
        for (n, year) in self.config.years.clone().enumerate() {
            for town in &self.towns {
                let _ = writeln!(
                    out,
                    "{year},{},{},{},{:.1}",
                    town.code,
                    town.name.zh,
                    town.population[n],
                    town.area_km2 * 1500.0
                );
            }
        }
        out
    }

    /// The activity file of a year: a row for each month and enterprise, months first. Not among the configured years: only the head.
    ///
    /// An empty cell means that there is nothing to report; `NA` that a value is missing.
    pub fn activity_csv(&self, year: i16) -> String {
        let mut out = String::from("month,enterprise_code,town");
        for index in 0..COLUMNS {
            out.push(',');
            out.push_str(column(index).0);
        }
        out.push('\n');
        if !self.config.years.contains(&year) {
            return out;
        }
        let first = self.first_month(year);
        let mut years: Vec<[Row; 12]> = (0..self.firms.len())
            .map(|firm| self.true_year(firm, year))
            .collect();
        // What a row is filed as, where that is not the truth: month, code, and whether its values are missing.
        let mut filed = std::collections::BTreeMap::new();
        for fault in &self.faults {
            let before = years[fault.firm];
            fault.apply(&mut years[fault.firm], first);
            for month in fault.month.max(first)..(fault.month + fault.months).min(first + 12) {
                let (m, firm) = (month - first, fault.firm);
                match fault.kind {
                    Kind::DuplicatedRow => filed.insert(
                        (m, firm),
                        Filed {
                            month: m - 1,
                            unknown: false,
                            missing: None,
                        },
                    ),
                    Kind::UnknownCode => filed.insert(
                        (m, firm),
                        Filed {
                            month: m,
                            unknown: true,
                            missing: None,
                        },
                    ),
                    Kind::MissingMonths => filed.insert(
                        (m, firm),
                        Filed {
                            month: m,
                            unknown: false,
                            missing: Some(before[m].map(|v| v.is_some())),
                        },
                    ),
                    _ => None,
                };
            }
        }
        if year == *self.config.years.end() {
            for (firm, gap) in self.gaps() {
                for (m, row) in years[firm].iter_mut().enumerate() {
                    let missing = Some(gap.apply(row));
                    let as_filed = Filed {
                        month: m,
                        unknown: false,
                        missing,
                    };
                    filed.insert((m, firm), as_filed);
                }
            }
        }
        out.reserve(years.len() * 12 * 120);
        for m in 0..12 {
            for (n, (firm, rows)) in self.firms.iter().zip(&years).enumerate() {
                let filed = filed.get(&(m, n));
                let _ = write!(out, "{year}-{:02},", filed.map_or(m, |f| f.month) + 1);
                if filed.is_some_and(|f| f.unknown) {
                    out.push_str(&unknown_code(n));
                } else {
                    out.push_str(&firm.code);
                }
                out.push(',');
                out.push_str(&self.towns[firm.town].code);
                for (index, value) in rows[m].iter().enumerate() {
                    out.push(',');
                    match value {
                        Some(value) => number(&mut out, *value, column(index).1),
                        None if filed.and_then(|f| f.missing).is_some_and(|was| was[index]) => {
                            out.push_str("NA")
                        }
                        None => {}
                    }
                }
                out.push('\n');
            }
        }
        out
    }

    /// `planted_faults.csv`: one row a fault, at its first month. `column` is empty where the whole row is concerned.
    pub fn planted_faults_csv(&self) -> String {
        let mut out = String::from(
            "kind,file,row,column,enterprise_code,first_period,months,true_value,planted_value,note\n",
        );
        for fault in &self.faults {
            let year = self.first_year_of(fault.month);
            let first = self.first_month(year);
            let m = fault.month - first;
            let truth = self.true_year(fault.firm, year);
            let mut planted = truth;
            fault.apply(&mut planted, first);
            let row = FIRST_ROW + m * self.firms.len() + fault.firm;
            let _ = write!(out, "{},{},{row},", fault.kind.code(), activity_name(year));
            let (name, decimals) = column(Carrier::Electricity as usize);
            let _ = write!(
                out,
                "{},{},{year}-{:02},{},",
                if fault.whole_row() { "" } else { name },
                self.firms[fault.firm].code,
                m + 1,
                fault.months
            );
            if !fault.whole_row() {
                if let Some(value) = truth[m][Carrier::Electricity as usize] {
                    number(&mut out, value, decimals);
                }
                out.push(',');
                if let Some(value) = planted[m][Carrier::Electricity as usize] {
                    number(&mut out, value, decimals);
                }
            } else {
                out.push(',');
                if fault.kind == Kind::UnknownCode {
                    out.push_str(&unknown_code(fault.firm));
                }
            }
            out.push(',');
            field(&mut out, fault.kind.note());
            out.push('\n');
        }
        out
    }

    fn first_year_of(&self, month: usize) -> i16 {
        *self.config.years.start() + (month / 12) as i16
    }
}

/// How a row is filed where that is not the truth.
struct Filed {
    month: usize,
    unknown: bool,
    missing: Option<[bool; COLUMNS]>,
}

/// A code of the right form that no enterprise of the district has.
fn unknown_code(firm: usize) -> String {
    credit_code(firm as u32 * 7 + 103)
}

/// Name of a year's activity file.
pub(crate) fn activity_name(year: i16) -> String {
    format!("activity_{year}.csv")
}
