//! Times the trace of a folder as the peer's script writes it.
use std::time::Instant;
fn npy(path: &str) -> (Vec<u8>, String) {
    let bytes = std::fs::read(path).unwrap();
    let len = u16::from_le_bytes([bytes[8], bytes[9]]) as usize;
    (
        bytes[10 + len..].to_vec(),
        String::from_utf8_lossy(&bytes[10..10 + len]).into_owned(),
    )
}
fn f64s(path: &str) -> Vec<f64> {
    npy(path)
        .0
        .chunks_exact(8)
        .map(|c| f64::from_le_bytes(c.try_into().unwrap()))
        .collect()
}
fn i64s(path: &str) -> Vec<u32> {
    npy(path)
        .0
        .chunks_exact(8)
        .map(|c| i64::from_le_bytes(c.try_into().unwrap()) as u32)
        .collect()
}
fn main() {
    let dir = std::env::args().nth(1).unwrap();
    let ends = i64s(&format!("{dir}/branches.npy"));
    let flow = f64s(&format!("{dir}/flow.npy"));
    let bus = i64s(&format!("{dir}/gen_bus.npy"));
    let mw = f64s(&format!("{dir}/gen_mw.npy"));
    let ef = f64s(&format!("{dir}/gen_ef.npy"));
    let expected = f64s(&format!("{dir}/nodal.npy"));
    let branches: Vec<(u32, u32)> = ends.chunks(2).map(|c| (c[0], c[1])).collect();
    let steps = flow.len() / branches.len();
    let net = flow::grid::Network::new(expected.len() / steps, branches).unwrap();
    let s = flow::grid::Steps {
        steps,
        sent_mw: &flow,
        received_mw: None,
        generator_bus: &bus,
        generation_mw: &mw,
        factor_t_per_mwh: &ef,
        losses: flow::grid::Losses::User,
    };
    for _ in 0..std::env::args().nth(2).map_or(4, |n| n.parse().unwrap()) {
        let t = Instant::now();
        let out = flow::grid::trace(&net, &s).unwrap();
        let dt = t.elapsed().as_secs_f64();
        let worst = out
            .nodal_t_per_mwh
            .iter()
            .zip(&expected)
            .fold(0.0f64, |m, (a, b)| m.max((a - b).abs()));
        println!(
            "{steps} steps {:.2} us/step, largest difference {worst:.1e}, imbalance {:.1e}, idle {}",
            dt / steps as f64 * 1e6,
            out.imbalance_max,
            out.idle
        );
    }
}
