//! Entries of earlier runs that nothing takes the place of: a meter went to another enterprise, or what it measured was filed.

use inventory::cube::EntryRef;
use inventory::ledger::{Entry, Lineage, Purpose, Scope};
use lake::{Imports, Lake};
use std::collections::{HashMap, HashSet};
use units::{Field, Period};

use super::book::{Covered, FiledKey};
use crate::refusal::Result;

/// What an entry is replaced under, as the cube has it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    place: String,
    enterprise: Option<String>,
    period: Period,
    carrier: Option<String>,
    field: Option<Field>,
    industry: Option<String>,
    scope: Scope,
    purpose: Purpose,
}

impl Key {
    fn of(entry: &EntryRef<'_>) -> Key {
        let text = |text: Option<&str>| text.map(str::to_owned);
        Key {
            place: entry.place.to_owned(),
            enterprise: text(entry.enterprise),
            period: entry.period,
            carrier: text(entry.carrier),
            field: entry.field,
            industry: text(entry.industry),
            scope: entry.scope,
            purpose: entry.purpose,
        }
    }
}

/// The entries that take back what earlier runs (`own`) said and this one (`new`) says nothing of: all of it, or, with
/// `only`, what has been filed since, and what was said of the enterprises that are described anew.
///
/// # Errors
/// What the lake says.
pub fn taken_back(
    lake: &Lake,
    region: &str,
    own: &Imports,
    new: &[Entry],
    only: Option<(&Covered, Option<&HashSet<String>>)>,
    lineage: Lineage,
) -> Result<Vec<Entry>> {
    let nothing = |(filed, described): (&Covered, Option<&HashSet<String>>)| {
        filed.is_empty() && described.is_none_or(HashSet::is_empty)
    };
    if own.is_empty() || only.is_some_and(nothing) {
        return Ok(Vec::new());
    }
    let said: HashSet<Key> = new
        .iter()
        .map(|entry| Key::of(&EntryRef::of(entry, "", "")))
        .collect();
    // By key: the import that said it last, and what it said unless it took it back.
    let mut standing: HashMap<Key, (u32, Option<Entry>)> = HashMap::new();
    lake.scan_entries(region, own, |entry| {
        let is_described = |described: &HashSet<String>| {
            entry
                .enterprise
                .is_some_and(|code| described.contains(code))
        };
        if let Some((filed, described)) = only
            && !is_filed(&entry, filed)
            && !described.is_some_and(is_described)
        {
            return;
        }
        let key = Key::of(&entry);
        let import = entry.lineage.import;
        if said.contains(&key) || standing.get(&key).is_some_and(|(of, _)| *of > import) {
            return;
        }
        let known = owned(&entry);
        let known = (!known.is_taken_back()).then_some(known);
        standing.insert(key, (import, known));
    })?;
    let mut gone: Vec<Entry> = standing
        .into_values()
        .filter_map(|(_, entry)| Some(entry?.taken_back(lineage)))
        .collect();
    gone.sort_by(|a, b| {
        let key = |entry: &Entry| {
            (
                entry.place.clone(),
                entry.enterprise.clone(),
                entry.period.first_day(),
                entry.carrier.clone(),
                entry.scope as u8,
            )
        };
        key(a).cmp(&key(b))
    });
    Ok(gone)
}

fn is_filed(entry: &EntryRef<'_>, filed: &Covered) -> bool {
    let (Some(enterprise), Some(carrier)) = (entry.enterprise, entry.carrier) else {
        return false;
    };
    filed.contains(&FiledKey {
        enterprise: enterprise.to_owned(),
        carrier: carrier.to_owned(),
        month: entry.period.first_day(),
    })
}

fn owned(entry: &EntryRef<'_>) -> Entry {
    let text = |text: Option<&str>| text.map(str::to_owned);
    Entry {
        region: entry.region.to_owned(),
        place: entry.place.to_owned(),
        enterprise: text(entry.enterprise),
        period: entry.period,
        carrier: text(entry.carrier),
        product: text(entry.product),
        field: entry.field,
        industry: text(entry.industry),
        scope: entry.scope,
        purpose: entry.purpose,
        energy_gj: entry.energy_gj,
        energy_equivalent_tce: entry.energy_equivalent_tce,
        gases_co2e_t: entry.gases_co2e_t,
        co2e_t: entry.co2e_t,
        biogenic_co2_t: entry.biogenic_co2_t,
        uncertainty_percent: entry.uncertainty_percent,
        quality: entry.quality,
        imported_emission: entry.imported_emission,
        activity_value: entry.activity_value,
        activity_unit: entry.activity_unit.to_owned(),
        factors: Vec::new(),
        gwp_set: text(entry.gwp_set),
        lineage: entry.lineage,
    }
}
