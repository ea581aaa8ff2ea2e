//! What a city has more of than others: location quotient, comparative advantage, shift-share.

use super::{Figure, Finding, Grid, Structure, Why, finite, quotient};

/// Location quotient of every city and industry, `LQ = (x_cn / x_c) / (x_n / x)`: the industry's share in the city over its share in all
/// cities. The same formula on exports is Balassa's revealed comparative advantage. Totals are sums over known cells.
///
/// Reasons: `missing`, `all_zero` (a city without anything), `zero_industry` (nobody has it).
pub fn location_quotient(structure: &Structure) -> (Grid, Vec<Finding>) {
    let (amounts, negative) = structure.amounts();
    let mut findings = amounts.findings(super::similarity::LEAST_INDUSTRIES);
    findings.extend(negative);
    let totals = Totals::of(&amounts);
    let (cities, width) = (amounts.cities().len(), amounts.industries().len());
    let mut values = Vec::with_capacity(cities * width);
    for city in 0..cities {
        for industry in 0..width {
            values.push(match amounts.get(city, industry) {
                None => Err(Why::Missing),
                Some(value) => totals.quotient(value, city, industry),
            });
        }
    }
    let grid = Grid {
        rows: amounts.cities().to_vec(),
        columns: amounts.industries().to_vec(),
        values,
    };
    (grid, findings)
}

struct Totals {
    city: Vec<f64>,
    industry: Vec<f64>,
    all: f64,
}

impl Totals {
    fn of(structure: &Structure) -> Totals {
        let (cities, width) = (structure.cities().len(), structure.industries().len());
        let mut city = vec![0.0; cities];
        let mut industry = vec![0.0; width];
        for (c, total) in city.iter_mut().enumerate() {
            for (n, value) in structure.row(c).iter().enumerate() {
                let value = value.unwrap_or_default();
                *total += value;
                industry[n] += value;
            }
        }
        let all = city.iter().sum();
        Totals {
            city,
            industry,
            all,
        }
    }

    fn quotient(&self, value: f64, city: usize, industry: usize) -> Figure {
        let share = quotient(value, self.city[city], Why::AllZero)?;
        let overall = quotient(self.industry[industry], self.all, Why::ZeroTotal)?;
        quotient(share, overall, Why::ZeroIndustry)
    }
}

/// Who is strong in what: 1 where a location quotient reaches the threshold (1 by custom), 0 where not, and the reason where it is
/// not known. The continuous form is the quotient itself.
///
/// A quotient within 1e-12 of the threshold reaches it, so that no rounding decides.
pub fn advantage(quotients: &Grid, threshold: f64) -> Grid {
    let test = |figure: &Figure| {
        figure.map(|value| {
            if value >= threshold * (1.0 - 1e-12) {
                1.0
            } else {
                0.0
            }
        })
    };
    Grid {
        rows: quotients.rows.clone(),
        columns: quotients.columns.clone(),
        values: quotients.values.iter().map(test).collect(),
    }
}

/// What two cities are both strong in.
#[derive(Debug, Clone, PartialEq)]
pub struct Overlap {
    /// Industries in which both are strong.
    pub both: Vec<String>,
    /// Only the first.
    pub only_a: Vec<String>,
    /// Only the second.
    pub only_b: Vec<String>,
    /// Industries of which one of the two is not known.
    pub unknown: usize,
    /// Common ones as share of the first city's strong industries, 0 to 1.
    pub share_of_a: Figure,
    /// The same of the second's.
    pub share_of_b: Figure,
}

/// The industries in which two cities compete, and those in which only one is strong, from a grid of [`advantage`]. A share is
/// `zero_total` where a city is strong in nothing.
///
/// # Panics
/// If there is no such row.
pub fn overlap(advantages: &Grid, a: usize, b: usize) -> Overlap {
    let (mut both, mut only_a, mut only_b) = (Vec::new(), Vec::new(), Vec::new());
    let mut unknown = 0;
    let cells = advantages.row(a).iter().zip(advantages.row(b));
    for (name, cell) in advantages.columns.iter().zip(cells) {
        match cell {
            (Ok(x), Ok(y)) => match (*x > 0.0, *y > 0.0) {
                (true, true) => both.push(name.clone()),
                (true, false) => only_a.push(name.clone()),
                (false, true) => only_b.push(name.clone()),
                (false, false) => {}
            },
            _ => unknown += 1,
        }
    }
    let share = |own: usize| quotient(both.len() as f64, (both.len() + own) as f64, Why::ZeroTotal);
    let (share_of_a, share_of_b) = (share(only_a.len()), share(only_b.len()));
    Overlap {
        both,
        only_a,
        only_b,
        unknown,
        share_of_a,
        share_of_b,
    }
}

