//! `carbonshed symbiosis|site|route|share|grant|chain|supply`: what cities do together, from files to files. No home is opened.

use super::import::{self, ModeArg};
use super::print;
use crate::embed;
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::board::matches;
use crate::usecase::cities;
use clap::{Args, Subcommand};
use inventory::finding::Finding;
use planning::exchange::{self, Settings, read::Folder};
use planning::sheet::{Source, Tables};
use planning::siting::locate::Effort;
use planning::{chain, route, sharing, siting, supply, support};
use std::path::{Path, PathBuf};

/// Findings of one code that are written out in full.
const ALIKE_MAX: usize = 20;

/// What goes from one to the other.
#[derive(Debug, Subcommand)]
pub enum SymbiosisCommand {
    /// Who can use whose leftovers: the network of greatest gain, how the gain is split, what it saves.
    Match(MatchArgs),
}

/// Where results go, and what becomes of faulty rows.
#[derive(Debug, Args)]
pub struct OutArgs {
    /// Folder that the results are written to.
    #[arg(long)]
    out: PathBuf,
    /// What to do with faulty rows.
    #[arg(long, value_enum, default_value = "strict")]
    mode: ModeArg,
}

/// Arguments of `symbiosis match`.
#[derive(Debug, Args)]
pub struct MatchArgs {
    /// Folder with partners.csv, offers.csv, needs.csv; perhaps rules.csv, transport.csv, distances.csv.
    folder: PathBuf,
    #[command(flatten)]
    common: OutArgs,
    /// Price of a tonne of CO2e that counts as gain, yuan.
    #[arg(long, default_value_t = 0.0)]
    carbon_yuan_per_t: f64,
    /// Way on the ground over the great circle, at least 1, where distances.csv has no figure.
    #[arg(long, default_value_t = 1.0)]
    detour: f64,
}

/// Arguments of `site`.
#[derive(Debug, Args)]
pub struct SiteArgs {
    /// CSV of settings, clients and candidate sites.
    file: PathBuf,
    #[command(flatten)]
    common: OutArgs,
}

/// Arguments of `route`.
#[derive(Debug, Args)]
pub struct RouteArgs {
    /// CSV of settings, links and changes of mode.
    file: PathBuf,
    /// What each mode takes per tonne-kilometre [default: the table that comes with the program].
    #[arg(long)]
    modes: Option<PathBuf>,
    #[command(flatten)]
    common: OutArgs,
}

/// Arguments of `share`.
#[derive(Debug, Args)]
pub struct ShareArgs {
    /// CSV `project,item,year,yuan`.
    amounts: PathBuf,
    /// CSV `rule,city,percent` or `key`, and what the rule is for.
    rules: PathBuf,
    #[command(flatten)]
    common: OutArgs,
}

/// Arguments of `grant`.
#[derive(Debug, Args)]
pub struct GrantArgs {
    /// CSV `project,kind,name,value,year,currency`; kinds are cost, fact and done.
    projects: PathBuf,
    /// Rules of support [default: those that the documents name].
    #[arg(long)]
    rules: Option<PathBuf>,
    #[command(flatten)]
    common: OutArgs,
}

/// Arguments of `chain`.
#[derive(Debug, Args)]
pub struct ChainArgs {
    /// Folder with firms.csv, products.csv, processes.csv, needs.csv, deliveries.csv; or an input-output table: a folder with Z and Y, or one
    /// region's table (.xlsx, .csv).
    source: PathBuf,
    /// Sheet of a workbook; `#WORDS` is the table that begins in a row with these words.
    #[arg(long)]
    sheet: Option<String>,
    /// What breaks: a firm, or a delivery as `from>to` of two processes; may be given more than once.
    #[arg(long = "break", value_name = "NAME")]
    broken: Vec<String>,
    #[command(flatten)]
    common: OutArgs,
}

/// Arguments of `supply`.
#[derive(Debug, Args)]
pub struct SupplyArgs {
    /// CSV `id,firm,city,kind` and what is known of `text,code,yuan,units,days,certificates,lon,lat`.
    offers: PathBuf,
    /// The same of what is looked for.
    needs: PathBuf,
    /// Offers of each need.
    #[arg(long, default_value_t = 5)]
    best: usize,
    /// Let the index propose offers, however few there are; else it does above 4 million pairs.
    #[arg(long)]
    index: bool,
    #[command(flatten)]
    common: OutArgs,
}

