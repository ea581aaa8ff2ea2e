//! Files between two installations: the key of this one, the keys that were accepted, export and import.

use super::figures::{certificate_rows, shared_tables};
use super::organisations::unknown as unknown_organisation;
use super::plan::hash;
use super::{AGREEMENT, Member, PLAN, Pair, RevisionKept, now, orgs};
use crate::home::{Home, blocking};
use crate::http::dto::{
    DirectionId, OwnKey, PartnerExchange, PartnerImported, PartnerKey, PartnerKeyRequest,
};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::Actor;
use crate::usecase::accounts::audit;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ed25519_dalek::{SigningKey, VerifyingKey};
use jiff::{SignedDuration, Timestamp};
use planning::partnership::Side;
use planning::partnership::agreement::{Act, Deed, Detail, What};
use planning::partnership::file::{
    self, CertificateRow, Contents, FORMAT, FigureTable, FileRefused, PartnerFile,
};
use planning::partnership::item::{Body, Item};
use planning::partnership::plan::Change;
use planning::partnership::seen::{self, Totals, Viewer};
use rand::TryRng;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Write;
use std::path::Path;
use store::{NewPartnerRow, PartnerFileRow};

/// Name of the key's file in the home.
pub const KEY_FILE: &str = "partner.key";
/// Most bytes of documents in one file.
const DOCUMENTS_BYTES_MAX: u64 = 40 << 20;
/// How far the clocks of two installations may differ.
const CLOCKS_APART_MAX: SignedDuration = SignedDuration::from_hours(1);
/// Largest file that is read, bytes.
pub const FILE_BYTES_MAX: usize = 64 << 20;

/// What is kept of a file that came in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Received {
    /// When it was made.
    pub at: String,
    pub totals: Totals,
    pub figures: Vec<FigureTable>,
    pub certificates: Vec<CertificateRow>,
}

impl Received {
    /// The last file of a side.
    pub async fn last(home: &Home, pair: &Pair, side: Side) -> Result<Option<Received>> {
        let kept = home
            .store()
            .last_partner_file(&pair.id, side.code())
            .await?;
        kept.map(serde_json::from_value)
            .transpose()
            .map_err(|error| Refusal::internal("a partner's file", error))
    }
}

fn read_key(path: &Path) -> Result<Option<SigningKey>> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(Refusal::storage(
                format!("cannot read {}", path.display()),
                error,
            ));
        }
    };
    let bytes = file::unhex::<32>(text.trim()).ok_or_else(|| {
        Refusal::new(
            ErrorCode::BadConfig,
            format!("{} holds no key", path.display()),
        )
    })?;
    Ok(Some(SigningKey::from_bytes(&bytes)))
}

/// The key of this installation; made when it is first asked for, readable by its owner alone.
pub(crate) fn own_key(dir: &Path) -> Result<SigningKey> {
    let path = dir.join(KEY_FILE);
    if let Some(key) = read_key(&path)? {
        return Ok(key);
    }
    let mut secret = [0u8; 32];
    rand::rngs::SysRng
        .try_fill_bytes(&mut secret)
        .map_err(|error| Refusal::internal("no random bytes for a key", error))?;
    let write = || -> std::io::Result<bool> {
        // A temporary file is its owner's alone from the start.
        let mut staged = tempfile::NamedTempFile::new_in(dir)?;
        staged.write_all(file::hex(&secret).as_bytes())?;
        staged.as_file().sync_all()?;
        match staged.persist_noclobber(&path) {
            Ok(_) => Ok(true),
            // Another process was first.
            Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(error.error),
        }
    };
    let made = write()
        .map_err(|error| Refusal::storage(format!("cannot keep {}", path.display()), error))?;
    if made {
        return Ok(SigningKey::from_bytes(&secret));
    }
    read_key(&path)?.ok_or_else(|| Refusal::internal("the key", "it is gone"))
}

