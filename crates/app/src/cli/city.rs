//! `carbonshed city`: how cities compare, from files to files. No home is opened but by `keep`, `tables` and `from`.

use super::together::{self, Text};
use super::{cities, print, ties};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::cities::kept::claim;
use crate::usecase::cities::pairing::weights_of;
use crate::usecase::cities::{HOMOGENEOUS, STRONG};
use clap::{Args, Subcommand, ValueEnum};
use planning::city::advantage::{advantage, location_quotient, shift_share};
use planning::city::cluster::{Linkage, cluster};
use planning::city::complexity::complexity;
use planning::city::inequality::inequality;
use planning::city::known::{COLUMNS, not_compared, read_paths, read_topics, row};
use planning::city::pairing::{Known, PartKind, best_pairs};
use planning::city::place::Position;
use planning::city::read::{Absent, Input, read};
use planning::city::related::{density, proximity};
use planning::city::similarity::{
    check_claims, cosine, cosine_of, krugman, share_above, statistics,
};
use planning::city::{Figure, Finding, Grid, PairMatrix, Structure};
use planning::sheet::Source;
use planning::ties::flows::read_places;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What is compared.
#[derive(Debug, Subcommand)]
pub enum CityCommand {
    /// How alike industrial structures are: matrix, pairs, statistics, clusters.
    Similarity(SimilarityArgs),
    /// What each city is strong in: location quotients, relatedness, complexity; shift-share between two years.
    Advantage(CityArgs),
    /// How unequal cities are, in the sum and industry by industry.
    Inequality(CityArgs),
    /// Who should work with whom, by complement, trajectory, topic and distance, with the reasons.
    Pair(PairArgs),
    /// Flows against what the gravity and the radiation model give.
    Gravity(ties::GravityArgs),
    /// Core and periphery of a network of flows.
    Core(ties::CoreArgs),
    /// An index of integration by areas, and what its weights decide.
    Integration(ties::IntegrationArgs),
    /// How far pairs have come: networking, coordination, cooperation, collaboration.
    Ladder(ties::LadderArgs),
    /// Which path of development each city's resources speak for.
    Path(ties::PathArgs),
    /// Keep a table of cities with a region: the server's pages show it.
    Keep(cities::KeepArgs),
    /// Tables of cities that a region keeps.
    Tables(cities::TablesArgs),
    /// Cut structures from a region's ledger into a file that the other commands read.
    From(cities::FromArgs),
}

/// A file and where results go.
#[derive(Debug, Args)]
pub struct CityArgs {
    /// CSV with columns city, industry, value (and year), or a printed matrix where that is enough.
    file: PathBuf,
    /// Folder that the results are written to.
    #[arg(long)]
    out: PathBuf,
    /// What an industry without a row means.
    #[arg(long, value_enum, default_value = "missing")]
    absent: AbsentArg,
}

/// Meaning of an absent row.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum AbsentArg {
    /// Not known.
    Missing,
    /// The city has none of it.
    Zero,
}

/// Arguments of `city similarity`.
#[derive(Debug, Args)]
pub struct SimilarityArgs {
    #[command(flatten)]
    common: CityArgs,
    /// single, complete, average, weighted or ward.
    #[arg(long, default_value = "average")]
    linkage: String,
    /// What a text states of the share of pairs above a figure, to be checked: `0.9:76` for 76 % above 0.9.
    #[arg(long)]
    stated: Option<String>,
}

/// Arguments of `city pair`.
#[derive(Debug, Args)]
pub struct PairArgs {
    #[command(flatten)]
    common: CityArgs,
    /// Partners of each city.
    #[arg(long, default_value_t = 5)]
    best: usize,
    /// CSV `id,lon,lat` of the cities: near ones go before far ones.
    #[arg(long)]
    places: Option<PathBuf>,
    /// CSV `city,topic`: what cities want to work on.
    #[arg(long)]
    topics: Option<PathBuf>,
    /// CSV `city,year,value`: one comparable quantity over years, t CO2e per person say.
    #[arg(long)]
    trajectories: Option<PathBuf>,
    /// Weights of complement, trajectory, topic and distance, each at least 0 [default: 1,1,1,1].
    #[arg(long)]
    weights: Option<String>,
    /// Distance at which nearness is one half, km [default: 300].
    #[arg(long)]
    half_km: Option<f64>,
    /// Years by which one may walk behind the other [default: 10].
    #[arg(long)]
    most_lag: Option<u32>,
}

