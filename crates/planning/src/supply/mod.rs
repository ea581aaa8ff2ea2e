//! Who can supply what somebody in another city looks for: parts, systems, software, services, testing, funds, incubators. Offers are
//! ranked by a score with its reasons, and rankings are measured against what people accepted.
//!
//! [`read`](mod@read) makes offers and needs from tables, [`text`] compares their descriptions in English and Chinese, [`rank`](mod@rank) scores them,
//! [`measure`] says how good a ranking is and how much is bought near by.

pub mod measure;
pub mod rank;
pub mod read;
pub mod text;

use crate::city::place::Position;

/// What is offered or looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A part or material.
    Part,
    /// A system or machine.
    System,
    /// Software.
    Software,
    /// A service.
    Service,
    /// Testing and certification.
    Testing,
    /// Money.
    Fund,
    /// Rooms and help for those who begin.
    Incubator,
}

/// Words of the tables.
pub const KINDS: [(&str, Kind); 7] = [
    ("part", Kind::Part),
    ("system", Kind::System),
    ("software", Kind::Software),
    ("service", Kind::Service),
    ("testing", Kind::Testing),
    ("fund", Kind::Fund),
    ("incubator", Kind::Incubator),
];

/// An offer or a need. Of an offer figures are what it can do, of a need what it asks.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// As the file names it.
    pub id: String,
    /// Who.
    pub firm: String,
    /// City.
    pub city: String,
    /// What kind.
    pub kind: Kind,
    /// Description, any language.
    pub text: String,
    /// Code of goods or industry (digits of HS or GB/T 4754, both sides in the same scheme).
    pub code: Option<String>,
    /// Price of a unit; for a need the most that is paid.
    pub yuan: Option<f64>,
    /// Units a year that can be made; for a need that are wanted.
    pub units: Option<f64>,
    /// Days until delivery; for a need the most.
    pub days: Option<f64>,
    /// Certificates that are held; for a need that must be.
    pub certificates: Vec<String>,
    /// Where.
    pub position: Option<Position>,
}

/// From tables to `matches.csv`: for each need the `best` offers with score and reasons.
///
/// Nothing is worked out if `strict` and a row could not be taken; the findings then say which.
pub fn run(
    offers: crate::sheet::Source<'_>,
    needs: crate::sheet::Source<'_>,
    weights: &rank::Weights,
    best: usize,
    strict: bool,
) -> crate::sheet::Tables {
    let (offers, mut findings) = read::read(offers);
    let (needs, said) = read::read(needs);
    findings.extend(said);
    if strict && crate::notice::refused(&findings) {
        return crate::sheet::Tables {
            findings,
            ..Default::default()
        };
    }
    let (ranked, said) = rank::rank(&offers, &needs, weights, best);
    findings.extend(said);
    tables(&offers, &needs, &ranked, findings)
}

/// `matches.csv` of a ranking.
pub fn tables(
    offers: &[Entry],
    needs: &[Entry],
    ranked: &[Vec<rank::Match>],
    findings: Vec<inventory::finding::Finding>,
) -> crate::sheet::Tables {
    let found: usize = ranked.iter().map(Vec::len).sum();
    let served = ranked.iter().filter(|list| !list.is_empty()).count();
    crate::sheet::Tables {
        files: vec![("matches.csv", rank::matches_csv(offers, needs, ranked))],
        sums: vec![
            ("offers", Some(offers.len() as f64)),
            ("needs", Some(needs.len() as f64)),
            ("needs_with_offers", Some(served as f64)),
            ("matches", Some(found as f64)),
        ],
        findings,
    }
}
