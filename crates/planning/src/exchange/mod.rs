//! Who can use what another throws away: offers and needs of by-products, heat, water, steam and gases, and the best network
//! between them (industrial symbiosis).
//!
//! [`read::read`] turns a folder's tables into a [`Model`]; [`matching::solve`] finds the network of greatest gain;
//! [`split::split`] shares the gain so that nobody does better alone; [`write`](mod@write) makes tables of the result.

mod candidates;
pub mod flow;
pub mod matching;
mod model;
pub mod read;
pub mod split;
pub mod write;

pub use model::{
    Basis, Carriage, Check, Model, Need, Offer, Partner, Place, Quantity, Relation, Rule, Settings,
};
