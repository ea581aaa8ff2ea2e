//! `carbonshed trace trade`: footprints, imports and exports of a table.

use super::{SharedArg, Sheet, TradeArgs, write};
use crate::cli::print;
use crate::refusal::Result;
use crate::sources::{self, refused};
use crate::usecase::Actor;
use crate::usecase::flows::trade::{self as kept, NewTrade};
use flow::formats::{mrio, npy};
use flow::trade::{
    Accounts, Footprints, Shared, accounts, footprints, shared_by_value_added, shared_half,
};
use serde_json::json;
use std::path::Path;
use std::time::Instant;

/// Runs it.
pub(super) fn trade(args: &TradeArgs, out: &Path) -> Result<()> {
    let (source, notes) = sources::trade(&args.source, args.sheet.as_deref(), args.regions)?;
    for note in &notes {
        eprintln!("note: {note}");
    }
    if source.stressors.is_empty() {
        return Err(refused(
            "there are no emissions: F.npy, F.csv or a folder with F.txt is needed",
        ));
    }
    let begun = Instant::now();
    let prints: Vec<Footprints> = source
        .stressors
        .iter()
        .map(|stressor| footprints(&source.table, &stressor.industries))
        .collect::<std::result::Result<_, _>>()
        .map_err(refused)?;
    let footprint_seconds = begun.elapsed().as_secs_f64();
    let all = accounts(&source.table, &source.layout, &source.stressors).map_err(refused)?;
    let accounts_seconds = begun.elapsed().as_secs_f64() - footprint_seconds;
    for finding in &all[0].findings {
        eprintln!("note: {}", json!(finding));
    }
    let gap = all.iter().zip(&prints).map(|(of, print)| {
        let consumed: f64 = print.by_final_column.iter().sum();
        let produced: f64 = of.production.iter().sum();
        (consumed - produced).abs() / produced.abs().max(f64::MIN_POSITIVE)
    });
    let imbalance_max = gap.fold(0.0, f64::max);
    let shared: Vec<Shared> = match args.shared {
        SharedArg::Half => all.iter().map(shared_half).collect(),
        SharedArg::ValueAdded => source
            .stressors
            .iter()
            .map(|stressor| {
                shared_by_value_added(&source.table, &source.layout, &stressor.industries)
            })
            .collect::<std::result::Result<_, _>>()
            .map_err(refused)?,
    };
    write_trade(out, &source, &prints, &all, &shared)?;
    print(&format!(
        "{}\n",
        json!({
            "industries": source.table.industries,
            "regions": source.layout.regions.len(),
            "stressors": source.stressors.len(),
            "footprint_seconds": footprint_seconds,
            "accounts_seconds": accounts_seconds,
            "imbalance_max": imbalance_max,
            "findings": all[0].findings.len(),
        })
    ))
}

/// Keeps the accounts with a region, if asked.
pub(super) async fn keep(args: &TradeArgs, home: &Path) -> Result<()> {
    let Some(region) = &args.keep.into else {
        return Ok(());
    };
    let new = NewTrade {
        name: args.keep.name(&args.source),
        year: args.year,
        source: args.keep.origin.clone(),
        licence: args.licence.clone(),
        synthetic: args.keep.synthetic,
        sheet: args.sheet.clone(),
        regions: args.regions,
        unit: args.unit.clone(),
    };
    let home = super::open(home).await?;
    let table = kept::import(&home, &Actor::Operator, region, &args.source, new).await?;
    print(&format!("{}\n", json!({"table": table})))
}

fn write_trade(
    out: &Path,
    source: &mrio::Mrio,
    prints: &[Footprints],
    all: &[Accounts],
    shared: &[Shared],
) -> Result<()> {
    let layout = &source.layout;
    let (regions, kinds, n) = (layout.regions.len(), all.len(), source.table.industries);
    let gather = |part: &dyn Fn(&Accounts) -> &[f64]| -> Vec<f64> {
        all.iter().flat_map(|of| part(of).iter().copied()).collect()
    };
    let arrays: [(&str, Vec<usize>, Vec<f64>); 5] = [
        (
            "footprint_by_region.npy",
            vec![kinds, regions],
            gather(&|of| &of.consumption),
        ),
        (
            "footprint_by_column.npy",
            vec![kinds, source.table.final_columns],
            prints
                .iter()
                .flat_map(|print| print.by_final_column.clone())
                .collect(),
        ),
        (
            "footprint_by_product.npy",
            vec![kinds, n],
            prints
                .iter()
                .flat_map(|print| print.by_product.clone())
                .collect(),
        ),
        (
            "multipliers.npy",
            vec![kinds, n],
            gather(&|of| &of.multipliers),
        ),
        (
            "bilateral.npy",
            vec![kinds, regions, regions],
            gather(&|of| &of.bilateral),
        ),
    ];
    for (name, shape, values) in &arrays {
        write(out, name, &npy::write(shape, values))?;
    }
    let mut by_region =
        Sheet::new("stressor,unit,region,production,consumption,imports,exports,direct,shared")?;
    let mut flows = Sheet::new("stressor,unit,origin,final_demand,emissions")?;
    let mut products =
        Sheet::new("stressor,unit,region,sector,emissions,multiplier,footprint,exports")?;
    for (((stressor, of), print), shared) in
        source.stressors.iter().zip(all).zip(prints).zip(shared)
    {
        let head = |more: &[&str]| -> Vec<String> {
            [stressor.name.as_str(), stressor.unit.as_str()]
                .iter()
                .chain(more)
                .map(|&text| text.to_owned())
                .collect()
        };
        for (region, name) in layout.regions.iter().enumerate() {
            let direct = stressor.final_direct.as_ref().map(|_| of.direct[region]);
            let values = [
                of.production[region],
                of.consumption[region],
                of.imports[region],
                of.exports[region],
            ];
            by_region.row(
                head(&[name]),
                values
                    .map(Some)
                    .into_iter()
                    .chain([direct, Some(shared.by_region[region])]),
            )?;
            for (buyer, other) in layout.regions.iter().enumerate() {
                flows.row(
                    head(&[name, other]),
                    [Some(of.bilateral[region * regions + buyer])],
                )?;
            }
        }
        for industry in 0..n {
            let made = source.table.output[industry] != 0.0;
            let labels = head(&[
                &layout.regions[layout.industry_region[industry] as usize],
                &layout.sectors[layout.industry_sector[industry] as usize],
            ]);
            products.row(
                labels,
                [
                    Some(stressor.industries[industry]),
                    made.then(|| of.multipliers[industry]),
                    Some(print.by_product[industry]),
                    Some(of.exports_by_industry[industry]),
                ],
            )?;
        }
    }
    write(out, "accounts.csv", &by_region.done()?)?;
    write(out, "bilateral.csv", &flows.done()?)?;
    write(out, "products.csv", &products.done()?)
}
