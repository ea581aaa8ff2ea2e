//! Covering uses with instruments, in order.

use std::collections::{BTreeMap, HashMap};

use units::Period;

use super::{
    Amount, Balance, By, Cover, Instrument, MarketFactor, Month, Outcome, Refusal, Rules, Supply,
    Use, Vintage,
};
use crate::cube::note;
use crate::finding::{Finding, Severity};

/// A use that is being covered.
struct Open {
    of: usize,
    /// What is not covered yet: one amount for a month, or one an hour.
    left: Vec<i64>,
    hourly: bool,
}

impl Open {
    fn left_wh(&self) -> i64 {
        self.left.iter().sum()
    }

    /// Takes up to `wh`, from all hours in proportion to what each has left. Returns what was taken.
    fn take(&mut self, wh: i64) -> i64 {
        let there = self.left_wh();
        let take = wh.min(there);
        if take <= 0 {
            return 0;
        }
        let mut rest = take;
        let parts: Vec<i64> = self
            .left
            .iter()
            .map(|left| (i128::from(take) * i128::from(*left) / i128::from(there)) as i64)
            .collect();
        rest -= parts.iter().sum::<i64>();
        for (left, part) in self.left.iter_mut().zip(parts) {
            // Less than one watt-hour an hour is lost by rounding down; it is given to the first hours that have room.
            let more = i64::from(rest > 0 && *left > part);
            rest -= more;
            *left -= part + more;
        }
        take
    }

    /// Takes from each hour what was made in it. Returns what was taken, and lowers `made`.
    fn match_hours(&mut self, made: &mut [i64]) -> i64 {
        let mut taken = 0;
        for (left, made) in self.left.iter_mut().zip(made) {
            let part = (*left).min(*made);
            *left -= part;
            *made -= part;
            taken += part;
        }
        taken
    }
}

fn month_index(period: &Period) -> Option<i32> {
    match period {
        Period::Month { .. } if period.is_valid() => period.month_index(),
        _ => None,
    }
}

fn is_near(vintage: &Period, month: &Period, rule: Vintage) -> bool {
    match rule {
        Vintage::SameYear => Period::Year(month.year()).overlaps(vintage),
        Vintage::WithinMonths(months) => {
            let index =
                |day: jiff::civil::Date| i32::from(day.year()) * 12 + i32::from(day.month());
            let at = index(month.first_day());
            let reach = i32::from(months);
            index(vintage.first_day()) - reach <= at && at <= index(vintage.last_day()) + reach
        }
    }
}

/// Why an instrument cannot be used whatever the uses are.
fn fault_of(instrument: &Instrument, times: &HashMap<&str, usize>) -> Option<Refusal> {
    if times.get(instrument.id.as_str()).is_some_and(|n| *n > 1) {
        return Some(Refusal::ClaimedTwice);
    }
    if !instrument.conveys_attributes {
        return Some(Refusal::AttributesSold);
    }
    if !instrument.factor_kg_per_kwh.is_finite() || instrument.factor_kg_per_kwh < 0.0 {
        return Some(Refusal::BadFactor);
    }
    match &instrument.supply {
        Supply::Volume(wh) => (*wh <= 0).then_some(Refusal::BadVolume),
        Supply::Hourly(months) => {
            let mut seen = Vec::new();
            let fine = months.iter().all(|(month, hours)| {
                let index = month_index(month);
                let once = !seen.contains(&index);
                seen.push(index);
                index.is_some() && once && hours.iter().all(|wh| *wh >= 0)
            });
            let sum: i128 = months
                .iter()
                .flat_map(|m| &m.1)
                .map(|wh| i128::from(*wh))
                .sum();
            (!fine || sum <= 0 || i64::try_from(sum).is_err()).then_some(Refusal::BadVolume)
        }
        Supply::AllDelivered => {
            (instrument.kind != super::Kind::SupplierRate).then_some(Refusal::NoVolume)
        }
    }
}

fn volume_wh(supply: &Supply) -> Option<i64> {
    match supply {
        Supply::Volume(wh) => Some(*wh),
        Supply::Hourly(months) => Some(months.iter().flat_map(|m| &m.1).sum()),
        Supply::AllDelivered => None,
    }
}

fn emissions_kg(wh: i64, factor_kg_per_kwh: f64) -> f64 {
    wh as f64 / 1000.0 * factor_kg_per_kwh
}