async fn signing(home: &Home) -> Result<SigningKey> {
    let dir = home.dir().to_owned();
    blocking(move || own_key(&dir)).await
}

/// The public key of this installation.
///
/// # Errors
/// Who may not; a disk that cannot be written.
pub async fn key(home: &Home, actor: &Actor) -> Result<OwnKey> {
    actor.must_administer()?;
    let key = signing(home).await?.verifying_key();
    Ok(OwnKey {
        fingerprint: file::fingerprint(&key),
        public_key: file::hex(key.as_bytes()),
    })
}

fn key_dto(key: store::PartnerKey) -> PartnerKey {
    PartnerKey {
        fingerprint: key.fingerprint,
        public_key: key.public_key,
        organisation: key.organisation,
        accepted_at: key.accepted.to_string(),
        by: key.by,
        revoked_at: key.revoked.map(|at| at.to_string()),
    }
}

/// Keys of other installations.
///
/// # Errors
/// Who may not.
pub async fn keys(home: &Home, actor: &Actor) -> Result<Vec<PartnerKey>> {
    actor.must_administer()?;
    let all = home.store().partner_keys().await?;
    Ok(all.into_iter().map(key_dto).collect())
}

/// Accepts the key of another installation for one of its organisations.
///
/// # Errors
/// Who may not; text that is no key; a fingerprint of another key; an organisation that there is not, or that is of here.
pub async fn accept(home: &Home, actor: &Actor, asked: &PartnerKeyRequest) -> Result<PartnerKey> {
    actor.must_administer()?;
    let key = file::public_key(&asked.public_key).ok_or_else(|| {
        Refusal::new(
            ErrorCode::BadKey,
            "this is no public key: 64 hexadecimal digits",
        )
    })?;
    let fingerprint = file::fingerprint(&key);
    let said = asked.fingerprint.replace([' ', ':'], "").to_lowercase();
    if said != fingerprint {
        return Err(Refusal::new(
            ErrorCode::FingerprintDiffers,
            format!("the key's fingerprint is {fingerprint}, not the one that was given: ask its owner by another way"),
        )
        .with("fingerprint", &fingerprint));
    }
    match orgs(home).await?.get(&asked.organisation) {
        None => return Err(unknown_organisation(&asked.organisation)),
        Some(org) if !org.remote => {
            return Err(Refusal::new(
                ErrorCode::OrganisationNotRemote,
                format!(
                    "{} is of this installation: nobody speaks for it by file",
                    asked.organisation
                ),
            )
            .with("organisation", &asked.organisation));
        }
        Some(_) => {}
    }
    if signing(home).await?.verifying_key() == key {
        return Err(Refusal::new(
            ErrorCode::BadKey,
            "this is the key of this very installation",
        ));
    }
    home.store()
        .accept_partner_key(
            &fingerprint,
            &asked.public_key,
            &asked.organisation,
            actor.name(),
        )
        .await?;
    audit(home, actor.name(), "accept_partner_key", &fingerprint).await;
    let all = home.store().partner_keys().await?;
    all.into_iter()
        .find(|one| one.fingerprint == fingerprint)
        .map(key_dto)
        .ok_or_else(|| Refusal::internal("a key", "it is gone"))
}

/// From now on a key counts no more.
///
/// # Errors
/// Who may not; a key that was not accepted.
pub async fn revoke(home: &Home, actor: &Actor, fingerprint: &str) -> Result<()> {
    actor.must_administer()?;
    if !home.store().revoke_partner_key(fingerprint).await? {
        return Err(unknown_key(fingerprint));
    }
    audit(home, actor.name(), "revoke_partner_key", fingerprint).await;
    Ok(())
}

fn unknown_key(fingerprint: &str) -> Refusal {
    Refusal::new(
        ErrorCode::UnknownKey,
        format!("no key with fingerprint {fingerprint} is accepted here"),
    )
    .with("fingerprint", fingerprint)
}

