//! `cargo xtask bench`: the same work by this program and by its peers, side by side, with the same result.
//!
//! The peers are Python programs of a folder beside the project (`readings.py`, `trace_grid.py`, `mrio.py`); each makes its own
//! input, which this program then reads. Peer and ours run in turns, so that what else the machine does meets both.

use std::path::{Path, PathBuf};

use crate::sh::{Done, carbonshed, command, output, step};

const HELP: &str = "\
cargo xtask bench --peers DIR [--python PROGRAM] [--into DIR] [--rounds N] [p1|p1-large|p2|p2-large|p3]...
  --peers   folder of the peers' programs
  --python  a Python that has what they import [python3]
  --into    where input is made and kept [bench/data]";

struct Bench {
    peers: PathBuf,
    python: String,
    into: PathBuf,
    rounds: usize,
    rows: Vec<[String; 6]>,
}

type Outcome<T> = Result<T, String>;

/// Runs what `words` name (P1, P2 and P3 of small size without a word) and prints one table.
pub fn run(words: &[String]) -> Done {
    let mut bench = Bench {
        peers: PathBuf::new(),
        python: "python3".to_owned(),
        into: crate::sh::root().join("bench/data"),
        rounds: 5,
        rows: Vec::new(),
    };
    let mut asked: Vec<&str> = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let mut value = || {
            let given = words.next().cloned();
            given.ok_or_else(|| format!("{word} needs a value\n{HELP}"))
        };
        match word.as_str() {
            "--peers" => bench.peers = absolute(&value()?)?,
            "--python" => bench.python = value()?,
            "--into" => bench.into = absolute(&value()?)?,
            "--rounds" => {
                let given = value()?;
                let rounds = given.parse().ok().filter(|rounds| *rounds > 0);
                bench.rounds = rounds.ok_or_else(|| format!("{given:?} rounds\n{HELP}"))?;
            }
            known @ ("p1" | "p1-large" | "p2" | "p2-large" | "p3") => asked.push(known),
            other => return Err(format!("no option {other:?}\n{HELP}")),
        }
    }
    if asked.is_empty() {
        asked.extend(["p1", "p2", "p3"]);
    }
    if bench.peers.as_os_str().is_empty() {
        return Err(format!("which peers? --peers names their folder\n{HELP}"));
    }
    step(
        "build the program",
        &mut command(
            "cargo",
            &["build", "--release", "--workspace", "--bin", "carbonshed"],
        ),
    )?;
    std::fs::create_dir_all(&bench.into).map_err(|error| error.to_string())?;
    for work in asked {
        match work {
            "p1" => bench.readings(600)?,
            "p1-large" => bench.readings(4_000)?,
            "p2" => bench.grid("case1354pegase")?,
            "p2-large" => bench.grid("case2869pegase")?,
            _ => bench.trade(31, 42)?,
        }
    }
    let head = [
        "work",
        "ours",
        "peer",
        "ratio",
        "ratios seen",
        "equal within",
    ];
    bench.rows.insert(0, head.map(str::to_owned));
    for row in &bench.rows {
        println!("| {} |", row.join(" | "));
    }
    Ok(())
}

impl Bench {
    fn peer(&self, script: &str, words: &[&str]) -> Outcome<String> {
        let script = self.peers.join(script);
        let mut call = command(&self.python, &[]);
        // The peer's libraries are to choose their threads and kernels themselves.
        call.arg(script)
            .args(words)
            .current_dir(&self.into)
            .env_remove("OPENBLAS_CORETYPE")
            .env_remove("OPENBLAS_L2_SIZE");
        output(&mut call)
    }

    /// The last line that the program prints, which is JSON.
    fn ours(&self, words: &[&str]) -> Outcome<serde_json::Value> {
        let program = carbonshed();
        let text = output(command(&program.to_string_lossy(), words).current_dir(&self.into))?;
        let line = text.lines().last().unwrap_or_default();
        serde_json::from_str(line).map_err(|error| format!("{line:?} is no JSON: {error}"))
    }

