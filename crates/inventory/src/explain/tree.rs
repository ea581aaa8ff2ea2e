//! Growing the tree.

use super::{Explanation, FactorNote, More, Node, NodeKind};
use crate::contracts::BY_HOUR;
use crate::cube::{Cube, Dim, EntryDetail, Key, Part, Query, Refusal, Row, StatisticDetail, Step};
use crate::factors::FactorKind;
use crate::indicator::Numerator;
use crate::ledger::Scope;
use units::Period;

/// A figure of this few entries opens straight into them.
const FEW_ENTRIES: u64 = 4;

struct Grower<'a> {
    cube: &'a Cube,
    factors: &'a dyn Fn(&str) -> Option<FactorNote>,
    limit: usize,
}

impl Cube {
    /// Explains the total of a question: the figure, the two sides of a ratio, sums by place, enterprise, field, carrier,
    /// scope, industry, year and month, then entries, their activity and factors, and the cells of the files.
    ///
    /// An axis on which all lies in one key is passed over; the key then stands in the children. `depth` is the number of
    /// levels below the figure (an entry's own parts always come with it), `limit` the number of children of a sum.
    /// `factors` gives the details of a factor by its id.
    ///
    /// # Errors
    /// As [`Cube::answer`].
    pub fn explain(
        &self,
        query: &Query,
        factors: &dyn Fn(&str) -> Option<FactorNote>,
        depth: usize,
        limit: usize,
    ) -> Result<Explanation, Refusal> {
        let mut query = query.clone();
        query.by.clear();
        let grower = Grower {
            cube: self,
            factors,
            limit: limit.max(1),
        };
        let answer = self.answer(&query)?;
        let mut root = grower.node(&query, &answer.total, answer.unit, Vec::new(), depth)?;
        root.kind = NodeKind::Figure;
        Ok(Explanation { root })
    }
}

