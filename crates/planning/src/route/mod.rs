//! How to carry goods: over roads, rails, rivers, seas and through the air, by time, cost, carbon and reliability at once.
//!
//! A route's time, cost and carbon are sums over its links and changes of mode; its reliability is the product of theirs. All routes
//! that no other route betters in every aim are found (label setting: Martins 1984), in whole numbers, so that nothing depends on the
//! order of additions.

pub mod network;
pub mod read;
pub mod search;

/// Partial routes after which a search of [`run`] stops.
pub const MOST_LABELS: usize = 2_000_000;

/// From a file and the table of modes to `routes.csv`.
///
/// Nothing is worked out if `strict` and a row could not be taken; the findings then say which.
pub fn run(
    source: crate::sheet::Source<'_>,
    modes: crate::sheet::Source<'_>,
    strict: bool,
) -> crate::sheet::Tables {
    answer(source, modes, strict).0
}

/// The same with the network and the routes behind the table, for who draws them.
pub fn answer(
    source: crate::sheet::Source<'_>,
    modes: crate::sheet::Source<'_>,
    strict: bool,
) -> (
    crate::sheet::Tables,
    Option<(network::Network, search::Routes)>,
) {
    let mut drawn = None;
    let (network, mut findings) = read::read(source, modes);
    let (mut files, mut sums) = (Vec::new(), Vec::new());
    if let Some(network) = network.filter(|_| !(strict && crate::notice::refused(&findings))) {
        let found = search::routes(&network, [true; 4], MOST_LABELS);
        if !found.routes.is_empty() {
            files = vec![("routes.csv", search::routes_csv(&network, &found))];
            let figures = |aim: usize| {
                let routes = found.routes.iter();
                routes.filter_map(move |route| route.figure(aim))
            };
            let least = |aim: usize| figures(aim).reduce(f64::min);
            sums = vec![
                ("routes", Some(found.routes.len() as f64)),
                ("least_time_h", least(0)),
                ("least_yuan", least(1)),
                ("least_co2_kg", least(2)),
                ("greatest_reliability", figures(3).reduce(f64::max)),
            ];
        }
        findings.extend(found.findings.iter().cloned());
        drawn = Some((network, found));
    }
    let tables = crate::sheet::Tables {
        files,
        sums,
        findings,
    };
    (tables, drawn)
}
