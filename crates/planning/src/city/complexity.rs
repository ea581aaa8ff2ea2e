//! Complexity of cities and industries: who can do what few others can.

use super::{Figure, Finding, Grid, Why};

/// Indices of complexity with what they are made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Complexity {
    /// Industries in which each city is strong.
    pub diversity: Vec<usize>,
    /// Cities that are strong in each industry.
    pub ubiquity: Vec<usize>,
    /// Index of each city (ECI): mean 0, standard deviation 1 over the cities.
    pub city: Vec<Figure>,
    /// Index of each industry (PCI) on the same scale: a city's index is the mean over its industries.
    pub industry: Vec<Figure>,
}

/// Complexity by eigenvector (Hidalgo and Hausmann 2009, in the form of their Atlas), from a 0/1 grid: the eigenvector to the second eigenvalue
/// of `D^-1 M U^-1 M'`, signed so that it goes with diversity. Scaled as `ecomplexity` scales it.
///
/// Reasons: `zero_total` (a city strong in nothing), `zero_industry`, `disconnected` (the network falls apart: a mere label of its parts would
/// come out), `not_unique` (two second eigenvalues), `too_few` (fewer than three cities or industries), `no_variation`.
/// Cost: the smaller side cubed.
pub fn complexity(advantages: &Grid) -> (Complexity, Vec<Finding>) {
    let (cities, width) = (advantages.rows.len(), advantages.columns.len());
    let mut findings = Vec::new();
    let mut has = vec![false; cities * width];
    for row in 0..cities {
        let cells = advantages.row(row);
        let missing = cells.iter().filter(|cell| cell.is_err()).count();
        if missing > 0 {
            let city = advantages.rows[row].clone();
            findings.push(Finding::MissingCells {
                city,
                missing,
                of: width,
            });
        }
        for (n, cell) in cells.iter().enumerate() {
            has[row * width + n] = cell.is_ok_and(|v| v > 0.0);
        }
    }
    let diversity: Vec<usize> = (0..cities)
        .map(|c| (0..width).filter(|n| has[c * width + n]).count())
        .collect();
    let ubiquity: Vec<usize> = (0..width)
        .map(|n| (0..cities).filter(|c| has[c * width + n]).count())
        .collect();
    let rows: Vec<usize> = (0..cities).filter(|&c| diversity[c] > 0).collect();
    let columns: Vec<usize> = (0..width).filter(|&n| ubiquity[n] > 0).collect();
    let solved = second(&has, width, &rows, &columns, &diversity, &ubiquity);
    let mut city = vec![Err(Why::ZeroTotal); cities];
    let mut industry = vec![Err(Why::ZeroIndustry); width];
    match solved {
        Ok((of_rows, of_columns)) => {
            for (&c, value) in rows.iter().zip(of_rows) {
                city[c] = super::finite(value);
            }
            for (&n, value) in columns.iter().zip(of_columns) {
                industry[n] = super::finite(value);
            }
        }
        Err(why) => {
            rows.iter().for_each(|&c| city[c] = Err(why));
            columns.iter().for_each(|&n| industry[n] = Err(why));
            findings.push(Finding::NoComplexity { why });
        }
    }
    for (c, name) in advantages
        .rows
        .iter()
        .enumerate()
        .filter(|(c, _)| diversity[*c] == 0)
    {
        debug_assert!(city[c].is_err());
        findings.push(Finding::LeftOut {
            city: name.clone(),
            why: Why::ZeroTotal,
        });
    }
    (
        Complexity {
            diversity,
            ubiquity,
            city,
            industry,
        },
        findings,
    )
}

type Sides = (Vec<f64>, Vec<f64>);

fn second(
    has: &[bool],
    width: usize,
    rows: &[usize],
    columns: &[usize],
    diversity: &[usize],
    ubiquity: &[usize],
) -> Result<Sides, Why> {
    let (n, m) = (rows.len(), columns.len());
    if n < 3 || m < 3 {
        return Err(Why::TooFew);
    }
    // Symmetric form: A = D^-1/2 M U^-1/2; its singular vectors give both sides.
    let a = |r: usize, c: usize| -> f64 {
        if has[rows[r] * width + columns[c]] {
            1.0 / (diversity[rows[r]] as f64 * ubiquity[columns[c]] as f64).sqrt()
        } else {
            0.0
        }
    };
    let by_rows = n <= m;
    let size = n.min(m);
    let mut product = vec![0.0; size * size];
    for i in 0..size {
        for j in 0..=i {
            let sum: f64 = if by_rows {
                (0..m).map(|k| a(i, k) * a(j, k)).sum()
            } else {
                (0..n).map(|k| a(k, i) * a(k, j)).sum()
            };
            product[i * size + j] = sum;
            product[j * size + i] = sum;
        }
    }
    let (values, vectors) = eigen(product, size);
    let mut order: Vec<usize> = (0..size).collect();
    order.sort_by(|&x, &y| values[y].total_cmp(&values[x]));
    const APART: f64 = 1e-9;
    if values[order[1]] > 1.0 - APART {
        return Err(Why::Disconnected);
    }
    if values[order[1]] < APART {
        return Err(Why::NoVariation);
    }
    if size > 2 && values[order[1]] - values[order[2]] < APART {
        return Err(Why::NotUnique);
    }
    let vector: Vec<f64> = (0..size).map(|i| vectors[i * size + order[1]]).collect();
    // Back from the symmetric form: industries first, then a city is the mean of its industries.
    let of_columns: Vec<f64> = (0..m)
        .map(|c| {
            let side: f64 = if by_rows {
                (0..n).map(|r| a(r, c) * vector[r]).sum()
            } else {
                vector[c]
            };
            side / (ubiquity[columns[c]] as f64).sqrt()
        })
        .collect();
    let of_rows: Vec<f64> = rows
        .iter()
        .map(|&row| {
            let sum: f64 = (0..m)
                .filter(|&c| has[row * width + columns[c]])
                .map(|c| of_columns[c])
                .sum();
            sum / diversity[row] as f64
        })
        .collect();
    let mean = of_rows.iter().sum::<f64>() / n as f64;
    let deviation = (of_rows.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n as f64).sqrt();
    if deviation < 1e-12 {
        return Err(Why::NoVariation);
    }
    let mean_diversity = rows.iter().map(|&r| diversity[r] as f64).sum::<f64>() / n as f64;
    let with_diversity: f64 = rows
        .iter()
        .zip(&of_rows)
        .map(|(&row, v)| (diversity[row] as f64 - mean_diversity) * (v - mean))
        .sum();
    // Where diversity does not decide the sign, the first city that differs does: the same input gives the same bytes.
    let sign = if with_diversity.abs() > 1e-12 * deviation {
        with_diversity.signum()
    } else {
        of_rows
            .iter()
            .map(|v| v - mean)
            .find(|v| v.abs() > 1e-12)
            .unwrap_or(1.0)
            .signum()
    };
    let scale = |v: &f64| sign * (v - mean) / deviation;
    Ok((
        of_rows.iter().map(scale).collect(),
        of_columns.iter().map(scale).collect(),
    ))
}

