//! Building the cube: interning, superseding, roll-up, coverage.

use std::collections::{BTreeMap, HashMap};

use units::IndustryPath;

use super::coverage::Coverage;
use super::industry::IndustryTree;
use super::input::{EntryRef, StatisticRef};
use super::intern::Names;
use super::stats::{Raw, Statistics};
use super::table::{Aside, Ranks, Settled, Table, Trail, kind_of, mark_of, push_sparse};
use super::time::{month_of_text, period, span};
use super::tree::{NOWHERE, Tree, note};
use super::years::ELECTRICITY;
use crate::estimate::is_estimate;
use crate::finding::{Finding, Severity};
use crate::ledger::{Gas, Statistic};
use crate::master::{Enterprise, Place, Region};

/// Master data of an enterprise, as the cube needs it; index 0 is no enterprise.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject {
    pub place: u32,
    pub field: u8,
    pub industry: u16,
    /// First and last month in which it is expected to report.
    pub active: (Option<u16>, Option<u16>),
    /// False for codes that only entries know.
    pub listed: bool,
}

/// Everything of one region. Made by [`CubeBuilder`]; a [`CubePatch`](super::CubePatch) makes the next one of it.
#[derive(Debug, Clone)]
pub struct Cube {
    pub(crate) region: Region,
    pub(crate) tree: Tree,
    pub(crate) enterprises: Names,
    pub(crate) subjects: Vec<Subject>,
    pub(crate) carriers: Names,
    pub(crate) industries: Names,
    /// Where each industry stands in the region's classification, by its number.
    pub(crate) industry_paths: Vec<Option<IndustryPath>>,
    pub(crate) units: Names,
    pub(crate) products: Names,
    pub(crate) datasets: Names,
    pub(crate) factor_sets: Names,
    pub(crate) factor_percent: HashMap<String, f64>,
    pub(crate) fine: Table,
    pub(crate) yearly: Option<Table>,
    pub(crate) trail: Trail,
    pub(crate) statistics: Vec<Statistics>,
    pub(crate) coverage: Coverage,
    /// First month of the data and first month after it.
    pub(crate) first: u16,
    pub(crate) end: u16,
    pub(crate) has_enterprises: bool,
    /// Listed enterprises by place.
    pub(crate) enterprise_order: Vec<(u32, u32)>,
    /// First and last place in which each enterprise has entries.
    pub(crate) enterprise_places: Vec<(u32, u32)>,
    pub(crate) kept: Kept,
}

/// What the next cube is made of beside what this one shows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kept {
    pub aside: Aside,
    pub settled: Settled,
    /// Entries of estimates that real data took the place of, by enterprise.
    pub withdrawn: BTreeMap<u32, u64>,
    /// What was left out while it came in, and how often.
    pub faults: HashMap<(&'static str, String), u64>,
    /// Findings about places and enterprises.
    pub master: Vec<Finding>,
    /// The highest number of an import, superseded ones too.
    pub last_import: u32,
    /// First month of statistics and first month after them.
    pub statistic_months: (u16, u16),
}

/// Collects entries and statistics of one region in any order and makes a [`Cube`] of them.
#[derive(Debug)]
pub struct CubeBuilder {
    pub(super) cube: Cube,
    raw: Vec<Raw>,
}

