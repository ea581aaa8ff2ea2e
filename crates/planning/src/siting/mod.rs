//! Where to build: which of some candidate sites, so that those who are served pay least, or are all within reach.
//!
//! One problem stands behind all of them: choose sites, each with a cost of opening, and serve each client from a chosen site at a
//! cost. With a number of sites and no opening cost it is the p-median (Hakimi 1964); with reach instead of cost the cover
//! (Toregas 1971: all, Church and ReVelle 1974: as many as possible); with opening costs the facility location problem, with or
//! without capacities. [`locate::locate`] solves it, [`read::read`] makes it from a file, [`front`] weighs several aims.

pub mod front;
pub mod locate;
pub mod plan;
pub mod read;

/// From a file to tables of the result: `best.csv` (what the best choice comes to), `served.csv` (who is served from where), `front.csv`.
///
/// Nothing is worked out if `strict` and a row could not be taken; the findings then say which.
pub fn run(
    source: crate::sheet::Source<'_>,
    effort: locate::Effort,
    strict: bool,
) -> crate::sheet::Tables {
    answer(source, effort, strict).0
}

/// The same with what the tables are made of, for who draws it.
pub fn answer(
    source: crate::sheet::Source<'_>,
    effort: locate::Effort,
    strict: bool,
) -> (crate::sheet::Tables, Option<(plan::Plan, plan::Answer)>) {
    let (plan, mut findings) = read::read(source);
    let (mut files, mut sums) = (Vec::new(), Vec::new());
    let mut drawn = None;
    if let Some(plan) = plan.filter(|_| !(strict && crate::notice::refused(&findings))) {
        let answer = plan::choose(&plan, effort);
        if let Some(best) = &answer.best {
            files = vec![
                (
                    "best.csv",
                    plan::choices_csv(&plan, std::slice::from_ref(best)),
                ),
                ("served.csv", plan::served_csv(&plan, best)),
                ("front.csv", plan::choices_csv(&plan, &answer.front)),
            ];
            sums = vec![
                ("sites", Some(best.sites.len() as f64)),
                ("yuan", Some(best.yuan)),
                ("carbon_t", best.carbon_t),
                ("farthest_km", Some(best.farthest_km)),
                ("cost", answer.cost),
                ("bound", answer.bound),
                ("front", Some(answer.front.len() as f64)),
            ];
        }
        findings.extend(answer.findings.iter().cloned());
        drawn = Some((plan, answer));
    }
    let tables = crate::sheet::Tables {
        files,
        sums,
        findings,
    };
    (tables, drawn)
}
