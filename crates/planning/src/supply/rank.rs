//! Offers for each need, best first, each with the parts of its score.

use inventory::finding::{Finding, Severity};
use rayon::prelude::*;

use super::Entry;
use super::text::Corpus;
use crate::city::place::distance_km;
use crate::notice::notice;
use crate::sheet::{cell, csv_text};

/// Names of the parts of a score.
pub const PARTS: [&str; 6] = ["text", "code", "price", "units", "days", "nearness"];

/// How much each part counts, in the order of [`PARTS`]; at least 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// By part.
    pub parts: [f64; 6],
    /// Distance at which nearness is one half, km; above 0.
    pub half_distance_km: f64,
}

impl Default for Weights {
    /// Text and code twice as much as the rest; 300 km. A judgement: show it, and let people change it.
    fn default() -> Self {
        Weights {
            parts: [2.0, 2.0, 1.0, 1.0, 1.0, 1.0],
            half_distance_km: 300.0,
        }
    }
}

/// An offer for a need.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// In the list of offers.
    pub offer: usize,
    /// 0 to 1: weighted mean of the parts that are known.
    pub score: f64,
    /// Each 0 to 1; `None` if one side does not say.
    pub parts: [Option<f64>; 6],
    /// Great-circle distance, km.
    pub km: Option<f64>,
}

/// The `best` offers for each need: of its kind, with all certificates that it asks for, of another firm, and with at least one of
/// text and code in common. Equal scores stand in the order of the table.
///
/// Parts: cosine of the texts; digits of the code in common over digits asked; price, units and days 1 if they are as asked, else the
/// share of it (half if asked is half of what is offered); nearness `1 / (1 + d / d_half)`. What nobody states takes no part, and
/// a need for which nothing is found is said (`supply_nothing_found`).
pub fn rank(
    offers: &[Entry],
    needs: &[Entry],
    weights: &Weights,
    best: usize,
) -> (Vec<Vec<Match>>, Vec<Finding>) {
    let corpus = Corpus::new(offers.iter().map(|o| o.text.as_str()));
    let ranked: Vec<Vec<Match>> = needs
        .par_iter()
        .map(|need| {
            let alike = corpus.alike(&need.text);
            let text = |at: usize| alike.as_ref().map(|alike| alike[at]);
            let all = (0..offers.len()).map(|at| (at, text(at)));
            choose(all, offers, need, weights, best)
        })
        .collect();
    let findings = unserved(needs, &ranked);
    (ranked, findings)
}

/// The same for some offers of each need, which an index proposed (`among`, in the list of offers): scored alike, and the offers that were not
/// proposed take no part.
pub fn rank_among(
    offers: &[Entry],
    needs: &[Entry],
    weights: &Weights,
    best: usize,
    among: impl Fn(usize, &Entry) -> Vec<usize> + Sync,
) -> (Vec<Vec<Match>>, Vec<Finding>) {
    let corpus = Corpus::new(offers.iter().map(|o| o.text.as_str()));
    let ranked: Vec<Vec<Match>> = needs
        .par_iter()
        .enumerate()
        .map(|(number, need)| {
            let mut some = among(number, need);
            some.retain(|at| fits(&offers[*at], need));
            let alike = corpus.alike_to(&need.text, &some);
            let text = |place: usize| alike.as_ref().map(|alike| alike[place]);
            let all = some
                .iter()
                .enumerate()
                .map(|(place, at)| (*at, text(place)));
            choose(all, offers, need, weights, best)
        })
        .collect();
    let mut findings = vec![notice(
        "supply_by_index",
        Severity::Note,
        &[
            ("offers", offers.len().to_string()),
            ("needs", needs.len().to_string()),
        ],
        format!(
            "{} offers and {} needs are too many to go through all pairs; an index proposed offers for each need",
            offers.len(),
            needs.len()
        ),
    )];
    findings.extend(unserved(needs, &ranked));
    (ranked, findings)
}

/// The best of some offers, with how alike their texts are.
fn choose(
    among: impl Iterator<Item = (usize, Option<f64>)>,
    offers: &[Entry],
    need: &Entry,
    weights: &Weights,
    best: usize,
) -> Vec<Match> {
    let mut found: Vec<Match> = among
        .filter(|(at, _)| fits(&offers[*at], need))
        .filter_map(|(at, text)| score(at, &offers[at], need, text, weights))
        .collect();
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.offer.cmp(&b.offer)));
    found.truncate(best);
    found
}

