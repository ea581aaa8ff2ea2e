//! `carbonshed regions`, `findings`, `generate`, `user`.

use super::import::{one, report, upload};
use super::{EXIT_REFUSED, print, table};
use crate::home::Home;
use crate::http::dto::{FindingsQuery, NewUserRequest, RoleId, SeverityId};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::region_folder::{self, Source};
use crate::usecase::import::Upload;
use crate::usecase::{Actor, accounts, findings as findings_usecase, regions as usecase};
use clap::{Args, Subcommand};
use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use store::{ImportMode, ImportState};

/// `carbonshed regions`.
#[derive(Debug, Subcommand)]
pub enum RegionsCommand {
    /// Regions of the home, and those the program carries.
    List,
    /// Add (or renew) a region from the program's own or from a folder.
    Add {
        /// Id of a region that the program carries, or a folder with region.toml.
        region: String,
        /// Import the files that belong to it, too.
        #[arg(long)]
        with_data: bool,
    },
    /// Remove a region with its imports.
    Remove {
        /// Id.
        region: String,
    },
}

/// Runs `carbonshed regions`.
///
/// # Errors
/// What the use cases refuse.
pub async fn regions(home: &Home, command: RegionsCommand) -> Result<ExitCode> {
    let actor = Actor::Operator;
    match command {
        RegionsCommand::List => {
            let mut out = table(
                &[
                    "region",
                    "name",
                    "places",
                    "enterprises",
                    "imports",
                    "version",
                ],
                &[2, 3, 4, 5],
            );
            let records = home.store().regions().await?;
            for record in &records {
                let id = &record.region.id;
                let (places, enterprises) = home.store().master_counts(id).await?;
                let imports = home.store().committed_seqs(id).await?.len();
                out.add_row([
                    id.clone(),
                    record.region.name.en.clone(),
                    places.to_string(),
                    enterprises.to_string(),
                    imports.to_string(),
                    record.data_version.to_string(),
                ]);
            }
            let mut text = if records.is_empty() {
                "No region yet.\n".to_owned()
            } else {
                format!("{}\n", out.trim_fmt())
            };
            let more: Vec<String> = crate::embed::region_ids()
                .into_iter()
                .filter(|id| !records.iter().any(|record| record.region.id == *id))
                .collect();
            if !more.is_empty() {
                text.push_str(&format!("Can be added: {}\n", more.join(", ")));
            }
            print(&text)?;
        }
        RegionsCommand::Add { region, with_data } => {
            let source = region_folder::find(&region)?;
            let added = usecase::add(home, &actor, &region).await?;
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
            if with_data {
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
    Ok(code)
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
    let district = synth::generate(&synth::Config {
        region: id,
        seed,
        towns,
        above,
        below,
        years: first_year..=last_year,
        faults: !no_faults,
    })
    .map_err(|error| Refusal::new(ErrorCode::BadParameter, error.to_string()))?;
    std::fs::create_dir_all(&out)
        .map_err(|error| Refusal::storage(format!("cannot make {}", out.display()), error))?;
    let mut files = 0usize;
    district.write_to(&mut |name, bytes| {
        files += 1;
        let path = out.join(name);
        std::fs::write(&path, bytes)
            .map_err(|error| Refusal::storage(format!("cannot write {}", path.display()), error))
    })?;
    print(&format!(
        "{}: {files} files, synthetic; `carbonshed regions add {} --with-data` takes them in\n",
        out.display(),
        out.display()
    ))
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
        eprint!("Password (shown as you type): ");
    }
    let mut line = String::new();
    stdin
        .lock()
        .read_line(&mut line)
        .map_err(|error| Refusal::storage("cannot read the password", error))?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}

/// Runs `carbonshed user`.
///
/// # Errors
/// What the use cases refuse.
pub async fn user(home: &Home, command: UserCommand) -> Result<()> {
    let actor = Actor::Operator;
    match command {
        UserCommand::Add { name, roles } => {
            let roles = roles
                .iter()
                .map(|text| {
                    RoleId::from_code(text.trim()).ok_or_else(|| {
                        Refusal::bad_parameter("roles", text, "there are viewer, officer, admin")
                    })
                })
                .collect::<Result<Vec<_>>>()?;
            let new = NewUserRequest {
                name,
                password: password()?,
                roles,
            };
            let user = accounts::create(home, &actor, &new).await?;
            print(&format!("{}: added\n", user.name))
        }
        UserCommand::List => {
            let mut out = table(&["name", "roles"], &[]);
            for user in accounts::list(home, &actor).await? {
                let roles: Vec<&str> = user.roles.iter().map(|role| role.code()).collect();
                out.add_row([user.name.clone(), roles.join(", ")]);
            }
            print(&format!("{}\n", out.trim_fmt()))
        }
        UserCommand::Passwd { name } => {
            accounts::set_password(home, &actor, &name, &password()?).await?;
            print(&format!("{name}: password changed\n"))
        }
        UserCommand::Token { name, label, days } => {
            let made = accounts::create_token_for(home, &actor, &name, &label, days).await?;
            print(&format!("{}\n", made.secret))
        }
    }
}