impl CubeBuilder {
    /// An empty cube over a region's places and enterprises.
    pub fn new(region: Region, places: Vec<Place>, enterprises: Vec<Enterprise>) -> CubeBuilder {
        let mut findings = Vec::new();
        let tree = Tree::new(&places, &mut findings);
        let mut names = Names::default();
        let mut industries = Names::default();
        let mut subjects = vec![Subject {
            place: NOWHERE,
            field: 0,
            industry: 0,
            active: (None, None),
            listed: false,
        }];
        for enterprise in &enterprises {
            if names.find(&enterprise.code).is_some() {
                findings.push(note(
                    "duplicate_enterprise",
                    Severity::Error,
                    &[("code", &enterprise.code)],
                    format!(
                        "enterprise {} is listed twice; the first is used",
                        enterprise.code
                    ),
                ));
                continue;
            }
            names.intern(&enterprise.code);
            let place = tree
                .index
                .get(enterprise.place.as_str())
                .copied()
                .unwrap_or(NOWHERE);
            if place == NOWHERE {
                findings.push(note(
                    "unknown_place",
                    Severity::Error,
                    &[
                        ("enterprise", &enterprise.code),
                        ("found", &enterprise.place),
                    ],
                    format!(
                        "enterprise {} lies in {}, which is not listed",
                        enterprise.code, enterprise.place
                    ),
                ));
            }
            let bound = |text: &Option<String>, last: bool| {
                text.as_deref().and_then(|t| month_of_text(t, last))
            };
            subjects.push(Subject {
                place,
                field: enterprise.field.map_or(0, |f| f as u8 + 1),
                industry: enterprise
                    .industry
                    .as_deref()
                    .map_or(0, |i| industries.intern(i) as u16),
                active: (
                    bound(&enterprise.active.0, false),
                    bound(&enterprise.active.1, true),
                ),
                listed: true,
            });
        }
        let has_enterprises = subjects.len() > 1;
        CubeBuilder {
            cube: Cube {
                region,
                tree,
                enterprises: names,
                subjects,
                carriers: Names::default(),
                industries,
                industry_paths: Vec::new(),
                units: Names::default(),
                products: Names::default(),
                datasets: Names::default(),
                factor_sets: Names::default(),
                factor_percent: HashMap::new(),
                fine: Table::default(),
                yearly: None,
                trail: Trail::default(),
                statistics: Vec::new(),
                coverage: Coverage::default(),
                first: 0,
                end: 0,
                has_enterprises,
                enterprise_order: Vec::new(),
                enterprise_places: Vec::new(),
                kept: Kept {
                    master: findings,
                    ..Kept::default()
                },
            },
            raw: Vec::new(),
        }
    }

    /// Goes on from a cube whose entries were taken out.
    pub(super) fn onward(cube: Cube) -> CubeBuilder {
        CubeBuilder {
            cube,
            raw: Vec::new(),
        }
    }

    /// States the relative half width of a factor's 95 % interval in percent. Entries that share the factor are then
    /// correlated in it (IPCC 2006, Vol. 1, Ch. 3); without it their errors count as independent.
    pub fn factor_uncertainty(&mut self, factor: &str, percent: f64) {
        self.cube.factor_percent.insert(factor.to_owned(), percent);
    }

    /// [`CubeBuilder::factor_uncertainty`] of all factors of a library that state one. Call it before pushing.
    pub fn factor_uncertainties(&mut self, library: &crate::factors::FactorLibrary) {
        for factor in library.factors() {
            if let Some(percent) = factor.uncertainty_percent {
                self.factor_uncertainty(&factor.id, percent);
            }
        }
    }

    fn fault(&mut self, code: &'static str, what: &str) {
        let faults = &mut self.cube.kept.faults;
        *faults.entry((code, what.to_owned())).or_default() += 1;
    }

    /// Place and enterprise of a row; `None` if the place is unknown.
    fn subject(&mut self, place: &str, enterprise: Option<&str>) -> Option<(u32, u32)> {
        let Some(&at) = self.cube.tree.index.get(place) else {
            self.fault("unknown_place", place);
            return None;
        };
        let id = self.cube.enterprises.intern_option(enterprise);
        if id as usize == self.cube.subjects.len() {
            self.fault("unknown_enterprise", enterprise.unwrap_or_default());
            self.cube.subjects.push(Subject {
                place: at,
                field: 0,
                industry: 0,
                active: (None, None),
                listed: false,
            });
        }
        Some((at, id))
    }

