//! Who can use what another throws away: offers and needs of by-products, heat, water, steam and gases, and the best network
//! between them (industrial symbiosis).
//!
//! [`read::read`] turns a folder's tables into a [`Model`]; [`matching::solve`] finds the network of greatest gain;
//! [`split::split`] shares the gain so that nobody does better alone; [`write`](mod@write) makes tables of the result.

mod candidates;
pub mod flow;
pub mod matching;
mod model;
pub mod read;
pub mod split;
pub mod write;

pub use model::{
    Basis, Carriage, Check, Model, Need, Offer, Partner, Place, Quantity, Relation, Rule, Settings,
};

/// From a folder's tables to tables of the result: `exchanges.csv`, `splits.csv`, `savings.csv`, `rest.csv`.
///
/// Nothing is worked out if `strict` and a row could not be taken ([`crate::notice::refused`]); the findings then say which.
pub fn run(folder: read::Folder<'_>, settings: &Settings, strict: bool) -> crate::sheet::Tables {
    let (model, mut findings) = read::read(folder);
    let (mut files, mut sums) = (Vec::new(), Vec::new());
    if !(strict && crate::notice::refused(&findings)) {
        let network = matching::solve(&model, settings);
        let (splits, said) = split::split(&model, settings, &network);
        files = vec![
            ("exchanges.csv", write::exchanges_csv(&model, &network)),
            ("splits.csv", write::splits_csv(&model, &splits)),
            ("savings.csv", write::savings_csv(&model, &network)),
            ("rest.csv", write::rest_csv(&model, &network)),
        ];
        let flows = &network.exchanges;
        let energy_gj: Option<f64> = flows.iter().map(|e| e.saved_energy_gj).sum();
        sums = vec![
            ("offers", Some(model.offers.len() as f64)),
            ("needs", Some(model.needs.len() as f64)),
            ("exchanges", Some(flows.len() as f64)),
            ("gain_yuan", Some(network.gain_yuan)),
            (
                "saved_co2_kg",
                Some(flows.iter().map(|e| e.saved_co2_kg).sum()),
            ),
            ("saved_energy_gj", energy_gj),
        ];
        findings.extend(network.findings);
        findings.extend(said);
    }
    crate::sheet::Tables {
        files,
        sums,
        findings,
    }
}
