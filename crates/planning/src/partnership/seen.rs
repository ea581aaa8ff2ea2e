//! What is seen: one's own always; of the other side exactly what the agreement in force says; by everybody what is marked public
//! while an agreement is in force.

use std::collections::{BTreeMap, HashSet};

use inventory::indicator::Indicator;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::agreement::{Detail, Share, Terms, What};
use super::item::{Body, Item, Kind};
use super::plan::{Kept, Plan};
use super::status::{self, Amounts, Counts};
use super::{Id, Side};

/// Who looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Viewer {
    /// A member of a side.
    Side(Side),
    /// Anybody.
    Public,
}

/// The cut through a ledger that an indicator of a plan, or a question, takes.
pub fn cut_of(place: bool, field: bool, carrier: bool) -> Detail {
    match (place, field, carrier) {
        (false, false, false) => Detail::Total,
        (true, ..) => Detail::ByTown,
        (_, true, _) => Detail::ByField,
        _ => Detail::ByCarrier,
    }
}

/// What an item counts as, and how finely it must be shared to be seen.
pub fn needs(body: &Body) -> Option<(What, Detail)> {
    Some(match body {
        Body::Indicator {
            indicator,
            place,
            field,
            carrier,
            ..
        } => {
            // An indicator that nobody knows is nobody's to see.
            let indicator: Indicator = indicator.parse().ok()?;
            let cut = cut_of(place.is_some(), field.is_some(), carrier.is_some());
            (What::Indicator(indicator), cut)
        }
        other => match other.kind() {
            Kind::Contact => (What::Contacts, Detail::Full),
            Kind::Budget => (What::Budget, Detail::Full),
            Kind::Document => (What::Documents, Detail::Full),
            Kind::Meeting | Kind::Task => (What::Meetings, Detail::Full),
            _ => (What::Projects, Detail::Full),
        },
    })
}

/// True if an item is seen. `terms` are those in force today.
pub fn sees(viewer: Viewer, item: &Item, terms: Option<&Terms>) -> bool {
    match viewer {
        Viewer::Side(side) if side == item.side => true,
        Viewer::Side(_) => match (terms, needs(&item.body)) {
            (Some(terms), Some((what, detail))) => terms.grants(item.side, what, detail),
            _ => false,
        },
        Viewer::Public => terms.is_some() && item.public,
    }
}

/// The items that are seen. A link to something that is not seen is blank, and the public sees nobody's address.
pub fn items(plan: &Plan, viewer: Viewer, terms: Option<&Terms>) -> Vec<Kept> {
    let seen: HashSet<Id> = plan
        .items
        .values()
        .filter(|kept| sees(viewer, &kept.item, terms))
        .map(|kept| kept.item.id)
        .collect();
    plan.items
        .values()
        .filter(|kept| seen.contains(&kept.item.id))
        .map(|kept| {
            let mut kept = kept.clone();
            for (_, link, _) in kept.item.body.links() {
                let there = |text: &str| text.parse().is_ok_and(|id: Id| seen.contains(&id));
                if link.as_deref().is_some_and(|text| !there(text)) {
                    *link = None;
                }
            }
            if viewer == Viewer::Public
                && let Body::Contact { email, phone, .. } = &mut kept.item.body
            {
                (*email, *phone) = (None, None);
            }
            if let Viewer::Side(side) = viewer
                && side == kept.item.side
            {
                // Kept for its owner: the link is theirs, whatever it leads to.
                kept.item.body = plan.items[&kept.item.id].item.body.clone();
            }
            kept
        })
        .collect()
}

/// What a side shows of sums alone.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Totals {
    /// Projects by state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub projects: Option<Counts>,
    /// Budget by currency, hundredths.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<BTreeMap<String, Money>>,
}

/// Planned and spent, hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Money {
    /// Planned.
    pub planned: i64,
    /// Spent.
    pub spent: i64,
}

impl From<Amounts> for Money {
    fn from(amounts: Amounts) -> Money {
        Money {
            planned: amounts.planned,
            spent: amounts.spent,
        }
    }
}

/// Counts and sums of a side's own part, as far as the other sees them.
pub fn totals(plan: &Plan, side: Side, terms: Option<&Terms>, today: Date) -> Totals {
    let Some(terms) = terms else {
        return Totals::default();
    };
    let own: Vec<Item> = plan.of_side(side).map(|kept| kept.item.clone()).collect();
    Totals {
        projects: terms
            .grants(side, What::Projects, Detail::Total)
            .then(|| Counts::of(status::projects(&own, today).iter().map(|one| one.status))),
        budget: terms.grants(side, What::Budget, Detail::Total).then(|| {
            let sums = status::budget(&own);
            let sums = sums.into_iter();
            sums.map(|(currency, sum)| (currency, sum.all.into()))
                .collect()
        }),
    }
}

/// What a side shows the other now.
pub fn shares(terms: Option<&Terms>, side: Side) -> Vec<Share> {
    let all = terms
        .map(|terms| terms.shares.as_slice())
        .unwrap_or_default();
    all.iter().filter(|s| s.side == side).copied().collect()
}
