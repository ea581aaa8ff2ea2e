//! How to carry goods: over roads, rails, rivers, seas and through the air, by time, cost, carbon and reliability at once.
//!
//! A route's time, cost and carbon are sums over its links and changes of mode; its reliability is the product of theirs. All routes
//! that no other route betters in every aim are found (label setting: Martins 1984), in whole numbers, so that nothing depends on the
//! order of additions.

pub mod network;
pub mod read;
pub mod search;
