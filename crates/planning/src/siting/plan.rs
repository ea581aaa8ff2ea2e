//! Candidate sites with what they have, clients with what they need, and the choices between which people decide.

use inventory::finding::{Finding, Severity};

use super::front::front;
use super::locate::{Count, Effort, Located, Problem, locate};
use crate::exchange::Place;
use crate::notice::notice;
use crate::sheet::csv_text;

/// What a candidate site has, by name and unit: the columns of the file.
pub const RESOURCES: [&str; 4] = ["land_mu", "grid_mw", "water_m3_per_day", "workers"];

/// How many choices are at most gone through one by one for the front.
const MOST_CHOICES: u64 = 20_000;

/// Where something is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Point {
    /// On the Earth.
    Earth(Place),
    /// On a plan, km east and north of its origin.
    Plan(f64, f64),
}

/// Who is served.
#[derive(Debug, Clone, PartialEq)]
pub struct Client {
    /// As the file names it.
    pub id: String,
    /// Where.
    pub point: Point,
    /// Amount a year, in the file's unit; at least 0.
    pub demand: f64,
}

/// Where one could build.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// As the file names it.
    pub id: String,
    /// Where.
    pub point: Point,
    /// What having it costs a year, yuan (building spread over its life).
    pub open_yuan: f64,
    /// Most that it can serve a year; `None` without bound.
    pub capacity: Option<f64>,
    /// What building and running it emits a year, t CO2e.
    pub carbon_t: Option<f64>,
    /// What it has of each of [`RESOURCES`].
    pub has: [Option<f64>; 4],
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Aim {
    /// So many sites, least amount times km (p-median).
    Median(usize),
    /// Fewest yuan to have all clients within reach, km.
    CoverAll(f64),
    /// So many sites with as much demand as possible within reach, km.
    CoverMost(usize, f64),
    /// Least cost of having and serving, as many sites as pay, within capacities.
    Cost,
    /// The same with so many sites.
    CostWith(usize),
}

/// Everything that a choice of sites is made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Candidates.
    pub sites: Vec<Site>,
    /// Clients.
    pub clients: Vec<Client>,
    /// What is asked.
    pub aim: Aim,
    /// Yuan for one unit over one km.
    pub yuan_per_unit_km: f64,
    /// kg CO2e for one unit over one km; `None` leaves transport out of carbon.
    pub co2_kg_per_unit_km: Option<f64>,
    /// Way on the ground over straight way, at least 1.
    pub detour: f64,
    /// Price of a tonne of CO2e in the cost, yuan.
    pub carbon_yuan_per_t: f64,
    /// Least that a site must have of each of [`RESOURCES`].
    pub needs: [Option<f64>; 4],
}

/// One choice and what it comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Chosen sites, in [`Plan::sites`].
    pub sites: Vec<usize>,
    /// From which site which share of each client is served.
    pub served: Vec<Vec<(usize, f64)>>,
    /// Having the sites and carrying, yuan a year, without the price of carbon.
    pub yuan: f64,
    /// Sites and carrying, t CO2e a year; `None` if a chosen site does not state its own.
    pub carbon_t: Option<f64>,
    /// Sum of demand times km.
    pub unit_km: f64,
    /// The farthest client's way, km.
    pub farthest_km: f64,
    /// Demand within reach, where the aim names one.
    pub within_reach: Option<f64>,
    /// Least of what the chosen sites have over what is needed, by resource; `None` if nothing is needed.
    pub headroom: [Option<f64>; 4],
}

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The best choice for the aim. `None` if none is possible; a finding says why.
    pub best: Option<Choice>,
    /// What the aim minimises, at the best choice.
    pub cost: Option<f64>,
    /// No choice comes to less.
    pub bound: Option<f64>,
    /// Choices that cannot be bettered in yuan, carbon, the farthest way and headroom at once.
    pub front: Vec<Choice>,
    /// True if the front was made from all choices.
    pub front_complete: bool,
    /// What a reader should know.
    pub findings: Vec<Finding>,
}

fn km(a: Point, b: Point, detour: f64) -> f64 {
    let straight = match (a, b) {
        (Point::Earth(a), Point::Earth(b)) => a.km_to(b),
        (Point::Plan(x, y), Point::Plan(u, v)) => (x - u).hypot(y - v),
        // The reader refuses files that mix the two.
        _ => f64::INFINITY,
    };
    straight * detour
}

