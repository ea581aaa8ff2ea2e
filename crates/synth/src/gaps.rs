//! What enterprises do not tell, and what offices state of energy: so that there is something to estimate and to reconcile.
//!
//! Gaps are planted in the last year: some enterprises file their output and no energy, some no electricity, two with meters
//! nothing at all. Offices state the electricity of every town and of some metered enterprises; one statement of each kind is wrong.

use std::fmt::Write as _;

use rand::seq::SliceRandom;

use crate::district::{District, stream};
use crate::files::activity_name;
use crate::firm::{COLUMNS, Role, Row};
use crate::sector::Carrier;

/// Stream of the generator that gaps draw from.
const STREAM: u64 = 5;
/// Positions among the meters of those whose enterprises file nothing in the last year: no fault lies in their readings.
const METERED_ONLY: [usize; 2] = [11, 13];
/// Positions among the meters of those that offices state the electricity of, and of the one whose statement is wrong.
const STATED: [usize; 6] = [0, 4, 8, 11, 14, 16];
const STATED_WRONG: usize = 4;
/// Position of the town whose statement is wrong.
const TOWN_WRONG: usize = 4;

/// What an enterprise leaves out of a year's filings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missing {
    /// Every carrier: only output and value added are filed.
    Energy,
    /// Electricity alone.
    Electricity,
    /// Everything; its meter is all there is.
    All,
}

impl Missing {
    fn code(self) -> &'static str {
        match self {
            Missing::Energy => "no_energy",
            Missing::Electricity => "no_electricity",
            Missing::All => "not_filed",
        }
    }

    fn note(self) -> &'static str {
        match self {
            Missing::Energy => "files output and value added, and no energy",
            Missing::Electricity => "files its fuels and no electricity",
            Missing::All => "files nothing; its electricity is metered",
        }
    }

    fn leaves_out(self, column: usize) -> bool {
        match self {
            Missing::Energy => column < Carrier::ALL.len(),
            Missing::Electricity => column == Carrier::Electricity as usize,
            Missing::All => true,
        }
    }

    /// Takes out what is not filed; says which cells had something.
    pub fn apply(self, row: &mut Row) -> [bool; COLUMNS] {
        let mut was = [false; COLUMNS];
        for (column, value) in row.iter_mut().enumerate() {
            if self.leaves_out(column) {
                was[column] = value.take().is_some();
            }
        }
        was
    }
}

impl District {
    /// Firms that leave something out of the last year; none without faults, or among fewer than 40 enterprises.
    pub(crate) fn gaps(&self) -> Vec<(usize, Missing)> {
        if !self.config.faults || self.firms.len() < 40 {
            return Vec::new();
        }
        let metered: Vec<usize> = self.metered_firms();
        let mut free: Vec<usize> = (0..self.firms.len())
            .filter(|n| self.firms[*n].role == Role::Ordinary && !metered.contains(n))
            .filter(|n| self.faults.iter().all(|fault| fault.firm != *n))
            .collect();
        free.shuffle(&mut stream(self.config.seed, STREAM));
        let of = |base: usize| (base * self.firms.len()).div_ceil(3603);
        let (mut small, mut large): (Vec<usize>, Vec<usize>) =
            free.into_iter().partition(|n| !self.firms[*n].above);
        small.truncate(of(36));
        large.truncate(of(4) + of(6));
        let without_power = large.split_off(of(4).min(large.len()));
        let mut gaps: Vec<(usize, Missing)> = small
            .into_iter()
            .chain(large)
            .map(|firm| (firm, Missing::Energy))
            .collect();
        gaps.extend(
            without_power
                .into_iter()
                .map(|firm| (firm, Missing::Electricity)),
        );
        gaps.extend(
            METERED_ONLY
                .iter()
                .filter_map(|at| Some((*metered.get(*at)?, Missing::All))),
        );
        gaps.sort_by_key(|(firm, _)| *firm);
        gaps
    }

    /// `planted_gaps.csv`: who leaves out what, and what would have been filed.
    pub fn planted_gaps_csv(&self) -> String {
        let year = *self.config.years.end();
        let mut out = String::from(
            "kind,file,enterprise_code,name_zh,year,true_electricity_kwh,true_energy_tce,note\n",
        );
        for (firm, missing) in self.gaps() {
            let (power, energy) = self.used(firm, year);
            let _ = writeln!(
                out,
                "{},{},{},{},{year},{:.0},{energy:.2},{}",
                missing.code(),
                activity_name(year),
                self.firms[firm].code,
                self.firms[firm].name.zh,
                power * 10_000.0,
                missing.note()
            );
        }
        out
    }

    /// Electricity in 10,000 kWh and all energy in tce that a firm truly used in a year.
    fn used(&self, firm: usize, year: i16) -> (f64, f64) {
        let mut sums = (0.0, 0.0);
        for row in self.true_year(firm, year) {
            sums.0 += row[Carrier::Electricity as usize].unwrap_or(0.0);
            sums.1 += Carrier::ALL
                .iter()
                .filter_map(|carrier| Some(row[*carrier as usize]? * carrier.tce()))
                .sum::<f64>();
        }
        sums
    }

