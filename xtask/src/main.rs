//! demo, test, lint, codegen: everything a newcomer or a build machine has to call.
//!
//! `cargo xtask demo` builds all, loads the sample regions and serves them.
//! `cargo xtask test` installs what the tests need and runs every one of them.

mod bench;
mod demo;
mod postgres;
mod sh;
mod test;
mod tidy;
mod web;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask demo [--address HOST:PORT] [--home DIR] [--no-serve]
                        build everything, load the sample regions, serve the web interface
cargo xtask test [--lint] [web|rust|browser|cluster]...
                        install what the tests need and run them (all of them without a word);
                        --lint: formatting and clippy, too, beside the tests
cargo xtask lint        formatting and clippy, warnings denied
cargo xtask tidy        the rules of the house (also an ordinary test)
cargo xtask bench       the same work by us and by peers' programs, side by side (--peers DIR)
cargo xtask codegen     write web/openapi.json and the TypeScript client made from it
cargo xtask pictures    take the pictures of docs/ from the real interface";

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let verb = words.next().unwrap_or_default();
    let rest: Vec<String> = words.collect();
    let done = match verb.as_str() {
        "demo" => demo::run(&rest),
        "bench" => bench::run(&rest),
        "test" => test::run(&rest),
        "lint" => test::lint(),
        // What `test` calls beside the tests.
        "compile-rest" => test::Rest::of(&rest).run(),
        "tidy" => tidy::run(),
        "codegen" => web::codegen(),
        "pictures" => web::pictures(),
        "" | "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(())
        }
        other => Err(format!("no task {other:?}; `cargo xtask help` lists them")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("\nxtask {verb}: {why}");
            ExitCode::FAILURE
        }
    }
}