/// Runs it.
///
/// # Errors
/// Files that cannot be read or written, or are refused.
pub fn run(command: CityCommand) -> Result<()> {
    match command {
        CityCommand::Similarity(args) => similarity(&args),
        CityCommand::Advantage(args) => strengths(&args),
        CityCommand::Inequality(args) => unequal(&args),
        CityCommand::Pair(args) => pair(&args),
        CityCommand::Gravity(args) => ties::gravity(&args),
        CityCommand::Core(args) => ties::core(&args),
        CityCommand::Integration(args) => ties::integration(&args),
        CityCommand::Ladder(args) => ties::ladder(&args),
        CityCommand::Path(args) => ties::path(&args),
        // They open a home, which `cli::dispatch` does.
        CityCommand::Keep(_) | CityCommand::Tables(_) | CityCommand::From(_) => Ok(()),
    }
}

fn refused(text: impl Into<String>) -> Refusal {
    Refusal::new(ErrorCode::Refused, text)
}

fn input(args: &CityArgs) -> Result<Input> {
    let name = args.file.display();
    let text = std::fs::read_to_string(&args.file)
        .map_err(|error| Refusal::storage(format!("cannot read {name}"), error))?;
    let absent = match args.absent {
        AbsentArg::Missing => Absent::Missing,
        AbsentArg::Zero => Absent::Zero,
    };
    read(&text, absent).map_err(|error| refused(format!("{name}: {error}")))
}

/// Structures by year, oldest first.
fn structures(args: &CityArgs) -> Result<Vec<(Option<i32>, Structure)>> {
    match input(args)? {
        Input::Structures(years) => Ok(years),
        Input::Matrix(..) => Err(refused(format!(
            "{}: a matrix of similarities says nothing about industries; columns city, industry, value are needed",
            args.file.display()
        ))),
    }
}

fn newest(years: Vec<(Option<i32>, Structure)>, file: &Path) -> Result<Structure> {
    let newest = years.into_iter().next_back();
    newest
        .map(|(_, structure)| structure)
        .ok_or_else(|| refused(format!("{}: no rows", file.display())))
}

/// A number with all its digits; nothing where there is none.
fn cell(figure: Figure) -> String {
    figure.map_or_else(|_| String::new(), |value| value.to_string())
}

/// The reason why there is no number.
fn why(figure: Figure) -> String {
    figure.map_or_else(|why| why.code().to_owned(), |_| String::new())
}

fn write(folder: &Path, name: &str, rows: &[Vec<String>]) -> Result<()> {
    let path = folder.join(name);
    let cannot =
        |error: std::io::Error| Refusal::storage(format!("cannot write {}", path.display()), error);
    std::fs::create_dir_all(folder).map_err(cannot)?;
    let mut writer = csv::Writer::from_path(&path).map_err(|error| cannot(error.into()))?;
    for row in rows {
        writer
            .write_record(row)
            .map_err(|error| cannot(error.into()))?;
    }
    writer.flush().map_err(cannot)
}

fn write_grid(folder: &Path, name: &str, corner: &str, grid: &Grid) -> Result<()> {
    let mut rows = vec![
        std::iter::once(corner.to_owned())
            .chain(grid.columns.iter().cloned())
            .collect::<Vec<_>>(),
    ];
    for (row, title) in grid.rows.iter().enumerate() {
        let cells = grid.row(row).iter().map(|figure| cell(*figure));
        rows.push(std::iter::once(title.clone()).chain(cells).collect());
    }
    write(folder, name, &rows)
}

fn tell(findings: &[Finding]) {
    for finding in findings {
        eprintln!("note: {}: {finding}", finding.code());
    }
}

