//! Where fuel is burned, as far as its CH4 and N2O depend on it.

use units::{Classifications, Field, Scheme};

use crate::factors::CombustionSector;
use crate::ledger::Purpose;

/// Where CH4 and N2O of stationary combustion are formed, as IPCC 2006 Vol. 2 Ch. 2 tables 2.2 to 2.5 part it; `None` of
/// transport and where the field is not known.
pub(super) fn stationary(field: Option<Field>, purpose: Purpose) -> Option<CombustionSector> {
    match (field, purpose) {
        (_, Purpose::Transformation) | (Some(Field::Energy), _) => {
            Some(CombustionSector::EnergyIndustries)
        }
        (Some(Field::Industry), _) => Some(CombustionSector::Manufacturing),
        (Some(Field::Construction), _) => Some(CombustionSector::Commercial),
        (Some(Field::Agriculture | Field::Livelihood), _) => Some(CombustionSector::Residential),
        (Some(Field::Transport) | None, _) => None,
    }
}

/// Mode of transport of an industry; `None` of one that moves by no mode of its own (warehousing, post, pipelines) and
/// of land transport that does not say whether by rail or road.
pub(super) fn of_industry(scheme: Scheme, code: &str) -> Option<CombustionSector> {
    use CombustionSector as S;
    let division = Classifications::builtin()
        .find(scheme, code)
        .filter(|found| found.section.is_some())?;
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    match (scheme, division.code.as_str()) {
        (Scheme::Gbt4754, "53") => Some(S::Rail),
        (Scheme::Gbt4754, "54") => Some(S::Road),
        (Scheme::Gbt4754, "55") => Some(S::Water),
        (Scheme::Gbt4754, "56") => Some(S::Aviation),
        (Scheme::Isic4 | Scheme::Nace2, "50") => Some(S::Water),
        (Scheme::Isic4 | Scheme::Nace2, "51") => Some(S::Aviation),
        (Scheme::Isic4, "49") => match digits.as_bytes().get(2) {
            Some(b'1') => Some(S::Rail),
            Some(b'2') => Some(S::Road),
            _ => None,
        },
        (Scheme::Nace2, "49") => match digits.as_bytes().get(2) {
            Some(b'1' | b'2') => Some(S::Rail),
            Some(b'3' | b'4') => Some(S::Road),
            _ => None,
        },
        (Scheme::Naics2017 | Scheme::Naics2022, "481") => Some(S::Aviation),
        (Scheme::Naics2017 | Scheme::Naics2022, "482") => Some(S::Rail),
        (Scheme::Naics2017 | Scheme::Naics2022, "483") => Some(S::Water),
        (Scheme::Naics2017 | Scheme::Naics2022, "484" | "485") => Some(S::Road),
        _ => None,
    }
}

/// Mode of a transport fuel whose industry says none: jet kerosene flies; what vehicles fill up with is burned on roads,
/// by far the largest user of it; of other fuels nothing is assumed.
pub(super) fn of_fuel(carrier: &str) -> Option<CombustionSector> {
    match carrier {
        "jet_kerosene" => Some(CombustionSector::Aviation),
        "gasoline" | "diesel" | "lpg" | "natural_gas" | "lng" | "ethanol" | "biodiesel"
        | "biogasoline" => Some(CombustionSector::Road),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use CombustionSector as S;

    /// Titles of the classes: GB/T 4754-2017 53 to 59; ISIC Rev. 4 and NACE Rev. 2 49 to 52; NAICS 481 to 493.
    #[test]
    fn an_industry_names_its_mode() {
        for (scheme, code, mode) in [
            (Scheme::Gbt4754, "G53", Some(S::Rail)),
            (Scheme::Gbt4754, "5412", Some(S::Road)),
            (Scheme::Gbt4754, "G55", Some(S::Water)),
            (Scheme::Gbt4754, "5611", Some(S::Aviation)),
            (Scheme::Gbt4754, "G59", None),
            (Scheme::Gbt4754, "G", None),
            (Scheme::Isic4, "4912", Some(S::Rail)),
            (Scheme::Isic4, "4923", Some(S::Road)),
            (Scheme::Isic4, "49", None),
            (Scheme::Isic4, "493", None),
            (Scheme::Nace2, "49.20", Some(S::Rail)),
            (Scheme::Nace2, "H49.41", Some(S::Road)),
            (Scheme::Nace2, "50.1", Some(S::Water)),
            (Scheme::Nace2, "52", None),
            (Scheme::Naics2022, "482111", Some(S::Rail)),
            (Scheme::Naics2022, "485", Some(S::Road)),
            (Scheme::Naics2017, "493", None),
        ] {
            assert_eq!(of_industry(scheme, code), mode, "{scheme} {code}");
        }
    }
}