/// `symbiosis`.
///
/// # Errors
/// Files that cannot be read or written, or are refused; settings that cannot be.
pub fn symbiosis(command: SymbiosisCommand) -> Result<()> {
    let SymbiosisCommand::Match(args) = command;
    let price = args.carbon_yuan_per_t;
    if !(price.is_finite() && price >= 0.0) {
        let wanted = "a number of at least 0";
        return Err(Refusal::bad_parameter(
            "carbon-yuan-per-t",
            &price.to_string(),
            wanted,
        ));
    }
    if !(args.detour.is_finite() && args.detour >= 1.0) {
        let wanted = "a number of at least 1";
        return Err(Refusal::bad_parameter(
            "detour",
            &args.detour.to_string(),
            wanted,
        ));
    }
    let file = |name: &str| Text::read(&args.folder.join(name));
    let perhaps = |name: &str| Text::perhaps(&args.folder.join(name));
    let (partners, offers, needs) = (
        file("partners.csv")?,
        file("offers.csv")?,
        file("needs.csv")?,
    );
    let rules = match perhaps("rules.csv")? {
        Some(rules) => rules,
        None => Text::embedded("exchange/rules.csv")?,
    };
    let distances = perhaps("distances.csv")?;
    let mut carried = vec![Text::embedded("exchange/transport.csv")?];
    carried.extend(perhaps("transport.csv")?);
    let transport: Vec<Source<'_>> = carried.iter().map(Text::source).collect();
    let folder = Folder {
        partners: partners.source(),
        offers: offers.source(),
        needs: needs.source(),
        rules: rules.source(),
        transport: &transport,
        distances: distances.as_ref().map(Text::source),
    };
    let settings = Settings {
        carbon_yuan_per_t: price,
        detour: args.detour,
        ..Settings::default()
    };
    let tables = exchange::run(folder, &settings, args.common.strict());
    args.common.end(tables)
}

/// `site`.
///
/// # Errors
/// Files that cannot be read or written, or are refused; no choice of sites is possible.
pub fn site(args: &SiteArgs) -> Result<()> {
    let file = Text::read(&args.file)?;
    let tables = siting::run(file.source(), Effort::default(), args.common.strict());
    args.common.end(tables)
}

/// `route`.
///
/// # Errors
/// Files that cannot be read or written, or are refused; there is no way.
pub fn route(args: &RouteArgs) -> Result<()> {
    let file = Text::read(&args.file)?;
    let modes = Text::or_embedded(args.modes.as_deref(), "route/modes.csv")?;
    let tables = route::run(file.source(), modes.source(), args.common.strict());
    args.common.end(tables)
}

/// `share`.
///
/// # Errors
/// Files that cannot be read or written, or are refused.
pub fn share(args: &ShareArgs) -> Result<()> {
    let (amounts, rules) = (Text::read(&args.amounts)?, Text::read(&args.rules)?);
    let tables = sharing::run(amounts.source(), rules.source(), args.common.strict());
    args.common.end(tables)
}

/// `grant`.
///
/// # Errors
/// Files that cannot be read or written, or are refused.
pub fn grant(args: &GrantArgs) -> Result<()> {
    let projects = Text::read(&args.projects)?;
    let rules = Text::or_embedded(args.rules.as_deref(), "support/rules.csv")?;
    let tables = support::run(projects.source(), rules.source(), args.common.strict());
    args.common.end(tables)
}

/// `chain`.
///
/// # Errors
/// Files that cannot be read or written, or are refused; what is to break is not there.
pub fn chain(args: &ChainArgs) -> Result<()> {
    let (source, names) = (&args.source, cities::chain::FILES);
    if !names.iter().any(|name| source.join(name).exists()) {
        let (table, notes) = crate::sources::trade(source, args.sheet.as_deref(), None)?;
        for note in &notes {
            eprintln!("note: {note}");
        }
        let chain = cities::chain::of_trade(&table)?;
        let tables = chain::run_on(&chain, Vec::new(), &args.broken, args.common.strict());
        return args.common.end(tables);
    }
    let file = |name: &str| Text::read(&source.join(name));
    let [firms, products, processes, needs, deliveries] = names;
    let (firms, products) = (file(firms)?, file(products)?);
    let (processes, needs, deliveries) = (file(processes)?, file(needs)?, file(deliveries)?);
    let industries = Text::embedded("classifications/gbt4754_2017.csv")?;
    let folder = chain::read::Folder {
        firms: firms.source(),
        products: products.source(),
        processes: processes.source(),
        needs: needs.source(),
        deliveries: deliveries.source(),
        industries: industries.source(),
    };
    let tables = chain::run(folder, &args.broken, args.common.strict());
    args.common.end(tables)
}

