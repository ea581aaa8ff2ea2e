//! How good a ranking is, by what people made of it, and how much is bought near by.

/// Share of the first `k` that was accepted. `None` without any place.
pub fn precision_at(k: usize, accepted: &[bool]) -> Option<f64> {
    let places = k.min(accepted.len());
    (places > 0).then(|| {
        let hits = accepted[..places].iter().filter(|hit| **hit).count();
        hits as f64 / places as f64
    })
}

/// One over the place of the first that was accepted; 0 if none was.
pub fn reciprocal_rank(accepted: &[bool]) -> f64 {
    let first = accepted.iter().position(|hit| *hit);
    first.map_or(0.0, |at| 1.0 / (at as f64 + 1.0))
}

/// Discounted gain of the first `k` over that of the best order (Järvelin and Kekäläinen 2002): `sum gain_i / log2(i + 1)`, 0 to 1. Gains are
/// at least 0, in the order of the ranking, with those that the ranking left out behind. `None` if nothing is to be gained.
pub fn discounted_gain(k: usize, gains: &[f64]) -> Option<f64> {
    let sum = |gains: &[f64]| -> f64 {
        let first = gains.iter().take(k).enumerate();
        first
            .map(|(at, gain)| gain / (at as f64 + 2.0).log2())
            .sum()
    };
    let mut best = gains.to_vec();
    best.sort_by(|a, b| b.total_cmp(a));
    let most = sum(&best);
    (most > 0.0).then(|| sum(gains) / most)
}

/// What was bought where: city of who buys, city of who sells, yuan.
pub type Purchase<'a> = (&'a str, &'a str, f64);

/// Share of the yuan that was spent within the same city, and within the cities named (the cluster), by those who buy there. `None` if
/// they spent nothing.
pub fn local_share(purchases: &[Purchase<'_>], cluster: &[&str]) -> Option<(f64, f64)> {
    let (mut all, mut city, mut near) = (0.0, 0.0, 0.0);
    for (buys, sells, yuan) in purchases.iter().filter(|p| cluster.contains(&p.0)) {
        all += yuan;
        city += if buys == sells { *yuan } else { 0.0 };
        near += if cluster.contains(sells) { *yuan } else { 0.0 };
    }
    (all > 0.0).then(|| (city / all, near / all))
}
