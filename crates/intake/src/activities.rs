//! Activities by the million: 24 bytes each, with what repeats kept once.

use inventory::ledger::{Activity, Lineage, Measure, Quality};
use units::{Field, Period};

/// Whom and when a row is about. Indices into the table's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Subject {
    pub place: u32,
    /// `u32::MAX` is none.
    pub enterprise: u32,
    pub period: u32,
}

pub(crate) const NONE: u32 = u32::MAX;

/// What is measured, in which unit, how well.
#[derive(Debug, Clone, PartialEq)]
pub struct Kind {
    /// What.
    pub measure: Measure,
    /// Field, if the measure says it (else the enterprise's).
    pub field: Option<Field>,
    /// Industry, if the measure says it (else the enterprise's).
    pub industry: Option<String>,
    /// Unit id or expression.
    pub unit: String,
    /// How good.
    pub quality: Quality,
    /// Relative half width of the 95 % interval, percent.
    pub uncertainty_percent: Option<f64>,
}

/// What the table knows of an enterprise: its code, and what its activities inherit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct EnterpriseKey {
    pub code: String,
    pub field: Option<Field>,
    pub industry: Option<String>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Item {
    pub subject: u32,
    pub kind: u32,
    pub value: f64,
    pub row: u32,
    pub column: u16,
}

/// One activity, borrowed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ActivityRef<'a> {
    /// Id of the region.
    pub region: &'a str,
    /// Code of the place.
    pub place: &'a str,
    /// Code of the enterprise.
    pub enterprise: Option<&'a str>,
    /// When.
    pub period: Period,
    /// What.
    pub measure: &'a Measure,
    /// Field.
    pub field: Option<Field>,
    /// Industry code.
    pub industry: Option<&'a str>,
    /// Amount in `unit`, finite.
    pub value: f64,
    /// Unit.
    pub unit: &'a str,
    /// Relative half width of the 95 % interval, percent.
    pub uncertainty_percent: Option<f64>,
    /// How good.
    pub quality: Quality,
    /// From where.
    pub lineage: Lineage,
}

impl ActivityRef<'_> {
    /// The same, owned.
    pub fn to_activity(&self) -> Activity {
        Activity {
            region: self.region.to_owned(),
            place: self.place.to_owned(),
            enterprise: self.enterprise.map(str::to_owned),
            period: self.period,
            measure: self.measure.clone(),
            field: self.field,
            industry: self.industry.map(str::to_owned),
            value: self.value,
            unit: self.unit.to_owned(),
            uncertainty_percent: self.uncertainty_percent,
            quality: self.quality,
            lineage: self.lineage,
        }
    }
}

/// The activities of one import, in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct Activities {
    pub(crate) region: String,
    pub(crate) import: u32,
    pub(crate) places: Vec<String>,
    pub(crate) enterprises: Vec<EnterpriseKey>,
    pub(crate) periods: Vec<Period>,
    pub(crate) kinds: Vec<Kind>,
    pub(crate) subjects: Vec<Subject>,
    pub(crate) items: Vec<Item>,
}

impl Activities {
    /// How many.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The activity at `index`, from 0.
    pub fn get(&self, index: usize) -> Option<ActivityRef<'_>> {
        self.items.get(index).map(|item| self.at(item))
    }

    /// All, borrowed, in the order of the file.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = ActivityRef<'_>> {
        self.items.iter().map(|item| self.at(item))
    }

    /// All, owned; a few hundred bytes each, so better take them in pieces ([`Activities::range`]).
    pub fn to_vec(&self) -> Vec<Activity> {
        self.iter().map(|activity| activity.to_activity()).collect()
    }

    /// Owned activities `from..to` (clamped), for working through millions in pieces.
    pub fn range(&self, from: usize, to: usize) -> Vec<Activity> {
        let to = to.min(self.items.len());
        self.items[from.min(to)..to]
            .iter()
            .map(|item| self.at(item).to_activity())
            .collect()
    }

    /// Distinct kinds of measures, in the order in which they were met.
    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    /// Distinct periods, in the order in which they were met.
    pub fn periods(&self) -> &[Period] {
        &self.periods
    }

    fn at<'a>(&'a self, item: &Item) -> ActivityRef<'a> {
        let subject = self.subjects[item.subject as usize];
        let kind = &self.kinds[item.kind as usize];
        let enterprise = self.enterprises.get(subject.enterprise as usize);
        ActivityRef {
            region: &self.region,
            place: &self.places[subject.place as usize],
            enterprise: enterprise.map(|key| key.code.as_str()),
            period: self.periods[subject.period as usize],
            measure: &kind.measure,
            field: kind.field.or_else(|| enterprise.and_then(|key| key.field)),
            industry: kind
                .industry
                .as_deref()
                .or_else(|| enterprise.and_then(|key| key.industry.as_deref())),
            value: item.value,
            unit: &kind.unit,
            uncertainty_percent: kind.uncertainty_percent,
            quality: kind.quality,
            lineage: Lineage {
                import: self.import,
                row: item.row,
                column: item.column,
            },
        }
    }
}