    /// `energy_statistics.csv`: the electricity of each town in the last year, as an office states it. With faults, one town's
    /// is 9 % too high.
    pub fn energy_statistics_csv(&self) -> String {
        let year = *self.config.years.end();
        let mut by_town = vec![0.0; self.towns.len()];
        for (n, firm) in self.firms.iter().enumerate() {
            by_town[firm.town] += self.used(n, year).0;
        }
        let mut out = String::from("place,period,carrier,value,unit,note\n");
        for (n, (town, power)) in self.towns.iter().zip(by_town).enumerate() {
            let wrong = self.config.faults && n == TOWN_WRONG;
            let value = if wrong { power * 1.09 } else { power };
            let _ = writeln!(
                out,
                "{},{year},electricity,{value:.1},万kWh,synthetic{}",
                town.code,
                if wrong { ": planted 9 % too high" } else { "" }
            );
        }
        out
    }

    /// `energy_statistics_enterprises.csv`: what the grid company states of some metered enterprises in the last year. With
    /// faults, one statement is 8 % too low.
    pub fn energy_statistics_enterprises_csv(&self) -> String {
        let year = *self.config.years.end();
        let metered = self.metered_firms();
        let mut out = String::from("enterprise,period,carrier,value,unit,note\n");
        for at in STATED {
            let Some(firm) = metered.get(at) else {
                continue;
            };
            let power = self.used(*firm, year).0 * 10_000.0;
            let wrong = self.config.faults && at == STATED_WRONG;
            let _ = writeln!(
                out,
                "{},{year},electricity,{:.0},kWh,synthetic{}",
                self.firms[*firm].code,
                if wrong { power * 0.92 } else { power },
                if wrong { ": planted 8 % too low" } else { "" }
            );
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Config, generate};

    fn cells(line: &str) -> Vec<String> {
        line.split(',').map(str::to_owned).collect()
    }

    #[test]
    fn gaps_are_where_the_list_says_and_only_in_the_last_year() {
        let config = Config {
            towns: 6,
            above: 120,
            below: 200,
            years: 2020..=2021,
            ..Config::default()
        };
        let district = generate(&config).unwrap();
        let gaps = district.planted_gaps_csv();
        let listed: Vec<Vec<String>> = gaps.lines().skip(1).map(cells).collect();
        assert_eq!(listed.len(), district.gaps().len());
        let plain = generate(&Config {
            faults: false,
            ..config
        })
        .unwrap();
        assert_eq!(plain.gaps().len(), 0);
        for (year, expected) in [(2020, 0), (2021, listed.len())] {
            let (with, without) = (district.activity_csv(year), plain.activity_csv(year));
            let mut found = std::collections::BTreeMap::<String, usize>::new();
            for (a, b) in with.lines().zip(without.lines()).skip(1) {
                let (a, b) = (cells(a), cells(b));
                let gone = a
                    .iter()
                    .zip(&b)
                    .filter(|(a, b)| *a == "NA" && !b.is_empty());
                let gone = gone.count();
                let is_gap = listed.iter().any(|gap| gap[2] == b[1]);
                if is_gap && gone > 0 {
                    *found.entry(b[1].clone()).or_default() += 1;
                }
            }
            assert_eq!(found.len(), expected, "{year}");
            assert!(found.values().all(|months| *months == 12));
        }
        // The truth of the list is what is filed without gaps: electricity of a year, in kWh.
        let one = listed.iter().find(|gap| gap[0] == "no_energy").unwrap();
        let filed: f64 = plain
            .activity_csv(2021)
            .lines()
            .map(cells)
            .filter(|row| row[1] == one[2])
            .map(|row| row[3].parse::<f64>().unwrap() * 10_000.0)
            .sum();
        let truth: f64 = one[5].parse().unwrap();
        assert!((filed - truth).abs() < 10.0, "{filed} {truth}");
    }

    #[test]
    fn towns_add_up_to_what_is_filed_but_for_the_one_that_is_wrong() {
        let config = Config {
            towns: 6,
            above: 60,
            below: 40,
            years: 2020..=2021,
            ..Config::default()
        };
        let plain = generate(&Config {
            faults: false,
            ..config.clone()
        })
        .unwrap();
        let stated = generate(&config).unwrap().energy_statistics_csv();
        let mut filed = std::collections::BTreeMap::<String, f64>::new();
        for row in plain.activity_csv(2021).lines().skip(1).map(cells) {
            *filed.entry(row[2].clone()).or_default() += row[3].parse::<f64>().unwrap_or(0.0);
        }
        for (n, row) in stated.lines().skip(1).map(cells).enumerate() {
            let value: f64 = row[3].parse().unwrap();
            let share = value / filed[&row[0]];
            let expected = if n == TOWN_WRONG { 1.09 } else { 1.0 };
            assert!((share - expected).abs() < 1e-3, "{row:?} {share}");
        }
    }
}
