//! What the engines make of the board: the symbiosis network, ranked supply matches with their reasons, how good the ranking was by what people
//! accepted, and the share that is bought near by.

use super::introductions::ends;
use super::{Board, audit, open, shown, word_names};
use crate::embed;
use crate::home::{Home, blocking};
use crate::http::dto::{
    BoardMatch, MatchPage, MatchPart, MatchQuality, MatchQuery, NetworkAnswer, NetworkPartner,
    NetworkQuery, ToolAnswer,
};
use crate::refusal::{Refusal, Result};
use crate::text_index::{Document, TextIndex};
use crate::usecase::Actor;
use inventory::finding::Finding;
use planning::exchange::{self, Settings, read::Folder};
use planning::sheet::Source;
use planning::supply::rank::{Match, PARTS, Weights, rank, rank_among};
use planning::supply::{self, Entry, KINDS, measure};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use store::{Consent, Family, Introduction, Opinion, Side};

/// Up to how many pairs of offer and need all are scored; above, only those that the index proposes.
const ALL_PAIRS: usize = 4_000_000;
/// How many offers the index proposes for a need.
const PROPOSED: usize = 64;
/// Offers that are kept of each need.
const BEST: usize = 5;
/// Needs of an answer, at most.
const NEEDS_MAX: usize = 200;
/// Places of a ranking by which it is judged.
const JUDGED: usize = 5;

/// A ranking of a whole board.
#[derive(Debug)]
pub(crate) struct Ranking {
    offers: Vec<Entry>,
    needs: Vec<Entry>,
    /// By need, best first.
    ranked: Vec<Vec<Match>>,
    /// Figures of the whole, as the command has them.
    sums: Vec<(&'static str, Option<f64>)>,
    findings: Vec<Finding>,
}

/// Offers for each need. All pairs are scored while they are not too many; of more, those that an index of the offers' texts and codes proposes
/// (`supply_by_index`). The score is `planning::supply`'s either way.
///
/// # Errors
/// A fault of ours.
pub fn ranked(
    offers: &[Entry],
    needs: &[Entry],
    weights: &Weights,
    best: usize,
) -> Result<(Vec<Vec<Match>>, Vec<Finding>)> {
    if offers.len().saturating_mul(needs.len()) <= ALL_PAIRS {
        return Ok(rank(offers, needs, weights, best));
    }
    by_index(offers, needs, weights, best)
}

/// The same by the index, however many they are.
///
/// # Errors
/// A fault of ours.
pub fn by_index(
    offers: &[Entry],
    needs: &[Entry],
    weights: &Weights,
    best: usize,
) -> Result<(Vec<Vec<Match>>, Vec<Finding>)> {
    // Only offers of its kind can serve a need: an index for each kind is smaller and quicker than one with a filter.
    let indexes: Vec<Result<TextIndex>> = KINDS
        .par_iter()
        .map(|(_, kind)| {
            let of: Vec<Document<'_>> = offers
                .iter()
                .enumerate()
                .filter(|(_, offer)| offer.kind == *kind)
                .map(|(at, offer)| Document {
                    at,
                    text: &offer.text,
                    code: offer.code.as_deref(),
                })
                .collect();
            TextIndex::new(&of)
        })
        .collect();
    let indexes: Vec<TextIndex> = indexes.into_iter().collect::<Result<_>>()?;
    let propose = |_: usize, need: &Entry| -> Vec<usize> {
        let kind = KINDS.iter().position(|(_, kind)| *kind == need.kind);
        kind.and_then(|at| indexes.get(at))
            .map(|index| index.search(&need.text, need.code.as_deref(), PROPOSED))
            .unwrap_or_default()
    };
    Ok(rank_among(offers, needs, weights, best, propose))
}

impl Board {
    fn ranking(&self) -> Result<&Ranking> {
        if let Some(ranking) = self.ranking.get() {
            return Ok(ranking);
        }
        let read = |side: Side, file: &str| {
            if self.of(Family::Supply, side).next().is_none() {
                return (Vec::new(), Vec::new());
            }
            let text = self.table(Family::Supply, side);
            supply::read::read(Source { file, text: &text })
        };
        let (offers, mut findings) = read(Side::Offer, "offers.csv");
        let (needs, said) = read(Side::Need, "needs.csv");
        findings.extend(said);
        let (ranked, said) = ranked(&offers, &needs, &Weights::default(), BEST)?;
        findings.extend(said);
        let sums = supply::tables(&offers, &needs, &ranked, Vec::new()).sums;
        let made = Ranking {
            offers,
            needs,
            ranked,
            sums,
            findings,
        };
        Ok(self.ranking.get_or_init(|| made))
    }
}

/// Whether a match was accepted, and what that is worth: 2 if both sides agreed to meet, 1 if more found it useful than not.
struct Accepted<'a> {
    opinions: &'a [Opinion],
    introductions: &'a [Introduction],
}

