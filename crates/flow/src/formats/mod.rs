//! Files that people have: bytes in, tables out. Nothing here opens a file.

pub mod matpower;
pub mod npy;
