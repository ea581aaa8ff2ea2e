//! A data home: the store, the lake, the configuration, and the regions that are in memory.

use crate::boundary;
use crate::config::Config;
use crate::files::Files;
use crate::mappings;
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::board::Board;
use crate::usecase::estimates::{ESTIMATED, Report};
use crate::usecase::readings::Clock;
use crate::usecase::readings::book::Book;
use crate::view::{Heads, Metered, Parts, RegionView, industry_labels};
use inventory::cube::{Cube, CubeBuilder, CubePatch};
use inventory::factors::FactorLibrary;
use inventory::finding::Finding;
use inventory::master::{Enterprise, Place, Region};
use lake::Lake;
use lake::commit::{Locks, Verdict, recover};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use store::Store;

/// Where a region's view is kept. The lock is held while a new one is made, so that it is made once.
#[derive(Debug, Default)]
struct Cell {
    view: tokio::sync::Mutex<Option<Arc<RegionView>>>,
}

/// Where the meters of a region are kept, likewise.
pub(crate) type BookCell = Arc<tokio::sync::Mutex<Option<Arc<Book>>>>;

/// Where the exchange board of a region is kept, likewise.
pub(crate) type BoardCell = Arc<tokio::sync::Mutex<Option<Arc<Board>>>>;

/// Searches for sites, routes and networks that may run at once.
const SOLVING_MAX: usize = 2;

/// A data home. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Home {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    dir: PathBuf,
    config: Config,
    store: Store,
    lake: Lake,
    locks: Locks,
    clock: Clock,
    files: Arc<Files>,
    cells: Mutex<HashMap<String, Arc<Cell>>>,
    books: Mutex<HashMap<String, BookCell>>,
    boards: Mutex<HashMap<String, BoardCell>>,
    solving: Arc<tokio::sync::Semaphore>,
    load_seconds: Mutex<BTreeMap<String, f64>>,
    faults: Mutex<BTreeMap<String, String>>,
    accounting: tokio::sync::Mutex<()>,
    rows_imported: std::sync::atomic::AtomicU64,
    views_patched: std::sync::atomic::AtomicU64,
}

impl From<lake::LakeError> for Refusal {
    fn from(error: lake::LakeError) -> Self {
        use lake::LakeError as L;
        let message = error.to_string();
        match error {
            L::DiskFull { .. } | L::Permission { .. } | L::Io { .. } => {
                Refusal::new(ErrorCode::Storage, message)
            }
            _ => {
                tracing::error!(error = message, "the lake");
                Refusal::new(ErrorCode::Internal, message)
            }
        }
    }
}

/// Runs blocking work off the async threads.
///
/// # Errors
/// What the work refuses; a panic in it is our fault.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Refusal::internal("a task ended badly", error))?
}

impl Home {
    /// Opens a home, creating what is missing, and judges imports that another process left unfinished: those whose rows are
    /// all in the lake are rolled forward, the others are marked interrupted and count for nothing.
    ///
    /// # Errors
    /// A folder that cannot be written, a database that cannot be opened.
    pub async fn open(dir: &Path, config: Config) -> Result<Home> {
        Self::open_with(dir, config, Clock::of_machine()).await
    }

    /// As [`Home::open`], with another clock than the machine's.
    ///
    /// # Errors
    /// As [`Home::open`].
    pub async fn open_with(dir: &Path, config: Config, clock: Clock) -> Result<Home> {
        std::fs::create_dir_all(dir).map_err(|error| {
            Refusal::storage(format!("cannot make the home {}", dir.display()), error)
        })?;
        let store = match &config.database {
            Some(url) => Store::open(url).await?,
            None => Store::open_file(&dir.join("carbonshed.db")).await?,
        };
        let tables = dir.join("tables");
        let folder = dir.join("locks");
        let (lake, locks) =
            blocking(move || Ok((Lake::open(&tables)?, Locks::open(&folder)?))).await?;
        let home = Home {
            inner: Arc::new(Inner {
                dir: dir.to_owned(),
                config,
                store,
                lake,
                locks,
                clock,
                files: Arc::new(Files::new(dir)),
                cells: Mutex::default(),
                books: Mutex::default(),
                boards: Mutex::default(),
                solving: Arc::new(tokio::sync::Semaphore::new(SOLVING_MAX)),
                load_seconds: Mutex::default(),
                faults: Mutex::default(),
                accounting: tokio::sync::Mutex::default(),
                rows_imported: std::sync::atomic::AtomicU64::new(0),
                views_patched: std::sync::atomic::AtomicU64::new(0),
            }),
        };
        home.recover().await?;
        Ok(home)
    }