/// Growth of one city in one industry, split; amounts in the unit of the input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shift {
    /// What all cities' growth would have brought.
    pub national: f64,
    /// What the industry's growth beyond that brought.
    pub mix: f64,
    /// What is the city's own.
    pub regional: f64,
    /// The change itself, `national + mix + regional`.
    pub total: f64,
}

/// Shift-share of a whole table.
#[derive(Debug, Clone, PartialEq)]
pub struct ShiftShare {
    /// Names of the cities.
    pub cities: Vec<String>,
    /// Names of the industries.
    pub industries: Vec<String>,
    /// City by city, industry by industry.
    pub cells: Vec<Result<Shift, Why>>,
    /// Per city, the sum over its known industries.
    pub by_city: Vec<Result<Shift, Why>>,
}

/// Shift-share after Dunn (1960), between two times: `x g + x (g_n - g) + x (g_cn - g_n)` with the growth `g` of all, `g_n` of the industry and
/// `g_cn` of the city's industry. Only cells known at both times take part, in the reference as well.
///
/// The two tables must have the same cities and industries in the same order; where not, the result is empty and says so through
/// `None`. An industry that nobody had at the first time has no growth: its cells are `zero_industry`, and findings.
pub fn shift_share(before: &Structure, after: &Structure) -> Option<(ShiftShare, Vec<Finding>)> {
    if before.cities() != after.cities() || before.industries() != after.industries() {
        return None;
    }
    let (before, mut findings) = before.amounts();
    let (after, negative) = after.amounts();
    findings.extend(negative);
    let (cities, width) = (before.cities().len(), before.industries().len());
    let both = |c: usize, n: usize| Some((before.get(c, n)?, after.get(c, n)?));
    let mut of_industry = vec![(0.0, 0.0); width];
    for c in 0..cities {
        let mut missing = 0;
        for (n, sums) in of_industry.iter_mut().enumerate() {
            match both(c, n) {
                Some((x, y)) => {
                    sums.0 += x;
                    sums.1 += y;
                }
                None => missing += 1,
            }
        }
        if missing > 0 {
            let city = before.cities()[c].clone();
            findings.push(Finding::MissingCells {
                city,
                missing,
                of: width,
            });
        }
    }
    // An industry that comes from nothing has no rate; it stands outside, in the total rate as well.
    let rated = |n: &usize| of_industry[*n].0 > 0.0;
    let all = (0..width)
        .filter(rated)
        .fold((0.0, 0.0), |sum: (f64, f64), n| {
            (sum.0 + of_industry[n].0, sum.1 + of_industry[n].1)
        });
    for n in (0..width).filter(|n| !rated(n)) {
        findings.push(Finding::NoBase {
            industry: before.industries()[n].clone(),
        });
    }
    let overall = quotient(all.1 - all.0, all.0, Why::ZeroTotal);
    let mut cells = Vec::with_capacity(cities * width);
    let mut by_city = Vec::with_capacity(cities);
    for c in 0..cities {
        let mut sum: Option<Shift> = None;
        for n in 0..width {
            let cell = match both(c, n) {
                None => Err(Why::Missing),
                Some(_) if !rated(&n) => Err(Why::ZeroIndustry),
                Some((x, y)) => overall.and_then(|overall| {
                    let of_industry = (of_industry[n].1 - of_industry[n].0) / of_industry[n].0;
                    let national = finite(x * overall)?;
                    let mix = finite(x * (of_industry - overall))?;
                    // What is left, so that the parts make the whole by construction; x (g_cn - g_n) needs no quotient of x.
                    let regional = finite((y - x) - x * of_industry)?;
                    Ok(Shift {
                        national,
                        mix,
                        regional,
                        total: y - x,
                    })
                }),
            };
            if let Ok(cell) = cell {
                let sum = sum.get_or_insert(Shift {
                    national: 0.0,
                    mix: 0.0,
                    regional: 0.0,
                    total: 0.0,
                });
                sum.national += cell.national;
                sum.mix += cell.mix;
                sum.regional += cell.regional;
                sum.total += cell.total;
            }
            cells.push(cell);
        }
        by_city.push(sum.ok_or(Why::Missing));
    }
    let (cities, industries) = (before.cities().to_vec(), before.industries().to_vec());
    Some((
        ShiftShare {
            cities,
            industries,
            cells,
            by_city,
        },
        findings,
    ))
}