/// The side for which somebody may exchange files: his own, if he leads it; for the operator the one of this installation.
async fn acting(
    home: &Home,
    pair: &Pair,
    actor: &Actor,
    side: Option<Side>,
) -> Result<(Side, Option<Member>)> {
    if *actor == Actor::Operator {
        let local = |side: &Side| pair.lead(*side).is_some_and(|org| !org.remote);
        let all: Vec<Side> = Side::ALL.into_iter().filter(local).collect();
        return match (side, all.as_slice()) {
            (Some(side), sides) if sides.contains(&side) => Ok((side, None)),
            (None, [side]) => Ok((*side, None)),
            _ => Err(Refusal::bad_parameter(
                "side",
                side.map_or("", Side::code),
                "say for which side of this installation, a or b",
            )),
        };
    }
    let member = pair.must_be_member(home, actor).await?;
    member.must_lead()?;
    Ok((member.side, Some(member)))
}

/// What a side sends: its own, as far as the agreement shows it to the other. Acts always go along; without them there could be no
/// agreement.
pub(crate) async fn contents(home: &Home, pair: &Pair, side: Side) -> Result<Contents> {
    let terms = pair.terms();
    let terms = terms.as_ref();
    let plan = pair.plan(home, None).await?;
    let items: Vec<Item> = seen::items(&plan, Viewer::Side(side.other()), terms)
        .into_iter()
        .map(|kept| kept.item)
        .filter(|item| item.side == side)
        .collect();
    let mut documents = BTreeMap::new();
    let mut bytes_all = 0u64;
    for item in &items {
        if let Body::Document { sha256, .. } = &item.body
            && !documents.contains_key(sha256)
        {
            let (files, key) = (home.files().clone(), sha256.clone());
            let Some(bytes) = blocking(move || files.bytes(&key)).await? else {
                continue;
            };
            bytes_all += bytes.len() as u64;
            if bytes_all > DOCUMENTS_BYTES_MAX {
                let most = DOCUMENTS_BYTES_MAX >> 20;
                return Err(Refusal::new(
                    ErrorCode::TooLarge,
                    format!("the documents that are shared have more than {most} MiB"),
                )
                .with("mib_max", most));
            }
            documents.insert(sha256.clone(), BASE64.encode(bytes));
        }
    }
    let mut out = Contents {
        acts: pair
            .acts
            .iter()
            .filter(|act| act.id.side == side)
            // Who it was is the side's own matter.
            .map(|act| Act {
                by: None,
                ..act.clone()
            })
            .collect(),
        items,
        totals: seen::totals(&plan, side, terms, pair.today),
        figures: Vec::new(),
        certificates: Vec::new(),
        documents,
    };
    let Some(org) = pair.lead(side) else {
        return Ok(out);
    };
    if org.region.is_some() {
        out.figures = shared_tables(home, org, side, terms).await?;
    }
    let grants = |detail| terms.is_some_and(|one| one.grants(side, What::Certificates, detail));
    if grants(Detail::Total) {
        out.certificates = certificate_rows(home, org).await?;
        if !grants(Detail::ByEnterprise) {
            out.certificates.retain(|row| row.id.is_empty());
        }
    }
    Ok(out)
}

/// The signed file of a side.
///
/// # Errors
/// Who may not; documents that are too much for a file.
pub async fn export(home: &Home, actor: &Actor, id: &str, side: Option<Side>) -> Result<String> {
    let pair = Pair::load(home, id).await?;
    let (side, member) = acting(home, &pair, actor, side).await?;
    let contents = contents(home, &pair, side).await?;
    let key = signing(home).await?;
    let sender = file::fingerprint(&key.verifying_key());
    let by = member.as_ref().map(|one| one.user.as_str());
    let sequence = home
        .store()
        .next_partner_file(&pair.id, side.code(), &sender, by, pair.now)
        .await?;
    let latest = contents.acts.iter().map(|act| act.at).max();
    let made = PartnerFile {
        format: FORMAT.to_owned(),
        sender,
        sequence,
        partnership: pair.id.clone(),
        side,
        // An act is a moment younger than the other side's last one, whose clock may be ahead of ours.
        at: latest.map_or(pair.now, |latest| latest.max(pair.now)),
        contents,
    };
    audit(home, actor.name(), "partner_export", id).await;
    file::sign(&made, &key).map_err(|error| Refusal::internal("a partner's file", error))
}

