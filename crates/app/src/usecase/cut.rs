//! From the words of a question to the cube's question.

use crate::http::dto::{BasisId, CutQuery, EnergyBasisId, IndicatorId, StepId, ViewId};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::view::{RegionView, UNSTATED};
use inventory::cube::{Basis, Dim, EnergyBasis, Query, Step};
use inventory::indicator::Indicator;
use inventory::ledger::{Gas, Scope};
use inventory::master::View;
use units::{Field, Period, PeriodKind};

/// Parts of a list with commas; `unstated` is `None`. Blank parts are left out.
fn list(text: Option<&String>) -> Vec<Option<String>> {
    text.into_iter()
        .flat_map(|text| text.split(','))
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| (part != UNSTATED).then(|| part.to_owned()))
        .collect()
}

/// The cube's indicator of a name.
///
/// # Errors
/// [`ErrorCode::UnknownIndicator`].
pub fn indicator(code: &str) -> Result<Indicator> {
    code.parse().map_err(|error: String| {
        Refusal::new(ErrorCode::UnknownIndicator, error).with("indicator", code)
    })
}

/// The name of an indicator of the cube.
pub fn indicator_id(indicator: Indicator) -> IndicatorId {
    // Both lists are the same; a test says so.
    IndicatorId::from_code(indicator.id()).unwrap_or(IndicatorId::CarbonTotal)
}

/// First and last period of `2020`, `2020-05` or `2005..2020`.
///
/// # Errors
/// [`ErrorCode::BadParameter`].
pub fn period_range(text: &str) -> Result<(Period, Period)> {
    let one = |part: &str| -> Result<Period> {
        part.trim().parse().map_err(|error: units::PeriodError| {
            Refusal::bad_parameter("period", text, &error.to_string())
        })
    };
    match text.split_once("..") {
        Some((from, to)) => Ok((one(from)?, one(to)?)),
        None => {
            let period = one(text)?;
            Ok((period, period))
        }
    }
}

/// `2020` or `2005..2020`.
pub fn period_text(from: Period, to: Period) -> String {
    if from == to {
        from.to_string()
    } else {
        format!("{from}..{to}")
    }
}

/// A step of the cube.
pub fn step(step: StepId) -> Step {
    match step {
        StepId::Year => Step::Year,
        StepId::Half => Step::Half,
        StepId::Quarter => Step::Quarter,
        StepId::Month => Step::Month,
    }
}

/// The step whose cells are as long as a period.
pub fn step_of(period: &Period) -> Step {
    match period.kind() {
        PeriodKind::Half => Step::Half,
        PeriodKind::Quarter => Step::Quarter,
        PeriodKind::Month => Step::Month,
        _ => Step::Year,
    }
}

/// Dimensions of a list with commas.
///
/// # Errors
/// [`ErrorCode::BadParameter`].
pub fn dims(name: &str, text: Option<&String>) -> Result<Vec<Dim>> {
    list(text)
        .into_iter()
        .map(|part| {
            Ok(match part.as_deref().unwrap_or(UNSTATED) {
                "place" => Dim::PlaceChildren,
                "enterprise" => Dim::Enterprise,
                "field" => Dim::Field,
                "industry" => Dim::Industry,
                "carrier" => Dim::Carrier,
                "scope" => Dim::Scope,
                "gas" => Dim::Gas,
                "period" => Dim::Period,
                other => {
                    return Err(Refusal::bad_parameter(
                        name,
                        other,
                        "there are place, field, industry, carrier, scope, gas, enterprise, period",
                    ));
                }
            })
        })
        .collect()
}

/// The cube's question of a cut. Where no period is given it is the last year with data, or all if `all_periods`.
///
/// # Errors
/// Names that do not exist, parameters that cannot be understood.
pub fn query(view: &RegionView, cut: &CutQuery, all_periods: bool) -> Result<Query> {
    let chosen = match cut.indicator {
        Some(id) => indicator(id.code())?,
        None => indicator(&view.region.default_indicator)?,
    };
    let mut query = Query::new(chosen);
    if let Some(code) = &cut.place {
        query.place = Some(view.need_place(code)?.code.clone());
    }
    query.place_only = cut.place_only.unwrap_or(false);
    match &cut.period {
        Some(text) => {
            let (from, to) = period_range(text)?;
            query = query.between(from, to);
        }
        None if !all_periods => {
            if let Some(year) = view.last_year() {
                query = query.during(year);
            }
        }
        None => {}
    }
    query.enterprises = list(cut.enterprise.as_ref());
    query.industries = list(cut.industry.as_ref());
    query.carriers = list(cut.carrier.as_ref());
    query.fields = list(cut.field.as_ref())
        .into_iter()
        .map(|part| {
            part.map(|code| {
                code.parse::<Field>()
                    .map_err(|error| Refusal::bad_parameter("field", &code, &error))
            })
            .transpose()
        })
        .collect::<Result<_>>()?;
    query.scopes = list(cut.scope.as_ref())
        .into_iter()
        .map(|part| {
            let code = part.unwrap_or_else(|| UNSTATED.to_owned());
            Scope::ALL
                .into_iter()
                .find(|scope| scope.id() == code)
                .ok_or_else(|| {
                    Refusal::bad_parameter(
                        "scope",
                        &code,
                        "there are scope1, process, scope2_location, scope2_market, scope3",
                    )
                })
        })
        .collect::<Result<_>>()?;
    query.gases = list(cut.gas.as_ref())
        .into_iter()
        .map(|part| {
            let code = part.unwrap_or_else(|| UNSTATED.to_owned());
            Gas::ALL
                .into_iter()
                .find(|gas| gas.id() == code)
                .ok_or_else(|| {
                    Refusal::bad_parameter(
                        "gas",
                        &code,
                        "there are co2, ch4, n2o, hfc, pfc, sf6, nf3, other_fluorinated, unspecified",
                    )
                })
        })
        .collect::<Result<_>>()?;
    query.view = cut.view.map(|view| match view {
        ViewId::Consumption => View::Consumption,
        ViewId::Production => View::Production,
    });
    query.basis = match cut.basis {
        Some(BasisId::Market) => Basis::Market,
        Some(BasisId::Location) | None => Basis::Location,
    };
    query.energy_basis = match cut.energy_basis {
        Some(EnergyBasisId::Equivalent) => EnergyBasis::Equivalent,
        Some(EnergyBasisId::Calorific) | None => EnergyBasis::Calorific,
    };
    Ok(query)
}