    /// Adds an entry. One that cannot be placed is left out and becomes a finding of [`CubeBuilder::build`].
    pub fn push(&mut self, entry: &EntryRef<'_>) {
        if entry.region != self.cube.region.id {
            return self.fault("foreign_region", entry.region);
        }
        let Some((start, months)) = span(entry.period) else {
            return self.fault("unsupported_period", &entry.period.to_string());
        };
        let Some((place, enterprise)) = self.subject(entry.place, entry.enterprise) else {
            return;
        };
        let mut gases = entry.gases_co2e_t;
        let parts: Vec<f64> = gases.iter().copied().flatten().collect();
        let carbon = if parts.is_empty() {
            gases[Gas::Unspecified as usize] = entry.co2e_t;
            entry.co2e_t
        } else {
            let sum: f64 = parts.iter().sum();
            let size: f64 = parts.iter().map(|p| p.abs()).sum();
            if entry.co2e_t.is_some_and(|t| (t - sum).abs() > 1e-9 * size) {
                self.fault("gas_sum_differs", entry.place);
            }
            Some(sum)
        };
        let amounts = [
            carbon,
            entry.energy_gj,
            entry.energy_equivalent_tce,
            entry.biogenic_co2_t,
        ];
        if amounts
            .iter()
            .chain(&gases)
            .flatten()
            .any(|v| !v.is_finite())
        {
            return self.fault("not_finite", entry.place);
        }
        let cube = &mut self.cube;
        cube.kept.last_import = cube.kept.last_import.max(entry.lineage.import);
        let (Ok(carrier), Ok(industry)) = (
            u16::try_from(cube.carriers.intern_option(entry.carrier)),
            u16::try_from(cube.industries.intern_option(entry.industry)),
        ) else {
            return self.fault("too_many_codes", entry.place);
        };
        let (Ok(unit), Ok(product), Ok(dataset)) = (
            u16::try_from(cube.units.intern(entry.activity_unit)),
            u16::try_from(cube.products.intern_option(entry.product)),
            u16::try_from(cube.datasets.intern(entry.dataset)),
        ) else {
            return self.fault("too_many_codes", entry.place);
        };
        let table = &mut cube.fine;
        let before = table.len();
        push_sparse(&mut table.carbon, before, carbon);
        push_sparse(&mut table.energy_gj, before, entry.energy_gj);
        push_sparse(
            &mut table.equivalent_tce,
            before,
            entry.energy_equivalent_tce,
        );
        push_sparse(&mut table.biogenic, before, entry.biogenic_co2_t);
        for (column, gas) in table.gases.iter_mut().zip(gases) {
            push_sparse(column, before, gas);
        }
        let factor_set = if entry.factors.is_empty() {
            0
        } else {
            cube.factor_sets.intern(entry.factors)
        };
        if let Some(percent) = entry.uncertainty_percent {
            let shared: f64 = entry
                .factors
                .split(';')
                .filter_map(|f| cube.factor_percent.get(f))
                .map(|p| p * p)
                .sum();
            table.own_percent.resize(before, f32::NAN);
            table
                .own_percent
                .push((percent * percent - shared).max(0.0).sqrt() as f32);
        } else if !table.own_percent.is_empty() {
            table.own_percent.push(f32::NAN);
        }
        table.place.push(place);
        table.enterprise.push(enterprise);
        table.start.push(start);
        table.months.push(months);
        table.carrier.push(carrier);
        table.industry.push(industry);
        table.field.push(entry.field.map_or(0, |f| f as u8 + 1));
        table.kind.push(kind_of(entry.scope, entry.purpose));
        table
            .mark
            .push(mark_of(entry.quality, entry.imported_emission));
        table.factor_set.push(factor_set);
        let trail = &mut cube.trail;
        trail.activity.push(entry.activity_value);
        trail.unit.push(unit);
        trail.product.push(product);
        trail.dataset.push(dataset);
        trail.import.push(entry.lineage.import);
        trail.row.push(entry.lineage.row);
        trail.column.push(entry.lineage.column);
    }

