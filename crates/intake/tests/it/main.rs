//! Tests through the crate's public face: real files, the corpus of bad files, and noise.

mod contracts;
mod corpus;
mod mapping_faults;
mod never_panics;
mod real_files;
mod support;