impl Grower<'_> {
    fn node(
        &self,
        query: &Query,
        row: &Row,
        unit: String,
        keys: Vec<Key>,
        depth: usize,
    ) -> Result<Node, Refusal> {
        let ratio = query.indicator.is_ratio() && query.part == Part::Whole;
        let mut node = Node {
            kind: if ratio {
                NodeKind::Ratio
            } else {
                NodeKind::Sum
            },
            keys,
            formula: None,
            value: row.value,
            unit: Some(unit),
            period: self.span(query),
            reason: row.reason,
            method: Some(if ratio { "sum_over_sum" } else { "sum" }),
            quality: row.quality,
            uncertainty_percent: row.uncertainty_percent,
            completeness_percent: row.completeness_percent,
            factor: None,
            source: None,
            children: Vec::new(),
            more: None,
            query: Some(Box::new(query.clone())),
        };
        if ratio {
            node.formula = Some(ratio_formula(query));
        }
        if depth == 0 {
            return Ok(node);
        }
        if ratio {
            for part in [Part::Above, Part::Below] {
                let mut side = query.clone();
                side.part = part;
                let answer = self.cube.answer(&side)?;
                node.children.push(self.node(
                    &side,
                    &answer.total,
                    answer.unit,
                    Vec::new(),
                    depth - 1,
                )?);
            }
            return Ok(node);
        }
        if row.value.is_some() {
            self.split(query, row.n_entries, &mut node, depth)?;
        }
        Ok(node)
    }

    /// First and last period asked, or those of the data.
    fn span(&self, query: &Query) -> Option<(Period, Period)> {
        let data = self.cube.months();
        Some((
            query.from.or(data.map(|d| d.0))?,
            query.to.or(data.map(|d| d.1))?,
        ))
    }

    /// Splits a sum along the first axis on which it has more than one part.
    fn split(
        &self,
        query: &Query,
        n_entries: u64,
        node: &mut Node,
        depth: usize,
    ) -> Result<(), Refusal> {
        let mut narrow = query.clone();
        let mut found: Vec<Key> = Vec::new();
        let statistic = query.part == Part::Below
            || matches!(query.indicator.numerator(), Numerator::Statistic(_));
        if n_entries > FEW_ENTRIES {
            for (dim, step) in axes(statistic) {
                while self.applies(&narrow, &dim, step) {
                    let mut ask = narrow.clone().by(dim.clone());
                    ask.step = step;
                    let answer = self.cube.answer(&ask)?;
                    let rows: Vec<&Row> =
                        answer.rows.iter().filter(|r| r.value.is_some()).collect();
                    match rows.as_slice() {
                        [] => break,
                        [only] => {
                            let next = self.cube.narrowed(&ask, &only.keys);
                            let stuck = next == narrow;
                            found.retain(|k| k.dim() != only.keys[0].dim());
                            found.extend(only.keys.iter().cloned());
                            narrow = next;
                            // A single child place may have children of its own.
                            if dim != Dim::PlaceChildren || stuck {
                                break;
                            }
                        }
                        rows => {
                            let mut rows = rows.to_vec();
                            rows.sort_by(|a, b| {
                                b.value
                                    .unwrap_or(0.0)
                                    .abs()
                                    .total_cmp(&a.value.unwrap_or(0.0).abs())
                            });
                            self.shorten(
                                node,
                                rows.iter().map(|r| r.value.unwrap_or(0.0)).collect(),
                            );
                            for row in rows.into_iter().take(self.limit) {
                                let child = self.cube.narrowed(&ask, &row.keys);
                                let keys = found.iter().chain(&row.keys).cloned().collect();
                                node.children.push(self.node(
                                    &child,
                                    row,
                                    answer.unit.clone(),
                                    keys,
                                    depth - 1,
                                )?);
                            }
                            return Ok(());
                        }
                    }
                }
            }
        }
        if statistic {
            let (data, n) = self.cube.statistic_data(&narrow, usize::MAX)?;
            debug_assert_eq!(data.len() as u64, n);
            self.shorten(node, data.iter().map(|d| d.value).collect());
            node.children = data
                .into_iter()
                .take(self.limit)
                .map(|d| self.statistic(d))
                .collect();
        } else {
            let (entries, n) = self.cube.entries(&narrow, usize::MAX)?;
            debug_assert_eq!(entries.len() as u64, n);
            self.shorten(node, entries.iter().map(|e| e.value).collect());
            let unit = node.unit.clone();
            node.children = entries
                .into_iter()
                .take(self.limit)
                .map(|e| self.entry(&narrow, e, unit.clone()))
                .collect();
        }
        Ok(())
    }

    /// Notes what the limit leaves out of values that are sorted.
    fn shorten(&self, node: &mut Node, values: Vec<f64>) {
        if let Some(rest) = values.get(self.limit..).filter(|r| !r.is_empty()) {
            node.more = Some(More {
                count: rest.len() as u64,
                value: rest.iter().sum(),
            });
        }
    }

    fn applies(&self, query: &Query, dim: &Dim, step: Step) -> bool {
        let one_enterprise = query.enterprises.len() == 1;
        match dim {
            Dim::PlaceChildren => !query.place_only && query.enterprises.is_empty(),
            Dim::Enterprise => query.enterprises.is_empty() && self.cube.has_listed_enterprises(),
            Dim::Field => query.fields.len() != 1,
            Dim::Carrier => query.carriers.len() != 1,
            Dim::Scope => query.scopes.len() != 1,
            Dim::Industry => !self.cube.is_one_industry(query) && !one_enterprise,
            Dim::Period => {
                let Some((from, to)) = self.span(query) else {
                    return false;
                };
                let years = from.year() != to.year();
                !query.unplaced_only
                    && if step == Step::Year {
                        years
                    } else {
                        !years
                            && (from != to || from.to_string().len() == 4)
                            && self.cube.is_monthly()
                    }
            }
            _ => false,
        }
    }

    fn entry(&self, query: &Query, entry: EntryDetail, unit: Option<String>) -> Node {
        let cell = leaf(NodeKind::Cell, None, None, None, Some(entry.lineage));
        let energy = query.indicator.numerator() == Numerator::Energy;
        let mut node = leaf(
            NodeKind::Entry,
            Some(entry.value),
            unit.clone(),
            entry.period,
            Some(entry.lineage),
        );
        node.keys = entry_keys(&entry);
        node.quality = Some(entry.quality);
        node.uncertainty_percent = if energy {
            None
        } else {
            entry.uncertainty_percent
        };
        if entry.imported_emission || entry.factors.is_empty() {
            node.method = Some(if entry.imported_emission {
                "imported_emission"
            } else {
                "as_stated"
            });
            let mut stated = leaf(
                NodeKind::Activity,
                Some(entry.activity_value),
                Some(entry.activity_unit.to_string()),
                entry.period,
                Some(entry.lineage),
            );
            stated.children.push(cell);
            node.children.push(stated);
            return node;
        }
        let by_hour = entry.factors.iter().any(|id| id.starts_with(BY_HOUR));
        node.method = Some(if by_hour {
            "matched_by_hour"
        } else {
            "activity_times_factor"
        });
        let mut product = leaf(
            NodeKind::Product,
            Some(entry.value),
            unit,
            entry.period,
            None,
        );
        let notes: Vec<Option<FactorNote>> =
            entry.factors.iter().map(|id| (self.factors)(id)).collect();
        let averaged = notes
            .iter()
            .flatten()
            .any(|note| note.kind == FactorKind::Electricity);
        product.formula = Some(formula(&entry, energy, averaged).to_owned());
        let mut activity = leaf(
            NodeKind::Activity,
            Some(entry.activity_value),
            Some(entry.activity_unit.to_string()),
            entry.period,
            Some(entry.lineage),
        );
        activity.children.push(cell);
        product.children.push(activity);
        for (id, note) in entry.factors.iter().zip(notes) {
            let mut factor = leaf(
                NodeKind::Factor,
                note.as_ref().map(|n| n.value),
                note.as_ref().map(|n| n.unit.clone()),
                None,
                None,
            );
            factor.factor = note;
            // An id that the library no longer knows is still named.
            factor.formula = Some(id.clone());
            product.children.push(factor);
        }
        node.children.push(product);
        node
    }

    fn statistic(&self, d: StatisticDetail) -> Node {
        let mut node = leaf(
            NodeKind::Statistic,
            Some(d.value),
            Some(d.unit.to_string()),
            d.period,
            Some(d.lineage),
        );
        node.keys = vec![Key::Place(Some(d.place))];
        node.keys
            .extend(d.enterprise.map(|e| Key::Enterprise(Some(e))));
        node.keys.extend(d.field.map(|f| Key::Field(Some(f))));
        node.keys.extend(d.industry.map(|i| Key::Industry(Some(i))));
        node.quality = Some(d.quality);
        node.method = Some("as_stated");
        let mut cell = leaf(
            NodeKind::Cell,
            Some(d.stated),
            Some(d.unit.to_string()),
            d.period,
            Some(d.lineage),
        );
        cell.method = Some("as_stated");
        node.children.push(cell);
        node
    }
}

