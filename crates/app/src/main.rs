//! The one binary, `carbonshed`.

/// Pages of readings, entries and answers are made and dropped by the hundred thousand, on all cores.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    app::cli::run()
}
