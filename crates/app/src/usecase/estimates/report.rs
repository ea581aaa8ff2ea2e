//! What a run of estimation found, kept beside its job: the source of its entries' explanations.

use super::facts::{Ground, is_complete};
use crate::http::dto::{BackTest, Estimate, EstimateGroup, EstimateModel, Label, NotEstimated};
use crate::refusal::{Refusal, Result};
use crate::view::{RegionView, industry_labels};
use inventory::estimate as engine;
use inventory::estimate::months::{METHOD, MonthEstimate, MonthRefusal};
use inventory::estimate::{Estimation, Group, Posted, Quantity};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

/// Heads of the run's file.
pub(super) const COLUMNS: [&str; 25] = [
    "enterprise",
    "name_en",
    "name_zh",
    "place",
    "industry",
    "above_designated_size",
    "year",
    "target",
    "unit",
    "method",
    "input",
    "input_unit",
    "input_value",
    "value",
    "lower",
    "upper",
    "group",
    "n",
    "extrapolated",
    "held_back",
    "wape_percent",
    "median_ape_percent",
    "bias_percent",
    "not_posted",
    "month",
];
/// Row of the first estimate.
const FIRST_ROW: u32 = 2;
/// Column of the estimate itself, from 1.
pub(super) const VALUE_COLUMN: u16 = 14;

/// What a run of one year found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The year.
    pub year: i16,
    /// Enterprises that are expected to have data.
    pub enterprises: u64,
    /// Those that lack something.
    pub lacking: u64,
    /// Models that gave estimates.
    pub models: Vec<EstimateModel>,
    /// All estimates, in the order of the file's rows.
    pub estimates: Vec<Estimate>,
    /// What could not be estimated.
    pub refused: Vec<NotEstimated>,
}

impl From<&engine::Error> for BackTest {
    fn from(error: &engine::Error) -> BackTest {
        BackTest {
            n: error.n as u64,
            wape_percent: error.wape_percent,
            median_ape_percent: error.median_ape_percent,
            bias_percent: error.bias_percent,
            coverage_percent: error.coverage_percent,
            far_out: error.far_out as u64,
        }
    }
}

impl From<&Group> for EstimateGroup {
    fn from(group: &Group) -> EstimateGroup {
        let (level, industry, above) = match group {
            Group::All => ("all", None, None),
            Group::Section(code) => ("section", Some(code), None),
            Group::Industry(code) => ("industry", Some(code), None),
            Group::Size(code, above) => ("size", Some(code), Some(*above)),
        };
        EstimateGroup {
            level: level.to_owned(),
            industry: industry.cloned(),
            above_designated_size: above,
        }
    }
}

/// Name of a group.
fn label(view: &RegionView, group: &EstimateGroup) -> Label {
    let Some(code) = group.industry.as_deref() else {
        return Label {
            en: "All enterprises".to_owned(),
            zh: "全部企业".to_owned(),
        };
    };
    let mut label: Label = industry_labels(&view.region, vec![code])
        .remove(code)
        .unwrap_or_else(|| view.industry_label(code))
        .into();
    if let Some(above) = group.above_designated_size {
        label.en.push_str(if above {
            ", above designated size"
        } else {
            ", below designated size"
        });
        label.zh.push_str(if above {
            "（规模以上）"
        } else {
            "（规模以下）"
        });
    }
    label
}

fn unit_of(view: &RegionView, quantity: Quantity) -> String {
    quantity
        .unit()
        .map_or_else(|| view.region.currency.clone(), str::to_owned)
}