/// Eigenvalues and eigenvectors (in columns) of a symmetric matrix, by Jacobi's rotations.
fn eigen(mut a: Vec<f64>, n: usize) -> (Vec<f64>, Vec<f64>) {
    let mut v = vec![0.0; n * n];
    (0..n).for_each(|i| v[i * n + i] = 1.0);
    for _ in 0..60 {
        let off: f64 = (0..n)
            .flat_map(|i| (0..i).map(move |j| (i, j)))
            .map(|(i, j)| a[i * n + j].powi(2))
            .sum();
        if off < 1e-30 {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                let apq = a[p * n + q];
                if apq.abs() < 1e-300 {
                    continue;
                }
                let theta = (a[q * n + q] - a[p * n + p]) / (2.0 * apq);
                let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
                let c = 1.0 / (t * t + 1.0).sqrt();
                let s = t * c;
                for k in 0..n {
                    let (x, y) = (a[k * n + p], a[k * n + q]);
                    a[k * n + p] = c * x - s * y;
                    a[k * n + q] = s * x + c * y;
                }
                for k in 0..n {
                    let (x, y) = (a[p * n + k], a[q * n + k]);
                    a[p * n + k] = c * x - s * y;
                    a[q * n + k] = s * x + c * y;
                    let (x, y) = (v[k * n + p], v[k * n + q]);
                    v[k * n + p] = c * x - s * y;
                    v[k * n + q] = s * x + c * y;
                }
            }
        }
    }
    ((0..n).map(|i| a[i * n + i]).collect(), v)
}

/// The method of reflections: step 0 is diversity and ubiquity, each further step the mean of the other side's last.
#[derive(Debug, Clone, PartialEq)]
pub struct Reflections {
    /// Step by step, a figure a city.
    pub city: Vec<Vec<Figure>>,
    /// Step by step, a figure an industry.
    pub industry: Vec<Vec<Figure>>,
}

/// Complexity by reflections (Hidalgo and Hausmann 2009), not rescaled. Even steps order cities, odd ones are read with the sign turned. A
/// city strong in nothing has `zero_total`, an industry of nobody `zero_industry`.
pub fn reflections(advantages: &Grid, steps: usize) -> Reflections {
    let (cities, width) = (advantages.rows.len(), advantages.columns.len());
    let has = |c: usize, n: usize| advantages.get(c, n).is_ok_and(|v| v > 0.0);
    let count = |n: usize, why: Why| if n == 0 { Err(why) } else { Ok(n as f64) };
    let mut city = vec![
        (0..cities)
            .map(|c| count((0..width).filter(|&n| has(c, n)).count(), Why::ZeroTotal))
            .collect::<Vec<Figure>>(),
    ];
    let mut industry = vec![
        (0..width)
            .map(|n| {
                count(
                    (0..cities).filter(|&c| has(c, n)).count(),
                    Why::ZeroIndustry,
                )
            })
            .collect::<Vec<Figure>>(),
    ];
    for step in 0..steps {
        let of_cities = (0..cities)
            .map(|c| {
                let own = city[0][c]?;
                let sum: f64 = (0..width)
                    .filter(|&n| has(c, n))
                    .filter_map(|n| industry[step][n].ok())
                    .sum();
                super::finite(sum / own)
            })
            .collect();
        let of_industries = (0..width)
            .map(|n| {
                let own = industry[0][n]?;
                let sum: f64 = (0..cities)
                    .filter(|&c| has(c, n))
                    .filter_map(|c| city[step][c].ok())
                    .sum();
                super::finite(sum / own)
            })
            .collect();
        city.push(of_cities);
        industry.push(of_industries);
    }
    Reflections { city, industry }
}
