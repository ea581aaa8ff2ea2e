//! The one binary, `carbonshed`.

fn main() -> std::process::ExitCode {
    app::cli::run()
}
