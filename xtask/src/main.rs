//! demo, test, tidy, codegen, bench.
fn main() {}
