//! Activity data times factor: entries of energy and carbon, the cube over them, and the explanation of every figure.
//!
//! ```
//! use inventory::account::account;
//! use inventory::cube::{CubeBuilder, Dim, EntryRef, Query};
//! use inventory::factors::FactorLibrary;
//! use inventory::indicator::Indicator;
//! use inventory::ledger::{Activity, Lineage, Measure, Purpose, Quality};
//! use inventory::master::{Place, Region, View};
//! use units::{Field, Label, Period, UnitRegistry};
//!
//! # let name = |en: &str| Label { en: en.into(), zh: en.into() };
//! # let region = Region {
//! #     id: "demo".into(), name: name("Demo"), synthetic: true, attribution: vec![], time_zone: "Asia/Shanghai".into(),
//! #     currency: "CNY".into(), levels: vec![], classification: "gbt4754".into(), default_view: View::Consumption,
//! #     default_indicator: "carbon_total".into(), carbon_unit: "t".into(), energy_unit: "tce".into(),
//! #     intensity_base: None, factor_regions: vec!["CN".into(), "world".into()], gwp_set: "ar5".into(),
//! # };
//! # let place = Place {
//! #     code: "510107".into(), name: name("Wuhou"), aliases: vec![], level: "district".into(), parent: None,
//! #     lon_lat: None, source: "GB/T 2260".into(),
//! # };
//! // 10,000 m3 of natural gas burned in a factory in May 2020.
//! let gas = Activity {
//!     region: "demo".into(),
//!     place: "510107".into(),
//!     enterprise: None,
//!     period: Period::Month { year: 2020, month: 5 },
//!     measure: Measure::Carrier { carrier: "natural_gas".into(), purpose: Purpose::Final },
//!     field: Some(Field::Industry),
//!     industry: Some("C31".into()),
//!     value: 1.0,
//!     unit: "10^4 m3".into(),
//!     uncertainty_percent: None,
//!     quality: Quality::Metered,
//!     lineage: Lineage { import: 1, row: 2, column: 3 },
//! };
//! let result = account([gas], FactorLibrary::builtin(), UnitRegistry::builtin(), &region, &[]);
//! let entry = &result.entries[0];
//! assert!((entry.gases_co2e_t[0].unwrap() - 21.62).abs() < 0.01, "as the Chinese guidelines print it");
//!
//! let mut builder = CubeBuilder::new(region, vec![place], vec![]);
//! builder.push(&EntryRef::of(entry, "demo", &entry.factors.join(";")));
//! let (cube, findings) = builder.build();
//! assert!(findings.is_empty());
//! let by_industry = cube.answer(&Query::new(Indicator::CarbonTotal).by(Dim::Industry)).unwrap();
//! assert_eq!(by_industry.rows[0].value, by_industry.total.value);
//! ```
#![deny(missing_docs)]

pub mod account;
pub mod classes;
pub mod contracts;
pub mod cube;
pub mod estimate;
pub mod explain;
pub mod factors;
pub mod finding;
pub mod indicator;
pub mod ledger;
pub mod master;
pub mod reconcile;
pub mod sankey;
pub mod uncertainty;
