//! The one binary, `carbonshed`.

use clap::{Parser, Subcommand};
use std::io::Write;
use std::process::ExitCode;

/// Energy and carbon of a city cluster: every figure with its unit, completeness and explanation.
#[derive(Parser)]
#[command(name = "carbonshed", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Print the HTTP API's OpenAPI 3.1 description.
    Openapi,
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Openapi => app::http::openapi::description_json()
            .map_err(|error| error.to_string())
            .and_then(|text| {
                std::io::stdout()
                    .write_all(text.as_bytes())
                    .map_err(|error| error.to_string())
            }),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("carbonshed: {message}");
            ExitCode::FAILURE
        }
    }
}