impl Accepted<'_> {
    fn of(&self, offer: u32, need: u32) -> impl Iterator<Item = &Opinion> {
        let same = move |one: &&Opinion| one.offer == offer && one.need == need;
        self.opinions.iter().filter(same)
    }

    fn gain(&self, offer: u32, need: u32) -> f64 {
        let agreed = |one: &Introduction| {
            one.offer == offer && one.need == need && one.state == Consent::Agreed
        };
        if self.introductions.iter().any(agreed) {
            return 2.0;
        }
        let useful = self.of(offer, need).filter(|one| one.useful).count();
        let not = self.of(offer, need).count() - useful;
        f64::from(u8::from(useful > not))
    }

    /// True if anybody said or did something about an offer for this need.
    fn judged(&self, need: u32) -> bool {
        self.opinions.iter().any(|one| one.need == need)
            || self.introductions.iter().any(|one| one.need == need)
    }
}

/// Means over the needs that somebody judged. What was accepted and is not in the ranking counts as missed.
fn quality(needs: &[(u32, Vec<u32>)], accepted: &Accepted<'_>) -> MatchQuality {
    let (mut precision, mut rank, mut gain) = (Vec::new(), Vec::new(), Vec::new());
    for (need, offers) in needs.iter().filter(|(need, _)| accepted.judged(*need)) {
        let mut gains: Vec<f64> = offers.iter().map(|o| accepted.gain(*o, *need)).collect();
        let hits: Vec<bool> = gains.iter().map(|gain| *gain > 0.0).collect();
        let judged = accepted.opinions.iter().map(|one| (one.offer, one.need));
        let met = accepted
            .introductions
            .iter()
            .map(|one| (one.offer, one.need));
        let missed: std::collections::BTreeSet<u32> = judged
            .chain(met)
            .filter(|(offer, of)| of == need && !offers.contains(offer))
            .map(|(offer, _)| offer)
            .collect();
        gains.extend(missed.iter().map(|offer| accepted.gain(*offer, *need)));
        precision.extend(measure::precision_at(JUDGED, &hits));
        rank.push(measure::reciprocal_rank(&hits));
        gain.extend(measure::discounted_gain(JUDGED, &gains));
    }
    let mean =
        |list: &[f64]| (!list.is_empty()).then(|| list.iter().sum::<f64>() / list.len() as f64);
    MatchQuality {
        judged_needs: rank.len() as u64,
        precision: mean(&precision),
        reciprocal_rank: mean(&rank),
        discounted_gain: mean(&gain),
    }
}

/// Ranked offers for the supply needs of a board, with the parts of each score, what people made of them, and how good the ranking was by that.
///
/// # Errors
/// Who may not read; an unknown region.
pub async fn matches(
    home: &Home,
    actor: &Actor,
    region: &str,
    asked: MatchQuery,
) -> Result<MatchPage> {
    let board = open(home, actor, region).await?;
    let opinions = home.store().opinions(region).await?;
    let introductions = home.store().introductions(region).await?;
    let actor = actor.clone();
    home.solve(move || page(&board, &actor, &asked, &opinions, &introductions))
        .await
}