impl Plan {
    fn reach(&self) -> Option<f64> {
        match self.aim {
            Aim::CoverAll(km) | Aim::CoverMost(_, km) => Some(km),
            _ => None,
        }
    }

    /// Yuan a year to serve all of a client from a site, the price of carbon included.
    fn serving(&self, amount: f64, km: f64, carbon_yuan_per_t: f64) -> f64 {
        let carbon_t = self.co2_kg_per_unit_km.unwrap_or_default() * amount * km / 1000.0;
        self.yuan_per_unit_km * amount * km + carbon_yuan_per_t * carbon_t
    }

    fn problem(&self, allowed: &[usize], ways: &[Vec<f64>], carbon_yuan_per_t: f64) -> Problem {
        let opening = |j: usize| {
            self.sites[j].open_yuan + carbon_yuan_per_t * self.sites[j].carbon_t.unwrap_or_default()
        };
        let capacity = self.sites.iter().any(|s| s.capacity.is_some()).then(|| {
            let total: f64 = self.clients.iter().map(|c| c.demand).sum();
            (
                self.clients.iter().map(|c| c.demand).collect(),
                allowed
                    .iter()
                    .map(|&j| self.sites[j].capacity.unwrap_or(total))
                    .collect::<Vec<f64>>(),
            )
        });
        let serve = |cost: &dyn Fn(f64, f64) -> f64| -> Vec<Vec<f64>> {
            self.clients
                .iter()
                .zip(ways)
                .map(|(client, row)| {
                    allowed
                        .iter()
                        .map(|&j| cost(client.demand, row[j]))
                        .collect()
                })
                .collect()
        };
        let free = vec![0.0; allowed.len()];
        match self.aim {
            Aim::Median(p) => Problem {
                open: free,
                serve: serve(&|amount, km| amount * km),
                capacity: None,
                count: Count::Exactly(p),
            },
            Aim::CoverAll(reach) => Problem {
                open: allowed.iter().map(|&j| opening(j)).collect(),
                serve: serve(&|_, km| if km <= reach { 0.0 } else { f64::INFINITY }),
                capacity: None,
                count: Count::Any,
            },
            Aim::CoverMost(p, reach) => Problem {
                open: free,
                serve: serve(&|amount, km| if km <= reach { 0.0 } else { amount }),
                capacity: None,
                count: Count::Exactly(p),
            },
            Aim::Cost | Aim::CostWith(_) => Problem {
                open: allowed.iter().map(|&j| opening(j)).collect(),
                serve: serve(&|amount, km| self.serving(amount, km, carbon_yuan_per_t)),
                capacity,
                count: match self.aim {
                    Aim::CostWith(p) => Count::Exactly(p),
                    _ => Count::Any,
                },
            },
        }
    }

    fn choice(
        &self,
        sites: Vec<usize>,
        served: Vec<Vec<(usize, f64)>>,
        ways: &[Vec<f64>],
    ) -> Choice {
        let mut unit_km = 0.0;
        let mut farthest_km: f64 = 0.0;
        let mut within = 0.0;
        for ((client, shares), row) in self.clients.iter().zip(&served).zip(ways) {
            for &(j, share) in shares {
                unit_km += client.demand * share * row[j];
                farthest_km = farthest_km.max(row[j]);
                if self.reach().is_some_and(|reach| row[j] <= reach) {
                    within += client.demand * share;
                }
            }
        }
        let own: Option<f64> = sites.iter().map(|&j| self.sites[j].carbon_t).sum();
        let mut headroom = [None; 4];
        for (at, needs) in self.needs.iter().enumerate() {
            headroom[at] = needs.filter(|n| *n > 0.0).and_then(|needs| {
                sites
                    .iter()
                    .filter_map(|&j| self.sites[j].has[at].map(|has| has / needs))
                    .reduce(f64::min)
            });
        }
        Choice {
            yuan: sites.iter().map(|&j| self.sites[j].open_yuan).sum::<f64>()
                + self.yuan_per_unit_km * unit_km,
            carbon_t: own
                .map(|own| own + self.co2_kg_per_unit_km.unwrap_or_default() * unit_km / 1000.0),
            unit_km,
            farthest_km,
            within_reach: self.reach().map(|_| within),
            headroom,
            sites,
            served,
        }
    }