    /// Adds a statistic. One that cannot be placed is left out and becomes a finding of [`CubeBuilder::build`].
    pub fn push_statistic(&mut self, statistic: &StatisticRef<'_>) {
        self.push_uncertain_statistic(statistic, None);
    }

    /// [`CubeBuilder::push_statistic`] with the relative half width of its 95 % interval in percent (from 0 up), which a
    /// ratio's uncertainty then covers. `None`, and what is no such number, is taken as exact.
    pub fn push_uncertain_statistic(&mut self, statistic: &StatisticRef<'_>, percent: Option<f64>) {
        if statistic.region != self.cube.region.id {
            return self.fault("foreign_region", statistic.region);
        }
        let Some((start, months)) = span(statistic.period) else {
            return self.fault("unsupported_period", &statistic.period.to_string());
        };
        if !statistic.value.is_finite() {
            return self.fault("not_finite", statistic.place);
        }
        let Some((place, enterprise)) = self.subject(statistic.place, statistic.enterprise) else {
            return;
        };
        let subject = self.cube.subjects[enterprise as usize];
        let field = statistic
            .field
            .map_or(if enterprise == 0 { 0 } else { subject.field }, |f| {
                f as u8 + 1
            });
        let industry = match statistic.industry {
            Some(code) => self.cube.industries.intern(code) as u16,
            None if enterprise != 0 => subject.industry,
            None => 0,
        };
        self.raw.push(Raw {
            statistic: statistic.statistic,
            place,
            enterprise,
            field,
            industry,
            start,
            months,
            dataset: self.cube.datasets.intern(statistic.dataset) as u16,
            unit: self.cube.units.intern(statistic.unit) as u16,
            mark: mark_of(statistic.quality, false),
            value: statistic.value,
            percent: percent
                .filter(|p| p.is_finite() && *p >= 0.0)
                .unwrap_or(0.0) as f32,
            lineage: statistic.lineage,
        });
    }

    /// Puts all in order. The findings say what was left out and why.
    pub fn build(self) -> (Cube, Vec<Finding>) {
        let mut cube = self.cube;
        let ranks = cube.ranks();
        let kept = &mut cube.kept;
        kept.settled = cube.fine.settle(&mut cube.trail, &ranks, &mut kept.aside);
        let estimated = cube.estimated_datasets();
        let electricity = cube.carriers.find(ELECTRICITY);
        let kept = &mut cube.kept;
        kept.withdrawn =
            cube.fine
                .withdraw_estimates(&mut cube.trail, &estimated, electricity, &mut kept.aside);
        cube.fine.trim();
        let spans = self
            .raw
            .iter()
            .map(|r| (r.start, r.start + u16::from(r.months)));
        cube.kept.statistic_months =
            spans.fold((u16::MAX, 0), |(a, b), (s, e)| (a.min(s), b.max(e)));
        (cube.first, cube.end) = cube.span();
        cube.yearly = cube.fine.by_year(&ranks);
        let mut by_statistic: Vec<Vec<Raw>> = vec![Vec::new(); Statistic::ALL.len()];
        for raw in self.raw {
            let at = Statistic::ALL
                .iter()
                .position(|s| *s == raw.statistic)
                .unwrap_or(0);
            by_statistic[at].push(raw);
        }
        cube.statistics = Statistic::ALL
            .into_iter()
            .zip(by_statistic)
            .map(|(statistic, raw)| Statistics::new(statistic, raw, &cube))
            .collect();
        cube.place_industries();
        cube.coverage = Coverage::new(&cube);
        let listed = cube
            .subjects
            .iter()
            .enumerate()
            .filter(|(_, s)| s.listed && s.place != NOWHERE);
        cube.enterprise_order = listed.map(|(i, s)| (s.place, i as u32)).collect();
        cube.enterprise_order.sort_unstable();
        cube.place_enterprises();
        let findings = cube.findings();
        (cube, findings)
    }
}

impl Cube {
    /// Ranks of the names that decide on the order of rows.
    pub(super) fn ranks(&self) -> Ranks {
        Ranks::new(&self.carriers, &self.industries, &self.factor_sets)
    }

