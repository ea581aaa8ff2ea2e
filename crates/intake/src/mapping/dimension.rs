//! Which dimension a measure's unit must have.

use units::{Base, UnitRegistry};

use super::{Attr, MeasureKind};
use crate::codes::Code;
use crate::log::Params;

/// What is wrong with `unit` for a measure of this kind; `None` if nothing.
pub(crate) fn unit_fault(
    kind: MeasureKind,
    statistic: Option<&Attr>,
    unit: &str,
    table: &str,
) -> Option<(Code, Params)> {
    if kind == MeasureKind::CheckOnly {
        return None;
    }
    let found = match UnitRegistry::builtin().unit(unit) {
        Ok(found) => found,
        Err(error) => {
            let params = vec![
                ("found", format!("{unit:?}")),
                ("detail", error.to_string()),
            ];
            return Some((Code::UnknownUnit, params));
        }
    };
    let powers: Vec<(&Base, i8)> = found.dimension().powers().collect();
    let (is_right, expected) = match kind {
        MeasureKind::Carrier | MeasureKind::CarrierStatistic => (
            matches!(
                powers[..],
                [(Base::Energy, 1)] | [(Base::Mass, 1)] | [(Base::Length, 3)]
            ),
            "energy, mass or volume",
        ),
        MeasureKind::Emission | MeasureKind::Biogenic => {
            (matches!(powers[..], [(Base::Co2e, 1)]), "mass of CO2e")
        }
        MeasureKind::Process => (matches!(powers[..], [(Base::Mass, 1)]), "mass"),
        MeasureKind::CheckOnly => (true, ""),
        MeasureKind::Statistic => match statistic {
            Some(Attr::Fixed(name)) => match name.as_str() {
                "population" => (
                    matches!(&powers[..], [(Base::Count(what), 1)] if what.as_ref() == "person"),
                    "people",
                ),
                "land_area" => (matches!(powers[..], [(Base::Length, 2)]), "area"),
                _ => (matches!(powers[..], [(Base::Money(..), 1)]), "money"),
            },
            // The statistic comes from a column: any of them.
            _ => (true, ""),
        },
    };
    if is_right {
        return None;
    }
    let params = vec![
        ("found", format!("{unit:?}")),
        ("dimension", found.dimension().label().en),
        ("key", "unit".to_owned()),
        ("table", table.to_owned()),
        ("expected", expected.to_owned()),
    ];
    Some((Code::WrongDimension, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dimensions_by_kind() {
        let population = Attr::Fixed("population".to_owned());
        let area = Attr::Fixed("land_area".to_owned());
        let gdp = Attr::Fixed("gdp".to_owned());
        let code = |kind, statistic: Option<&Attr>, unit: &str| {
            unit_fault(kind, statistic, unit, "t").map(|(code, _)| code)
        };
        assert_eq!(code(MeasureKind::Carrier, None, "万kWh"), None);
        assert_eq!(code(MeasureKind::Carrier, None, "10^4 m3"), None);
        assert_eq!(
            code(MeasureKind::Carrier, None, "km"),
            Some(Code::WrongDimension)
        );
        assert_eq!(code(MeasureKind::Emission, None, "kt CO2"), None);
        assert_eq!(
            code(MeasureKind::Emission, None, "kt"),
            Some(Code::WrongDimension)
        );
        assert_eq!(
            code(MeasureKind::Emission, None, "furlongs"),
            Some(Code::UnknownUnit)
        );
        assert_eq!(
            code(MeasureKind::Statistic, Some(&population), "million person"),
            None
        );
        assert_eq!(
            code(MeasureKind::Statistic, Some(&population), "km2"),
            Some(Code::WrongDimension)
        );
        assert_eq!(code(MeasureKind::Statistic, Some(&area), "mu"), None);
        assert_eq!(code(MeasureKind::Statistic, Some(&gdp), "10亿元"), None);
        assert_eq!(code(MeasureKind::Statistic, Some(&gdp), "万元"), None);
    }
}
