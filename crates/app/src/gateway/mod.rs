//! Ways in for readings besides files and HTTP: a broker's messages and a watched folder.

pub mod mqtt;
pub mod watch;