fn end(result: &serde_json::Value) -> Result<()> {
    print(&format!("{result}\n"))
}

fn strings(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn similarity(args: &SimilarityArgs) -> Result<()> {
    let linkage = Linkage::from_name(&args.linkage).ok_or_else(|| {
        let names: Vec<&str> = Linkage::NAMES.iter().map(|(name, _)| *name).collect();
        Refusal::bad_parameter(
            "linkage",
            &args.linkage,
            &format!("there are {}", names.join(", ")),
        )
    })?;
    let claims = match &args.stated {
        Some(text) => vec![claim(text).ok_or_else(|| {
            Refusal::bad_parameter("stated", text, "write 0.9:76 for 76 % above 0.9")
        })?],
        None => Vec::new(),
    };
    let (matrix, other, mut findings) = match input(&args.common)? {
        Input::Matrix(matrix, findings) => (matrix, None, findings),
        Input::Structures(years) => {
            let structure = newest(years, &args.common.file)?;
            let (matrix, mut findings) = cosine(&structure);
            let (other, more) = krugman(&structure);
            findings.extend(more);
            (matrix, Some(other), findings)
        }
    };
    let (of, more) = statistics(&matrix);
    findings.extend(more);
    let above = share_above(&matrix, HOMOGENEOUS);
    findings.extend(check_claims(&matrix, &claims));
    let (tree, more) = cluster(&matrix, linkage);
    findings.extend(more);

    let out = &args.common.out;
    let names = matrix.names();
    let mut square = vec![
        std::iter::once("city".to_owned())
            .chain(names.iter().cloned())
            .collect::<Vec<_>>(),
    ];
    for (row, name) in names.iter().enumerate() {
        let cells = (0..names.len()).map(|column| cell(matrix.get(row, column)));
        square.push(std::iter::once(name.clone()).chain(cells).collect());
    }
    write(out, "similarity.csv", &square)?;
    write_pairs(out, &matrix, other.as_ref())?;
    let mut steps = vec![strings(&["group", "left", "right", "height", "cities"])];
    let leaves = tree.leaves.len();
    let title = |group: usize| match tree.leaves.get(group) {
        Some(leaf) => leaf.clone(),
        None => format!("group {}", group - leaves + 1),
    };
    for (step, merge) in tree.merges.iter().enumerate() {
        steps.push(vec![
            title(leaves + step),
            title(merge.left),
            title(merge.right),
            merge.height.to_string(),
            merge.size.to_string(),
        ]);
    }
    write(out, "clusters.csv", &steps)?;
    tell(&findings);
    let end_of = |extreme: &Option<planning::city::similarity::Extreme>| {
        extreme
            .as_ref()
            .map(|one| json!({"a": one.a, "b": one.b, "value": one.value}))
    };
    end(&json!({
        "cities": of.cities,
        "pairs": of.pairs,
        "missing": of.missing,
        "mean": of.mean.ok(),
        "median": of.median.ok(),
        "deviation": of.deviation.ok(),
        "least": end_of(&of.least),
        "greatest": end_of(&of.greatest),
        "above": {"similarity": above.above, "pairs": above.count, "share_percent": above.share.ok().map(|share| share * 100.0)},
        "findings": findings.len(),
    }))
}

fn write_pairs(out: &Path, matrix: &PairMatrix, other: Option<&PairMatrix>) -> Result<()> {
    let names = matrix.names();
    let mut rows = vec![strings(&["a", "b", "similarity", "krugman", "reason"])];
    for (a, b, figure) in matrix.pairs() {
        rows.push(vec![
            names[a].clone(),
            names[b].clone(),
            cell(figure),
            other.map_or_else(String::new, |other| cell(other.get(a, b))),
            why(figure),
        ]);
    }
    write(out, "pairs.csv", &rows)
}

fn strengths(args: &CityArgs) -> Result<()> {
    let years = structures(args)?;
    let mut findings = Vec::new();
    let mut shifted = None;
    if let [(Some(first), before), .., (Some(last), after)] = years.as_slice()
        && let Some((shift, more)) = shift_share(before, after)
    {
        findings.extend(more);
        let mut rows = vec![strings(&[
            "city", "from", "to", "national", "mix", "regional", "total", "reason",
        ])];
        for (city, of) in shift.cities.iter().zip(&shift.by_city) {
            let part = |part: &dyn Fn(&planning::city::advantage::Shift) -> f64| {
                of.as_ref()
                    .map_or_else(|_| String::new(), |shift| part(shift).to_string())
            };
            rows.push(vec![
                city.clone(),
                first.to_string(),
                last.to_string(),
                part(&|shift| shift.national),
                part(&|shift| shift.mix),
                part(&|shift| shift.regional),
                part(&|shift| shift.total),
                of.as_ref()
                    .map_or_else(|why| why.code().to_owned(), |_| String::new()),
            ]);
        }
        write(&args.out, "shift_share.csv", &rows)?;
        shifted = Some(json!({"from": first, "to": last}));
    }
    let structure = newest(years, &args.file)?;
    let (quotients, more) = location_quotient(&structure);
    findings.extend(more);
    let strong = advantage(&quotients, STRONG);
    let (near, more) = proximity(&strong);
    findings.extend(more);
    let dense = density(&strong, &near);
    let (complex, more) = complexity(&strong);
    findings.extend(more);
    let out = &args.out;
    write_grid(out, "location_quotient.csv", "city", &quotients)?;
    write_grid(out, "advantage.csv", "city", &strong)?;
    write_grid(out, "proximity.csv", "industry", &near)?;
    write_grid(out, "density.csv", "city", &dense)?;
    let mut rows = vec![strings(&["kind", "name", "count", "complexity", "reason"])];
    let lists = [
        (
            "city",
            structure.cities(),
            &complex.diversity,
            &complex.city,
        ),
        (
            "industry",
            structure.industries(),
            &complex.ubiquity,
            &complex.industry,
        ),
    ];
    for (kind, names, counts, figures) in lists {
        for ((name, count), figure) in names.iter().zip(counts).zip(figures) {
            rows.push(vec![
                kind.to_owned(),
                name.clone(),
                count.to_string(),
                cell(*figure),
                why(*figure),
            ]);
        }
    }
    write(out, "complexity.csv", &rows)?;
    tell(&findings);
    end(&json!({
        "cities": structure.cities().len(),
        "industries": structure.industries().len(),
        "shift_share": shifted,
        "findings": findings.len(),
    }))
}

fn unequal(args: &CityArgs) -> Result<()> {
    let structure = newest(structures(args)?, &args.file)?;
    let (cities, industries) = (structure.cities().len(), structure.industries());
    // A city of which one industry is not known has no sum.
    let sums: Vec<Option<f64>> = (0..cities)
        .map(|city| structure.row(city).iter().copied().sum())
        .collect();
    let mut rows = vec![strings(&[
        "industry",
        "cities",
        "mean",
        "gini",
        "theil_t",
        "theil_l",
        "variation",
        "reason",
    ])];
    let mut findings = Vec::new();
    let mut of_sums = None;
    let columns = std::iter::once((None, sums)).chain(industries.iter().enumerate().map(
        |(industry, name)| {
            let values = (0..cities).map(|city| structure.get(city, industry));
            (Some(name), values.collect())
        },
    ));
    for (name, values) in columns {
        let (of, more) = inequality(&values, None);
        findings.extend(more);
        rows.push(vec![
            name.map_or_else(|| "(sum)".to_owned(), Clone::clone),
            of.count.to_string(),
            cell(of.mean),
            cell(of.gini),
            cell(of.theil_t),
            cell(of.theil_l),
            cell(of.variation),
            why(of.gini),
        ]);
        of_sums.get_or_insert(of);
    }
    write(&args.out, "inequality.csv", &rows)?;
    tell(&findings);
    let sum = |part: &dyn Fn(&planning::city::inequality::Inequality) -> Figure| {
        of_sums.as_ref().and_then(|of| part(of).ok())
    };
    end(&json!({
        "cities": cities,
        "industries": industries.len(),
        "gini": sum(&|of| of.gini),
        "theil_t": sum(&|of| of.theil_t),
        "theil_l": sum(&|of| of.theil_l),
        "variation": sum(&|of| of.variation),
        "findings": findings.len(),
    }))
}

/// What a table of cities says; nothing if there is none.
fn table_of<T: Default>(
    file: Option<&Path>,
    read: impl Fn(Source<'_>) -> (T, Vec<inventory::finding::Finding>),
) -> Result<T> {
    let Some(file) = file else {
        return Ok(T::default());
    };
    let text = Text::read(file)?;
    let (found, findings) = read(text.source());
    together::tell(&findings);
    // A row left out would change what is said of a city.
    if planning::notice::refused(&findings) {
        return Err(refused(format!("{}: see its findings", file.display())));
    }
    Ok(found)
}

fn pair(args: &PairArgs) -> Result<()> {
    let begun = Instant::now();
    let structure = newest(structures(&args.common)?, &args.common.file)?;
    let places = table_of(args.places.as_deref(), read_places)?;
    let places: HashMap<&str, Option<Position>> =
        places.iter().map(|p| (p.id.as_str(), p.position)).collect();
    let topics = table_of(args.topics.as_deref(), read_topics)?;
    let paths = table_of(args.trajectories.as_deref(), read_paths)?;
    // A place of which only topics or a path are known can be paired as well.
    let mut cities = structure.cities().to_vec();
    let listed: HashSet<&str> = structure.cities().iter().map(String::as_str).collect();
    let named = topics.keys().chain(paths.iter().map(|path| &path.city));
    let others: BTreeSet<&String> = named
        .filter(|name| places.contains_key(name.as_str()) && !listed.contains(name.as_str()))
        .collect();
    cities.extend(others.into_iter().cloned());
    let cities = &cities[..];
    let positions: Vec<Option<Position>> = cities
        .iter()
        .map(|city| places.get(city.as_str()).copied().flatten())
        .collect();
    let read = begun.elapsed();
    let known = Known {
        cities,
        structure: Some(&structure),
        positions: &positions,
        paths: &paths,
        topics: &topics,
    };
    let weights = weights_of(args.weights.as_deref(), args.half_km, args.most_lag)?;
    let (found, more) =
        best_pairs(&known, &weights, args.best).map_err(|error| refused(error.to_string()))?;
    let strangers = [
        not_compared(PartKind::Topic, topics.keys().map(String::as_str), cities),
        not_compared(
            PartKind::Trajectory,
            paths.iter().map(|path| path.city.as_str()),
            cities,
        ),
    ];
    let mut findings: Vec<Finding> = strangers.into_iter().flatten().collect();
    findings.extend(more);
    // How alike the two are is no part of the score, and good to know beside it.
    let at: HashMap<&str, usize> = cities
        .iter()
        .enumerate()
        .map(|(at, city)| (city.as_str(), at))
        .collect();
    let ends: Vec<(usize, usize)> = found
        .iter()
        .map(|one| (at[one.a.as_str()], at[one.b.as_str()]))
        .collect();
    let alike = cosine_of(&structure, &ends);
    let paired = begun.elapsed();
    let mut head = strings(&COLUMNS);
    head.push("similarity".to_owned());
    let mut rows = vec![head];
    for (one, alike) in found.iter().zip(alike) {
        let mut cells = row(one);
        cells.push(cell(alike));
        rows.push(cells);
    }
    write(&args.common.out, "partners.csv", &rows)?;
    tell(&findings);
    let unknown: BTreeMap<&str, usize> = PartKind::ALL
        .iter()
        .map(|kind| {
            let without = |one: &&planning::city::pairing::Pairing| one.part(*kind).value.is_err();
            (kind.id(), found.iter().filter(without).count())
        })
        .collect();
    end(&json!({
        "cities": cities.len(),
        "partnerships": found.len(),
        "without": unknown,
        "findings": findings.len(),
        "seconds": {
            "read": read.as_secs_f64(),
            "pair": (paired - read).as_secs_f64(),
            "write": (begun.elapsed() - paired).as_secs_f64(),
        },
    }))
}