impl From<FileRefused> for Refusal {
    fn from(refused: FileRefused) -> Refusal {
        let message = refused.to_string();
        match refused {
            FileRefused::NoFile { detail } => {
                Refusal::new(ErrorCode::BadPartnerFile, message).with("detail", detail)
            }
            FileRefused::UnknownKey { fingerprint } => {
                Refusal::new(ErrorCode::UnknownKey, message).with("fingerprint", fingerprint)
            }
            FileRefused::BadSignature => Refusal::new(ErrorCode::BadSignature, message),
        }
    }
}

fn bad_file(detail: impl std::fmt::Display) -> Refusal {
    FileRefused::NoFile {
        detail: detail.to_string(),
    }
    .into()
}

/// Acts of the file that are new here, as they are kept: by the organisation whose key signed them.
fn new_acts(pair: &Pair, side: Side, sender: &str, acts: &[Act]) -> Result<Vec<Act>> {
    let known: HashMap<_, &Act> = pair.acts.iter().map(|act| (act.id, act)).collect();
    let mut fresh: Vec<Act> = Vec::new();
    for act in acts {
        if act.id.side != side {
            return Err(bad_file(format!("act {} is of the other side", act.id)));
        }
        if let Deed::Propose { terms } = &act.deed {
            terms
                .check()
                .map_err(|fault| bad_file(format!("act {}: {fault}", act.id)))?;
        }
        let act = Act {
            organisation: sender.to_owned(),
            by: None,
            ..act.clone()
        };
        let before = known.get(&act.id).copied();
        match before.or_else(|| fresh.iter().find(|one| one.id == act.id)) {
            Some(before)
                if before.deed == act.deed && before.at == act.at && before.on == act.on => {}
            Some(_) => return Err(bad_file(format!("act {} was another before", act.id))),
            None => fresh.push(act),
        }
    }
    fresh.sort_by_key(|act| act.id);
    Ok(fresh)
}

/// Checks the dates that a file states, since notice and withdrawal hang on them: it is not of a time to come and not older than the
/// last one of its side; acts that are new here were done after that one, which had all acts until then, one after the other, before
/// the file was made, and on the day of their time.
fn dates(pair: &Pair, file: &PartnerFile, fresh: &[Act], last: Option<Timestamp>) -> Result<()> {
    let ahead = |at: Timestamp, of: Timestamp| at.duration_since(of) > CLOCKS_APART_MAX;
    if ahead(file.at, pair.now) {
        return Err(bad_file(format!(
            "it is of {}, and here it is {}: one of the clocks is wrong",
            file.at, pair.now
        )));
    }
    if let Some(last) = last
        && file.at < last
    {
        return Err(bad_file(format!(
            "it is of {}, and the last one was of {last}",
            file.at
        )));
    }
    let wrong = |act: &Act, why: &str| {
        bad_file(format!(
            "act {} is dated {} ({}): {why}",
            act.id, act.at, act.on
        ))
    };
    for act in fresh {
        if act.at > file.at {
            return Err(wrong(act, "the file is older"));
        }
        if last.is_some_and(|last| ahead(last, act.at)) {
            return Err(wrong(act, "an earlier file would have had it"));
        }
        let days = super::day(act.at).duration_since(act.on).as_hours() / 24;
        if days.abs() > 1 {
            return Err(wrong(act, "that is not the day of its time"));
        }
    }
    let mut own: Vec<&Act> = pair
        .acts
        .iter()
        .filter(|act| act.id.side == file.side)
        .chain(fresh)
        .collect();
    own.sort_by_key(|act| act.id);
    let known: HashSet<_> = pair.acts.iter().map(|act| act.id).collect();
    for two in own.windows(2) {
        let is_new = two.iter().any(|act| !known.contains(&act.id));
        if is_new && two[1].at < two[0].at {
            return Err(wrong(two[1], &format!("{} is younger", two[0].id)));
        }
    }
    Ok(())
}