impl Report {
    pub(super) fn of(
        view: &RegionView,
        ground: &Ground,
        (made, posted): (&Estimation, &Posted),
        (months, no_months): (&[MonthEstimate], &[(usize, MonthRefusal)]),
    ) -> Report {
        // Who did not get which estimate into the ledger, and why.
        let mut withheld: HashMap<(&str, &str), &str> = HashMap::new();
        for finding in &posted.findings {
            let param = |name: &str| finding.params.get(name).map_or("", String::as_str);
            let enterprise = param("enterprise");
            match finding.code.as_str() {
                "estimate_over_real" if param("carrier") == "electricity" => {
                    withheld.insert((enterprise, "electricity"), "over_real");
                }
                "estimate_over_real" => {
                    withheld
                        .entry((enterprise, "energy"))
                        .or_insert("over_real");
                    let emissions = ground.real.iter().any(|key| {
                        key.enterprise == enterprise && key.carrier.is_none() && key.with_carbon
                    });
                    if emissions {
                        withheld
                            .entry((enterprise, "carbon"))
                            .or_insert("over_real");
                    }
                }
                "estimate_not_posted" => {
                    withheld.insert((enterprise, param("target")), param("reason"));
                }
                _ => {}
            }
        }
        let mut estimates: Vec<Estimate> = (FIRST_ROW..)
            .zip(&made.estimates)
            .map(|(row, one)| Estimate {
                row,
                enterprise: one.enterprise.clone(),
                year: one.year,
                month: None,
                target: one.target.id().to_owned(),
                unit: unit_of(view, one.target),
                method: one.method(),
                input: one.input.id().to_owned(),
                input_value: one.input_value,
                input_unit: unit_of(view, one.input),
                value: one.value,
                lower: one.lower,
                upper: one.upper,
                group: EstimateGroup::from(&one.group),
                n: one.n as u64,
                extrapolated: one.extrapolated,
                back_test: BackTest::from(&one.error),
                not_posted: withheld
                    .get(&(one.enterprise.as_str(), one.target.id()))
                    .map(|reason| (*reason).to_owned()),
            })
            .collect();
        let first = FIRST_ROW + estimates.len() as u32;
        let of_months = (first..).zip(months).filter_map(|(row, one)| {
            Some(Estimate {
                row,
                enterprise: ground.facts.get(one.of)?.enterprise.clone(),
                year: ground.year,
                month: Some(one.month),
                target: Quantity::Electricity.id().to_owned(),
                unit: "kWh".to_owned(),
                method: METHOD.to_owned(),
                input: "known_months".to_owned(),
                input_value: one.known_kwh,
                input_unit: "kWh".to_owned(),
                value: one.value,
                lower: one.lower,
                upper: one.upper,
                group: EstimateGroup::from(&one.group),
                n: one.n as u64,
                extrapolated: false,
                back_test: BackTest::from(&one.error),
                not_posted: None,
            })
        });
        estimates.extend(of_months);
        let mut refused: Vec<NotEstimated> = made
            .refused
            .iter()
            .filter_map(|one| {
                Some(NotEstimated {
                    enterprise: ground.facts.get(one.of)?.enterprise.clone(),
                    target: one.target.id().to_owned(),
                    reason: one.refusal.code().to_owned(),
                })
            })
            .collect();
        refused.extend(no_months.iter().filter_map(|(of, why)| {
            Some(NotEstimated {
                enterprise: ground.facts.get(*of)?.enterprise.clone(),
                target: Quantity::Electricity.id().to_owned(),
                reason: why.code().to_owned(),
            })
        }));
        let lacking = ground.known.iter().filter(|one| !is_complete(one)).count();
        Report {
            year: ground.year,
            enterprises: ground.known.len() as u64,
            lacking: lacking as u64,
            models: models(view, made, &estimates),
            estimates,
            refused,
        }
    }

    /// Enterprises with an estimate in the ledger.
    pub fn estimated(&self) -> u64 {
        self.estimates
            .iter()
            .filter(|one| one.not_posted.is_none())
            .map(|one| one.enterprise.as_str())
            .collect::<BTreeSet<_>>()
            .len() as u64
    }

    /// Row of the first estimate of a single month; they stand last.
    pub(super) fn first_month_row(&self) -> u32 {
        let of_year = self.estimates.iter().filter(|one| one.month.is_none());
        FIRST_ROW + of_year.count() as u32
    }

    /// Row and column of the estimate that each enterprise's entry of electricity rests on, and that of the rest (its
    /// emissions, else its energy).
    pub(super) fn cells(&self) -> HashMap<(&str, bool), (u32, u16)> {
        let mut cells = HashMap::new();
        let of_year = self.estimates.iter().filter(|e| e.month.is_none());
        for one in of_year.filter(|e| e.not_posted.is_none()) {
            let key = (one.enterprise.as_str(), one.target == "electricity");
            if one.target == "carbon" {
                cells.insert(key, (one.row, VALUE_COLUMN));
            } else {
                cells.entry(key).or_insert((one.row, VALUE_COLUMN));
            }
        }
        cells
    }

    /// Estimates that an entry rests on, by the row of its lineage: the electricity, or the totals and the electricity that
    /// was taken off them.
    pub fn behind(&self, row: u32) -> Vec<&Estimate> {
        let at = row.checked_sub(FIRST_ROW).map(|at| at as usize);
        let Some(first) = at.and_then(|at| self.estimates.get(at)) else {
            return Vec::new();
        };
        if first.target == "electricity" {
            return vec![first];
        }
        // Those of one enterprise stand together, and there are at most three.
        let near = at.unwrap_or_default().saturating_sub(2);
        self.estimates
            .iter()
            .skip(near)
            .take(5)
            .filter(|one| one.month.is_none() && one.not_posted.is_none())
            .filter(|one| one.enterprise == first.enterprise)
            .collect()
    }