fn unserved(needs: &[Entry], ranked: &[Vec<Match>]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (need, _) in needs.iter().zip(ranked).filter(|(_, list)| list.is_empty()) {
        findings.push(notice(
            "supply_nothing_found",
            Severity::Note,
            &[("need", need.id.clone())],
            format!("{}: no offer of its kind with its certificates has a word or a code in common with it", need.id),
        ));
    }
    findings
}

fn fits(offer: &Entry, need: &Entry) -> bool {
    let held = |asked: &String| offer.certificates.contains(asked);
    offer.kind == need.kind && offer.firm != need.firm && need.certificates.iter().all(held)
}

fn score(
    at: usize,
    offer: &Entry,
    need: &Entry,
    text: Option<f64>,
    weights: &Weights,
) -> Option<Match> {
    let code = offer
        .code
        .as_ref()
        .zip(need.code.as_ref())
        .map(|(has, asked)| {
            let common = has.bytes().zip(asked.bytes()).take_while(|(a, b)| a == b);
            common.count() as f64 / asked.len() as f64
        });
    if text.unwrap_or(0.0) <= 0.0 && code.unwrap_or(0.0) <= 0.0 {
        return None;
    }
    // As asked, or the share of it.
    let at_most = |has: Option<f64>, asked: Option<f64>| {
        has.zip(asked)
            .map(|(has, asked)| if has <= asked { 1.0 } else { asked / has })
    };
    let at_least = offer
        .units
        .zip(need.units)
        .map(|(has, asked)| (has / asked).min(1.0));
    let km = offer
        .position
        .zip(need.position)
        .map(|(a, b)| distance_km(a, b));
    let parts = [
        text,
        code,
        at_most(offer.yuan, need.yuan),
        at_least,
        at_most(offer.days, need.days),
        km.map(|km| 1.0 / (1.0 + km / weights.half_distance_km)),
    ];
    let (mut sum, mut all) = (0.0, 0.0);
    for (part, weight) in parts.iter().zip(weights.parts) {
        if let Some(part) = part {
            sum += weight * part;
            all += weight;
        }
    }
    (all > 0.0).then(|| Match {
        offer: at,
        score: sum / all,
        parts,
        km,
    })
}

/// Needs whose rows are written in one piece.
const PIECE: usize = 1_024;

/// One row for each match: score, parts, and which parts nobody could judge.
pub fn matches_csv(offers: &[Entry], needs: &[Entry], ranked: &[Vec<Match>]) -> String {
    let mut head = vec!["need", "place", "offer", "firm", "city", "score"];
    head.extend(PARTS);
    head.extend(["km", "not_known"]);
    let pieces: Vec<String> = needs
        .par_chunks(PIECE)
        .zip(ranked.par_chunks(PIECE))
        .map(|(needs, ranked)| {
            let mut rows = Vec::new();
            for (need, list) in needs.iter().zip(ranked) {
                let lines = list.iter().enumerate();
                rows.extend(lines.map(|(place, found)| line(offers, need, place + 1, found)));
            }
            csv_text(&[], &rows)
        })
        .collect();
    let mut text = csv_text(&head, &[]);
    text.reserve(pieces.iter().map(String::len).sum());
    for piece in pieces {
        text.push_str(&piece);
    }
    text
}

fn line(offers: &[Entry], need: &Entry, place: usize, found: &Match) -> Vec<String> {
    let offer = &offers[found.offer];
    let mut row = Vec::with_capacity(14);
    row.extend([
        need.id.clone(),
        place.to_string(),
        offer.id.clone(),
        offer.firm.clone(),
        offer.city.clone(),
        found.score.to_string(),
    ]);
    row.extend(found.parts.iter().map(|part| cell(*part)));
    row.push(cell(found.km));
    let unknown = PARTS
        .iter()
        .zip(found.parts)
        .filter(|(_, part)| part.is_none());
    let unknown: Vec<&str> = unknown.map(|(name, _)| *name).collect();
    row.push(unknown.join("; "));
    row
}
