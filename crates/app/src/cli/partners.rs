//! `carbonshed partner`: organisations, partnerships, keys, and files that two installations exchange.

use super::{print, table};
use crate::home::Home;
use crate::http::dto::{
    Label, OrganisationRequest, PartnerKeyRequest, PartnershipRequest, SideRequest,
};
use crate::refusal::{Refusal, Result};
use crate::usecase::Actor;
use crate::usecase::partners::{exchange, organisations, pairs};
use clap::{Args, Subcommand, ValueEnum};
use planning::partnership::Side;
use std::path::PathBuf;

/// What can be done with partners.
#[derive(Debug, Subcommand)]
pub enum PartnerCommand {
    /// List partnerships, and the pairs of the documents.
    List {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Show a partnership: its sides, its agreement, the files that went out and came in.
    Show {
        /// Id.
        id: String,
    },
    /// Make a partnership of two organisations' cities.
    Add(AddArgs),
    /// Organisations and who belongs to them.
    #[command(subcommand)]
    Organisation(OrganisationCommand),
    /// Write the signed file of a side: what the agreement shares, nothing else.
    Export {
        /// Id of the partnership.
        id: String,
        /// File to write.
        #[arg(long)]
        out: PathBuf,
        /// Which side, if both are of this installation.
        #[arg(long)]
        side: Option<SideArg>,
    },
    /// Take a partner's file in, whole or not at all.
    Import {
        /// The file as it came.
        file: PathBuf,
    },
    /// The key of this installation, and those of partners.
    #[command(subcommand)]
    Key(KeyCommand),
}

/// A side.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum SideArg {
    /// The first.
    A,
    /// The second.
    B,
}

impl From<SideArg> for Side {
    fn from(side: SideArg) -> Side {
        match side {
            SideArg::A => Side::A,
            SideArg::B => Side::B,
        }
    }
}

/// A new partnership.
#[derive(Debug, Args)]
pub struct AddArgs {
    /// Organisation that acts for the first side (of a pair of the documents the European one).
    #[arg(long)]
    a: String,
    /// Organisation that acts for the second side.
    #[arg(long)]
    b: String,
    /// Id; two installations that exchange files must use the same.
    #[arg(long)]
    id: Option<String>,
    /// Id of a pair of the documents.
    #[arg(long)]
    reference: Option<String>,
}

/// What can be done with organisations.
#[derive(Debug, Subcommand)]
pub enum OrganisationCommand {
    /// All organisations.
    List,
    /// Add an organisation, or change one.
    Add(OrganisationArgs),
    /// Put a user into an organisation, out of any other.
    Member {
        /// Id of the organisation.
        id: String,
        /// Name of the user.
        user: String,
        /// Take him out instead.
        #[arg(long)]
        remove: bool,
    },
}

/// A new organisation.
#[derive(Debug, Args)]
pub struct OrganisationArgs {
    /// Id: 1 to 40 of a to z, 0 to 9 and -.
    id: String,
    /// English name.
    #[arg(long)]
    name: String,
    /// Chinese name [default: the English one].
    #[arg(long)]
    name_zh: Option<String>,
    /// government, industry or research.
    #[arg(long, default_value = "government")]
    kind: String,
    /// English name of its city.
    #[arg(long)]
    city: String,
    /// Chinese name of its city [default: the English one].
    #[arg(long)]
    city_zh: Option<String>,
    /// Region whose ledger it reads.
    #[arg(long)]
    region: Option<String>,
    /// Name or code of its city in that region [default: the region's root].
    #[arg(long, requires = "region")]
    place: Option<String>,
    /// It lives on another installation.
    #[arg(long, conflicts_with = "region")]
    remote: bool,
}

/// What can be done with keys.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Show the public key of this installation and its fingerprint.
    Show,
    /// Keys of partners.
    List,
    /// Accept the key of a partner, whose fingerprint you know by another way than the key.
    Accept {
        /// The public key, 64 hexadecimal digits.
        public_key: String,
        /// Its fingerprint, with or without blanks.
        #[arg(long)]
        fingerprint: String,
        /// The organisation that speaks with it.
        #[arg(long)]
        organisation: String,
    },
    /// From now on a key counts no more.
    Revoke {
        /// Its fingerprint.
        fingerprint: String,
    },
}

fn json(value: &impl serde::Serialize) -> Result<()> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Refusal::internal("the result", error))?;
    print(&format!("{text}\n"))
}

async fn list(home: &Home, as_json: bool) -> Result<()> {
    let page = pairs::list(home, &Actor::Operator).await?;
    if as_json {
        return json(&page);
    }
    let mut out = table(&["id", "a", "b", "since", "agreement", "ends"], &[]);
    for one in &page.own {
        out.add_row([
            one.id.clone(),
            one.a.city.en.clone(),
            one.b.city.en.clone(),
            one.since_year.map(|y| y.to_string()).unwrap_or_default(),
            one.agreement.code().to_owned(),
            one.ends.clone().unwrap_or_default(),
        ]);
    }
    for one in page
        .reference
        .iter()
        .filter(|one| one.partnership.is_none())
    {
        out.add_row([
            one.id.clone(),
            one.european.name.en.clone(),
            one.chinese.name.en.clone(),
            one.year.map(|y| y.to_string()).unwrap_or_default(),
            "(named by the documents)".to_owned(),
        ]);
    }
    print(&format!("{}\n", out.trim_fmt()))
}

