//! `carbonshed regions`, `findings`, `generate`, `user`.

use super::import::{one, report, upload};
use super::{EXIT_REFUSED, print, table};
use crate::home::Home;
use crate::http::dto::{ChangeUserRequest, FindingsQuery, NewUserRequest, RoleId, SeverityId};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::region_folder::{self, RegionFolder, Source};
use crate::usecase::cities::kept;
use crate::usecase::import::Upload;
use crate::usecase::readings::{account, cases, files};
use crate::usecase::{Actor, accounts, findings as findings_usecase, regions as usecase};
use clap::{Args, Subcommand, ValueEnum};
use metering::parse::ParseOptions;
use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use store::{ImportMode, ImportState};

/// The synthetic sample region. It is made on the spot, since its files would make the program twice as large.
const DISTRICT: &str = "district";

/// How a list is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// For people.
    Table,
    /// An array of objects.
    Json,
}

/// `carbonshed regions`.
#[derive(Debug, Subcommand)]
pub enum RegionsCommand {
    /// Regions of the home, and those that can be added.
    List {
        /// How to print.
        #[arg(long, value_enum, default_value = "table")]
        format: ListFormat,
    },
    /// Add (or renew) a region with its data, from the program's own or from a folder.
    Add {
        /// Id of a region that the program carries, `district` for the synthetic one, or a folder with region.toml.
        region: String,
        /// Add only the region's places, enterprises and boundaries.
        #[arg(long)]
        no_data: bool,
        /// Import the files that belong to it, too; this is what happens anyway.
        #[arg(long, hide = true, conflicts_with = "no_data")]
        with_data: bool,
    },
    /// Remove a region with its imports.
    Remove {
        /// Id.
        region: String,
    },
}

/// A region of the home as it is listed.
#[derive(Debug, serde::Serialize)]
struct Listed {
    id: String,
    name: units::Label,
    synthetic: bool,
    places: u64,
    enterprises: u64,
    imports: usize,
    data_version: u64,
    /// True if every file that belongs to the region is in the ledger; without a known folder, if anything is.
    complete: bool,
}

/// Where the files of a region lie: in the program, or where the home had them made.
fn folder_of(home: &Home, id: &str) -> Option<Source> {
    if crate::embed::region_ids().iter().any(|one| one == id) {
        return Some(Source::Embedded(id.to_owned()));
    }
    let dir = generated(home, id);
    dir.join("region.toml")
        .is_file()
        .then_some(Source::Dir(dir))
}

fn generated(home: &Home, id: &str) -> PathBuf {
    home.dir().join("generated").join(id)
}

async fn listed(home: &Home) -> Result<Vec<Listed>> {
    let mut out = Vec::new();
    for record in home.store().regions().await? {
        let id = record.region.id.clone();
        let (places, enterprises) = home.store().master_counts(&id).await?;
        let imports = home.store().committed_imports(&id).await?;
        let complete = match folder_of(home, &id) {
            Some(source) => RegionFolder::load(source)?.imports.iter().all(|spec| {
                let name = spec.file.rsplit('/').next().unwrap_or(&spec.file);
                imports.iter().any(|import| {
                    import.job.file_name == name && import.job.mapping == spec.mapping
                })
            }),
            None => !imports.is_empty(),
        };
        out.push(Listed {
            name: record.region.name.clone(),
            synthetic: record.region.synthetic,
            places,
            enterprises,
            imports: imports.len(),
            data_version: record.data_version,
            complete,
            id,
        });
    }
    Ok(out)
}

fn list_text(regions: &[Listed]) -> String {
    let mut out = table(
        &[
            "region",
            "name",
            "places",
            "enterprises",
            "imports",
            "version",
            "",
        ],
        &[2, 3, 4, 5],
    );
    for one in regions {
        out.add_row([
            one.id.clone(),
            one.name.en.clone(),
            one.places.to_string(),
            one.enterprises.to_string(),
            one.imports.to_string(),
            one.data_version.to_string(),
            if one.complete { "" } else { "files missing" }.to_owned(),
        ]);
    }
    let mut text = if regions.is_empty() {
        "No region yet.\n".to_owned()
    } else {
        format!("{}\n", out.trim_fmt())
    };
    let mut more = crate::embed::region_ids();
    more.push(DISTRICT.to_owned());
    more.retain(|id| !regions.iter().any(|region| region.id == *id));
    if !more.is_empty() {
        text.push_str(&format!("Can be added: {}\n", more.join(", ")));
    }
    text
}

