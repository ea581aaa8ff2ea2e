//! The rules of the house, checked: who may depend on whom, what may not be called, what the map says.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::sh::{Done, command, output, root};

/// What each crate may depend on inside the house (ARCHITECTURE.md, "Rooms").
const ALLOWED: [(&str, &[&str]); 12] = [
    ("units", &[]),
    ("inventory", &["units"]),
    ("flow", &[]),
    ("planning", &["units", "inventory"]),
    ("intake", &["units", "inventory"]),
    ("synth", &["units", "inventory"]),
    ("metering", &["units", "inventory", "intake"]),
    ("lake", &["units", "inventory", "intake", "metering"]),
    ("store", &["units", "inventory", "metering"]),
    (
        "app",
        &[
            "units",
            "inventory",
            "intake",
            "metering",
            "flow",
            "planning",
            "synth",
            "lake",
            "store",
        ],
    ),
    // A workspace of its own; see `outside`.
    ("cluster", &["units", "metering"]),
    ("xtask", &[]),
];

/// What a pure crate must not have in its tree: disks, networks and clocks belong to `lake`, `store` and `app`.
const PURE: [&str; 7] = [
    "units",
    "inventory",
    "intake",
    "metering",
    "flow",
    "planning",
    "synth",
];
const NOT_PURE: [&str; 6] = [
    "tokio",
    "reqwest",
    "sea-orm",
    "delta_kernel",
    "parquet",
    "axum",
];

/// Calls that have no place in a pure crate.
const BANNED_IN_PURE: [&str; 5] = [
    "std::fs",
    "std::net",
    "SystemTime::now",
    "Instant::now",
    "thread_rng",
];

/// What no crate may call outside its tests: it would end the program instead of saying what is wrong. Clippy knows no helpers of
/// tests, so this is told by the file.
const BANNED: [&str; 1] = [".unwrap()"];

/// Names all faults at once.
pub fn run() -> Done {
    let faults: Vec<String> = [
        dependencies()?,
        outside()?,
        banned_calls()?,
        large_files()?,
        the_map()?,
    ]
    .concat();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(format!(
            "{} faults\n  {}",
            faults.len(),
            faults.join("\n  ")
        ))
    }
}

fn dependencies() -> Result<Vec<String>, String> {
    let text = output(&mut command(
        "cargo",
        &["metadata", "--format-version", "1", "--locked", "--offline"],
    ))
    .or_else(|_| {
        output(&mut command(
            "cargo",
            &["metadata", "--format-version", "1"],
        ))
    })?;
    let metadata: serde_json::Value =
        serde_json::from_str(&text).map_err(|e| format!("cargo metadata: {e}"))?;
    let name_of: BTreeMap<&str, &str> = list(&metadata["packages"])
        .filter_map(|package| Some((package["id"].as_str()?, package["name"].as_str()?)))
        .collect();
    let members: Vec<&str> = list(&metadata["workspace_members"])
        .filter_map(|id| id.as_str())
        .collect();
    // Only what is built into the crate itself; tests may use what they like.
    let mut needs: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for node in list(&metadata["resolve"]["nodes"]) {
        let normal = list(&node["deps"])
            .filter(|dep| list(&dep["dep_kinds"]).any(|kind| kind["kind"].is_null()))
            .filter_map(|dep| dep["pkg"].as_str());
        needs.insert(node["id"].as_str().unwrap_or_default(), normal.collect());
    }
    let mut faults = Vec::new();
    for member in &members {
        let name = name_of.get(member).copied().unwrap_or_default();
        let Some((_, allowed)) = ALLOWED.iter().find(|(room, _)| *room == name) else {
            faults.push(format!("crate {name} stands in no rule of xtask/src/tidy.rs; say what it may depend on, there and in ARCHITECTURE.md"));
            continue;
        };
        for inner in needs[member].iter().filter(|id| members.contains(id)) {
            let inner = name_of[inner];
            if !allowed.contains(&inner) {
                faults.push(format!(
                    "crate {name} must not depend on {inner} (ARCHITECTURE.md, rooms)"
                ));
            }
        }
        if PURE.contains(&name) {
            let mut seen = vec![*member];
            let mut next = 0;
            while next < seen.len() {
                for id in needs.get(seen[next]).into_iter().flatten() {
                    if !seen.contains(id) {
                        seen.push(id);
                    }
                }
                next += 1;
            }
            for id in &seen {
                if NOT_PURE.contains(&name_of[id]) {
                    faults.push(format!("pure crate {name} pulls in {}", name_of[id]));
                }
            }
        }
    }
    Ok(faults)
}