fn page(
    board: &Arc<Board>,
    actor: &Actor,
    asked: &MatchQuery,
    opinions: &[Opinion],
    introductions: &[Introduction],
) -> Result<MatchPage> {
    let ranking = board.ranking()?;
    let ids = |side: Side| -> HashMap<&str, u32> {
        let of = board.of(Family::Supply, side);
        of.map(|one| (one.row.name.as_str(), one.id)).collect()
    };
    let (offer_id, need_id) = (ids(Side::Offer), ids(Side::Need));
    let accepted = Accepted {
        opinions,
        introductions,
    };
    let by_need: Vec<(u32, Vec<u32>)> = ranking
        .needs
        .iter()
        .zip(&ranking.ranked)
        .filter_map(|(need, list)| {
            let offers = list
                .iter()
                .filter_map(|found| offer_id.get(ranking.offers[found.offer].id.as_str()));
            Some((*need_id.get(need.id.as_str())?, offers.copied().collect()))
        })
        .collect();
    let offset = asked.offset.unwrap_or(0) as usize;
    let limit = asked.limit.map_or(50, |n| n as usize).min(NEEDS_MAX);
    let chosen: Vec<usize> = (0..ranking.needs.len())
        .filter(|at| {
            let need = &ranking.needs[*at];
            let id = need_id.get(need.id.as_str()).copied();
            let kind = KINDS.iter().find(|(_, kind)| *kind == need.kind);
            let mine = || {
                let entry = id.and_then(|id| board.get(id));
                entry.is_some_and(|entry| super::answers_for(actor, entry))
            };
            asked.need.is_none_or(|wanted| id == Some(wanted))
                && asked
                    .kind
                    .as_ref()
                    .is_none_or(|wanted| kind.is_some_and(|(word, _)| word == wanted))
                && (!asked.mine.unwrap_or(false) || mine())
        })
        .collect();
    let weights = Weights::default();
    let me = actor.name();
    let mut rows = Vec::new();
    let (mut needs, mut lists) = (Vec::new(), Vec::new());
    for at in chosen.iter().skip(offset).take(limit) {
        let (need, list) = (&ranking.needs[*at], &ranking.ranked[*at]);
        needs.push(need.clone());
        lists.push(list.clone());
        let entry = need_id.get(need.id.as_str()).and_then(|id| board.get(*id));
        let Some(need_entry) = entry else { continue };
        for (place, found) in list.iter().enumerate() {
            let id = offer_id.get(ranking.offers[found.offer].id.as_str());
            let Some(offer_entry) = id.and_then(|id| board.get(*id)) else {
                continue;
            };
            let opinions: Vec<&Opinion> = accepted.of(offer_entry.id, need_entry.id).collect();
            let state = introductions
                .iter()
                .find(|one| one.offer == offer_entry.id && one.need == need_entry.id);
            let side =
                super::answers_for(actor, offer_entry) || super::answers_for(actor, need_entry);
            rows.push(BoardMatch {
                need: need_entry.id,
                offer: shown(actor, board, offer_entry),
                place: place as u32 + 1,
                score: found.score,
                parts: PARTS
                    .iter()
                    .zip(found.parts)
                    .zip(weights.parts)
                    .map(|((name, value), weight)| MatchPart {
                        part: (*name).to_owned(),
                        value,
                        weight,
                    })
                    .collect(),
                km: found.km,
                useful: opinions.iter().filter(|one| one.useful).count() as u64,
                not_useful: opinions.iter().filter(|one| !one.useful).count() as u64,
                my_opinion: opinions
                    .iter()
                    .find(|one| Some(one.by.as_str()) == me)
                    .map(|one| one.useful),
                // What two are about is theirs.
                introduction: state
                    .filter(|_| side)
                    .map(|one| one.state.code().to_owned()),
            });
        }
    }
    let shown_needs = needs
        .iter()
        .filter_map(|need| board.get(*need_id.get(need.id.as_str())?))
        .map(|entry| shown(actor, board, entry))
        .collect();
    let mut tables = supply::tables(&ranking.offers, &needs, &lists, Vec::new());
    tables.sums.clone_from(&ranking.sums);
    tables.findings.clone_from(&ranking.findings);
    Ok(MatchPage {
        total: chosen.len() as u64,
        needs: shown_needs,
        matches: rows,
        quality: quality(&by_need, &accepted),
        names: word_names(KINDS.iter().map(|(word, _)| *word)),
        synthetic: board
            .entries
            .iter()
            .any(|one| one.row.family == Family::Supply && one.row.synthetic),
        result: ToolAnswer::from(tables),
    })
}

/// Says whether a match is of use.
///
/// # Errors
/// [`crate::refusal::ErrorCode::NotSignedIn`]; an unknown region or entry; two that are no match.
pub async fn judge(
    home: &Home,
    actor: &Actor,
    region: &str,
    offer: u32,
    need: u32,
    useful: bool,
) -> Result<()> {
    let by = actor.must_be_user()?.name.clone();
    let board = open(home, actor, region).await?;
    ends(&board, offer, need)?;
    let store = home.store();
    store
        .judge_match(region, (offer, need), &by, useful)
        .await?;
    let subject = format!("offer {offer}, need {need}: {useful}");
    audit(home, actor, "match_judged", subject, region).await
}

