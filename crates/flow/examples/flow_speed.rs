//! Times tracing and footprints on a folder of arrays (`bench/README.md` says which) and compares with the peer's result beside them.
//!
//!     cargo run --release -p flow --example flow_speed -- grid DIR [ROUNDS]
//!     cargo run --release -p flow --example flow_speed -- trade DIR [ROUNDS]

use flow::formats::npy::{self, Array};
use flow::grid::{Losses, Network, Steps, trace_into};
use flow::trade::{Layout, Stressor, Table, accounts, footprints};
use std::error::Error;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (Some(work), Some(folder)) = (words.first(), words.get(1)) else {
        return Err("usage: speed grid|trade DIR [ROUNDS]".into());
    };
    let rounds = words.get(2).map_or(Ok(10), |text| text.parse())?;
    let array = |name: &str| -> Result<Array, Box<dyn Error>> {
        Ok(npy::read(&std::fs::read(format!("{folder}/{name}"))?)?)
    };
    match work.as_str() {
        "grid" => grid(&array, rounds),
        "trade" => trade(&array, rounds),
        other => Err(format!("{other}: grid or trade").into()),
    }
}

type Read<'a> = &'a dyn Fn(&str) -> Result<Array, Box<dyn Error>>;

/// Shortest and middle time of some rounds, s.
fn times<T>(
    rounds: usize,
    mut work: impl FnMut() -> Result<T, Box<dyn Error>>,
) -> Result<(f64, f64, T), Box<dyn Error>> {
    let mut seconds = Vec::new();
    let mut first = None;
    let mut last = None;
    for _ in 0..rounds.max(1) {
        let begun = Instant::now();
        last = Some(work()?);
        let took = begun.elapsed().as_secs_f64();
        first.get_or_insert(took);
        seconds.push(took);
    }
    seconds.sort_by(f64::total_cmp);
    let result = last.ok_or("no round")?;
    eprintln!("first round: {:.2} ms", first.unwrap_or_default() * 1e3);
    Ok((seconds[0], seconds[seconds.len() / 2], result))
}

fn largest_gap(ours: &[f64], peer: &[f64]) -> f64 {
    let gaps = ours.iter().zip(peer).map(|(a, b)| (a - b).abs());
    gaps.fold(
        if ours.len() == peer.len() {
            0.0
        } else {
            f64::INFINITY
        },
        f64::max,
    )
}

fn grid(array: Read<'_>, rounds: usize) -> Result<(), Box<dyn Error>> {
    let ends = array("branches.npy")?.values;
    let branches: Vec<(u32, u32)> = ends
        .as_chunks::<2>()
        .0
        .iter()
        .map(|&[a, b]| (a as u32, b as u32))
        .collect();
    let generator_bus: Vec<u32> = array("gen_bus.npy")?
        .values
        .iter()
        .map(|&bus| bus as u32)
        .collect();
    let (flow, power, factor, peer) = (
        array("flow.npy")?,
        array("gen_mw.npy")?,
        array("gen_ef.npy")?,
        array("nodal.npy")?,
    );
    let steps = Steps {
        steps: flow.shape[0],
        sent_mw: &flow.values,
        received_mw: None,
        generator_bus: &generator_bus,
        generation_mw: &power.values,
        factor_t_per_mwh: &factor.values,
        losses: Losses::User,
    };
    let buses = peer.shape[1];
    // Each round writes its result where the one before did.
    let mut room = vec![f64::NAN; steps.steps * buses];
    let mut imbalance_max = 0.0;
    let (least, middle, ()) = times(rounds, || {
        let network = Network::new(buses, branches.clone())?;
        let traced = trace_into(&network, &steps, std::mem::take(&mut room))?;
        (room, imbalance_max) = (traced.nodal_t_per_mwh, traced.imbalance_max);
        Ok(())
    })?;
    let per_step = 1e6 / steps.steps as f64;
    println!(
        "{buses} buses, {} branches, {} steps: {:.2} us/step at best, {:.2} in the middle; largest difference {:.1e}, imbalance {:.1e}",
        branches.len(),
        steps.steps,
        least * per_step,
        middle * per_step,
        largest_gap(&room, &peer.values),
        imbalance_max
    );
    Ok(())
}

fn trade(array: Read<'_>, rounds: usize) -> Result<(), Box<dyn Error>> {
    let (z, y, f, peer) = (
        array("Z.npy")?,
        array("Y.npy")?,
        array("F.npy")?,
        array("footprint_by_region.npy")?,
    );
    let (industries, columns) = (y.shape[0], y.shape[1]);
    let table = Table::new(industries, z.values, columns, y.values)?;
    let stressor = Stressor {
        name: String::new(),
        unit: String::new(),
        industries: f.values,
        final_direct: None,
    };
    let (least, middle, prints) = times(rounds, || Ok(footprints(&table, &stressor.industries)?))?;
    let layout = Layout::regular(industries, columns, columns)?;
    let (all, _, of) = times(1, || {
        Ok(accounts(&table, &layout, std::slice::from_ref(&stressor))?)
    })?;
    let size = peer
        .values
        .iter()
        .fold(0.0f64, |most, value| most.max(value.abs()));
    println!(
        "{industries} industries, {columns} regions: footprints {:.1} ms at best, {:.1} in the middle; all accounts {:.1} ms; largest relative difference {:.1e} and {:.1e}",
        least * 1e3,
        middle * 1e3,
        all * 1e3,
        largest_gap(&prints.by_final_column, &peer.values) / size,
        largest_gap(&of[0].consumption, &peer.values) / size
    );
    Ok(())
}
