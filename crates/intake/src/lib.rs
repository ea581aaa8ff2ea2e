//! Foreign files read through a mapping into activities, with every fault as a finding.
//!
//! Bytes in, values out: this crate touches no disk, no clock and no network, and never panics on what a file holds.
//! The walk is [`read_sheet`] (bytes to rows of cells), [`Mapping::parse`] (what the columns mean), [`take`] (rows to
//! [`Activities`], enterprises and findings). [`Code`] lists all that can be found, and how grave it is.
//!
//! ```
//! use intake::*;
//! let mapping = Mapping::parse(r#"
//!     id = "demo"
//!     title = { en = "Demo", zh = "示例" }
//!     region = "demo"
//!     dataset = "demo"
//!     version = "1"
//!     [place]
//!     column = "place"
//!     match = "name"
//!     [period]
//!     column = "year"
//!     format = "year"
//!     [[measure]]
//!     column = "coal (t)"
//!     kind = "carrier"
//!     carrier = "raw_coal"
//!     quality = "reported"
//!     unit = "t"
//! "#).unwrap();
//! let sheet = read_sheet("a.csv", b"place,year,coal (t)\nAtown,2020,12.5\n", &mapping.sheet_options()).unwrap();
//! let book = MemoryPlaceBook::default();
//! let intake = take(&sheet, &mapping, &book, &TakeOptions::default(), &mut |_, _| {});
//! assert!(intake.refused); // nobody told the book of Atown
//! assert_eq!(intake.findings[0].code, "unknown_place");
//! ```
#![deny(missing_docs)]

mod activities;
mod codes;
mod contracts;
mod delimited;
mod encoding;
mod intake;
mod log;
mod mapping;
mod number;
mod periods;
mod place_book;
mod read;
mod sheet;
mod take;
mod text;
mod xlsx;

pub use activities::{Activities, ActivityRef, Kind};
pub use codes::Code;
pub use contracts::{CONTRACT_HEADS, ContractTable, read_contracts};
pub use intake::{ColumnReport, ColumnRole, Intake, Mode, RejectedRow, TakeOptions, Total};
pub use log::{FindingCount, FindingLog, KEPT_PER_CODE_MAX};
pub use mapping::{
    Attr, Check, CheckRule, ColumnOrConstant, Conflicts, EnterpriseRules, FileRules, LongRules,
    Mapping, MeasureKind, MeasureRules, Parents, PeriodRules, PlaceRules, RowRules, SignRule,
};
pub use number::{Number, NumberFault, NumberFormat, parse_number};
pub use periods::{PeriodFault, PeriodFormat, parse_period};
pub use place_book::{MemoryPlaceBook, PlaceBook, PlaceBy, Resolution};
pub use read::{SheetOptions, read_sheet, read_sheet_with_progress};
pub use sheet::{CELL_CHARS_MAX, COLUMNS_MAX, Cell, CellKind, ColumnData, Sheet};
pub use take::take;
pub use text::{folded, nearest};