    /// P1: readings of a year to months with hourly factors.
    fn readings(&mut self, meters: usize) -> Done {
        let (data, home) = (format!("readings-{meters}"), format!("home-{meters}"));
        if !self.into.join(&data).exists() {
            self.peer("readings.py", &["make", &data, &meters.to_string()])?;
        }
        let _ = std::fs::remove_dir_all(self.into.join(&home));
        let loaded = self.ours(&[
            "--home", &home, "readings", "import", &data, "--format", "peer",
        ])?;
        let bytes = number(&loaded, "bytes_per_reading")?;
        let (mut pairs, mut polars, mut largest, mut last) =
            (Pairs::default(), Vec::new(), 0.0, 0.0);
        for _ in 0..self.rounds {
            let said = self.peer("readings.py", &["run", &data, "duckdb", "polars"])?;
            let of = |engine: &str| -> Outcome<Vec<f64>> {
                let line = said.lines().find(|line| line.starts_with(engine));
                let line =
                    line.ok_or_else(|| format!("the peer said nothing of {engine}: {said}"))?;
                let mut numbers = numbers(line);
                // Seconds, groups, kWh, kg; some engines say the number of rows first.
                numbers.drain(1..numbers.len().saturating_sub(2));
                Ok(numbers)
            };
            let (duckdb, other) = (of("duckdb")?, of("polars")?);
            let run = self.ours(&["--home", &home, "account", "--all"])?;
            let [seconds, energy, emissions] =
                ["seconds", "energy_kwh", "emissions_kg"].map(|name| number(&run, name));
            last = seconds?;
            pairs.add(last, duckdb[0]);
            polars.push(other[0]);
            for (ours, peer) in [(energy?, duckdb[1]), (emissions?, duckdb[2])] {
                largest = f64::max(largest, (ours / peer - 1.0).abs());
            }
        }
        let work = format!(
            "P1, {meters} meters, {bytes:.2} bytes a reading; DuckDB (Polars {:.2} s)",
            middle(&polars)
        );
        self.rows
            .push(pairs.row(work, format!("{largest:.0e} relative")));
        let mut day = Pairs::default();
        for _ in 0..self.rounds {
            let added = self.ours(&["--home", &home, "readings", "add-day", &data])?;
            day.add(number(&added, "account_seconds")?, last);
        }
        let work = format!("P1, {meters} meters: one more day, against the whole by ourselves");
        self.rows.push(day.row(work, "see the tests".to_owned()));
        Ok(())
    }

    /// P2: tracing a grid, a thousand steps.
    fn grid(&mut self, case: &str) -> Done {
        let mut pairs = Pairs::default();
        let mut largest = 0.0_f64;
        let traced = format!("{case}-ours");
        for _ in 0..self.rounds {
            let said = self.peer("trace_grid.py", &[case, "1000", case])?;
            let peer_ms = said
                .split("scipy splu ")
                .nth(1)
                .and_then(|rest| numbers(rest).first().copied())
                .ok_or_else(|| format!("the peer said no time: {said}"))?;
            let run = self.ours(&["trace", "grid", case, "--out", &traced])?;
            pairs.add(number(&run, "trace_seconds")?, peer_ms);
            let [ours, peer] =
                [&traced, case].map(|folder| array(&self.into.join(folder).join("nodal.npy")));
            largest = largest.max(difference(&ours?, &peer?)?);
        }
        self.rows.push(pairs.row(
            format!("P2, {case}, 1,000 steps; SciPy"),
            format!("{largest:.0e} t/MWh"),
        ));
        Ok(())
    }

    /// P3: footprints of a multi-regional table.
    fn trade(&mut self, regions: usize, sectors: usize) -> Done {
        let data = format!("trade-{regions}-{sectors}");
        let (mut pymrio, mut scipy, mut largest) = (Pairs::default(), Pairs::default(), 0.0_f64);
        for _ in 0..self.rounds {
            let said = self.peer(
                "mrio.py",
                &[&regions.to_string(), &sectors.to_string(), &data],
            )?;
            let after = |word: &str| {
                let rest = said.split(word).nth(1).map(numbers).unwrap_or_default();
                rest.first()
                    .copied()
                    .ok_or_else(|| format!("the peer said no time: {said}"))
            };
            let out = format!("{data}-ours");
            let run = self.ours(&["trace", "trade", &data, "--out", &out])?;
            let seconds = number(&run, "footprint_seconds")?;
            pymrio.add(seconds, after("calc_all ")?);
            scipy.add(seconds, after("LU solve ")?);
            let [ours, peer] = [&out, &data]
                .map(|folder| array(&self.into.join(folder).join("footprint_by_region.npy")));
            let (ours, peer) = (ours?, peer?);
            let most = peer.iter().fold(0.0, |most, value| f64::max(most, *value));
            largest = largest.max(difference(&ours, &peer)? / most);
        }
        let within = format!("{largest:.0e} relative");
        let work = format!("P3, {} industries, footprints", regions * sectors);
        self.rows
            .push(pymrio.row(format!("{work}; pymrio"), within.clone()));
        self.rows.push(scipy.row(format!("{work}; SciPy"), within));
        Ok(())
    }
}

