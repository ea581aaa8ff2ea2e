//! The table of contracts and certificates: what an enterprise bought beside the grid, and what the rest is counted with.
//!
//! One row an instrument or a market's factor. The heads, English or Chinese, in any order:
//!
//! | head | 表头 | holds |
//! |---|---|---|
//! | `kind` | 类型 | `certificate` 绿证, `contract` 合同, `supplier_rate` 售电套餐, `residual_mix` 剩余电力组合, `grid_average` 电网平均 |
//! | `id` | 编号 | serial number of the instrument |
//! | `enterprise` | 企业 | code of the enterprise that claims it |
//! | `market` | 市场 | market within which it counts; the region's own where blank |
//! | `volume`, `unit` | 电量, 单位 | how much (kWh where no unit stands); blank for a rate that covers all that is delivered |
//! | `valid` | 有效期 | when its energy may be used, or the factor holds: `2026`, `2026-H1`, `2026-Q1`, `2026-03` |
//! | `vintage` | 发电时段 | when its energy was made; as `valid` where blank |
//! | `kg_per_kwh` | 排放因子 | kg CO2e per kWh, 0 or more |
//! | `attributes` | 环境属性 | `yes`, or `no` where the attributes were sold apart from it |
//! | `source` | 来源 | registry, contract or publication |

use std::collections::HashMap;

use inventory::contracts::{Instrument, Kind, MarketFactor, Supply};
use inventory::finding::Finding;
use units::{Period, UnitRegistry};

use crate::codes::Code;
use crate::log::{At, FindingLog};
use crate::number::{NumberFormat, parse_number};
use crate::periods::{PeriodFormat, parse_period};
use crate::sheet::Sheet;
use crate::text::{folded, nearest, shown, trimmed};

/// What a table of contracts holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ContractTable {
    /// Certificates, contracts and suppliers' rates, in the order of the file.
    pub instruments: Vec<Instrument>,
    /// Residual mixes.
    pub residual: Vec<MarketFactor>,
    /// Averages of the grid.
    pub location: Vec<MarketFactor>,
    /// Notes about the file; none of them an error.
    pub findings: Vec<Finding>,
}

impl ContractTable {
    /// Rows that were taken.
    pub fn rows(&self) -> usize {
        self.instruments.len() + self.residual.len() + self.location.len()
    }
}

/// The heads as [`CONTRACT_HEADS`] has them, with what else they may be called.
const NAMES: [(&str, &[&str]); 11] = [
    ("kind", &["类型", "种类"]),
    ("id", &["编号", "证书编号", "合同编号"]),
    ("enterprise", &["企业", "企业编码", "owner"]),
    ("market", &["市场"]),
    ("volume", &["电量"]),
    ("unit", &["单位"]),
    ("valid", &["有效期"]),
    ("vintage", &["发电时段"]),
    ("kg_per_kwh", &["排放因子"]),
    ("attributes", &["环境属性"]),
    ("source", &["来源"]),
];

/// Heads of the table, in the order of the template.
pub const CONTRACT_HEADS: [&str; 11] = [
    "kind",
    "id",
    "enterprise",
    "market",
    "volume",
    "unit",
    "valid",
    "vintage",
    "kg_per_kwh",
    "attributes",
    "source",
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Row {
    Instrument(Kind),
    Residual,
    Location,
}

const KINDS: [(&str, Row, &[&str]); 5] = [
    (
        "certificate",
        Row::Instrument(Kind::Certificate),
        &["绿证", "绿色电力证书", "gec", "rec"],
    ),
    (
        "contract",
        Row::Instrument(Kind::Contract),
        &["合同", "绿电合同", "绿电交易", "ppa"],
    ),
    (
        "supplier_rate",
        Row::Instrument(Kind::SupplierRate),
        &["售电套餐", "供应商费率"],
    ),
    ("residual_mix", Row::Residual, &["剩余电力组合", "剩余组合"]),
    ("grid_average", Row::Location, &["电网平均"]),
];

struct Reader<'a> {
    sheet: &'a Sheet,
    log: FindingLog,
    /// Column of each head, 0 where there is none.
    columns: [u32; 11],
    row: u32,
}