fn axes(statistic: bool) -> Vec<(Dim, Step)> {
    let mut axes = vec![
        (Dim::PlaceChildren, Step::Year),
        (Dim::Enterprise, Step::Year),
    ];
    if !statistic {
        axes.extend([Dim::Field, Dim::Carrier, Dim::Scope, Dim::Industry].map(|d| (d, Step::Year)));
        axes.extend([(Dim::Period, Step::Year), (Dim::Period, Step::Month)]);
    }
    axes
}

fn leaf(
    kind: NodeKind,
    value: Option<f64>,
    unit: Option<String>,
    period: Option<Period>,
    source: Option<crate::ledger::Lineage>,
) -> Node {
    Node {
        kind,
        keys: Vec::new(),
        formula: None,
        value,
        unit,
        period: period.map(|p| (p, p)),
        reason: None,
        method: None,
        quality: None,
        uncertainty_percent: None,
        completeness_percent: None,
        factor: None,
        source,
        children: Vec::new(),
        more: None,
        query: None,
    }
}

fn entry_keys(entry: &EntryDetail) -> Vec<Key> {
    let mut keys = vec![Key::Place(Some(entry.place.clone()))];
    keys.extend(entry.enterprise.clone().map(|e| Key::Enterprise(Some(e))));
    keys.extend(entry.field.map(|f| Key::Field(Some(f))));
    keys.extend(entry.carrier.clone().map(|c| Key::Carrier(Some(c))));
    keys.push(Key::Scope(entry.scope));
    keys.extend(entry.industry.clone().map(|i| Key::Industry(Some(i))));
    keys.extend(entry.period.map(|p| Key::Period(Some(p))));
    keys
}

fn ratio_formula(query: &Query) -> String {
    use crate::indicator::Indicator as I;
    let below = match query.indicator {
        I::CarbonPerPerson | I::EnergyPerPerson => "P",
        I::CarbonPerArea | I::EnergyPerArea | I::CarbonPerMu | I::EnergyPerMu => "A",
        _ => "G",
    };
    match query.indicator.numerator() {
        Numerator::Energy => format!("ΣEN / Σ{below}"),
        _ => format!("ΣE / Σ{below}"),
    }
}

/// What an id of hourly factors of a grid zone begins with.
const HOURLY: &str = "hourly:";

/// Formula of an entry: IPCC 2006, Vol. 2, Ch. 2, equation 2.1 and the enterprise guidelines of the NDRC for fuels (CO2
/// by carbon content and oxidation), GHG Protocol Scope 2 Guidance ch. 6 for purchased energy, IPCC 2006 Vol. 3 for
/// processes.
fn formula(entry: &EntryDetail, energy: bool, averaged: bool) -> &'static str {
    let hourly = entry.factors.iter().any(|id| id.starts_with(HOURLY));
    let matched = entry.factors.iter().any(|id| id.starts_with(BY_HOUR));
    match (entry.scope, energy, hourly) {
        (_, true, _) => "EN = AD × NCV",
        // What was made and what was used in the same hour: G is the instrument's.
        (Scope::Scope2Market, false, _) if matched => "E = Σ min(AD(h), G(h)) × EF",
        // Each reading by the factor of its hour; what has none by the average of the year.
        (Scope::Scope2Location, false, true) if averaged => "E = Σ (AD(h) × EF(h)) + AD(rest) × EF",
        (Scope::Scope2Location, false, true) => "E = Σ (AD(h) × EF(h))",
        (Scope::Scope1, false, _) => {
            "E = AD × NCV × (CC × OF × 44/12 + EF(CH4) × GWP + EF(N2O) × GWP)"
        }
        (Scope::Process, false, _) => "E = AP × EF",
        (Scope::Scope2Location | Scope::Scope2Market, false, _) => "E = AD × EF",
        (Scope::Scope3, false, _) => "E = AD × EF",
    }
}