fn kwh(wh: i64) -> String {
    let sign = if wh < 0 { "-" } else { "" };
    let text = format!(
        "{sign}{}.{:03}",
        wh.unsigned_abs() / 1000,
        wh.unsigned_abs() % 1000
    );
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Covers uses with instruments.
///
/// Instruments go by their kind ([`super::Kind`]), then hourly ones before volumes, then by the end of their validity, their
/// vintage and their id; each covers its owner's months in the order of time. Where both sides are known by hour, an hour's
/// energy covers the same hour only; an hourly instrument against a use known by month counts as a volume of that month, and
/// a volume against a use known by hour covers all its hours in the same proportion. What is left takes the residual mix of
/// the market, and where there is none the grid's average (`location`), marked and said.
pub fn apply(
    uses: &[Use],
    instruments: &[Instrument],
    residual: &[MarketFactor],
    location: &[MarketFactor],
    rules: &Rules,
) -> Outcome {
    let mut outcome = Outcome::default();
    // By enterprise and market, in the order of time.
    let mut open: BTreeMap<(&str, &str), Vec<Open>> = BTreeMap::new();
    for (of, one) in uses.iter().enumerate() {
        let hours = match &one.amount {
            Amount::Month(wh) => vec![*wh],
            Amount::Hours(hours) => hours.clone(),
        };
        let sum: i128 = hours.iter().map(|wh| i128::from(*wh)).sum();
        if month_index(&one.month).is_none()
            || hours.iter().any(|wh| *wh < 0)
            || i64::try_from(sum).is_err()
        {
            outcome.findings.push(note(
                "contract_use_refused",
                Severity::Error,
                &[
                    ("enterprise", &one.enterprise),
                    ("period", &one.month.to_string()),
                    ("market", &one.market),
                ],
                format!(
                    "{} in {}: the use of electricity is negative or of no month, and was left out; correct it",
                    one.enterprise, one.month
                ),
            ));
            continue;
        }
        open.entry((&one.enterprise, &one.market))
            .or_default()
            .push(Open {
                of,
                left: hours,
                hourly: matches!(one.amount, Amount::Hours(_)),
            });
    }
    for list in open.values_mut() {
        list.sort_by_key(|one| month_index(&uses[one.of].month));
    }
    let mut times: HashMap<&str, usize> = HashMap::new();
    for instrument in instruments {
        *times.entry(&instrument.id).or_default() += 1;
    }
    outcome.balances = instruments
        .iter()
        .enumerate()
        .map(|(of, instrument)| Balance {
            of,
            used_wh: 0,
            left_wh: volume_wh(&instrument.supply),
            refused: fault_of(instrument, &times),
        })
        .collect();
    let mut order: Vec<usize> = (0..instruments.len())
        .filter(|n| outcome.balances[*n].refused.is_none())
        .collect();
    order.sort_by_key(|n| {
        let one = &instruments[*n];
        let flexible = match one.supply {
            Supply::Hourly(_) => 0,
            Supply::Volume(_) => 1,
            Supply::AllDelivered => 2,
        };
        let (until, from) = (one.valid.last_day(), one.vintage.first_day());
        (one.kind, flexible, until, from, &one.id)
    });
    let mut covers: Vec<Vec<Cover>> = uses.iter().map(|_| Vec::new()).collect();
    for n in order {
        let instrument = &instruments[n];
        let key = (instrument.owner.as_str(), instrument.market.as_str());
        let Some(list) = open.get_mut(&key) else {
            outcome.balances[n].refused = Some(Refusal::OutsideMarket);
            continue;
        };
        let used = cover(instrument, list, uses, rules, &mut covers);
        match used {
            Some(used_wh) => {
                let balance = &mut outcome.balances[n];
                balance.used_wh = used_wh;
                balance.left_wh = balance.left_wh.map(|all| all - used_wh);
            }
            None => outcome.balances[n].refused = Some(Refusal::OutsideTime),
        }
    }
    tell_instruments(instruments, &outcome.balances, &mut outcome.findings);
    let mut left: Vec<&Open> = open.values().flatten().collect();
    left.sort_by_key(|one| one.of);
    let mut stands_in: BTreeMap<(&str, bool), Vec<usize>> = BTreeMap::new();
    for one in left {
        let wh = one.left_wh();
        let given = &uses[one.of];
        if wh > 0 {
            let (by, factor) = rest_of(given, residual, location);
            if by != By::ResidualMix {
                let key = (given.market.as_str(), by == By::Nothing);
                stands_in.entry(key).or_default().push(one.of);
            }
            covers[one.of].push(Cover {
                of: one.of,
                by,
                instrument: None,
                wh,
                hourly: false,
                factor_kg_per_kwh: factor.map(|f| f.factor_kg_per_kwh),
                emissions_kg: factor.map(|f| emissions_kg(wh, f.factor_kg_per_kwh)),
                source: factor.map(|f| f.source.clone()),
            });
        }
        outcome.months.push(month(one.of, &covers[one.of]));
    }
    for ((market, nothing), of) in stands_in {
        outcome
            .findings
            .push(rest_finding(market, nothing, &of, uses));
    }
    outcome.covers = covers.into_iter().flatten().collect();
    outcome
}

/// Covers what an instrument can of its owner's uses. `None` if none lies in its time.
fn cover(
    instrument: &Instrument,
    list: &mut [Open],
    uses: &[Use],
    rules: &Rules,
    covers: &mut [Vec<Cover>],
) -> Option<i64> {
    let mut volume = match instrument.supply {
        Supply::Volume(wh) => wh,
        _ => i64::MAX,
    };
    let mut hourly: BTreeMap<i32, Vec<i64>> = match &instrument.supply {
        Supply::Hourly(months) => months
            .iter()
            .filter_map(|(month, hours)| Some((month_index(month)?, hours.clone())))
            .collect(),
        _ => BTreeMap::new(),
    };
    let (mut used, mut met) = (0, false);
    for one in list {
        let month = &uses[one.of].month;
        let mut by_hour = false;
        let taken = if let Supply::Hourly(_) = instrument.supply {
            let index = month_index(month)?;
            let Some(made) = hourly.get_mut(&index) else {
                continue;
            };
            if !instrument.valid.contains(month) {
                continue;
            }
            met = true;
            if one.hourly && one.left.len() == made.len() {
                by_hour = true;
                one.match_hours(made)
            } else if one.hourly {
                // Hours that do not lie side by side cannot be matched.
                0
            } else {
                let taken = one.take(made.iter().sum());
                let mut rest = taken;
                for made in made.iter_mut() {
                    let part = rest.min(*made);
                    *made -= part;
                    rest -= part;
                }
                taken
            }
        } else {
            if !instrument.valid.contains(month)
                || !is_near(&instrument.vintage, month, rules.vintage)
            {
                continue;
            }
            met = true;
            let taken = one.take(volume);
            volume -= taken;
            taken
        };
        used += taken;
        if taken > 0 {
            covers[one.of].push(Cover {
                of: one.of,
                by: instrument.kind.into(),
                instrument: Some(instrument.id.clone()),
                wh: taken,
                hourly: by_hour,
                factor_kg_per_kwh: Some(instrument.factor_kg_per_kwh),
                emissions_kg: Some(emissions_kg(taken, instrument.factor_kg_per_kwh)),
                source: Some(instrument.source.clone()),
            });
        }
    }
    met.then_some(used)
}

fn rest_of<'a>(
    given: &Use,
    residual: &'a [MarketFactor],
    location: &'a [MarketFactor],
) -> (By, Option<&'a MarketFactor>) {
    let of = |list: &'a [MarketFactor]| {
        list.iter().find(|factor| {
            factor.market == given.market
                && factor.valid.contains(&given.month)
                && factor.factor_kg_per_kwh.is_finite()
                && factor.factor_kg_per_kwh >= 0.0
        })
    };
    match (of(residual), of(location)) {
        (Some(factor), _) => (By::ResidualMix, Some(factor)),
        (None, Some(factor)) => (By::LocationAverage, Some(factor)),
        (None, None) => (By::Nothing, None),
    }
}