/// Times of both sides, in turns.
#[derive(Default)]
struct Pairs {
    ours: Vec<f64>,
    peer: Vec<f64>,
}

impl Pairs {
    fn add(&mut self, ours: f64, peer: f64) {
        self.ours.push(ours);
        self.peer.push(peer);
    }

    fn row(&self, work: String, equal: String) -> [String; 6] {
        let ratios: Vec<f64> = self
            .ours
            .iter()
            .zip(&self.peer)
            .map(|(ours, peer)| peer / ours)
            .collect();
        let seen: Vec<String> = ratios.iter().map(|ratio| format!("1/{ratio:.0}")).collect();
        [
            work,
            format!("{:.4} s", middle(&self.ours)),
            format!("{:.4} s", middle(&self.peer)),
            format!("1/{:.0}", middle(&ratios)),
            seen.join(" "),
            equal,
        ]
    }
}

fn middle(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn absolute(path: &str) -> Outcome<PathBuf> {
    std::path::absolute(path).map_err(|error| format!("{path}: {error}"))
}

fn number(of: &serde_json::Value, name: &str) -> Outcome<f64> {
    let value = of.get(name).and_then(serde_json::Value::as_f64);
    value.ok_or_else(|| format!("there is no {name} in {of}"))
}

/// All numbers of a line, in order.
fn numbers(line: &str) -> Vec<f64> {
    line.split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e')))
        .filter_map(|word| word.parse().ok())
        .collect()
}

/// The doubles of a `.npy` file, version 1, little-endian.
fn array(path: &Path) -> Outcome<Vec<f64>> {
    let fault = |why: &str| format!("{}: {why}", path.display());
    let bytes = std::fs::read(path).map_err(|error| fault(&error.to_string()))?;
    let length = bytes
        .get(8..10)
        .map(|two| usize::from(u16::from_le_bytes([two[0], two[1]])))
        .ok_or_else(|| fault("it is no .npy"))?;
    let head = bytes
        .get(10..10 + length)
        .ok_or_else(|| fault("it ends in its head"))?;
    if !String::from_utf8_lossy(head).contains("<f8") {
        return Err(fault("it holds no doubles"));
    }
    let (values, _) = bytes[10 + length..].as_chunks::<8>();
    Ok(values
        .iter()
        .map(|eight| f64::from_le_bytes(*eight))
        .collect())
}

fn difference(ours: &[f64], peer: &[f64]) -> Outcome<f64> {
    if ours.len() != peer.len() {
        return Err(format!(
            "{} values of ours, {} of the peer",
            ours.len(),
            peer.len()
        ));
    }
    let pairs = ours.iter().zip(peer);
    // What is no number must not pass as equal.
    Ok(pairs.fold(0.0, |most, (a, b)| {
        let apart = (a - b).abs();
        if apart.is_nan() {
            f64::INFINITY
        } else {
            f64::max(most, apart)
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_peers_print_is_read() {
        let line = "duckdb      0.680 s  [(5472, 1160112951.385, 671073625.13)]";
        assert_eq!(numbers(line), [0.68, 5472.0, 1160112951.385, 671073625.13]);
        let line = "case9: 9 buses; scipy splu 1.010 ms/step (1.01 s)";
        let rest = line.split("scipy splu ").nth(1).unwrap();
        assert_eq!(numbers(rest)[0], 1.01);
    }

    #[test]
    fn the_middle_of_ratios_is_told_with_all_that_were_seen() {
        let mut pairs = Pairs::default();
        for (ours, peer) in [(0.1, 1.0), (0.2, 1.0), (0.1, 2.0)] {
            pairs.add(ours, peer);
        }
        let row = pairs.row("w".to_owned(), "0".to_owned());
        assert_eq!(row[3], "1/10");
        assert_eq!(row[4], "1/10 1/5 1/20");
        assert!(difference(&[1.0], &[f64::NAN]).unwrap().is_infinite());
        assert!(difference(&[1.0], &[]).is_err());
    }
}
