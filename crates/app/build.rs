//! Makes sure that `web/dist` is there to be embedded, so that the Rust side builds without the web side,
//! and builds again when embedded files come or go.

use std::path::Path;

const PAGE: &str = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Carbonshed</title></head>\n\
<body><h1>Carbonshed</h1><p>The web interface was not built into this program. Build it with <code>npm install &amp;&amp; npm run build</code> in <code>web/</code>,\n\
then build the program again; <code>cargo xtask demo</code> does both. The API works: <a href=\"/api-docs\">/api-docs</a>.</p></body></html>\n";

fn main() {
    // Asked when it runs: a build folder that several clones share may hold this script as another clone compiled it.
    let Some(package) = std::env::var_os("CARGO_MANIFEST_DIR") else {
        println!("cargo::error=CARGO_MANIFEST_DIR is not set; cargo sets it");
        return;
    };
    let root = Path::new(&package).join("../..");
    let dist = root.join("web/dist");
    if !dist.join("index.html").exists() {
        let made = std::fs::create_dir_all(&dist)
            .and_then(|()| std::fs::write(dist.join("index.html"), PAGE));
        if let Err(error) = made {
            println!("cargo::error=cannot make {}: {error}", dist.display());
        }
    }
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", dist.display());
    println!("cargo::rerun-if-changed={}", root.join("data").display());
}
