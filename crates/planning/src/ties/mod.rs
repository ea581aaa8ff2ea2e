//! What ties cities together: models fitted to flows between them, core and periphery, an index of integration, how far their
//! cooperation has come, and which path of development a city's resources speak for.

pub mod core;
pub mod coreness;
pub mod flows;
pub mod gravity;
pub mod integration;
pub mod ladder;
pub mod path;
pub mod radiation;
pub mod table;
