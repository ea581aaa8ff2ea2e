//! The use cases under both doors, HTTP and command line.

pub mod http;