/// `supply`.
///
/// # Errors
/// Files that cannot be read or written, or are refused.
pub fn supply(args: &SupplyArgs) -> Result<()> {
    let (offers, needs) = (Text::read(&args.offers)?, Text::read(&args.needs)?);
    let weights = supply::rank::Weights::default();
    let strict = args.common.strict();
    let ((offers, mut findings), (needs, said)) = rayon::join(
        || supply::read::read(offers.source()),
        || supply::read::read(needs.source()),
    );
    findings.extend(said);
    if strict && planning::notice::refused(&findings) {
        let tables = Tables {
            findings,
            ..Tables::default()
        };
        return args.common.end(tables);
    }
    let ranked = if args.index {
        matches::by_index
    } else {
        matches::ranked
    };
    let (ranked, said) = ranked(&offers, &needs, &weights, args.best)?;
    findings.extend(said);
    args.common
        .end(supply::tables(&offers, &needs, &ranked, findings))
}

/// A file's name and text.
pub(super) struct Text {
    name: String,
    text: String,
}

impl Text {
    /// A file of a person.
    ///
    /// # Errors
    /// It cannot be read, or is no UTF-8.
    pub(super) fn read(path: &Path) -> Result<Text> {
        let name = path.display().to_string();
        let bytes = std::fs::read(path)
            .map_err(|error| Refusal::storage(format!("cannot read {name}"), error))?;
        Text::of(name, bytes)
    }

    /// A file that need not be there.
    fn perhaps(path: &Path) -> Result<Option<Text>> {
        path.exists().then(|| Text::read(path)).transpose()
    }

    /// A table that the program carries.
    fn embedded(path: &str) -> Result<Text> {
        let bytes = embed::data(path)
            .ok_or_else(|| Refusal::internal("a table of the program", format!("no {path}")))?;
        Text::of(format!("data/{path}"), bytes.into_owned())
    }

    /// A person's table, else the program's.
    ///
    /// # Errors
    /// It cannot be read, or is no UTF-8.
    pub(super) fn or_embedded(path: Option<&Path>, embedded: &str) -> Result<Text> {
        path.map_or_else(|| Text::embedded(embedded), Text::read)
    }

    fn of(name: String, bytes: Vec<u8>) -> Result<Text> {
        let text = String::from_utf8(bytes).map_err(|_| {
            Refusal::new(
                ErrorCode::Refused,
                format!("{name} is not UTF-8; save it as UTF-8"),
            )
        })?;
        Ok(Text { name, text })
    }

    /// What the libraries read.
    pub(super) fn source(&self) -> Source<'_> {
        Source {
            file: &self.name,
            text: &self.text,
        }
    }
}

impl OutArgs {
    /// Whether one faulty row refuses all.
    pub(super) fn strict(&self) -> bool {
        matches!(self.mode, ModeArg::Strict)
    }

    /// Lists the findings, writes the tables and says last what they come to.
    ///
    /// # Errors
    /// Nothing could be worked out, or the folder cannot be written to.
    pub(super) fn end(&self, tables: Tables) -> Result<()> {
        finish(&self.out, tables)
    }
}

fn finish(out: &Path, tables: Tables) -> Result<()> {
    tell(&tables.findings);
    if tables.files.is_empty() {
        let count = tables.findings.len();
        return Err(Refusal::new(
            ErrorCode::Refused,
            format!(
                "nothing was worked out; findings: {count} (--mode lenient leaves faulty rows out)"
            ),
        ));
    }
    let cannot = |path: &Path, error: std::io::Error| {
        Refusal::storage(format!("cannot write {}", path.display()), error)
    };
    std::fs::create_dir_all(out).map_err(|error| cannot(out, error))?;
    for (name, text) in &tables.files {
        let path = out.join(name);
        std::fs::write(&path, text).map_err(|error| cannot(&path, error))?;
    }
    let mut line = serde_json::Map::new();
    for (name, value) in &tables.sums {
        // Counts are whole; what is not known is null.
        let value = match *value {
            Some(value) if value.fract() == 0.0 && value.abs() < 1e15 => (value as i64).into(),
            other => other.into(),
        };
        line.insert((*name).to_owned(), value);
    }
    line.insert("findings".to_owned(), tables.findings.len().into());
    print(&format!("{}\n", serde_json::Value::Object(line)))
}

/// Findings on standard error, of each code the first twenty.
pub(super) fn tell(findings: &[Finding]) {
    let mut told = std::collections::BTreeMap::<&str, usize>::new();
    for finding in findings {
        let times = told.entry(&finding.code).or_default();
        *times += 1;
        if *times > ALIKE_MAX {
            continue;
        }
        let place = finding.location.as_ref().map_or_else(String::new, |at| {
            format!("{} {}: ", at.file, import::place(at))
        });
        let severity = import::severity(finding.severity);
        eprintln!("{severity}: {}: {place}{}", finding.code, finding.message);
    }
    for (code, times) in told.iter().filter(|(_, times)| **times > ALIKE_MAX) {
        eprintln!("… {} more of {code}", times - ALIKE_MAX);
    }
}
