//! What covers a use, as market-based entries of the ledger.

use super::{By, Cover};
use crate::ledger::{Entry, Gas, Scope};

/// What the id of an instrument begins with in an entry whose amount is the sum over hours of the lesser of what was made and
/// what was used.
pub const BY_HOUR: &str = "contract_by_hour:";

/// The market-based entries of a use: one for each part that has a factor, in the order of its covers.
///
/// `like` is the entry of the use itself (its location-based one, or the market-based twin that these take the place of): who,
/// where, when, field, quality and lineage are its. None carries energy, so that energy is counted once. The factor is named
/// `contract:ID`, `contract_by_hour:ID` where it was matched hour by hour, `residual_mix:MARKET` or, where the grid's average stands in, `location_average:MARKET`. A part
/// without a factor has no entry: its figure is missing, and [`super::apply`] said so.
pub fn market_entries(like: &Entry, market: &str, covers: &[&Cover]) -> Vec<Entry> {
    covers
        .iter()
        .filter_map(|cover| {
            let co2e_t = cover.emissions_kg? / 1000.0;
            let mut gases_co2e_t = [None; 9];
            gases_co2e_t[Gas::Co2 as usize] = Some(co2e_t);
            let factor = match (cover.by, &cover.instrument) {
                (_, Some(id)) if cover.hourly => format!("{BY_HOUR}{id}"),
                (_, Some(id)) => format!("contract:{id}"),
                (By::ResidualMix, None) => format!("residual_mix:{market}"),
                (_, None) => format!("location_average:{market}"),
            };
            Some(Entry {
                scope: Scope::Scope2Market,
                energy_gj: None,
                energy_equivalent_tce: None,
                gases_co2e_t,
                co2e_t: Some(co2e_t),
                biogenic_co2_t: None,
                uncertainty_percent: None,
                imported_emission: false,
                activity_value: cover.wh as f64 / 1000.0,
                activity_unit: "kWh".to_owned(),
                factors: vec![factor],
                gwp_set: None,
                ..like.clone()
            })
        })
        .collect()
}
