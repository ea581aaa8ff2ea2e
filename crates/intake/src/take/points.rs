//! Where an enterprise lies, from the columns of its row.

use inventory::master::Enterprise;

use super::kinds::RowView;
use crate::codes::Code;
use crate::log::{At, FindingLog};
use crate::mapping::EnterpriseRules;
use crate::number::{NumberFormat, parse_number};
use crate::text::shown;

/// Reads the point of the row, if the enterprise has none yet.
pub(super) fn point(
    rules: &EnterpriseRules,
    view: &RowView<'_>,
    enterprise: &mut Enterprise,
    log: &mut FindingLog,
) {
    if enterprise.lon_lat.is_some() {
        return;
    }
    let text_at = |column: &Option<String>| {
        let at = column
            .as_ref()
            .and_then(|column| view.head.column(column))?;
        let text = crate::text::trimmed(view.sheet.cell(view.row, at).text).0;
        (!text.is_empty()).then_some((at, text))
    };
    let (at, text, found) = if let Some((at, text)) = text_at(&rules.point) {
        (at, text, parse_point(text))
    } else if let (Some((at, lon)), Some((_, lat))) = (text_at(&rules.lon), text_at(&rules.lat)) {
        (at, lon, lon_lat(lon, lat))
    } else {
        return;
    };
    enterprise.lon_lat = found;
    if found.is_none() {
        log.push(Code::BadPoint, || {
            (
                At::cell(view.row, at).field(view.head.name(at)),
                vec![("cell", shown(text))],
            )
        });
    }
}

/// `(48.1, -123.5)` as latitude and longitude, or `POINT (-123.5 48.1)`.
fn parse_point(text: &str) -> Option<(f64, f64)> {
    if let Some(inner) = text.strip_prefix("POINT") {
        let inner = inner.trim().strip_prefix('(')?.strip_suffix(')')?;
        let (lon, lat) = inner.trim().split_once(' ')?;
        return lon_lat(lon, lat);
    }
    let inner = text
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
        .unwrap_or(text);
    let (lat, lon) = inner.split_once(',')?;
    lon_lat(lon, lat)
}

fn lon_lat(lon: &str, lat: &str) -> Option<(f64, f64)> {
    let degrees = |text: &str| {
        parse_number(text.trim(), &NumberFormat::default())
            .ok()
            .map(|number| number.value)
    };
    let (lon, lat) = (degrees(lon)?, degrees(lat)?);
    ((-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat)).then_some((lon, lat))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points() {
        assert_eq!(parse_point("(48.1, -123.5)"), Some((-123.5, 48.1)));
        assert_eq!(parse_point("POINT (-123.5 48.1)"), Some((-123.5, 48.1)));
        assert_eq!(parse_point("(-123.5, 48.1)"), None);
        assert_eq!(parse_point("here"), None);
    }
}
