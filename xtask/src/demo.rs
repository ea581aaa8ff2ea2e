//! `cargo xtask demo`: from a clean clone to a served web interface.

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use crate::sh::{Done, carbonshed, command, output, root, step};
use crate::web;

/// The regions that are loaded, in the order in which they are shown.
const REGIONS: [&str; 5] = [
    "uk",
    "washington",
    "district",
    "chengdu-chongqing",
    "pair-cities",
];

/// Invented examples of what no sample region has, marked so on the screen: region, and what is traced.
const EXAMPLES: [(&str, &str, &str, [&str; 2]); 3] = [
    (
        "chengdu-chongqing",
        "trade",
        "trade-cities",
        ["--year", "2020"],
    ),
    (
        "district",
        "grid",
        "grid-day",
        ["--start", "2021-03-01T00:00"],
    ),
    (
        "district",
        "balance",
        "balance-district/balance.csv",
        ["--year", "2021"],
    ),
];

/// The region some of whose enterprises lack data: what they used is estimated, so that the page of estimates has something to show.
const ESTIMATED: &str = "district";

/// Invented tables of cities of Chengdu-Chongqing: kind, and file or folder.
const TOGETHER: [(&str, &str); 5] = [
    ("flows", "data/examples/cities-together/flows.csv"),
    (
        "integration",
        "data/examples/cities-together/integration.csv",
    ),
    ("ladder", "data/examples/cities-together/ladder.csv"),
    ("resources", "data/examples/cities-together/resources.csv"),
    ("chain", "tests/golden/chain/cars"),
];

/// The region that gets an invented exchange board.
const BOARD: &str = "chengdu-chongqing";

/// Builds, loads what is not loaded yet, and serves until interrupted.
pub fn run(words: &[String]) -> Done {
    let mut address = "127.0.0.1:8080".to_owned();
    let mut home = root().join(".demo");
    let mut serve = true;
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let mut value = || {
            words
                .next()
                .cloned()
                .ok_or_else(|| format!("{word} needs a value"))
        };
        match word.as_str() {
            "--address" => address = value()?,
            "--home" => home = PathBuf::from(value()?),
            "--no-serve" => serve = false,
            other => {
                return Err(format!(
                    "no option {other:?}; it takes --address, --home and --no-serve"
                ));
            }
        }
    }
    let began = Instant::now();
    build()?;
    load(&home)?;
    println!("\nready after {:.1} s", began.elapsed().as_secs_f32());
    if !serve {
        return Ok(());
    }
    println!("serving http://{address}/ (Ctrl C stops it)");
    // The demo is for looking: anybody on this machine may read, nobody may write without an account.
    let mut server = Command::new(carbonshed());
    server
        .arg("--home")
        .arg(&home)
        .args(["serve", "--address", &address])
        .env("CARBONSHED_PUBLIC_READ", "true");
    let status = server
        .status()
        .map_err(|error| format!("the server did not start: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!(
            "the server ended with {status}; is {address} taken? --address chooses another"
        ))
    }
}

/// Builds the web interface, then the program that carries it.
pub fn build() -> Done {
    web::build()?;
    step(
        "carbonshed (release; the first time takes ten to twenty minutes)",
        &mut command("cargo", &["build", "--release", "--workspace", "--bins"]),
    )
}

fn load(home: &PathBuf) -> Done {
    let mut carbonshed_home = Command::new(carbonshed());
    let listed = output(
        carbonshed_home
            .arg("--home")
            .arg(home)
            .args(["regions", "list", "--format", "json"]),
    )?;
    let regions: serde_json::Value =
        serde_json::from_str(&listed).map_err(|e| format!("regions list: {e}"))?;
    let loaded = |id: &str| {
        regions.as_array().is_some_and(|all| {
            all.iter()
                .any(|one| one["id"] == id && one["complete"] == true)
        })
    };
    for region in REGIONS {
        let new = !loaded(region);
        if new {
            let mut add = Command::new(carbonshed());
            step(
                &format!("region {region}"),
                add.arg("--home").arg(home).args(["regions", "add", region]),
            )?;
        }
        if new && region == BOARD {
            let mut board = Command::new(carbonshed());
            board.arg("--home").arg(home).args(["board", "import"]);
            board.arg(root().join("data/examples/board"));
            step(
                &format!("an invented exchange board for {region}"),
                board.args(["--into", region, "--synthetic"]),
            )?;
        }
        for (of, kind, folder, words) in EXAMPLES {
            if new && of == region {
                let mut trace = Command::new(carbonshed());
                trace.arg("--home").arg(home).args(["trace", kind]);
                trace.arg(root().join("data/examples").join(folder));
                step(
                    &format!("an invented example for {region}"),
                    trace
                        .args(words)
                        .args(["--into", region, "--name", "Example", "--synthetic"]),
                )?;
            }
        }
        if new && region == ESTIMATED {
            let mut estimate = Command::new(carbonshed());
            step(
                &format!("estimates for {region}"),
                estimate
                    .arg("--home")
                    .arg(home)
                    .args(["estimate", "--region", region]),
            )?;
        }
        for (kind, path) in TOGETHER {
            if new && region == "chengdu-chongqing" {
                let mut keep = Command::new(carbonshed());
                keep.arg("--home").arg(home).args(["city", "keep"]);
                keep.arg(root().join(path));
                if kind == "flows" {
                    let places = root().join("data/examples/cities-together/places.csv");
                    keep.arg("--places").arg(places);
                }
                let name = format!("Example: {kind}");
                step(
                    &format!("invented {kind} of cities of {region}"),
                    keep.args([
                        "--into",
                        region,
                        "--kind",
                        kind,
                        "--name",
                        &name,
                        "--synthetic",
                    ]),
                )?;
            }
        }
    }
    Ok(())
}
