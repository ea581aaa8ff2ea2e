//! Times the footprints of a folder as the peer's script writes it.
use std::time::Instant;
fn f64s(path: &str) -> Vec<f64> {
    let bytes = std::fs::read(path).unwrap();
    let len = u16::from_le_bytes([bytes[8], bytes[9]]) as usize;
    bytes[10 + len..]
        .chunks_exact(8)
        .map(|c| f64::from_le_bytes(c.try_into().unwrap()))
        .collect()
}
fn main() {
    let dir = std::env::args().nth(1).unwrap();
    let (z, y, f) = (
        f64s(&format!("{dir}/Z.npy")),
        f64s(&format!("{dir}/Y.npy")),
        f64s(&format!("{dir}/F.npy")),
    );
    let expected = f64s(&format!("{dir}/footprint_by_region.npy"));
    let n = f.len();
    let table = flow::trade::Table::new(n, z, y.len() / n, y).unwrap();
    for _ in 0..3 {
        let t = Instant::now();
        let out = flow::trade::footprints(&table, &f).unwrap();
        let worst = out
            .by_final_column
            .iter()
            .zip(&expected)
            .fold(0.0f64, |m, (a, b)| m.max((a - b).abs() / b.abs()));
        println!(
            "{n} industries: {:.1} ms, largest relative difference {worst:.1e}",
            t.elapsed().as_secs_f64() * 1e3
        );
    }
}
