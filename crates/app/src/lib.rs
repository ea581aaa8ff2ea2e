//! The use cases under both doors, HTTP and command line: one binary, carbonshed.