impl Reader<'_> {
    fn at(&self, field: &str) -> At {
        let column = self.column(field);
        At::cell(self.row, column).field(field)
    }

    fn column(&self, field: &str) -> u32 {
        CONTRACT_HEADS
            .iter()
            .position(|head| *head == field)
            .map_or(0, |at| self.columns[at])
    }

    fn text(&self, field: &str) -> Option<String> {
        let column = self.column(field);
        let (text, _) = trimmed(self.sheet.cell(self.row, column).text);
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn need(&mut self, field: &str, kind: &str) -> Option<String> {
        let text = self.text(field);
        if text.is_none() {
            let at = self.at(field);
            self.log.push(Code::NeededValue, || {
                (
                    at,
                    vec![("column", field.to_owned()), ("kind", kind.to_owned())],
                )
            });
        }
        text
    }

    fn unknown(&mut self, field: &str, cell: &str, known: &[&str]) {
        let at = self.at(field);
        let near = nearest(cell, known.iter().copied(), 3);
        self.log.push(Code::UnknownValue, || {
            let near = if near.is_empty() {
                known.join(", ")
            } else {
                near.join(", ")
            };
            (at, vec![("cell", shown(cell)), ("nearest", near)])
        });
    }

    /// A number from 0 up.
    fn number(&mut self, field: &str, text: &str) -> Option<f64> {
        let at = self.at(field);
        match parse_number(text, &NumberFormat::default()) {
            Ok(number) if number.value < 0.0 => {
                self.log.push(Code::NegativeValue, || {
                    (
                        at,
                        vec![("cell", shown(text)), ("column", field.to_owned())],
                    )
                });
                None
            }
            Ok(number) => Some(number.value),
            Err(fault) => {
                self.log.push(fault.code, || {
                    let mut params = vec![("cell", shown(text)), ("unit", "kWh".to_owned())];
                    params.extend(fault.params);
                    (at, params)
                });
                None
            }
        }
    }

    fn period(&mut self, field: &str, text: &str) -> Option<Period> {
        let found = text.parse::<Period>().ok().or_else(|| {
            [
                PeriodFormat::Month,
                PeriodFormat::Year,
                PeriodFormat::Quarter,
            ]
            .into_iter()
            .find_map(|format| parse_period(text, format).ok())
        });
        if found.is_none() {
            let at = self.at(field);
            self.log.push(Code::NotAPeriod, || {
                (
                    at,
                    vec![
                        ("cell", shown(text)),
                        ("expected", "2026, 2026-H1, 2026-Q1, 2026-03".to_owned()),
                    ],
                )
            });
        }
        found
    }

    /// Whole watt-hours.
    fn volume_wh(&mut self, kind: Kind, name: &str) -> Option<Supply> {
        let Some(text) = self.text("volume") else {
            if kind == Kind::SupplierRate {
                return Some(Supply::AllDelivered);
            }
            self.need("volume", name);
            return None;
        };
        let value = self.number("volume", &text)?;
        let unit = self.text("unit").unwrap_or_else(|| "kWh".to_owned());
        match UnitRegistry::builtin().convert(value, &unit, "kWh") {
            Ok(kwh) if (0.0005..9e15).contains(&(kwh * 1e3)) => {
                Some(Supply::Volume((kwh * 1e3).round() as i64))
            }
            Ok(_) => {
                let at = self.at("volume");
                self.log.push(Code::UnusableVolume, || {
                    (at, vec![("cell", shown(&text)), ("unit", unit)])
                });
                None
            }
            Err(error) => {
                let at = self.at("unit");
                self.log.push(Code::UnknownUnit, || {
                    (
                        at,
                        vec![("found", shown(&unit)), ("detail", error.to_string())],
                    )
                });
                None
            }
        }
    }

    fn conveys(&mut self) -> Option<bool> {
        match self.text("attributes").map(|text| text.to_lowercase()) {
            None => Some(true),
            Some(text) => match text.as_str() {
                "yes" | "true" | "1" | "是" | "含" => Some(true),
                "no" | "false" | "0" | "否" | "不含" => Some(false),
                _ => {
                    self.unknown("attributes", &text, &["yes", "no"]);
                    None
                }
            },
        }
    }
}

/// Reads a table of contracts. `market` is what a row without a market is of; `enterprises` are the codes of those that can
/// claim.
///
/// # Errors
/// Findings with file, row and column of all that is wrong; then nothing of the table is to be taken.
pub fn read_contracts(
    sheet: &Sheet,
    market: &str,
    enterprises: &[&str],
) -> Result<ContractTable, Vec<Finding>> {
    let mut log = sheet.log.clone();
    if sheet.rows() == 0 {
        return Err(log.only(Code::EmptyFile, At::file(), Vec::new()));
    }
    let mut columns = [0; 11];
    for column in 1..=sheet.row_len(1) {
        let head = sheet.cell(1, column).text;
        let plain = folded(head).replace(' ', "_");
        let found = NAMES.iter().position(|(name, others)| {
            *name == plain || others.iter().any(|other| folded(other) == folded(head))
        });
        match found {
            Some(at) if columns[at] > 0 => {
                let first = columns[at].to_string();
                log.push(Code::DuplicateColumn, || {
                    let params = vec![
                        ("found", shown(head)),
                        ("first", first),
                        ("second", column.to_string()),
                    ];
                    (At::cell(1, column), params)
                });
            }
            Some(at) => columns[at] = column,
            None if plain.is_empty() => {}
            None => log.push(Code::UnmappedColumn, || {
                (At::cell(1, column), vec![("found", shown(head))])
            }),
        }
    }
    for name in ["kind", "valid", "kg_per_kwh", "source"] {
        let at = CONTRACT_HEADS.iter().position(|head| *head == name);
        if at.is_some_and(|at| columns[at] == 0) {
            let heads = sheet.row_texts(1);
            log.push(Code::MissingColumn, || {
                let near = nearest(name, heads.iter().map(String::as_str), 2).join(", ");
                let params = vec![("expected", name.to_owned()), ("nearest", near)];
                (At::row(1), params)
            });
        }
    }
    if log.has_errors() {
        return Err(log.into_sorted());
    }
    let mut reader = Reader {
        sheet,
        log,
        columns,
        row: 1,
    };
    let mut table = ContractTable::default();
    let mut seen: HashMap<(String, String), u32> = HashMap::new();
    let mut spans: Vec<(&str, String, Period, u32)> = Vec::new();
    for row in 2..=sheet.rows() {
        if sheet.row_is_blank(row) {
            continue;
        }
        reader.row = row;
        read_row(
            &mut reader,
            (market, enterprises),
            &mut table,
            &mut seen,
            &mut spans,
        );
    }
    if table.rows() == 0 && !reader.log.has_errors() {
        return Err(reader.log.only(Code::HeaderOnly, At::file(), Vec::new()));
    }
    if reader.log.has_errors() {
        return Err(reader.log.into_sorted());
    }
    table.findings = reader.log.into_sorted();
    Ok(table)
}