/// The same for `cluster`, which is no member: what its manifest names by a path.
fn outside() -> Result<Vec<String>, String> {
    let text = output(&mut command(
        "cargo",
        &[
            "metadata",
            "--format-version",
            "1",
            "--no-deps",
            "--manifest-path",
            "crates/cluster/Cargo.toml",
        ],
    ))?;
    let metadata: serde_json::Value =
        serde_json::from_str(&text).map_err(|e| format!("cargo metadata: {e}"))?;
    let (_, allowed) = ALLOWED
        .iter()
        .find(|(room, _)| *room == "cluster")
        .ok_or("no rule for cluster")?;
    Ok(list(&metadata["packages"])
        .flat_map(|package| list(&package["dependencies"]))
        .filter(|dep| dep["path"].is_string() && dep["kind"].is_null())
        .filter_map(|dep| dep["name"].as_str())
        .filter(|name| !allowed.contains(name))
        .map(|name| format!("crate cluster must not depend on {name} (ARCHITECTURE.md, rooms)"))
        .collect())
}

fn banned_calls() -> Result<Vec<String>, String> {
    let mut faults = Vec::new();
    for (room, _) in ALLOWED {
        for path in files(&root().join("crates").join(room).join("src"), "rs") {
            if path
                .file_stem()
                .is_some_and(|stem| stem.to_string_lossy().contains("test"))
                || shown(&path).contains("/tests/")
            {
                continue;
            }
            let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
            for (number, line) in text
                .lines()
                .enumerate()
                .take_while(|(_, line)| !line.contains("#[cfg(test)]"))
            {
                let code = line.split("//").next().unwrap_or_default();
                let pure = PURE
                    .contains(&room)
                    .then_some(BANNED_IN_PURE)
                    .into_iter()
                    .flatten();
                for call in pure.chain(BANNED).filter(|call| code.contains(call)) {
                    faults.push(format!(
                        "{}:{}: {call} has no place here",
                        shown(&path),
                        number + 1
                    ));
                }
            }
        }
    }
    Ok(faults)
}

fn large_files() -> Result<Vec<String>, String> {
    let tracked = output(&mut command("git", &["ls-files", "-z"]))?;
    let mut faults = Vec::new();
    for name in tracked.split('\0').filter(|name| !name.is_empty()) {
        if let Ok(data) = fs::metadata(root().join(name))
            && data.len() > 5_000_000
        {
            faults.push(format!(
                "{name}: {:.1} MB; files over 5 MB do not belong here",
                data.len() as f64 / 1e6
            ));
        }
    }
    Ok(faults)
}

/// Every folder that ARCHITECTURE.md draws exists, and every crate stands on the map.
fn the_map() -> Result<Vec<String>, String> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md"))
        .map_err(|e| format!("ARCHITECTURE.md: {e}"))?;
    let map = text
        .split("<!-- map -->")
        .nth(1)
        .ok_or("ARCHITECTURE.md has no part between two <!-- map --> marks")?;
    let mut faults = Vec::new();
    for path in map
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .filter(|word| word.contains('/'))
    {
        if !root().join(path).exists() {
            faults.push(format!(
                "ARCHITECTURE.md draws {path}, which does not exist"
            ));
        }
    }
    for (room, _) in ALLOWED.iter().filter(|(room, _)| *room != "xtask") {
        if !map.contains(&format!("crates/{room}/")) {
            faults.push(format!("ARCHITECTURE.md does not draw crates/{room}/"));
        }
    }
    Ok(faults)
}

fn list(value: &serde_json::Value) -> impl Iterator<Item = &serde_json::Value> {
    value.as_array().into_iter().flatten()
}

fn files(dir: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|end| end == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root())
        .unwrap_or(path)
        .display()
        .to_string()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_rules_of_the_house_hold() {
        super::run().expect("the house is tidy");
    }
}
