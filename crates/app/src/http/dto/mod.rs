//! What goes over the wire. These types alone know JSON; the engines do not.
//!
//! Every field of an answer is always present: what is unknown is `null`, never 0 and never left out,
//! so that a generated client knows `number | null` and nothing vaguer.

mod accounts;
mod board;
mod cities;
mod contracts;
mod data;
mod estimates;
mod figures;
mod flows;
mod names;
mod pairing;
mod partner_names;
mod partners;
mod query;
mod readings;
mod regions;

pub use accounts::*;
pub use board::*;
pub use cities::*;
pub use contracts::*;
pub use data::*;
pub use estimates::*;
pub use figures::*;
pub use flows::*;
pub use names::*;
pub use pairing::*;
pub use partner_names::*;
pub use partners::*;
pub use query::*;
pub use readings::*;
pub use regions::*;