/// The query string whose cut is this question, for `/explain`.
pub fn query_string(query: &Query) -> String {
    let mut parts: Vec<(&str, String)> = vec![("indicator", query.indicator.id().to_owned())];
    let join = |items: Vec<String>| items.join(",");
    let texts = |items: &[Option<String>]| {
        join(
            items
                .iter()
                .map(|item| item.clone().unwrap_or_else(|| UNSTATED.to_owned()))
                .collect(),
        )
    };
    if let Some(place) = &query.place {
        parts.push(("place", place.clone()));
    }
    if query.place_only {
        parts.push(("place_only", "true".to_owned()));
    }
    if let (Some(from), Some(to)) = (query.from, query.to) {
        parts.push(("period", period_text(from, to)));
    }
    if query.unplaced_only {
        parts.push(("unplaced_only", "true".to_owned()));
        let name = match query.step {
            Step::Year => "year",
            Step::Half => "half",
            Step::Quarter => "quarter",
            Step::Month => "month",
        };
        parts.push(("step", name.to_owned()));
    }
    if !query.enterprises.is_empty() {
        parts.push(("enterprise", texts(&query.enterprises)));
    }
    if !query.fields.is_empty() {
        let codes = query
            .fields
            .iter()
            .map(|field| field.map_or(UNSTATED, Field::code).to_owned())
            .collect();
        parts.push(("field", join(codes)));
    }
    if !query.industries.is_empty() {
        parts.push(("industry", texts(&query.industries)));
    }
    if !query.carriers.is_empty() {
        parts.push(("carrier", texts(&query.carriers)));
    }
    if !query.scopes.is_empty() {
        let codes = query
            .scopes
            .iter()
            .map(|scope| scope.id().to_owned())
            .collect();
        parts.push(("scope", join(codes)));
    }
    if !query.gases.is_empty() {
        let codes = query.gases.iter().map(|gas| gas.id().to_owned()).collect();
        parts.push(("gas", join(codes)));
    }
    match query.view {
        Some(View::Consumption) => parts.push(("view", "consumption".to_owned())),
        Some(View::Production) => parts.push(("view", "production".to_owned())),
        None => {}
    }
    if query.basis == Basis::Market {
        parts.push(("basis", "market".to_owned()));
    }
    if query.energy_basis == EnergyBasis::Equivalent {
        parts.push(("energy_basis", "equivalent".to_owned()));
    }
    parts
        .iter()
        .map(|(name, value)| format!("{name}={}", percent_encoded(value)))
        .collect::<Vec<_>>()
        .join("&")
}

/// RFC 3986 percent encoding of all but unreserved characters and commas.
pub fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b',' => {
                (byte as char).to_string()
            }
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indicators_of_the_api_are_those_of_the_cube() {
        let cube: Vec<_> = Indicator::ALL
            .iter()
            .map(|indicator| indicator.id())
            .collect();
        let api: Vec<_> = IndicatorId::ALL.iter().map(|id| id.code()).collect();
        assert_eq!(cube, api);
    }

    #[test]
    fn periods_print_as_they_parse() {
        for text in [
            "2020",
            "2020-05",
            "2005..2020",
            "2020-Q3",
            "2020-H1..2021-H2",
        ] {
            let (from, to) = period_range(text).unwrap();
            assert_eq!(period_text(from, to), text);
        }
        assert_eq!(
            period_range("20x0").unwrap_err().code,
            ErrorCode::BadParameter
        );
    }

    #[test]
    fn lists_know_the_unstated() {
        assert_eq!(
            list(Some(&"a, unstated,,b".to_owned())),
            vec![Some("a".to_owned()), None, Some("b".to_owned())]
        );
        assert_eq!(percent_encoded("a b/万,c"), "a%20b%2F%E4%B8%87,c");
    }
}