fn read_row(
    reader: &mut Reader<'_>,
    (market, enterprises): (&str, &[&str]),
    table: &mut ContractTable,
    seen: &mut HashMap<(String, String), u32>,
    spans: &mut Vec<(&'static str, String, Period, u32)>,
) {
    let Some(kind) = reader.need("kind", "row") else {
        return;
    };
    let plain = folded(&kind).replace(' ', "_");
    let Some((name, what, _)) = KINDS.iter().find(|(name, _, others)| {
        *name == plain || others.iter().any(|other| folded(other) == folded(&kind))
    }) else {
        let known: Vec<&str> = KINDS.iter().map(|(name, ..)| *name).collect();
        return reader.unknown("kind", &kind, &known);
    };
    let valid = reader
        .need("valid", name)
        .and_then(|text| reader.period("valid", &text));
    let factor = reader
        .need("kg_per_kwh", name)
        .and_then(|text| reader.number("kg_per_kwh", &text));
    let source = reader.need("source", name);
    let market = reader.text("market").unwrap_or_else(|| market.to_owned());
    let Row::Instrument(kind) = *what else {
        let (Some(valid), Some(factor_kg_per_kwh), Some(source)) = (valid, factor, source) else {
            return;
        };
        let same = spans
            .iter()
            .find(|(of, at, span, _)| *of == *name && *at == market && span.overlaps(&valid));
        if let Some((_, _, _, first)) = same {
            let (at, first) = (reader.at("valid"), first.to_string());
            return reader.log.push(Code::MarketFactorTwice, || {
                let params = vec![
                    ("kind", (*name).to_owned()),
                    ("market", market),
                    ("period", valid.to_string()),
                    ("first_row", first),
                ];
                (at, params)
            });
        }
        spans.push((name, market.clone(), valid, reader.row));
        let list = if *what == Row::Residual {
            &mut table.residual
        } else {
            &mut table.location
        };
        return list.push(MarketFactor {
            market,
            valid,
            factor_kg_per_kwh,
            source,
        });
    };
    let id = reader.need("id", name);
    let owner = reader.need("enterprise", name);
    let supply = reader.volume_wh(kind, name);
    let conveys = reader.conveys();
    let vintage = match reader.text("vintage") {
        Some(text) => reader.period("vintage", &text),
        None => valid,
    };
    if let Some(code) = &owner
        && !enterprises.contains(&code.as_str())
    {
        let at = reader.at("enterprise");
        let near = nearest(code, enterprises.iter().copied(), 3).join(", ");
        return reader.log.push(Code::UnknownEnterprise, || {
            (at, vec![("cell", shown(code)), ("nearest", near)])
        });
    }
    let (Some(id), Some(owner), Some(supply), Some(conveys_attributes), Some(vintage)) =
        (id, owner, supply, conveys, vintage)
    else {
        return;
    };
    let (Some(valid), Some(factor_kg_per_kwh), Some(source)) = (valid, factor, source) else {
        return;
    };
    let key = (id.clone(), owner.clone());
    if let Some(first) = seen.get(&key) {
        let (at, first) = (reader.at("id"), first.to_string());
        return reader.log.push(Code::InstrumentTwice, || {
            let params = vec![
                ("instrument", id),
                ("enterprise", owner),
                ("first_row", first),
            ];
            (at, params)
        });
    }
    seen.insert(key, reader.row);
    table.instruments.push(Instrument {
        id,
        kind,
        owner,
        market,
        supply,
        valid,
        vintage,
        factor_kg_per_kwh,
        conveys_attributes,
        source,
    });
}