fn month(of: usize, covers: &[Cover]) -> Month {
    let sum = |test: &dyn Fn(By) -> bool| -> i64 {
        covers.iter().filter(|c| test(c.by)).map(|c| c.wh).sum()
    };
    Month {
        of,
        by_instruments_wh: sum(&|by| by < By::ResidualMix),
        residual_wh: sum(&|by| by == By::ResidualMix),
        location_wh: sum(&|by| by == By::LocationAverage),
        nothing_wh: sum(&|by| by == By::Nothing),
        emissions_kg: covers.iter().map(|c| c.emissions_kg).sum(),
    }
}

fn tell_instruments(instruments: &[Instrument], balances: &[Balance], to: &mut Vec<Finding>) {
    for balance in balances {
        let instrument = &instruments[balance.of];
        if let Some(refusal) = balance.refused {
            to.push(note(
                "contract_refused",
                Severity::Warning,
                &[
                    ("instrument", &instrument.id),
                    ("enterprise", &instrument.owner),
                    ("reason", refusal.code()),
                ],
                format!(
                    "{} of {} is not used: {refusal}",
                    instrument.id, instrument.owner
                ),
            ));
        } else if let Some(left_wh) = balance.left_wh.filter(|left| *left > 0) {
            let (left, used) = (kwh(left_wh), kwh(balance.used_wh));
            to.push(note(
                "contract_left_over",
                Severity::Note,
                &[
                    ("instrument", &instrument.id),
                    ("enterprise", &instrument.owner),
                    ("left_kwh", &left),
                    ("used_kwh", &used),
                ],
                format!(
                    "{} of {} covers {used} kWh; {left} kWh are left over, for they are more than was used in its time",
                    instrument.id, instrument.owner
                ),
            ));
        }
    }
}

fn rest_finding(market: &str, nothing: bool, of: &[usize], uses: &[Use]) -> Finding {
    let count = of.len().to_string();
    let first = of
        .first()
        .map(|n| uses[*n].month.to_string())
        .unwrap_or_default();
    let params = [
        ("market", market),
        ("count", count.as_str()),
        ("period", first.as_str()),
    ];
    if nothing {
        note(
            "market_rest_without_factor",
            Severity::Error,
            &params,
            format!(
                "{market}: neither a residual mix nor a grid average is known for {count} months (from {first}): their market-based figure is missing; add a factor"
            ),
        )
    } else {
        note(
            "residual_mix_missing",
            Severity::Note,
            &params,
            format!(
                "{market}: no residual mix is known for {count} months (from {first}): the grid's average serves for what no contract covers, which is to be disclosed"
            ),
        )
    }
}
