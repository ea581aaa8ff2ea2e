//! Moving rows from many files into one, in another order, with a bounded number of them in memory.

use std::collections::HashMap;

use arrow_array::RecordBatch;
use arrow_select::interleave::interleave_record_batch;
use parquet::arrow::arrow_reader::{RowSelection, RowSelector};

use super::keys::At;
use crate::readings::days::parallel;
use crate::scan;
use crate::write::NewFiles;
use crate::{LakeError, Result, Table};

/// Reads rows from wherever they stand and writes them in the order in which they are named.
pub(super) fn write_rows(
    table: Table,
    region: &str,
    open: &[scan::Open],
    rows: &[At],
    files: &mut NewFiles<'_>,
) -> Result<()> {
    // Of each row group that has some of them: which rows, and where they go.
    let mut wanted: HashMap<(u32, u16), Vec<(u32, usize)>> = HashMap::new();
    for (to, at) in rows.iter().enumerate() {
        wanted
            .entry((at.input, at.group))
            .or_default()
            .push((at.row, to));
    }
    let mut wanted: Vec<_> = wanted.into_iter().collect();
    wanted.sort_unstable_by_key(|(group, _)| *group);
    let read = parallel(wanted.len(), |n| {
        let ((input, group), picked) = &wanted[n];
        let mut picked: Vec<u32> = picked.iter().map(|(row, _)| *row).collect();
        picked.sort_unstable();
        scan::project(
            table,
            &open[*input as usize],
            usize::from(*group),
            None,
            Some(selection(&picked)),
        )
    })?;
    let mut batches: Vec<&RecordBatch> = Vec::new();
    let mut places = vec![(0, 0); rows.len()];
    for ((_, picked), read) in wanted.iter_mut().zip(&read) {
        picked.sort_unstable();
        let mut picked = picked.iter();
        for batch in read {
            for row in 0..batch.num_rows() {
                if let Some((_, to)) = picked.next() {
                    places[*to] = (batches.len(), row);
                }
            }
            batches.push(batch);
        }
        if picked.next().is_some() {
            return Err(LakeError::Export {
                detail: "a file has fewer rows than it had".to_owned(),
            });
        }
    }
    if batches.is_empty() {
        return Ok(());
    }
    for part in places.chunks(crate::readings::ROWS_PER_BATCH) {
        let rows = interleave_record_batch(&batches, part).map_err(|error| LakeError::Export {
            detail: error.to_string(),
        })?;
        files.push(region, rows.columns().to_vec())?;
    }
    Ok(())
}

fn selection(rows: &[u32]) -> RowSelection {
    let mut selectors: Vec<RowSelector> = Vec::new();
    let mut next = 0;
    for part in rows.chunk_by(|a, b| a + 1 == *b) {
        let (Some(first), count) = (part.first(), part.len()) else {
            continue;
        };
        if *first > next {
            selectors.push(RowSelector::skip((*first - next) as usize));
        }
        selectors.push(RowSelector::select(count));
        next = *first + count as u32;
    }
    RowSelection::from(selectors)
}
