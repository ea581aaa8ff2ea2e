//! Small files of the ledger's tables: their rows one after the other, as they were committed.

use super::journal::Journal;
use super::{Compacted, MERGED, put};
use crate::table::{DataFile, DeltaTable};
use crate::write::{Mark, NewFiles, ledger_properties};
use crate::{LakeError, Result, scan};

/// Writes the rows of some files into fewer. Memory: what the reading threads hold, and a row group that is written.
pub(super) fn merge(
    delta: &DeltaTable,
    region: &str,
    inputs: &[DataFile],
    journal: &mut Journal,
) -> Result<Option<Compacted>> {
    let run = journal.begin()?;
    let mut files = NewFiles::begin(delta, Mark::none(), ledger_properties())?;
    files.cut(region, &format!("{MERGED}{run}-"))?;
    let (mut rows, mut expected) = (0, 0);
    for file in inputs {
        expected += file.rows.unwrap_or(0) as usize;
    }
    scan::read(delta.table, inputs, &mut |batch, _| {
        rows += batch.num_rows();
        files.push(region, batch.columns().to_vec())
    })?;
    // The log says how many rows each file has; fewer would be a loss.
    if inputs.iter().all(|file| file.rows.is_some()) && rows != expected {
        return Err(LakeError::Export {
            detail: format!("the files have {rows} rows, and the log says {expected}"),
        });
    }
    files.cut(region, "")?;
    put(files, inputs, (rows, 0), journal)
}
