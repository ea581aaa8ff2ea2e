//! Trade tables: multi-regional input-output (Leontief 1970; Miller and Blair 2009, ch. 2, 6 and 10).
//!
//! `x = Z 1 + Y 1`, `A = Z diag(x)^-1`, multipliers `m' = q' (I - A)^-1` with `q = F diag(x)^-1`. The inverse is never formed:
//! `(I - A') m = q` is solved by GMRES on the table as it stands, which needs the table once in memory and a handful of passes.

mod accounts;
mod aggregate;
mod balancing;
mod decompose;
mod krylov;
mod paths;
mod shared;
mod solve;
mod table;
mod within;

pub use accounts::{Accounts, Layout, Stressor, accounts, imports_by_sector};
pub use aggregate::{Concordance, aggregate};
pub use balancing::{Balanced, Estimate, balance, gravity};
pub use decompose::{Decomposition, Effects, Year, decompose};
pub use paths::{Path, Paths, paths};
pub use shared::{Shared, shared_by_value_added, shared_half};
pub use solve::{Footprints, footprints, multipliers, multipliers_of, outputs_of};
pub use table::{Table, TableFinding, TradeError};

#[cfg(test)]
mod methods_tests;
#[cfg(test)]
mod tests;
