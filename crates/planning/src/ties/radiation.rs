//! The radiation model: flows from masses and places alone, without a coefficient to fit (Simini, González, Maritan, Barabási 2012).

use inventory::finding::{Finding, Severity};

use super::flows::{Flows, common_part};
use crate::notice::notice;

/// What the model gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Radiation {
    /// Origin, destination, flow, model, for each pair with a known flow.
    pub pairs: Vec<(usize, usize, f64, f64)>,
    /// Share of flows in common with the table.
    pub common: Option<f64>,
}

/// `T_ij = T_i p_ij / sum_j p_ij` with `p_ij = m_i m_j / ((m_i + s_ij) (m_i + m_j + s_ij))`, where `T_i` is what is known to leave `i`, over
/// the places that flows from `i` are known for, and `s_ij` the mass no farther from `i` than `j` is, without both. Needs mass and position of
/// every place; else `None` with `radiation_not_possible`.
pub fn radiation(flows: &Flows) -> (Option<Radiation>, Vec<Finding>) {
    let unknown = |place: &&super::flows::Place| place.mass.is_none() || place.position.is_none();
    let without = flows.places.iter().filter(unknown).count();
    if without > 0 || flows.places.len() < 2 {
        let said = notice(
            "radiation_not_possible",
            Severity::Warning,
            &[("count", without.to_string())],
            format!(
                "{without} places lack mass or position; the radiation model needs those of all"
            ),
        );
        return (None, vec![said]);
    }
    let mass: Vec<f64> = flows.places.iter().filter_map(|p| p.mass).collect();
    let mut pairs = Vec::new();
    for (from, row) in flows.between.iter().enumerate() {
        let km = |to: usize| flows.km(from, to).unwrap_or(f64::INFINITY);
        let mut others: Vec<(f64, usize)> = (0..mass.len())
            .filter(|to| *to != from)
            .map(|to| (km(to), to))
            .collect();
        others.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let leaving: f64 = row.iter().flatten().sum();
        let mut found = Vec::new();
        let (mut nearer, mut at) = (0.0, 0);
        while at < others.len() {
            // All that are equally far lie on one circle.
            let circle = others[at..].partition_point(|o| o.0 <= others[at].0);
            let on: f64 = others[at..at + circle].iter().map(|o| mass[o.1]).sum();
            for &(_, to) in &others[at..at + circle] {
                let (own, between) = (mass[from], nearer + on - mass[to]);
                let share = own * mass[to] / ((own + between) * (own + mass[to] + between));
                if let Some(flow) = row[to] {
                    found.push((to, flow, share));
                }
            }
            nearer += on;
            at += circle;
        }
        found.sort_by_key(|f| f.0);
        let sum: f64 = found.iter().map(|f| f.2).sum();
        let of = |(to, flow, share): (usize, f64, f64)| (from, to, flow, leaving * share / sum);
        pairs.extend(found.into_iter().map(of));
    }
    let both: Vec<(f64, f64)> = pairs.iter().map(|p| (p.2, p.3)).collect();
    let common = common_part(&both);
    (Some(Radiation { pairs, common }), Vec::new())
}