/// Documents of the file, checked against their hashes; every one must belong to an item of it.
fn documents(contents: &Contents) -> Result<Vec<(String, Vec<u8>)>> {
    let mut out = Vec::new();
    for (sha256, text) in &contents.documents {
        let named = contents
            .items
            .iter()
            .any(|item| matches!(&item.body, Body::Document { sha256: one, .. } if one == sha256));
        let bytes = BASE64
            .decode(text)
            .map_err(|error| bad_file(format!("document {sha256}: {error}")))?;
        if !named || hash(&bytes) != *sha256 {
            return Err(bad_file(format!(
                "document {sha256} is another, or nobody's"
            )));
        }
        out.push((sha256.clone(), bytes));
    }
    Ok(out)
}

/// Takes a partner's file in, whole or not at all. `wanted` is the partnership that it must be of.
///
/// # Errors
/// Who may not; a file that is none, of a key that is not accepted, that was changed, of another partnership or side, that came
/// already, that is older than one that came, or that dates itself or its acts otherwise than they can have been.
pub async fn import(
    home: &Home,
    actor: &Actor,
    wanted: Option<&str>,
    text: &str,
) -> Result<PartnerImported> {
    // Who asks is known before anything of the file is believed.
    if let Some(id) = wanted {
        let pair = Pair::load(home, id).await?;
        acting_import(home, &pair, actor).await?;
    } else if *actor != Actor::Operator {
        actor.must_administer()?;
    }
    let accepted: HashMap<String, (VerifyingKey, String)> = home
        .store()
        .partner_keys()
        .await?
        .into_iter()
        .filter(|key| key.revoked.is_none())
        .filter_map(|key| {
            let public = file::public_key(&key.public_key)?;
            Some((key.fingerprint, (public, key.organisation)))
        })
        .collect();
    let known = |fingerprint: &str| accepted.get(fingerprint).map(|(key, _)| *key);
    let file = file::open(text, &known)?;
    let sender = accepted
        .get(&file.sender)
        .map(|(_, organisation)| organisation.clone())
        .ok_or_else(|| unknown_key(&file.sender))?;
    let wrong = |why: &str| {
        Refusal::new(
            ErrorCode::WrongPartnership,
            format!("the file is of partnership {:?}: {why}", file.partnership),
        )
        .with("partnership", &file.partnership)
    };
    if wanted.is_some_and(|id| id != file.partnership) {
        return Err(wrong("it was handed in for another"));
    }
    let pair = match Pair::load(home, &file.partnership).await {
        Err(refusal) if refusal.code == ErrorCode::UnknownPartnership => {
            return Err(wrong("there is none here"));
        }
        other => other?,
    };
    let side = file.side;
    if pair.kept.side(side).lead != sender || pair.lead(side).is_none_or(|org| !org.remote) {
        return Err(wrong("its sender does not act for that side"));
    }
    // Whatever its key: a side counts its files on.
    let before = home.store().partner_files(&pair.id).await?;
    let last = before
        .iter()
        .filter(|row| row.direction == "in" && row.side == side.code())
        .map(|row| row.sequence)
        .max()
        .unwrap_or_default();
    let order = |code, what: &str| {
        Refusal::new(
            code,
            format!(
                "{what}: the file has number {}, the last was {last}",
                file.sequence
            ),
        )
        .with("sequence", file.sequence)
        .with("last", last)
    };
    if file.sequence == last {
        return Err(order(ErrorCode::ReplayedFile, "this file came already"));
    }
    if file.sequence < last {
        return Err(order(ErrorCode::OlderFile, "a newer file came already"));
    }
    let acts = new_acts(&pair, side, &sender, &file.contents.acts)?;
    let last_at = Received::last(home, &pair, side)
        .await?
        .map(|last| last.at.parse::<Timestamp>())
        .transpose()
        .map_err(|error| Refusal::internal("a partner's file", error))?;
    dates(&pair, &file, &acts, last_at)?;
    let plan = pair.plan(home, None).await?;
    let changes = plan.take(side, &file.contents.items).map_err(bad_file)?;
    let documents = documents(&file.contents)?;
    let count = documents.len() as u32;
    let files = home.files().clone();
    blocking(move || {
        for (sha256, bytes) in &documents {
            files.put(sha256, bytes)?;
        }
        Ok(())
    })
    .await?;
    let put = |change: &&Change| matches!(change, Change::Put { .. });
    let items_put = changes.iter().filter(put).count() as u32;
    let items_removed = changes.len() as u32 - items_put;
    let mut rows = Vec::new();
    for (number, act) in acts.iter().enumerate() {
        rows.push(NewPartnerRow {
            subject: AGREEMENT,
            version: pair.acts_version + 1 + number as u32,
            at: pair.now,
            by: None,
            organisation: Some(sender.clone()),
            content: serde_json::to_value(act)
                .map_err(|error| Refusal::internal("an act", error))?,
        });
    }
    let mut version = plan.version;
    if !changes.is_empty() {
        version += 1;
        let kept = RevisionKept {
            side,
            from_file: true,
            changes,
        };
        rows.push(NewPartnerRow {
            subject: PLAN,
            version,
            at: pair.now,
            by: None,
            organisation: Some(sender.clone()),
            content: kept.json()?,
        });
    }
    let received = Received {
        at: file.at.to_string(),
        totals: file.contents.totals.clone(),
        figures: file.contents.figures.clone(),
        certificates: file.contents.certificates.clone(),
    };
    let row = PartnerFileRow {
        partnership: pair.id.clone(),
        direction: "in".to_owned(),
        side: side.code().to_owned(),
        fingerprint: file.sender.clone(),
        sequence: file.sequence,
        at: now(home)?,
        by: actor.name().map(str::to_owned),
        sha256: Some(hash(text.as_bytes())),
    };
    let received = serde_json::to_value(&received)
        .map_err(|error| Refusal::internal("a partner's file", error))?;
    home.store()
        .add_partner_rows(&pair.id, &rows, Some((&row, &received)))
        .await?;
    audit(home, actor.name(), "partner_import", &pair.id).await;
    Ok(PartnerImported {
        sequence: file.sequence,
        side: side.into(),
        items_put,
        items_removed,
        acts: acts.len() as u32,
        figures: file.contents.figures.len() as u32,
        documents: count,
        version,
    })
}

async fn acting_import(home: &Home, pair: &Pair, actor: &Actor) -> Result<()> {
    if *actor == Actor::Operator {
        return Ok(());
    }
    pair.must_be_member(home, actor).await?.must_lead()
}

/// Files that went out and came in, newest first.
///
/// # Errors
/// Who belongs to neither side.
pub async fn list(home: &Home, actor: &Actor, id: &str) -> Result<Vec<PartnerExchange>> {
    let pair = Pair::load(home, id).await?;
    if *actor != Actor::Operator {
        pair.must_be_member(home, actor).await?;
    }
    let rows = home.store().partner_files(&pair.id).await?;
    Ok(rows
        .into_iter()
        .map(|row| PartnerExchange {
            at: row.at.to_string(),
            sha256: row.sha256,
            direction: if row.direction == "in" {
                DirectionId::In
            } else {
                DirectionId::Out
            },
            sequence: row.sequence,
            fingerprint: row.fingerprint,
            by: row.by,
        })
        .collect())
}
