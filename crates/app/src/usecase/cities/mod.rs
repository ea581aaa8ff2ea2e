//! Cities side by side and together: structures from the ledger or from tables that are kept with a region, what ties
//! cities to each other, and the chains that run through them.

pub mod chain;
pub mod cluster;
pub mod kept;
pub mod pairing;
pub mod positions;
pub mod profile;
pub mod source;
pub mod ties;

use crate::http::dto::{Finding, SeverityId, TiedCity};
use crate::view::RegionView;
use inventory::finding::Severity;
use inventory::master::Place;
use planning::city::place::Position;
use planning::city::{self, Figure};

/// From this location quotient on a city counts as strong in an industry (Balassa 1965: more than its share).
pub const STRONG: f64 = 1.0;
/// Similarity above which the documents call two cities homogeneous.
pub const HOMOGENEOUS: f64 = 0.9;

/// A finding about cities, as it is sent.
pub(crate) fn finding(found: &city::Finding) -> Finding {
    Finding::from(&of_table(found))
}

/// The same, as findings in files are.
pub(crate) fn of_table(found: &city::Finding) -> inventory::finding::Finding {
    use city::Finding as F;
    // A sentence is read by people: four decimals say enough.
    let short = |value: &str| match value.parse::<f64>() {
        Ok(number) if value.len() > 8 && number.fract() != 0.0 => format!("{number:.4}"),
        _ => value.to_owned(),
    };
    let mut message = found.to_string();
    for (_, value) in found.params() {
        let new = short(&value);
        if new != value {
            message = message.replace(&value, &new);
        }
    }
    inventory::finding::Finding {
        code: found.code().to_owned(),
        severity: match found {
            F::NotSymmetric { .. }
            | F::DiagonalNotOne { .. }
            | F::StatedShareDiffers { .. }
            | F::StatedLeastDiffers { .. }
            | F::NegativeCell { .. } => Severity::Warning,
            _ => Severity::Note,
        },
        location: None,
        params: found
            .params()
            .into_iter()
            .map(|(name, value)| (name.to_owned(), short(&value)))
            .collect(),
        message,
    }
}

/// A finding of this use case.
pub(crate) fn note(code: &str, params: &[(&str, String)], message: String) -> Finding {
    Finding {
        code: code.to_owned(),
        severity: SeverityId::Note,
        location: None,
        params: params
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect(),
        message,
        import: None,
    }
}

/// The same finding only once, in the order in which they came.
pub(crate) fn once(findings: Vec<Finding>) -> Vec<Finding> {
    let mut seen = std::collections::HashSet::new();
    findings
        .into_iter()
        .filter(|one| seen.insert((one.code.clone(), one.message.clone())))
        .collect()
}

/// The same with the names of cities and industries in the sentence where a code stands; the parameters keep the code.
pub(crate) fn named(
    findings: Vec<Finding>,
    cities: &[source::City],
    industries: &[crate::http::dto::Item],
) -> Vec<Finding> {
    let name = |id: &str| {
        let city = cities
            .iter()
            .find(|city| city.id == id)
            .map(|city| &city.name.en);
        let part = || industries.iter().find(|part| part.id == id);
        city.or_else(|| part().map(|part| &part.label.en))
    };
    let in_words = |mut one: Finding| {
        for key in ["city", "industry"] {
            if let Some(id) = one.params.get(key)
                && let Some(name) = name(id)
                && name != id
            {
                one.message = one.message.replacen(id.as_str(), name, 1);
            }
        }
        one
    };
    findings.into_iter().map(in_words).collect()
}

/// The number, if there is one.
fn value(figure: Figure) -> Option<f64> {
    figure.ok()
}

/// Why there is none.
fn reason(figure: Figure) -> Option<String> {
    figure.err().map(|why| why.code().to_owned())
}

/// The place of a region that a table names by its code, name or alias.
pub(crate) fn place_of<'a>(view: &'a RegionView, name: &str) -> Option<&'a Place> {
    view.place(name).or_else(|| {
        let wanted = name.trim().to_lowercase();
        view.places.iter().find(|place| {
            [&place.name.en, &place.name.zh]
                .into_iter()
                .chain(&place.aliases)
                .any(|one| one.to_lowercase() == wanted)
        })
    })
}

/// Where a place is.
fn position(place: &Place) -> Option<Position> {
    place.lon_lat.map(|(longitude, latitude)| Position {
        latitude,
        longitude,
    })
}

/// A name of a table with the place that bears it.
pub(crate) fn tied(view: &RegionView, name: &str) -> TiedCity {
    let place = place_of(view, name);
    TiedCity {
        id: name.to_owned(),
        name: match place {
            Some(place) => place.name.clone().into(),
            None => source::both(name),
        },
        place: place.map(|place| place.code.clone()),
        lon: place.and_then(|place| place.lon_lat).map(|p| p.0),
        lat: place.and_then(|place| place.lon_lat).map(|p| p.1),
    }
}
