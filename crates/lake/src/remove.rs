//! Taking a region out of the tables of metering. Their rows count whatever imports there are, so that a region that is
//! removed and added again would find its old readings; rows of the ledger without their import are read by nobody.

use std::sync::Arc;

use delta_kernel::committer::FileSystemCommitter;
use delta_kernel::expressions::{Expression, Predicate, Scalar};
use delta_kernel::transaction::{CommitResult, UpdateTableOperation};

use crate::table::{DeltaTable, ENGINE_INFO};
use crate::{Lake, LakeError, REGION, Result, Table};

/// How often a commit is tried anew when another process committed first.
const ATTEMPTS: u32 = 100;

impl DeltaTable {
    /// Takes all data files of a region out of the table in one commit. Returns how many they were. The files stay on the disk
    /// for older versions.
    fn remove_region(&self, region: &str) -> Result<u64> {
        for _ in 0..ATTEMPTS {
            let snapshot = self.latest()?;
            let of_region = Predicate::eq(
                Expression::column([REGION]),
                Expression::literal(Scalar::from(region)),
            );
            let scan = snapshot
                .clone()
                .scan_builder()
                .with_predicate(Some(Arc::new(of_region)))
                .without_row_transforms()
                .build()
                .map_err(|error| self.fault(error))?;
            let mut transaction = snapshot
                .update_table(UpdateTableOperation::Delete, ENGINE_INFO, true)
                .build(self.engine.as_ref(), Box::new(FileSystemCommitter::new()))
                .map_err(|error| self.fault(error))?;
            let mut removed = 0;
            let metadata = scan
                .scan_metadata(self.engine.as_ref())
                .map_err(|error| self.fault(error))?;
            for part in metadata {
                let part = part.map_err(|error| self.fault(error))?;
                let regions = part
                    .visit_scan_files(Vec::new(), |found: &mut Vec<Option<String>>, file| {
                        found.push(file.partition_values.get(REGION).cloned());
                    })
                    .map_err(|error| self.fault(error))?;
                // A partition's value is known of every file, so that no other region's is among them.
                if regions.iter().any(|of| of.as_deref() != Some(region)) {
                    return Err(LakeError::Corrupt {
                        path: self.folder.clone(),
                        detail: "a file is in a partition that it is not of".to_owned(),
                    });
                }
                removed += regions.len() as u64;
                transaction.remove_files(part.scan_files);
            }
            if removed == 0 {
                return Ok(0);
            }
            match transaction
                .commit(self.engine.as_ref())
                .map_err(|error| self.fault(error))?
            {
                CommitResult::Committed(committed) => {
                    if let Some(snapshot) = committed.post_commit_snapshot() {
                        self.now_is(snapshot);
                    }
                    return Ok(removed);
                }
                CommitResult::Conflicted(_) => {}
                CommitResult::Retryable(retry) => return Err(self.fault(retry.error)),
            }
        }
        Err(LakeError::Contention {
            table: self.table.name(),
        })
    }
}

impl Lake {
    /// Takes the readings, hourly factors and months of a region out of their tables, a commit a table; older versions still
    /// have them. Returns how many data files they were.
    ///
    /// # Errors
    /// [`LakeError::ReadOnlyView`], [`LakeError::Contention`], what the tables say.
    pub fn remove_region(&self, region: &str) -> Result<u64> {
        if self.at.is_some() {
            return Err(LakeError::ReadOnlyView);
        }
        let mut removed = 0;
        for table in [Table::Readings, Table::HourlyFactors, Table::MeterMonths] {
            if self.root.join(table.name()).exists() {
                removed += self.table(table)?.remove_region(region)?;
            }
        }
        Ok(removed)
    }
}