/// The symbiosis network of a board.
///
/// # Errors
/// Who may not read; an unknown region; settings that cannot be.
pub async fn network(
    home: &Home,
    actor: &Actor,
    region: &str,
    asked: NetworkQuery,
) -> Result<NetworkAnswer> {
    let board = open(home, actor, region).await?;
    let settings = Settings {
        carbon_yuan_per_t: asked.carbon_yuan_per_t.unwrap_or(0.0),
        detour: asked.detour.unwrap_or(1.0),
        ..Settings::default()
    };
    let bad = |name: &str, value: f64, wanted: &str| {
        Refusal::bad_parameter(name, &value.to_string(), wanted)
    };
    if !(0.0..=1e6).contains(&settings.carbon_yuan_per_t) {
        let value = settings.carbon_yuan_per_t;
        return Err(bad(
            "carbon_yuan_per_t",
            value,
            "a number from 0 to 1000000",
        ));
    }
    if !(1.0..=10.0).contains(&settings.detour) {
        return Err(bad("detour", settings.detour, "a number from 1 to 10"));
    }
    let store = home.store();
    let own_rules = store.board_table(region, "rules").await?;
    let own_transport = store.board_table(region, "transport").await?;
    let distances = store.board_table(region, "distances").await?;
    home.solve(move || {
        let embedded = |path: &str| -> Result<String> {
            let bytes = embed::data(path).unwrap_or_default().into_owned();
            String::from_utf8(bytes)
                .map_err(|error| Refusal::internal("a table of the program", error))
        };
        let (rules, transport) = (
            own_rules.map_or_else(|| embedded("exchange/rules.csv"), Ok)?,
            embedded("exchange/transport.csv")?,
        );
        let of = |side: Side| board.table(Family::Symbiosis, side);
        let (partners, offers, needs) = (of(Side::Partner), of(Side::Offer), of(Side::Need));
        let mut carried = vec![Source {
            file: "data/exchange/transport.csv",
            text: &transport,
        }];
        carried.extend(own_transport.as_deref().map(|text| Source {
            file: "transport.csv",
            text,
        }));
        let folder = Folder {
            partners: Source {
                file: "partners.csv",
                text: &partners,
            },
            offers: Source {
                file: "offers.csv",
                text: &offers,
            },
            needs: Source {
                file: "needs.csv",
                text: &needs,
            },
            rules: Source {
                file: "rules.csv",
                text: &rules,
            },
            transport: &carried,
            distances: distances.as_deref().map(|text| Source {
                file: "distances.csv",
                text,
            }),
        };
        let has = board.of(Family::Symbiosis, Side::Offer).next().is_some()
            && board.of(Family::Symbiosis, Side::Need).next().is_some();
        let tables = if has {
            exchange::run(folder, &settings, false)
        } else {
            planning::sheet::Tables::default()
        };
        let place = |cells: &BTreeMap<String, String>, name: &str| {
            cells.get(name).and_then(|cell| cell.parse().ok())
        };
        let partners = board.of(Family::Symbiosis, Side::Partner).map(|one| {
            let cells = &one.row.cells;
            NetworkPartner {
                id: one.row.name.clone(),
                name: cells.get("name").unwrap_or(&one.row.name).clone(),
                city: cells.get("city").cloned(),
                lon: place(cells, "lon"),
                lat: place(cells, "lat"),
            }
        });
        let ids = |side: Side| -> BTreeMap<String, u32> {
            let of = board.of(Family::Symbiosis, side);
            of.map(|one| (one.row.name.clone(), one.id)).collect()
        };
        let codes = board.entries.iter();
        let codes = codes.filter_map(|one| one.row.cells.get("material").map(String::as_str));
        Ok(NetworkAnswer {
            result: ToolAnswer::from(tables),
            partners: partners.collect(),
            offers: ids(Side::Offer),
            needs: ids(Side::Need),
            names: word_names(codes),
            synthetic: board
                .entries
                .iter()
                .any(|one| one.row.family == Family::Symbiosis && one.row.synthetic),
        })
    })
    .await
}

/// The share that a region's cities buy within themselves and within the cluster, by year, from the table `purchases.csv` that was brought to its
/// board. Without one there are no tables.
///
/// # Errors
/// Who may not read; an unknown region.
pub async fn local(
    home: &Home,
    actor: &Actor,
    region: &str,
    cities: Option<&str>,
) -> Result<ToolAnswer> {
    actor.must_read(home.config().public_read)?;
    home.store().data_version(region).await?;
    let Some(text) = home.store().board_table(region, "purchases").await? else {
        return Ok(ToolAnswer::default());
    };
    let cities: Vec<String> = cities
        .unwrap_or_default()
        .split(',')
        .map(|city| city.trim().to_owned())
        .filter(|city| !city.is_empty())
        .collect();
    blocking(move || {
        let cities: Vec<&str> = cities.iter().map(String::as_str).collect();
        let source = Source {
            file: "purchases.csv",
            text: &text,
        };
        Ok(ToolAnswer::from(measure::run(source, &cities, false)))
    })
    .await
}
