//! What abnormal-data detection and gap repair find and miss: prints the tables of `docs/abnormal.md`.
//!
//! `cargo run -p metering --release --example abnormal`; with `--verbose` also every alarm that is wrong and every fault missed.

mod plant;
mod real;
mod shapes;
mod tables;

fn main() {
    let verbose = std::env::args().any(|arg| arg == "--verbose");
    let bench = plant::bench(tables::METERS);
    for line in tables::planted(&bench) {
        println!("{line}");
    }
    if verbose {
        for line in &bench.misses {
            println!("  {line}");
        }
    }
    let (lines, alarms) = tables::real();
    for line in lines {
        println!("{line}");
    }
    if verbose {
        for line in alarms {
            println!("  {line}");
        }
    }
    for line in tables::repair() {
        println!("{line}");
    }
    println!("{}", tables::speed());
}
