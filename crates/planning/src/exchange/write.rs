//! Tables of a network: what flows, who gains, what stays open.

use super::matching::Network;
use super::model::Model;
use super::split::Split;
use crate::sheet::{cell, csv_text};

/// One row for each flow, all digits.
pub fn exchanges_csv(model: &Model, network: &Network) -> String {
    let rows: Vec<Vec<String>> = network
        .exchanges
        .iter()
        .map(|e| {
            let (offer, need) = (&model.offers[e.offer], &model.needs[e.need]);
            vec![
                offer.id.clone(),
                need.id.clone(),
                model.partners[offer.partner].id.clone(),
                model.partners[need.partner].id.clone(),
                model.materials[offer.material].clone(),
                e.month.map(|m| m.to_string()).unwrap_or_default(),
                e.km.to_string(),
                e.sent.to_string(),
                e.lost.to_string(),
                offer.unit.clone(),
                e.replaced.to_string(),
                need.unit.clone(),
                cell(e.arrives_c),
                cell(e.asked_c),
                cell(e.energy_gj),
                e.transport_yuan.to_string(),
                e.saved_yuan.to_string(),
                e.gain_yuan.to_string(),
                e.transport_co2_kg.to_string(),
                e.saved_co2_kg.to_string(),
                cell(e.saved_energy_gj),
            ]
        })
        .collect();
    csv_text(
        &[
            "offer",
            "need",
            "from",
            "to",
            "material",
            "month",
            "km",
            "sent",
            "lost",
            "unit",
            "replaced",
            "replaced_unit",
            "arrives_c",
            "asked_c",
            "energy_gj",
            "transport_yuan",
            "saved_yuan",
            "gain_yuan",
            "transport_co2_kg",
            "saved_co2_kg",
            "saved_energy_gj",
        ],
        &rows,
    )
}

/// One row for each partner and method with a share that is not zero, and one for the coalition that a method treats worst.
pub fn splits_csv(model: &Model, splits: &[Split]) -> String {
    let mut rows = Vec::new();
    for split in splits {
        let stable = match split.stable {
            Some(true) => "yes",
            Some(false) => "no",
            None => "",
        };
        for (at, fen) in split.fen.iter().enumerate().filter(|(_, fen)| **fen != 0) {
            rows.push(vec![
                split.method.code().to_owned(),
                model.partners[at].id.clone(),
                yuan(*fen),
                stable.to_owned(),
            ]);
        }
    }
    csv_text(&["method", "partner", "gain_yuan", "stable"], &rows)
}

/// What is left of each offer and each need, in its own unit over the year.
pub fn rest_csv(model: &Model, network: &Network) -> String {
    let mut sent = vec![0.0; model.offers.len()];
    let mut got = vec![0.0; model.needs.len()];
    for e in &network.exchanges {
        sent[e.offer] += e.sent;
        got[e.need] += e.replaced;
    }
    let row = |kind: &str, id: &str, partner: usize, unit: &str, total: f64, used: f64| {
        vec![
            kind.to_owned(),
            id.to_owned(),
            model.partners[partner].id.clone(),
            total.to_string(),
            used.to_string(),
            (total - used).max(0.0).to_string(),
            unit.to_owned(),
        ]
    };
    let mut rows: Vec<Vec<String>> = model
        .offers
        .iter()
        .zip(&sent)
        .map(|(o, used)| row("offer", &o.id, o.partner, &o.unit, o.quantity.year(), *used))
        .collect();
    rows.extend(
        model
            .needs
            .iter()
            .zip(&got)
            .map(|(n, used)| row("need", &n.id, n.partner, &n.unit, n.quantity.year(), *used)),
    );
    csv_text(
        &["kind", "id", "partner", "quantity", "used", "rest", "unit"],
        &rows,
    )
}

/// What the network saves each partner's own figures, and the sum: one row for each partner that takes part, then `total`.
///
/// What a need no longer buys or makes counts with the one who needs it (energy, emissions), what is no longer got rid of with
/// the one who offers it; carrying counts with the one who needs it. `saved_energy_gj` is blank where a need does not state it.
pub fn savings_csv(model: &Model, network: &Network) -> String {
    #[derive(Clone, Copy)]
    struct Sum {
        part: bool,
        yuan: f64,
        co2_kg: f64,
        energy_gj: Option<f64>,
    }
    let none = Sum {
        part: false,
        yuan: 0.0,
        co2_kg: 0.0,
        energy_gj: Some(0.0),
    };
    let mut sums = vec![none; model.partners.len() + 1];
    let total = model.partners.len();
    for e in &network.exchanges {
        let (offer, need) = (&model.offers[e.offer], &model.needs[e.need]);
        let at_offer = e.sent * offer.disposal_co2_kg_per_unit;
        // Money is not settled here: what both save together stands with the sum alone.
        for (who, yuan, co2_kg, energy_gj) in [
            (offer.partner, 0.0, at_offer, Some(0.0)),
            (
                need.partner,
                0.0,
                e.saved_co2_kg - at_offer,
                e.saved_energy_gj,
            ),
            (total, e.saved_yuan, e.saved_co2_kg, e.saved_energy_gj),
        ] {
            let sum = &mut sums[who];
            sum.part = true;
            sum.yuan += yuan;
            sum.co2_kg += co2_kg;
            sum.energy_gj = sum.energy_gj.zip(energy_gj).map(|(a, b)| a + b);
        }
    }
    let mut rows = Vec::new();
    for (at, sum) in sums.iter().enumerate().filter(|(_, s)| s.part) {
        rows.push(vec![
            model
                .partners
                .get(at)
                .map_or_else(|| "total".to_owned(), |p| p.id.clone()),
            if at == total {
                sum.yuan.to_string()
            } else {
                String::new()
            },
            sum.co2_kg.to_string(),
            cell(sum.energy_gj),
        ]);
    }
    csv_text(
        &["partner", "saved_yuan", "saved_co2_kg", "saved_energy_gj"],
        &rows,
    )
}

/// Fen as yuan with two decimals.
pub(crate) fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let fen = fen.unsigned_abs();
    format!("{sign}{}.{:02}", fen / 100, fen % 100)
}
