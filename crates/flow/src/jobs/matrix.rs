//! Jobs on a matrix: new sums (RAS, GRAS), and flows by gravity.

use super::{Columns, JobError, Rows, find};
use crate::formats::Labelled;
use crate::trade::{self, Balanced, Estimate};

/// A balanced matrix with names.
#[derive(Debug, Clone, PartialEq)]
pub struct BalancedMatrix {
    /// Cells, multipliers, gap.
    pub balanced: Balanced,
    /// The matrix, labels as in the file (levels joined by a blank and a slash).
    pub rows: Rows,
}

fn names(labels: &[Vec<String>]) -> Vec<String> {
    labels.iter().map(|levels| levels.join(" / ")).collect()
}

/// Brings a matrix (file name and text; CSV with labels of rows and columns) to new sums (file name and text; CSV `side,name,sum`,
/// `side` being `row` or `column`, each label once).
///
/// # Errors
/// Faulty cells; labels without a sum, sums without a label or twice; as [`trade::balance`].
pub fn balance(matrix: (&str, &str), sums: (&str, &str)) -> Result<BalancedMatrix, JobError> {
    let table = Labelled::read(matrix.0, matrix.1, None)?;
    let (row_names, column_names) = (names(&table.rows), names(&table.columns));
    let targets = Columns::read(sums.0, sums.1, &["side", "name", "sum"])?;
    let mut rows = vec![None; row_names.len()];
    let mut columns = vec![None; column_names.len()];
    for row in targets.rows() {
        let name = targets.text(row, "name");
        let slot = match targets.text(row, "side") {
            "row" => &mut rows[find("row", name, &row_names)?],
            "column" => &mut columns[find("column", name, &column_names)?],
            _ => return Err(targets.wrong(row, "side", "must be row or column").into()),
        };
        if slot.is_some() {
            return Err(targets.wrong(row, "name", "has a sum already").into());
        }
        *slot = Some(targets.needed(row, "sum")?);
    }
    let all = |side: &str, names: &[String], found: Vec<Option<f64>>| {
        let pairs = names.iter().zip(found);
        let sum = |(name, sum): (&String, Option<f64>)| {
            sum.ok_or_else(|| JobError::Lacking {
                needed: format!("{} has no sum for {side} {name:?}", sums.0),
            })
        };
        pairs.map(sum).collect::<Result<Vec<f64>, JobError>>()
    };
    let balanced = trade::balance(
        &table.values,
        &all("row", &row_names, rows)?,
        &all("column", &column_names, columns)?,
    )?;
    let head = std::iter::once("").chain(column_names.iter().map(String::as_str));
    let mut rows = Rows::new(head);
    let lines = balanced.cells.chunks_exact(column_names.len().max(1));
    for (name, line) in row_names.iter().zip(lines) {
        rows.push([name.as_str()], line.iter().copied());
    }
    Ok(BalancedMatrix { balanced, rows })
}

/// Flows between places by gravity, with names: estimates, marked as such.
#[derive(Debug, Clone, PartialEq)]
pub struct GravityFlows {
    /// Flows with their span.
    pub estimate: Estimate,
    /// One row for each pair: `origin,destination,estimate,low,high`.
    pub rows: Rows,
}

/// Estimates flows between places from what each sends and takes (file name and text; CSV `place,sends,takes`) and their distances (CSV
/// `from,to,distance`; one direction serves both; a pair that is not there does not trade), for a low, a middle and a high exponent.
///
/// # Errors
/// Faulty cells, places that are not there or twice; as [`trade::gravity`].
pub fn gravity(
    places: (&str, &str),
    distances: (&str, &str),
    exponents: [f64; 3],
) -> Result<GravityFlows, JobError> {
    let table = Columns::read(places.0, places.1, &["place", "sends", "takes"])?;
    let (mut names, mut sends, mut takes) = (Vec::new(), Vec::new(), Vec::new());
    for row in table.rows() {
        let name = table.text(row, "place").to_owned();
        if names.contains(&name) {
            return Err(table.wrong(row, "place", "is there twice").into());
        }
        names.push(name);
        sends.push(table.needed(row, "sends")?);
        takes.push(table.needed(row, "takes")?);
    }
    let ways = Columns::read(distances.0, distances.1, &["from", "to", "distance"])?;
    let mut given = vec![None; names.len() * names.len()];
    for row in ways.rows() {
        let from = find("place", ways.text(row, "from"), &names)?;
        let to = find("place", ways.text(row, "to"), &names)?;
        given[from * names.len() + to] = Some(ways.needed(row, "distance")?);
    }
    let far = |at: usize| {
        let (from, to) = (at / names.len(), at % names.len());
        given[at].or(given[to * names.len() + from]).unwrap_or(0.0)
    };
    let distance: Vec<f64> = (0..given.len()).map(far).collect();
    let estimate = trade::gravity(&sends, &takes, &distance, exponents)?;
    let mut rows = Rows::new(["origin", "destination", "estimate", "low", "high"]);
    for (from, origin) in names.iter().enumerate() {
        for (to, destination) in names.iter().enumerate() {
            let at = from * names.len() + to;
            rows.push(
                [origin.as_str(), destination],
                [estimate.flows[at], estimate.low[at], estimate.high[at]],
            );
        }
    }
    Ok(GravityFlows { estimate, rows })
}