    /// Aims in which the front weighs choices; smaller is better.
    fn aims(&self, choice: &Choice) -> Vec<f64> {
        let mut aims = vec![choice.yuan, choice.farthest_km];
        aims.extend(choice.carbon_t);
        aims.extend(choice.headroom.iter().flatten().map(|h| -h));
        aims
    }
}

/// Chooses sites.
///
/// Sites that lack something that is needed take no part (`site_left_out`). `site_gap` if the best choice is not proved,
/// `site_not_possible` if there is none, `site_supported_only` if there are too many choices to go through: the front then holds what
/// different prices of carbon give.
pub fn choose(plan: &Plan, effort: Effort) -> Answer {
    let mut findings = Vec::new();
    let mut allowed = Vec::new();
    'sites: for (j, site) in plan.sites.iter().enumerate() {
        for (at, needs) in plan.needs.iter().enumerate() {
            let Some(needs) = needs else { continue };
            if site.has[at].is_none_or(|has| has < *needs) {
                let has = site.has[at].map(|h| h.to_string()).unwrap_or_default();
                findings.push(notice(
                    "site_left_out",
                    Severity::Note,
                    &[
                        ("site", site.id.clone()),
                        ("criterion", RESOURCES[at].to_owned()),
                        ("has", has.clone()),
                        ("needs", needs.to_string()),
                    ],
                    format!(
                        "{} takes no part: {} is {has}, needed {needs}",
                        site.id, RESOURCES[at]
                    ),
                ));
                continue 'sites;
            }
        }
        allowed.push(j);
    }
    let ways: Vec<Vec<f64>> = plan
        .clients
        .iter()
        .map(|c| {
            plan.sites
                .iter()
                .map(|s| km(c.point, s.point, plan.detour))
                .collect()
        })
        .collect();
    let problem = plan.problem(&allowed, &ways, plan.carbon_yuan_per_t);
    let back = |located: &Located| -> Choice {
        plan.choice(
            located.sites.iter().map(|&j| allowed[j]).collect(),
            located
                .served
                .iter()
                .map(|row| row.iter().map(|&(j, share)| (allowed[j], share)).collect())
                .collect(),
            &ways,
        )
    };
    let Some(located) = locate(&problem, effort) else {
        let reason = match plan.aim {
            _ if allowed.is_empty() => "no_site",
            _ if plan.clients.is_empty() => "no_client",
            Aim::CoverAll(_) => "out_of_reach",
            Aim::Median(p) | Aim::CoverMost(p, _) | Aim::CostWith(p) if p > allowed.len() => {
                "too_few_sites"
            }
            _ => "too_little_capacity",
        };
        findings.push(notice(
            "site_not_possible",
            Severity::Error,
            &[("reason", reason.to_owned())],
            format!("no choice of sites serves everyone ({reason})"),
        ));
        return Answer {
            best: None,
            cost: None,
            bound: None,
            front: Vec::new(),
            front_complete: true,
            findings,
        };
    };
    if !located.is_best() {
        findings.push(notice(
            "site_gap",
            Severity::Note,
            &[
                ("cost", located.cost.to_string()),
                ("bound", located.bound.to_string()),
            ],
            format!(
                "the best choice found comes to {}; none comes to less than {}",
                located.cost, located.bound
            ),
        ));
    }
    let best = back(&located);
    let (mut choices, complete) = match all_sets(problem.count, allowed.len()) {
        Some(sets) => (
            sets.into_iter()
                .filter_map(|set| {
                    let fixed = Problem {
                        open: set.iter().map(|&j| problem.open[j]).collect(),
                        serve: problem
                            .serve
                            .iter()
                            .map(|row| set.iter().map(|&j| row[j]).collect())
                            .collect(),
                        capacity: problem
                            .capacity
                            .as_ref()
                            .map(|(a, c)| (a.clone(), set.iter().map(|&j| c[j]).collect())),
                        count: Count::Exactly(set.len()),
                    };
                    let one = locate(&fixed, Effort { nodes: 1, steps: 1 })?;
                    Some(back(&Located {
                        sites: set.clone(),
                        served: one
                            .served
                            .iter()
                            .map(|row| row.iter().map(|&(j, s)| (set[j], s)).collect())
                            .collect(),
                        ..one
                    }))
                })
                .collect::<Vec<Choice>>(),
            true,
        ),
        None => {
            let mut choices = vec![best.clone()];
            for price in [0.0, 30.0, 100.0, 300.0, 1000.0, 3000.0, 10_000.0, 100_000.0] {
                let problem = plan.problem(&allowed, &ways, price);
                let rough = Effort {
                    nodes: 1,
                    steps: effort.steps.min(100),
                };
                choices.extend(locate(&problem, rough).map(|l| back(&l)));
            }
            (choices, false)
        }
    };
    if !complete {
        findings.push(notice(
            "site_supported_only",
            Severity::Note,
            &[("count", allowed.len().to_string())],
            format!(
                "{} sites have too many combinations to go through; the front holds what different prices of carbon give",
                allowed.len()
            ),
        ));
    }
    let points: Vec<Vec<f64>> = choices.iter().map(|c| plan.aims(c)).collect();
    let comparable: Vec<usize> = (0..points.len())
        .filter(|at| points[*at].len() == points.iter().map(Vec::len).max().unwrap_or_default())
        .collect();
    let kept: Vec<Vec<f64>> = comparable.iter().map(|at| points[*at].clone()).collect();
    let order: Vec<usize> = front(&kept).into_iter().map(|at| comparable[at]).collect();
    let front = order.iter().map(|&at| choices[at].clone()).collect();
    choices.clear();
    Answer {
        best: Some(best),
        cost: Some(located.cost),
        bound: Some(located.bound),
        front,
        front_complete: complete,
        findings,
    }
}

