//! A watched folder: `<folder>/<region>/file.csv` is taken in and moved to `done/` or `refused/` beside it.

use crate::home::Home;
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::Actor;
use crate::usecase::import::Upload;
use crate::usecase::readings::files;
use metering::parse::ParseOptions;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tokio::sync::mpsc;

/// How often the folder is looked at; a file is taken when it has not changed between two looks.
const EVERY: Duration = Duration::from_secs(2);

type Seen = HashMap<PathBuf, (u64, Option<SystemTime>)>;

/// Watches until the process ends.
///
/// # Errors
/// A folder that cannot be made.
pub fn start(home: Home, folder: PathBuf, account: mpsc::UnboundedSender<String>) -> Result<()> {
    std::fs::create_dir_all(&folder)
        .map_err(|error| Refusal::storage(format!("cannot make {}", folder.display()), error))?;
    tokio::spawn(async move {
        let mut seen = Seen::new();
        loop {
            let ready = look(&folder, &mut seen);
            for (region, path) in ready {
                match take(&home, &region, &path).await {
                    Ok(()) => _ = account.send(region),
                    Err(refusal) => {
                        tracing::error!(file = %path.display(), %refusal, "a file of the watched folder stays where it is");
                    }
                }
            }
            tokio::time::sleep(EVERY).await;
        }
    });
    Ok(())
}

/// Files that have not changed since the last look, by region, in the order of their names.
fn look(folder: &Path, seen: &mut Seen) -> Vec<(String, PathBuf)> {
    let mut ready = Vec::new();
    let mut now = Seen::new();
    for region in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = region.file_name().to_string_lossy().into_owned();
        for file in std::fs::read_dir(region.path())
            .into_iter()
            .flatten()
            .flatten()
        {
            let path = file.path();
            let hidden = file.file_name().to_string_lossy().starts_with('.');
            let Some(state) = file
                .metadata()
                .ok()
                .filter(|file| file.is_file() && !hidden)
                .map(|file| (file.len(), file.modified().ok()))
            else {
                continue;
            };
            if seen.get(&path) == Some(&state) {
                ready.push((name.clone(), path.clone()));
            }
            now.insert(path, state);
        }
    }
    *seen = now;
    ready.sort();
    ready
}

/// Takes a file and moves it out of the way; what was found in a refused one stands beside it.
async fn take(home: &Home, region: &str, path: &Path) -> Result<()> {
    let bytes = std::fs::read(path)
        .map_err(|error| Refusal::storage(format!("cannot read {}", path.display()), error))?;
    let name = path.file_name().map_or_else(
        || "file".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    );
    let upload = Upload::new(&name, bytes);
    let options = ParseOptions::default();
    let taken = files::import(home, &Actor::Operator, region, upload, options, false).await;
    let (to, words) = match taken {
        Ok(outcome) if outcome.refused => {
            let lines: Vec<String> = outcome
                .findings
                .iter()
                .map(|finding| {
                    let at = finding.location.as_ref().map_or_else(String::new, |at| {
                        let part = |what: &str, number: Option<u32>| {
                            number.map_or_else(String::new, |n| format!("{what} {n}, "))
                        };
                        part("row", at.row) + &part("column", at.column)
                    });
                    format!("{at}{}: {}", finding.code, finding.message)
                })
                .collect();
            ("refused", Some(lines.join("\n")))
        }
        Ok(_) => ("done", None),
        Err(refusal) if refusal.code == ErrorCode::UnknownRegion => {
            ("refused", Some(refusal.message))
        }
        Err(refusal) => return Err(refusal),
    };
    let fault = |error| Refusal::storage(format!("cannot move {}", path.display()), error);
    let folder = path.parent().unwrap_or(Path::new(".")).join(to);
    std::fs::create_dir_all(&folder).map_err(fault)?;
    let stamp = jiff::Timestamp::now().as_millisecond();
    let kept = folder.join(format!("{stamp}-{name}"));
    if let Some(words) = words {
        std::fs::write(
            folder.join(format!("{stamp}-{name}.findings.txt")),
            words + "\n",
        )
        .map_err(fault)?;
    }
    std::fs::rename(path, kept).map_err(fault)
}