    /// Ends what other processes left unfinished. Safe to run at any time and twice.
    ///
    /// # Errors
    /// What the store or the lake says.
    pub async fn recover(&self) -> Result<()> {
        let open = self.store().unfinished_imports().await?;
        if open.is_empty() {
            return Ok(());
        }
        let locks = self.inner.locks.clone();
        let gate = blocking(move || Ok(locks.recovery()?)).await?;
        // Asked again behind the gate: what was begun meanwhile holds its lock by now.
        let open: Vec<(u32, bool)> = self
            .store()
            .unfinished_imports()
            .await?
            .iter()
            .map(|import| (import.seq, import.state == store::ImportState::Prepared))
            .collect();
        let (lake, locks) = (self.inner.lake.clone(), self.inner.locks.clone());
        let judged = blocking(move || Ok(recover(&lake, &locks, open)?)).await?;
        for job in &judged {
            match job.verdict {
                Verdict::RollForward => {
                    self.store().commit_import(job.seq).await?;
                    tracing::warn!(
                        import = job.seq,
                        "rolled forward an import whose process was gone"
                    );
                }
                Verdict::Interrupt => {
                    self.store().mark_interrupted(job.seq).await?;
                    tracing::warn!(
                        import = job.seq,
                        "marked an import as interrupted: its process was gone"
                    );
                }
                Verdict::Running => {}
            }
        }
        drop(judged);
        drop(gate);
        Ok(())
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.inner.dir
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.inner.config
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The lake.
    pub fn lake(&self) -> &Lake {
        &self.inner.lake
    }

    /// Now, in microseconds since 1970 UTC, as the home's clock says.
    pub fn now_us(&self) -> i64 {
        self.inner.clock.now_us()
    }

    /// The exchange board of a region.
    pub(crate) fn board_cell(&self, region: &str) -> BoardCell {
        let mut boards = self
            .inner
            .boards
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        Arc::clone(boards.entry(region.to_owned()).or_default())
    }

    /// Runs a search that may take a while, no more than a few at once.
    ///
    /// # Errors
    /// As [`blocking`].
    pub async fn solve<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let place = Arc::clone(&self.inner.solving).acquire_owned().await;
        let place = place.map_err(|error| Refusal::internal("waiting for a place", error))?;
        // Who asked may be gone before the work is done: the place is given back with the work.
        blocking(move || {
            let _place = place;
            work()
        })
        .await
    }

    /// The lock files of imports.
    pub fn locks(&self) -> &Locks {
        &self.inner.locks
    }

    /// The imported files, as they came.
    pub fn files(&self) -> &Arc<Files> {
        &self.inner.files
    }

    fn heads_path(&self, seq: u32) -> PathBuf {
        self.inner.dir.join("imports").join(format!("{seq}.json"))
    }

    /// Keeps the heads of an import's file, so that an explanation can name the column.
    ///
    /// # Errors
    /// What the disk says.
    pub fn put_heads(&self, seq: u32, heads: &Heads) -> Result<()> {
        let path = self.heads_path(seq);
        let text = serde_json::to_vec(heads).map_err(|error| Refusal::internal("heads", error))?;
        std::fs::create_dir_all(self.inner.dir.join("imports"))
            .and_then(|()| std::fs::write(&path, text))
            .map_err(|error| Refusal::storage(format!("cannot write {}", path.display()), error))
    }

    fn heads(&self, seq: u32) -> Option<Heads> {
        serde_json::from_slice(&std::fs::read(self.heads_path(seq)).ok()?).ok()
    }

    /// Counts imported rows, for `/metrics`.
    pub fn note_imported(&self, rows: u64) {
        self.inner
            .rows_imported
            .fetch_add(rows, std::sync::atomic::Ordering::Relaxed);
    }

    /// Rows imported by this process.
    pub fn rows_imported(&self) -> u64 {
        self.inner
            .rows_imported
            .load(std::sync::atomic::Ordering::Relaxed)
    }

    /// How often this process put new entries into a cube instead of making it anew.
    pub fn views_patched(&self) -> u64 {
        self.inner
            .views_patched
            .load(std::sync::atomic::Ordering::Relaxed)
    }

