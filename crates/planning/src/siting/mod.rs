//! Where to build: which of some candidate sites, so that those who are served pay least, or are all within reach.
//!
//! One problem stands behind all of them: choose sites, each with a cost of opening, and serve each client from a chosen site at a
//! cost. With a number of sites and no opening cost it is the p-median (Hakimi 1964); with reach instead of cost the cover
//! (Toregas 1971: all, Church and ReVelle 1974: as many as possible); with opening costs the facility location problem, with or
//! without capacities. [`locate::locate`] solves it, [`read::read`] makes it from a file, [`front`] weighs several aims.

pub mod front;
pub mod locate;
pub mod plan;
pub mod read;