/// All sets of sites that the count allows, if they are not too many.
fn all_sets(count: Count, sites: usize) -> Option<Vec<Vec<usize>>> {
    let sizes = match count {
        Count::Any => 1..=sites,
        Count::Exactly(p) => p..=p,
        Count::AtMost(p) => 1..=p.min(sites),
    };
    let mut total = 0u64;
    for size in sizes.clone() {
        let mut ways = 1u64;
        for k in 0..size {
            ways = ways.checked_mul((sites - k) as u64)? / (k as u64 + 1);
        }
        total += ways;
        if total > MOST_CHOICES {
            return None;
        }
    }
    let mut sets = Vec::new();
    for size in sizes {
        let mut set: Vec<usize> = (0..size).collect();
        loop {
            sets.push(set.clone());
            let Some(at) = (0..size).rev().find(|&at| set[at] < sites - size + at) else {
                break;
            };
            set[at] += 1;
            for next in at + 1..size {
                set[next] = set[next - 1] + 1;
            }
        }
    }
    Some(sets)
}

/// Who is served from where: `client`, `site`, `share`, `km`.
pub fn served_csv(plan: &Plan, choice: &Choice) -> String {
    let mut rows = Vec::new();
    for (client, shares) in plan.clients.iter().zip(&choice.served) {
        for &(j, share) in shares {
            let site = &plan.sites[j];
            rows.push(vec![
                client.id.clone(),
                site.id.clone(),
                share.to_string(),
                km(client.point, site.point, plan.detour).to_string(),
            ]);
        }
    }
    csv_text(&["client", "site", "share", "km"], &rows)
}

/// Choices with what they come to; one row each.
pub fn choices_csv(plan: &Plan, choices: &[Choice]) -> String {
    let mut head = vec![
        "sites",
        "yuan",
        "carbon_t",
        "unit_km",
        "farthest_km",
        "within_reach",
    ];
    let heads = RESOURCES.map(|r| format!("headroom_{r}"));
    head.extend(heads.iter().map(String::as_str));
    let rows: Vec<Vec<String>> = choices
        .iter()
        .map(|c| {
            let names: Vec<&str> = c.sites.iter().map(|&j| plan.sites[j].id.as_str()).collect();
            let mut row = vec![
                names.join(" + "),
                c.yuan.to_string(),
                crate::sheet::cell(c.carbon_t),
                c.unit_km.to_string(),
                c.farthest_km.to_string(),
                crate::sheet::cell(c.within_reach),
            ];
            row.extend(c.headroom.iter().map(|h| crate::sheet::cell(*h)));
            row
        })
        .collect();
    csv_text(&head, &rows)
}