    /// Seconds that the last load of each region's cube took.
    pub fn load_seconds(&self) -> BTreeMap<String, f64> {
        self.inner
            .load_seconds
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// A region at the store's present data version: from memory, or loaded now. An import by another process shows up with
    /// the next question.
    ///
    /// # Errors
    /// [`ErrorCode::UnknownRegion`]; what the store or the lake says.
    pub async fn region(&self, id: &str) -> Result<Arc<RegionView>> {
        let version = self.store().data_version(id).await?;
        let cell = Arc::clone(
            self.inner
                .cells
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .entry(id.to_owned())
                .or_default(),
        );
        let mut slot = cell.view.lock().await;
        if let Some(view) = slot.as_ref()
            && view.data_version >= version
        {
            return Ok(Arc::clone(view));
        }
        let started = Instant::now();
        // Taken out, so that the cube can be gone on from in its place if nobody reads it at the moment.
        let loaded = self.load(id, slot.take()).await;
        self.note_fault(id, loaded.as_ref().err());
        let view = Arc::new(loaded?);
        let seconds = started.elapsed().as_secs_f64();
        self.inner
            .load_seconds
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(id.to_owned(), seconds);
        tracing::info!(
            region = id,
            seconds,
            entries = view.cube.len(),
            "loaded a region"
        );
        *slot = Some(Arc::clone(&view));
        Ok(view)
    }

    /// Runs over readings go one after the other: the second finds done what the first did.
    pub(crate) async fn accounting(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.inner.accounting.lock().await
    }

    pub(crate) fn book_cell(&self, region: &str) -> BookCell {
        let mut books = self
            .inner
            .books
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        Arc::clone(books.entry(region.to_owned()).or_default())
    }

    fn note_fault(&self, id: &str, refusal: Option<&Refusal>) {
        let mut faults = self
            .inner
            .faults
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match refusal {
            Some(refusal) => {
                tracing::error!(
                    region = id,
                    fault = refusal.message,
                    "a region cannot be read"
                );
                faults.insert(id.to_owned(), refusal.message.clone());
            }
            None => {
                faults.remove(id);
            }
        }
    }

    /// Regions that could not be read when they were last asked for, and why.
    pub fn faults(&self) -> BTreeMap<String, String> {
        self.inner
            .faults
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Forgets a region that was removed.
    pub fn forget(&self, id: &str) {
        self.inner
            .cells
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(id);
        self.inner
            .books
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(id);
        self.note_fault(id, None);
    }

    /// Loads a region; from `before`, its view at an earlier version, where all that came since can be put into that one's cube.
    async fn load(&self, id: &str, before: Option<Arc<RegionView>>) -> Result<RegionView> {
        let store = self.store();
        // The version is read first: whatever is committed meanwhile is loaded at the latest with the next question.
        let record = store.region(id).await?;
        let places = store.places(id).await?;
        let enterprises = store.enterprises(id).await?;
        let imports = store.committed_imports(id).await?;
        let boundary_levels = self.ordered_levels(&record.region).await?;
        let mut bbox = None;
        for level in &boundary_levels {
            bbox = match store.boundary(id, level).await? {
                Some(packed) => boundary::bbox_of_packed(&packed),
                None => None,
            };
            if bbox.is_some() {
                break;
            }
        }
        let mut read_through = HashMap::new();
        for import in &imports {
            let id = &import.job.mapping;
            if id == ESTIMATED {
                continue;
            }
            // A mapping that is gone or faulty takes the cells' texts with it, not the figures.
            if !read_through.contains_key(id)
                && let Ok(mapping) = mappings::find(self.dir(), id)
            {
                read_through.insert(id.clone(), mapping);
            }
        }
        let findings_count = imports.iter().map(|import| import.counts.findings).sum();
        let mut metered: HashMap<String, BTreeSet<Metered>> = HashMap::new();
        for meter in store.meters(id).await? {
            // A parent's amount holds its children's.
            if let (Some(enterprise), None) = (meter.enterprise, meter.parent) {
                metered.entry(enterprise).or_default().insert(Metered {
                    carrier: meter.carrier,
                    place: meter.place,
                    unit: meter.unit,
                });
            }
        }
        let lake = self.lake().clone();
        let home = self.clone();
        blocking(move || {
            let heads = imports
                .iter()
                .filter_map(|import| Some((import.seq, home.heads(import.seq)?)))
                .collect();
            let estimates = imports
                .iter()
                .filter(|import| import.job.mapping == ESTIMATED)
                .filter_map(|import| Some((import.seq, Report::kept(home.dir(), import.seq)?)))
                .collect();
            let region = record.region.clone();
            let onward = before
                .map(|view| onward(&lake, view, &region, (&places, &enterprises), &imports))
                .transpose()?
                .flatten();
            let (cube, findings) = match onward {
                Some(done) => {
                    home.inner
                        .views_patched
                        .fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    done
                }
                None => anew(&lake, &region, (&places, &enterprises), &imports)?,
            };
            let bbox = bbox.or_else(|| bbox_of_points(&places, &enterprises));
            let industries = industry_labels(&region, cube.industries());
            Ok(RegionView::new(Parts {
                region,
                data_version: record.data_version,
                places,
                enterprises,
                cube,
                findings,
                imports,
                heads,
                files: Arc::clone(home.files()),
                mappings: read_through,
                estimates,
                findings_count,
                boundary_levels,
                bbox,
                industries,
                metered,
            }))
        })
        .await
    }

    async fn ordered_levels(&self, region: &Region) -> Result<Vec<String>> {
        let known = self.store().boundary_levels(&region.id).await?;
        Ok(region
            .levels
            .iter()
            .map(|level| level.id.clone())
            .filter(|level| known.contains(level))
            .collect())
    }
}

/// Above so many new imports all files are read.
const IMPORTS_PUT_IN_MAX: usize = 16;

/// The cube of a region, made of all entries and statistics that count.
fn anew(
    lake: &Lake,
    region: &Region,
    (places, enterprises): (&[Place], &[Enterprise]),
    imports: &[store::Import],
) -> Result<(Cube, Vec<Finding>)> {
    let datasets: lake::Imports = imports
        .iter()
        .map(|import| (import.seq, import.job.dataset.clone()))
        .collect();
    let mut builder = CubeBuilder::new(region.clone(), places.to_vec(), enterprises.to_vec());
    builder.factor_uncertainties(FactorLibrary::builtin());
    lake.scan_entries(&region.id, &datasets, |entry| builder.push(&entry))?;
    lake.scan_statistics(&region.id, &datasets, |statistic| {
        builder.push_statistic(&statistic);
    })?;
    Ok(builder.build())
}

/// The cube of an earlier view with the entries of the imports that came since; `None` where it has to be made anew: places or
/// enterprises changed, an import no longer counts, an earlier one was committed late, statistics came.
fn onward(
    lake: &Lake,
    view: Arc<RegionView>,
    region: &Region,
    (places, enterprises): (&[Place], &[Enterprise]),
    imports: &[store::Import],
) -> Result<Option<(Cube, Vec<Finding>)>> {
    let last = view.imports.keys().max().copied().unwrap_or(0);
    let (known, new): (Vec<_>, Vec<_>) = imports
        .iter()
        .partition(|import| view.imports.contains_key(&import.seq));
    let entries: u64 = new.iter().map(|import| import.counts.entries).sum();
    if view.region != *region
        || view.places != places
        || view.enterprises != enterprises
        || known.len() != view.imports.len()
        || new.len() > IMPORTS_PUT_IN_MAX
        || new
            .iter()
            .any(|import| import.seq <= last || import.counts.statistics > 0)
    {
        return Ok(None);
    }
    let (cube, findings) = match Arc::try_unwrap(view) {
        Ok(view) => (view.cube, view.findings),
        Err(view) => (view.cube.clone(), view.findings.clone()),
    };
    if entries == 0 {
        return Ok(Some((cube, findings)));
    }
    let mut patch = CubePatch::new(cube);
    for import in new.iter().filter(|import| import.counts.entries > 0) {
        let dataset = &import.job.dataset;
        lake.scan_entries_of(&region.id, import.seq, dataset, |entry| patch.push(&entry))?;
    }
    match patch.apply() {
        Ok(done) => Ok(Some(done)),
        Err(why) => {
            tracing::debug!(%why, region = region.id, "the cube is made anew");
            Ok(None)
        }
    }
}

fn bbox_of_points(places: &[Place], enterprises: &[Enterprise]) -> Option<[f64; 4]> {
    let mut bbox: Option<[f64; 4]> = None;
    for (lon, lat) in places
        .iter()
        .filter_map(|place| place.lon_lat)
        .chain(enterprises.iter().filter_map(|one| one.lon_lat))
    {
        bbox = Some(match bbox {
            None => [lon, lat, lon, lat],
            Some([w, s, e, n]) => [w.min(lon), s.min(lat), e.max(lon), n.max(lat)],
        });
    }
    bbox
}