    /// The run's file: one row an estimate.
    pub(super) fn csv(&self, view: &RegionView) -> Result<Vec<u8>> {
        let mut out = csv::Writer::from_writer(Vec::new());
        let bad = |error: csv::Error| Refusal::internal("the file of estimates", error);
        out.write_record(COLUMNS).map_err(bad)?;
        let percent = |value: Option<f64>| value.map_or_else(String::new, |v| format!("{v:.2}"));
        for one in &self.estimates {
            let known = view.enterprise(&one.enterprise);
            let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
            let group = &one.group;
            let size = match group.above_designated_size {
                Some(true) => "/above",
                Some(false) => "/below",
                None => "",
            };
            out.write_record([
                one.enterprise.clone(),
                text(known.map(|k| k.name.en.as_str())),
                text(known.map(|k| k.name.zh.as_str())),
                text(known.map(|k| k.place.as_str())),
                text(known.and_then(|k| k.industry.as_deref())),
                known
                    .and_then(|k| k.above_designated_size)
                    .map_or_else(String::new, |above| above.to_string()),
                one.year.to_string(),
                one.target.clone(),
                one.unit.clone(),
                one.method.clone(),
                one.input.clone(),
                one.input_unit.clone(),
                one.input_value.to_string(),
                one.value.to_string(),
                one.lower.to_string(),
                one.upper.to_string(),
                format!("{}{size}", group.industry.as_deref().unwrap_or("all")),
                one.n.to_string(),
                one.extrapolated.to_string(),
                one.back_test.n.to_string(),
                percent(one.back_test.wape_percent),
                percent(one.back_test.median_ape_percent),
                percent(one.back_test.bias_percent),
                one.not_posted.clone().unwrap_or_default(),
                one.month
                    .map_or_else(String::new, |month| month.to_string()),
            ])
            .map_err(bad)?;
        }
        out.into_inner()
            .map_err(|error| Refusal::internal("the file of estimates", error))
    }

    fn path(home: &Path, seq: u32) -> PathBuf {
        home.join("imports").join(format!("{seq}.estimates.json"))
    }

    /// Keeps the report beside the job.
    pub(super) fn keep(&self, home: &Path, seq: u32) -> Result<()> {
        let path = Report::path(home, seq);
        let text =
            serde_json::to_vec(self).map_err(|error| Refusal::internal("a report", error))?;
        std::fs::create_dir_all(home.join("imports"))
            .and_then(|()| std::fs::write(&path, text))
            .map_err(|error| Refusal::storage(format!("cannot write {}", path.display()), error))
    }

    /// The report of a run; `None` where it was not kept.
    pub fn kept(home: &Path, seq: u32) -> Option<Report> {
        serde_json::from_slice(&std::fs::read(Report::path(home, seq)).ok()?).ok()
    }
}

/// A row for each model, and one for each of its groups whose line was used.
fn models(view: &RegionView, made: &Estimation, estimates: &[Estimate]) -> Vec<EstimateModel> {
    let mut models = Vec::new();
    for one in &made.models {
        let method = engine::method_id(one.input, one.target);
        let of_model: Vec<&Estimate> = estimates.iter().filter(|e| e.method == method).collect();
        if of_model.is_empty() {
            continue;
        }
        let row = |group: EstimateGroup, n: u64, used: usize, back_test: BackTest| EstimateModel {
            method: method.clone(),
            input: one.input.id().to_owned(),
            target: one.target.id().to_owned(),
            label: label(view, &group),
            left_out: if group.level == "all" {
                one.left_out as u64
            } else {
                0
            },
            rejected: if group.level == "all" {
                one.rejected as u64
            } else {
                0
            },
            group,
            n,
            used: used as u64,
            back_test,
        };
        let all = one.errors.get(&Group::All).map(BackTest::from);
        models.push(row(
            EstimateGroup::from(&Group::All),
            one.n as u64,
            of_model.len(),
            all.unwrap_or_default(),
        ));
        let mut groups: BTreeMap<&EstimateGroup, Vec<&Estimate>> = BTreeMap::new();
        for estimate in &of_model {
            groups.entry(&estimate.group).or_default().push(estimate);
        }
        for (group, of) in groups {
            if group.level != "all"
                && let Some(first) = of.first()
            {
                models.push(row(
                    group.clone(),
                    first.n,
                    of.len(),
                    first.back_test.clone(),
                ));
            }
        }
    }
    let of_months: Vec<&Estimate> = estimates.iter().filter(|e| e.month.is_some()).collect();
    let mut groups: BTreeMap<&EstimateGroup, Vec<&Estimate>> = BTreeMap::new();
    for estimate in of_months {
        groups.entry(&estimate.group).or_default().push(estimate);
    }
    for (group, of) in groups {
        let Some(first) = of.first() else { continue };
        let whose: BTreeSet<&str> = of.iter().map(|one| one.enterprise.as_str()).collect();
        models.push(EstimateModel {
            method: METHOD.to_owned(),
            input: first.input.clone(),
            target: first.target.clone(),
            label: label(view, group),
            left_out: 0,
            rejected: 0,
            group: group.clone(),
            n: first.n,
            used: whose.len() as u64,
            back_test: first.back_test.clone(),
        });
    }
    models
}
