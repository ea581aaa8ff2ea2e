//! Sums by measure, for the preview.

use std::collections::BTreeMap;

use super::after;
use crate::activities::Item;
use crate::intake::Total;

/// Sums by column (wide) or kind (long).
pub(super) fn totals(taken: &after::Taken<'_>, items: &[Item], long: bool) -> Vec<Total> {
    let mut sums: BTreeMap<(u32, u32), (f64, u64)> = BTreeMap::new();
    for item in items {
        let column = if long { 0 } else { u32::from(item.column) };
        let sum = sums.entry((column, item.kind)).or_insert((0.0, 0));
        sum.0 += item.value;
        sum.1 += 1;
    }
    let mut out: Vec<Total> = Vec::new();
    for ((column, kind), (value, count)) in sums {
        let kind = &taken.kinds[kind as usize];
        let label = if long {
            measure_label(kind)
        } else {
            taken
                .sheet
                .cell(taken.header_row, column)
                .text
                .trim()
                .to_owned()
        };
        // One column may hold several kinds (a scope by sector): they are one total.
        match out
            .iter_mut()
            .find(|total| total.label == label && total.unit == kind.unit)
        {
            Some(total) => {
                total.value += value;
                total.count += count;
            }
            None => out.push(Total {
                label,
                value,
                unit: kind.unit.clone(),
                count,
            }),
        }
    }
    out
}

fn measure_label(kind: &crate::activities::Kind) -> String {
    use inventory::ledger::Measure;
    match &kind.measure {
        Measure::Carrier { carrier, .. } => carrier.clone(),
        Measure::Emission {
            carrier: Some(carrier),
            ..
        } => format!("CO2e {carrier}"),
        Measure::Emission { .. } => "CO2e".to_owned(),
        Measure::BiogenicCo2 => "biogenic CO2".to_owned(),
        Measure::Process { product } => product.clone(),
        Measure::CarrierStatistic { carrier } => format!("statistic of {carrier}"),
        Measure::Statistic { statistic } => format!("{statistic:?}").to_lowercase(),
    }
}
