//! Tests through the crate's public face: real files, the corpus of bad files, and noise.

mod real_files;
mod support;