async fn organisation(home: &Home, command: OrganisationCommand) -> Result<()> {
    let actor = Actor::Operator;
    match command {
        OrganisationCommand::List => {
            let head = ["id", "name", "kind", "city", "ledger", "members"];
            let mut out = table(&head, &[5]);
            for one in organisations::list(home, &actor).await? {
                let ledger = match (one.region, one.place) {
                    (Some(region), Some(place)) => format!("{region} {place}"),
                    _ if one.remote => "(another installation)".to_owned(),
                    _ => String::new(),
                };
                out.add_row([
                    one.id,
                    one.name.en,
                    one.kind.code().to_owned(),
                    one.city.en,
                    ledger,
                    one.members.to_string(),
                ]);
            }
            print(&format!("{}\n", out.trim_fmt()))
        }
        OrganisationCommand::Add(args) => {
            let label = |en: String, zh: Option<String>| Label {
                zh: zh.unwrap_or_else(|| en.clone()),
                en,
            };
            let place = match (&args.region, &args.place) {
                (Some(region), Some(place)) => {
                    let view = home.region(region).await?;
                    Some(view.place_named(place)?.code.clone())
                }
                _ => None,
            };
            let new = OrganisationRequest {
                id: args.id,
                name: label(args.name, args.name_zh),
                kind: args.kind,
                city: label(args.city, args.city_zh),
                region: args.region,
                place,
                remote: args.remote,
            };
            let made = organisations::put(home, &actor, &new).await?;
            print(&format!("{}: kept\n", made.id))
        }
        OrganisationCommand::Member { id, user, remove } => {
            if remove {
                organisations::remove_member(home, &actor, &id, &user).await?;
                return print(&format!("{user}: out of {id}\n"));
            }
            organisations::add_member(home, &actor, &id, &user).await?;
            print(&format!("{user}: belongs to {id}\n"))
        }
    }
}

async fn key(home: &Home, command: KeyCommand) -> Result<()> {
    let actor = Actor::Operator;
    match command {
        KeyCommand::Show => {
            let key = exchange::key(home, &actor).await?;
            print(&format!(
                "public key   {}\nfingerprint  {}\n",
                key.public_key, key.fingerprint
            ))
        }
        KeyCommand::List => {
            let head = ["fingerprint", "organisation", "accepted", "revoked"];
            let mut out = table(&head, &[]);
            for one in exchange::keys(home, &actor).await? {
                out.add_row([
                    one.fingerprint,
                    one.organisation,
                    one.accepted_at,
                    one.revoked_at.unwrap_or_default(),
                ]);
            }
            print(&format!("{}\n", out.trim_fmt()))
        }
        KeyCommand::Accept {
            public_key,
            fingerprint,
            organisation,
        } => {
            let asked = PartnerKeyRequest {
                public_key,
                fingerprint,
                organisation,
            };
            let made = exchange::accept(home, &actor, &asked).await?;
            print(&format!(
                "{}: speaks for {}\n",
                made.fingerprint, made.organisation
            ))
        }
        KeyCommand::Revoke { fingerprint } => {
            exchange::revoke(home, &actor, &fingerprint).await?;
            print(&format!("{fingerprint}: counts no more\n"))
        }
    }
}

/// Runs a command on partners.
///
/// # Errors
/// What the use cases refuse; files that cannot be read or written.
pub async fn run(home: &Home, command: PartnerCommand) -> Result<()> {
    let actor = Actor::Operator;
    match command {
        PartnerCommand::List { json } => list(home, json).await,
        PartnerCommand::Show { id } => {
            let pair = pairs::get(home, &actor, &id).await?;
            let files = exchange::list(home, &actor, &id).await?;
            json(&serde_json::json!({ "partnership": pair, "files": files }))
        }
        PartnerCommand::Add(args) => {
            let side = |lead: String| SideRequest {
                city: None,
                country: None,
                lead,
                organisations: Vec::new(),
            };
            let new = PartnershipRequest {
                id: args.id,
                name: None,
                reference: args.reference,
                since_year: None,
                a: side(args.a),
                b: side(args.b),
            };
            let made = pairs::create(home, &actor, &new).await?;
            print(&format!(
                "{}: {} and {}\n",
                made.id, made.a.city.en, made.b.city.en
            ))
        }
        PartnerCommand::Organisation(command) => organisation(home, command).await,
        PartnerCommand::Export { id, out, side } => {
            let text = exchange::export(home, &actor, &id, side.map(Side::from)).await?;
            std::fs::write(&out, &text).map_err(|error| {
                Refusal::storage(format!("cannot write {}", out.display()), error)
            })?;
            print(&format!("{}: {} bytes\n", out.display(), text.len()))
        }
        PartnerCommand::Import { file } => {
            let text = std::fs::read_to_string(&file).map_err(|error| {
                Refusal::storage(format!("cannot read {}", file.display()), error)
            })?;
            json(&exchange::import(home, &actor, None, &text).await?)
        }
        PartnerCommand::Key(command) => key(home, command).await,
    }
}