    /// First month of the data and first month after it.
    pub(super) fn span(&self) -> (u16, u16) {
        let spans = self.fine.start.iter().zip(&self.fine.months);
        let span = spans.fold(self.kept.statistic_months, |(first, end), (s, m)| {
            (first.min(*s), end.max(*s + u16::from(*m)))
        });
        if span.0 < span.1 { span } else { (0, 0) }
    }

    pub(super) fn place_industries(&mut self) {
        let tree = IndustryTree::of(&self.region);
        self.industry_paths = (0..self.industries.len() as u32)
            .map(|i| tree.path(self.industries.text(i)?))
            .collect();
    }

    pub(super) fn place_enterprises(&mut self) {
        let mut spans = vec![(u32::MAX, 0); self.subjects.len()];
        for (place, enterprise) in self.fine.place.iter().zip(&self.fine.enterprise) {
            let span = &mut spans[*enterprise as usize];
            *span = (span.0.min(*place), span.1.max(*place));
        }
        self.enterprise_places = spans;
    }

    /// What putting all in order noticed.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let mut findings = self.kept.master.clone();
        let mut faults: Vec<_> = self.kept.faults.iter().collect();
        faults.sort();
        for ((code, found), count) in faults {
            findings.push(fault_finding(code, found, *count));
        }
        settled_findings(self, &self.kept.settled, &mut findings);
        let withdrawn: u64 = self.kept.withdrawn.values().sum();
        if withdrawn > 0 {
            findings.push(note(
                "estimates_withdrawn",
                Severity::Note,
                &[("count", &withdrawn.to_string())],
                format!("{withdrawn} entries of estimates do not count any more: real data stand in their place; estimate again to renew the others"),
            ));
        }
        findings.extend(
            self.statistics
                .iter()
                .flat_map(Statistics::findings)
                .cloned(),
        );
        findings
    }
}

fn fault_finding(code: &'static str, found: &str, count: u64) -> Finding {
    let (severity, what) = match code {
        "unknown_place" => (
            Severity::Error,
            "entries are left out: the region has no such place",
        ),
        "unknown_enterprise" => (
            Severity::Warning,
            "is no listed enterprise: its entries count, but nothing is expected of it",
        ),
        "foreign_region" => (
            Severity::Error,
            "entries are left out: they belong to another region",
        ),
        "unsupported_period" => (
            Severity::Error,
            "entries are left out: sum them to months first",
        ),
        "gas_sum_differs" => (
            Severity::Warning,
            "entries state a total that is not the sum of their gases: the sum is used",
        ),
        "too_many_codes" => (
            Severity::Error,
            "entries are left out: more than 65 535 codes of one kind",
        ),
        _ => (Severity::Error, "entries are left out: not a number"),
    };
    note(
        code,
        severity,
        &[("found", found), ("count", &count.to_string())],
        format!("{found}: {count} {what}"),
    )
}