/// Runs `carbonshed regions`.
///
/// # Errors
/// What the use cases refuse.
pub async fn regions(home: &Home, command: RegionsCommand) -> Result<ExitCode> {
    let actor = Actor::Operator;
    match command {
        RegionsCommand::List { format } => {
            let regions = listed(home).await?;
            print(&match format {
                ListFormat::Table => list_text(&regions),
                ListFormat::Json => {
                    serde_json::to_string_pretty(&regions)
                        .map_err(|error| Refusal::internal("writing JSON", error))?
                        + "\n"
                }
            })?;
        }
        RegionsCommand::Add {
            region, no_data, ..
        } => {
            let from = if region == DISTRICT && region_folder::find(&region).is_err() {
                let dir = generated(home, DISTRICT);
                write_district(&synth::Config::default(), &dir)?;
                dir.display().to_string()
            } else {
                region
            };
            let source = region_folder::find(&from)?;
            let added = usecase::add(home, &actor, &from).await?;
            print(&format!(
                "{}: {} places, {} enterprises, boundaries of {}\n",
                added.id,
                added.places,
                added.enterprises,
                if added.boundary_levels.is_empty() {
                    "no level".to_owned()
                } else {
                    added.boundary_levels.join(", ")
                }
            ))?;
            if !no_data {
                return import_all(home, &source, &added).await;
            }
        }
        RegionsCommand::Remove { region } => {
            usecase::remove(home, &actor, &region).await?;
            print(&format!("{region}: removed\n"))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn import_all(home: &Home, source: &Source, added: &usecase::Added) -> Result<ExitCode> {
    let mut code = ExitCode::SUCCESS;
    for spec in &added.imports {
        let upload: Upload = match source {
            Source::Dir(dir) => upload(&dir.join(&spec.file))?,
            Source::Embedded(_) => {
                let bytes = source.read(&spec.file)?.ok_or_else(|| {
                    Refusal::new(
                        ErrorCode::UnreadableFile,
                        format!("region {} has no file {}", added.id, spec.file),
                    )
                })?;
                Upload::new(&spec.file, bytes.into_owned())
            }
        };
        // Sample files may hold planted faults; what is good of them is taken, the rest is kept and listed.
        let outcome = one(
            home,
            upload,
            &spec.mapping,
            Some(&added.id),
            ImportMode::Lenient,
        )
        .await?;
        report(&outcome, Path::new(&spec.file))?;
        if outcome.state == ImportState::Refused {
            code = ExitCode::from(EXIT_REFUSED);
        }
    }
    for spec in &added.tables {
        keep_table(home, source, &added.id, spec).await?;
    }
    for spec in &added.readings {
        let file = |name: &str| match source {
            Source::Dir(dir) => upload(&dir.join(name)),
            Source::Embedded(_) => {
                let bytes = source.read(name)?.ok_or_else(|| {
                    Refusal::new(
                        ErrorCode::UnreadableFile,
                        format!("region {} has no file {name}", added.id),
                    )
                })?;
                Ok(Upload::new(name, bytes.into_owned()))
            }
        };
        if !all_readings(home, &added.id, spec, file).await? {
            code = ExitCode::from(EXIT_REFUSED);
        }
    }
    Ok(code)
}

/// A table of cities of a region folder.
async fn keep_table(
    home: &Home,
    source: &Source,
    region: &str,
    spec: &region_folder::TableSpec,
) -> Result<()> {
    let file = |path: &String| {
        let bytes = source.read(path)?.ok_or_else(|| {
            Refusal::new(
                ErrorCode::UnreadableFile,
                format!("region {region} has no file {path}"),
            )
        })?;
        let name = path.rsplit('/').next().unwrap_or(path).to_owned();
        Ok((name, bytes.into_owned()))
    };
    let new = kept::NewTable {
        kind: spec.kind,
        name: spec.name.clone(),
        year: spec.year,
        unit: spec.unit.clone(),
        source: spec.source.clone(),
        licence: spec.licence.clone(),
        synthetic: spec.synthetic,
        stated: spec.stated.clone(),
        absent_is_zero: spec.absent_is_zero,
        files: spec.files.iter().map(file).collect::<Result<_>>()?,
    };
    let made = kept::import(home, &Actor::Operator, region, new).await?;
    print(&format!(
        "{}: {} rows kept, {} findings\n",
        made.table.name, made.table.rows, made.table.findings
    ))
}

/// Meters, hourly factors and readings of a region folder, accounted for and checked; false if they were refused.
async fn all_readings(
    home: &Home,
    region: &str,
    spec: &region_folder::ReadingsSpec,
    file: impl Fn(&str) -> Result<Upload>,
) -> Result<bool> {
    let actor = &Actor::Operator;
    let meters = files::import_meters(home, actor, region, &file(&spec.meters)?).await?;
    if let Some(factors) = &spec.factors {
        files::import_factors(home, actor, region, file(factors)?).await?;
    }
    let readings = file(&spec.file)?;
    let options = ParseOptions::default();
    let outcome = files::import(home, actor, region, readings, options, true).await?;
    if outcome.refused {
        for finding in &outcome.findings {
            eprintln!("{}: {}", finding.code, finding.message);
        }
        return Ok(false);
    }
    account::run(home, actor, region, false).await?;
    let cases = cases::run(home, actor, region).await?;
    print(&format!(
        "{}: {} readings of {meters} meters, {} cases\n",
        spec.file, outcome.readings, cases.found
    ))?;
    Ok(true)
}

/// Arguments of `findings`.
#[derive(Debug, Args)]
pub struct FindingsArgs {
    /// Region.
    #[arg(long, required_unless_present = "import")]
    region: Option<String>,
    /// Only of this import.
    #[arg(long)]
    import: Option<u32>,
    /// note, warning or error.
    #[arg(long)]
    severity: Option<String>,
    /// Only this code.
    #[arg(long)]
    code: Option<String>,
    /// At most so many.
    #[arg(long, default_value_t = 50)]
    limit: u32,
}

/// Prints findings.
///
/// # Errors
/// What the use case refuses.
pub async fn findings(home: &Home, args: FindingsArgs) -> Result<()> {
    let severity = args
        .severity
        .map(|text| {
            SeverityId::from_code(&text).ok_or_else(|| {
                Refusal::bad_parameter("severity", &text, "there are note, warning, error")
            })
        })
        .transpose()?;
    let asked = FindingsQuery {
        severity,
        code: args.code,
        import: args.import,
        limit: Some(args.limit),
        offset: None,
    };
    let actor = Actor::Operator;
    let page = match (&args.region, args.import) {
        (Some(region), _) => findings_usecase::of_region(home, &actor, region, &asked).await?,
        (None, Some(import)) => findings_usecase::of_import(home, &actor, import, &asked).await?,
        (None, None) => {
            return Err(Refusal::bad_parameter(
                "region",
                "",
                "give --region or --import",
            ));
        }
    };
    let mut counts = table(&["", "finding", "count"], &[2]);
    for one in &page.by_code {
        counts.add_row([
            one.severity.code().to_owned(),
            one.code.clone(),
            one.count.to_string(),
        ]);
    }
    let mut rows = table(
        &["import", "", "finding", "row", "column", "what"],
        &[0, 3, 4],
    );
    for one in &page.rows {
        let at = |pick: fn(&crate::http::dto::Location) -> Option<u32>| {
            one.location
                .as_ref()
                .and_then(pick)
                .map(|number| number.to_string())
                .unwrap_or_default()
        };
        rows.add_row([
            one.import
                .map(|import| import.to_string())
                .unwrap_or_default(),
            one.severity.code().to_owned(),
            one.code.clone(),
            at(|location| location.row),
            at(|location| location.column),
            one.message.clone(),
        ]);
    }
    if page.by_code.is_empty() {
        return print("No findings.\n");
    }
    let mut text = format!("{}\n\n{}\n", counts.trim_fmt(), rows.trim_fmt());
    let shown = page.rows.len() as u64;
    if page.total > shown {
        text.push_str(&format!("… and {} more; see --limit\n", page.total - shown));
    }
    print(&text)
}

/// `carbonshed generate`.
#[derive(Debug, Subcommand)]
pub enum GenerateCommand {
    /// A synthetic district: a region folder with towns, enterprises and monthly activity.
    District {
        /// Folder to write.
        #[arg(long)]
        out: PathBuf,
        /// Seed; the same seed gives the same bytes.
        #[arg(long, default_value_t = 7)]
        seed: u64,
        /// Id of the region.
        #[arg(long, default_value = "district")]
        id: String,
        /// Towns.
        #[arg(long, default_value_t = 26)]
        towns: usize,
        /// Enterprises above designated size.
        #[arg(long, default_value_t = 1503)]
        above: usize,
        /// Enterprises below designated size.
        #[arg(long, default_value_t = 2100)]
        below: usize,
        /// First year.
        #[arg(long, default_value_t = 2012)]
        first_year: i16,
        /// Last year.
        #[arg(long, default_value_t = 2021)]
        last_year: i16,
        /// Plant no faults.
        #[arg(long)]
        no_faults: bool,
    },
}

/// Runs `carbonshed generate`.
///
/// # Errors
/// Arguments out of range; a folder that cannot be written.
pub fn generate(command: GenerateCommand) -> Result<()> {
    let GenerateCommand::District {
        out,
        seed,
        id,
        towns,
        above,
        below,
        first_year,
        last_year,
        no_faults,
    } = command;
    let files = write_district(
        &synth::Config {
            region: id,
            seed,
            towns,
            above,
            below,
            years: first_year..=last_year,
            faults: !no_faults,
        },
        &out,
    )?;
    print(&format!(
        "{}: {files} files, synthetic; `carbonshed regions add {}` takes them in\n",
        out.display(),
        out.display()
    ))
}

/// Writes a synthetic district into a folder; returns how many files.
fn write_district(config: &synth::Config, out: &Path) -> Result<usize> {
    let district = synth::generate(config)
        .map_err(|error| Refusal::new(ErrorCode::BadParameter, error.to_string()))?;
    std::fs::create_dir_all(out)
        .map_err(|error| Refusal::storage(format!("cannot make {}", out.display()), error))?;
    let mut files = 0usize;
    district.write_to(&mut |name, bytes| {
        files += 1;
        let path = out.join(name);
        std::fs::write(&path, bytes)
            .map_err(|error| Refusal::storage(format!("cannot write {}", path.display()), error))
    })?;
    Ok(files)
}

/// `carbonshed user`.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add a user; the password is read from standard input.
    Add {
        /// Name.
        name: String,
        /// viewer, officer or admin; several with commas.
        #[arg(long, default_value = "viewer", value_delimiter = ',')]
        roles: Vec<String>,
    },
    /// All users.
    List,
    /// Give a user a new password, read from standard input.
    Passwd {
        /// Name.
        name: String,
    },
    /// Give a user other roles, or shut or open the account.
    Set {
        /// Name.
        name: String,
        /// viewer, officer or admin; several with commas. As before if left out.
        #[arg(long, value_delimiter = ',')]
        roles: Option<Vec<String>>,
        /// Shut: neither password nor tokens open the door.
        #[arg(long, conflicts_with = "enable")]
        disable: bool,
        /// Open again.
        #[arg(long)]
        enable: bool,
    },
    /// Make a bearer token for a user; its secret is printed once.
    Token {
        /// Name.
        name: String,
        /// What it is for.
        #[arg(long, default_value = "command line")]
        label: String,
        /// Days until it expires; without end if left out.
        #[arg(long)]
        days: Option<u32>,
    },
}

fn password() -> Result<String> {
    use std::io::IsTerminal;
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        return rpassword::prompt_password("Password (not shown): ")
            .map_err(|error| Refusal::storage("cannot read the password", error));
    }
    let mut line = String::new();
    stdin
        .lock()
        .read_line(&mut line)
        .map_err(|error| Refusal::storage("cannot read the password", error))?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}

fn role_ids(texts: &[String]) -> Result<Vec<RoleId>> {
    let role = |text: &String| {
        RoleId::from_code(text.trim()).ok_or_else(|| {
            Refusal::bad_parameter("roles", text, "there are viewer, officer, admin")
        })
    };
    texts.iter().map(role).collect()
}

fn said(roles: &[RoleId]) -> String {
    let codes: Vec<&str> = roles.iter().map(|role| role.code()).collect();
    codes.join(", ")
}

/// Runs `carbonshed user`.
///
/// # Errors
/// What the use cases refuse.
pub async fn user(home: &Home, command: UserCommand) -> Result<()> {
    let actor = Actor::Operator;
    match command {
        UserCommand::Add { name, roles } => {
            let new = NewUserRequest {
                name,
                roles: role_ids(&roles)?,
                password: password()?,
            };
            let user = accounts::create(home, &actor, &new).await?;
            print(&format!("{}: added\n", user.name))
        }
        UserCommand::List => {
            let mut out = table(&["name", "roles", "account"], &[]);
            for user in accounts::list(home, &actor).await? {
                let account = if user.disabled { "shut" } else { "open" };
                out.add_row([user.name.clone(), said(&user.roles), account.to_owned()]);
            }
            print(&format!("{}\n", out.trim_fmt()))
        }
        UserCommand::Passwd { name } => {
            accounts::set_password(home, &actor, &name, &password()?).await?;
            print(&format!("{name}: password changed\n"))
        }
        UserCommand::Set {
            name,
            roles,
            disable,
            enable,
        } => {
            let change = ChangeUserRequest {
                roles: roles.as_deref().map(role_ids).transpose()?,
                disabled: (disable || enable).then_some(disable),
            };
            let user = accounts::change(home, &actor, &name, &change).await?;
            let account = if user.disabled { "shut" } else { "open" };
            print(&format!("{name}: {}, {account}\n", said(&user.roles)))
        }
        UserCommand::Token { name, label, days } => {
            let made = accounts::create_token_for(home, &actor, &name, &label, days).await?;
            print(&format!("{}\n", made.secret))
        }
    }
}
