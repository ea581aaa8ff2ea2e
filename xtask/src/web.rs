//! The web interface: packages, build, client, pictures. Nothing is done twice that has not changed.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use crate::sh::{Done, carbonshed, command, has, output, root, step};

fn npm(words: &[&str]) -> Command {
    let mut call = command("npm", words);
    call.current_dir(root().join("web"))
        .env("npm_config_fund", "false")
        .env("npm_config_audit", "false");
    call
}

/// Installs the packages of the lock file, if it changed since the last time.
pub fn install() -> Done {
    for program in ["node", "npm"] {
        if !has(program) {
            return Err(format!("{program} is missing: install Node.js 20 or newer"));
        }
    }
    let web = root().join("web");
    let stamp = web.join("node_modules/.carbonshed-lock");
    let lock = fs::read_to_string(web.join("package-lock.json"))
        .map_err(|e| format!("web/package-lock.json: {e}"))?;
    if fs::read_to_string(&stamp).is_ok_and(|old| old == lock) {
        return Ok(());
    }
    step(
        "web packages (npm install)",
        &mut npm(&["install", "--no-save", "--no-progress"]),
    )?;
    fs::write(&stamp, lock).map_err(|e| format!("{}: {e}", stamp.display()))
}

/// Builds `web/dist`, if a source is newer than it.
pub fn build() -> Done {
    let web = root().join("web");
    // A page without assets is the one that a build without the web leaves behind.
    let built = modified(&web.join("dist/index.html")).filter(|_| web.join("dist/assets").is_dir());
    let sources = [
        "src",
        "public",
        "index.html",
        "package-lock.json",
        "vite.config.ts",
        "tsconfig.json",
    ];
    let changed = sources
        .iter()
        .filter_map(|name| newest(&web.join(name)))
        .max();
    if built.is_some() && built >= changed {
        return Ok(());
    }
    install()?;
    step("web interface (npm run build)", &mut npm(&["run", "build"]))
}

/// Writes the OpenAPI snapshot and the client made from it.
pub fn codegen() -> Done {
    step(
        "build carbonshed",
        &mut command("cargo", &["build", "--release", "--workspace", "--bins"]),
    )?;
    let snapshot = output(Command::new(carbonshed()).arg("openapi"))?;
    let path = root().join("web/openapi.json");
    fs::write(&path, snapshot).map_err(|e| format!("{}: {e}", path.display()))?;
    install()?;
    step("TypeScript client", &mut npm(&["run", "codegen"]))
}

/// Unit tests of the web.
pub fn test() -> Done {
    install()?;
    step("web: types and style", &mut npm(&["run", "check"]))?;
    step("web: unit tests", &mut npm(&["test"]))
}

/// Browser tests against the real program.
pub fn browser() -> Done {
    install()?;
    step(
        "browser tests",
        npm(&["run", "e2e"]).env("CARBONSHED_BIN", carbonshed()),
    )
}

/// The pictures of the documents, taken from the real interface.
pub fn pictures() -> Done {
    crate::demo::build()?;
    step(
        "pictures",
        npm(&["run", "pictures"]).env("CARBONSHED_BIN", carbonshed()),
    )
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|data| data.modified()).ok()
}

fn newest(path: &Path) -> Option<SystemTime> {
    let inside = fs::read_dir(path)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| newest(&entry.path()));
    inside.chain(modified(path)).max()
}