fn settled_findings(cube: &Cube, settled: &Settled, findings: &mut Vec<Finding>) {
    let noted = || settled.noted.iter();
    let overlapping = noted().map(|(_, noted)| noted.overlapping).sum();
    let two_datasets = noted().map(|(_, noted)| noted.two_datasets).sum();
    let first_overlap = noted().find_map(|((place, enterprise), noted)| {
        let (start, months) = noted.first_overlap?;
        Some((*place, *enterprise, start, months))
    });
    let first_two_datasets = noted().find_map(|((place, enterprise), noted)| {
        let (start, months) = noted.first_two_datasets?;
        Some((*place, *enterprise, start, months))
    });
    let mut say =
        |code: &str, severity, count: u64, first: Option<(u32, u32, u16, u8)>, what: &str| {
            if count == 0 {
                return;
            }
            let count = count.to_string();
            let (place, enterprise, when) = first.map_or_else(Default::default, |(p, e, s, m)| {
                (
                    cube.tree.codes[p as usize].to_string(),
                    cube.enterprises
                        .text(e)
                        .map_or(String::new(), |t| t.to_string()),
                    period(s, m).map_or(String::new(), |p| p.to_string()),
                )
            });
            let params = [
                ("count", count.as_str()),
                ("place", &place),
                ("enterprise", &enterprise),
                ("period", &when),
            ];
            findings.push(note(
                code,
                severity,
                &params,
                format!("{count} {what} (first: {place} {enterprise} {when})"),
            ));
        };
    say(
        "superseded",
        Severity::Note,
        settled.superseded,
        None,
        "entries are superseded by a later import of the same dataset",
    );
    say(
        "overlapping_periods",
        Severity::Warning,
        overlapping,
        first_overlap,
        "entries are left out, because the same amount is also given for other periods: a longer period goes where shorter ones cover it wholly, else the shorter ones go",
    );
    say(
        "two_datasets",
        Severity::Warning,
        two_datasets,
        first_two_datasets,
        "entries have a twin with the same key in another dataset; both count, so check that they are not the same amount",
    );
}

impl Cube {
    /// Of each dataset, by its number, whether it holds estimates.
    pub(crate) fn estimated_datasets(&self) -> Vec<bool> {
        (0..self.datasets.len() as u32)
            .map(|id| self.datasets.text(id).is_some_and(|text| is_estimate(text)))
            .collect()
    }

    /// The region.
    pub fn region(&self) -> &Region {
        &self.region
    }

    /// First and last month of the data; `None` if there is none.
    pub fn months(&self) -> Option<(units::Period, units::Period)> {
        Some((period(self.first, 1)?, period(self.end.checked_sub(1)?, 1)?))
            .filter(|_| self.end > self.first)
    }

    /// True if any entry is known by month.
    pub fn is_monthly(&self) -> bool {
        self.fine.months.contains(&1)
    }

    /// True if the region lists enterprises; completeness then counts them, else leaf places.
    pub fn has_listed_enterprises(&self) -> bool {
        self.has_enterprises
    }

    /// Entries that count (superseded ones not).
    pub fn len(&self) -> usize {
        self.fine.len()
    }

    /// True if there is no entry.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Approximate bytes of all columns.
    pub fn bytes(&self) -> usize {
        self.fine.bytes()
            + self.yearly.as_ref().map_or(0, Table::bytes)
            + self.trail.activity.len() * (8 + 2 + 2 + 2 + 4 + 4 + 2)
    }

    /// Carrier ids with entries, by alphabet.
    pub fn carriers(&self) -> Vec<&str> {
        self.carriers
            .sorted()
            .into_iter()
            .filter_map(|i| self.carriers.text(i))
            .map(|t| &**t)
            .collect()
    }

    /// Industry codes with entries, statistics or enterprises, by alphabet.
    pub fn industries(&self) -> Vec<&str> {
        self.industries
            .sorted()
            .into_iter()
            .filter_map(|i| self.industries.text(i))
            .map(|t| &**t)
            .collect()
    }

    /// Fields with entries, in their order.
    pub fn fields(&self) -> Vec<units::Field> {
        let table = self.yearly.as_ref().unwrap_or(&self.fine);
        let mut seen = [false; 8];
        table
            .field
            .iter()
            .for_each(|f| seen[usize::from(*f & 7)] = true);
        units::Field::ALL
            .into_iter()
            .filter(|f| seen[*f as usize + 1])
            .collect()
    }

    /// Scopes with entries, in their order.
    pub fn scopes(&self) -> Vec<crate::ledger::Scope> {
        let table = self.yearly.as_ref().unwrap_or(&self.fine);
        let mut seen = [false; 8];
        table
            .kind
            .iter()
            .for_each(|k| seen[usize::from(*k / 2) & 7] = true);
        crate::ledger::Scope::ALL
            .into_iter()
            .enumerate()
            .filter(|(i, _)| seen[*i])
            .map(|(_, s)| s)
            .collect()
    }
}
