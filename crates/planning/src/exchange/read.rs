//! A folder's tables into a [`Model`]: `partners.csv`, `offers.csv`, `needs.csv`, and perhaps `rules.csv`, `transport.csv`,
//! `distances.csv`. Without the last three, the tables of `data/exchange` are given instead.

use std::collections::HashMap;

use inventory::finding::Finding;

use super::model::{
    Basis, Carriage, Check, Model, Need, Offer, Partner, Place, Quantity, Relation, Rule,
};
use crate::sheet::{Row, Said, Sheet, Source};

/// The texts of the tables.
#[derive(Debug, Clone, Copy)]
pub struct Folder<'a> {
    /// `id`, `name`, `lon`, `lat`.
    pub partners: Source<'a>,
    /// `id`, `partner`, `material`, `unit`, `quantity` or `m1` to `m12`, and what an [`Offer`] holds; `q_` before further qualities.
    pub offers: Source<'a>,
    /// The same for a [`Need`].
    pub needs: Source<'a>,
    /// `offer`, `need`, `basis`, `parameter`, `relation`, `margin`, `source`.
    pub rules: Source<'a>,
    /// `material`, `yuan_per_unit_km`, `co2_kg_per_unit_km`, `loss_percent_per_km`, `drop_k_per_km`, `most_km`, `storable`, `source`.
    /// Tables are read in turn; a later row for a material takes the place of an earlier one.
    pub transport: &'a [Source<'a>],
    /// `from`, `to`, `km`; both directions unless both are given.
    pub distances: Option<Source<'a>>,
}

/// Largest amount that is taken: its thousandths are whole numbers without loss.
const MOST: f64 = 1e12;

#[derive(Default)]
struct Names {
    list: Vec<String>,
    at: HashMap<String, usize>,
}

impl Names {
    fn place(&mut self, name: &str) -> usize {
        if let Some(&at) = self.at.get(name) {
            return at;
        }
        self.list.push(name.to_owned());
        self.at.insert(name.to_owned(), self.list.len() - 1);
        self.list.len() - 1
    }
}

/// Reads all tables. Rows that cannot be taken are left out, each with a finding of file, row and column;
/// [`crate::notice::refused`] says whether a strict reader should stop.
pub fn read(folder: Folder<'_>) -> (Model, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut model = Model::default();
    let mut materials = Names::default();
    let mut parameters = Names::default();
    let f = &mut findings;

    let mut partner_at: HashMap<String, (usize, u32)> = HashMap::new();
    if let Some(sheet) = Sheet::read(folder.partners, &["id"], f) {
        for row in &sheet.rows {
            let Some(id) = sheet.name(row, "id", f) else {
                continue;
            };
            if let Some((_, first)) = partner_at.get(id) {
                f.push(sheet.twice(row, "id", id, *first));
                continue;
            }
            let lon = sheet.number(row, "lon", -180.0, 180.0, f);
            let lat = sheet.number(row, "lat", -90.0, 90.0, f);
            let (Ok(lon), Ok(lat)) = (lon, lat) else {
                continue;
            };
            partner_at.insert(id.to_owned(), (model.partners.len(), row.number));
            model.partners.push(Partner {
                id: id.to_owned(),
                name: sheet.text(row, "name").unwrap_or(id).to_owned(),
                place: lon.zip(lat).map(|(lon, lat)| Place { lon, lat }),
            });
        }
    }
    rules(folder.rules, &mut materials, &mut parameters, &mut model, f);

    let needed = ["id", "partner", "material", "unit"];
    let offers = Sheet::read(folder.offers, &needed, f);
    let needs = Sheet::read(folder.needs, &needed, f);
    for sheet in [&offers, &needs].into_iter().flatten() {
        for (_, parameter) in sheet.starting("q_") {
            parameters.place(&parameter);
        }
    }
    model.parameters = parameters.list;
    let mut known = Known {
        partner_at: &partner_at,
        materials: &mut materials,
        parameters: &model.parameters,
    };
    model.offers = known.rows(offers.as_ref(), offer, f);
    model.needs = known.rows(needs.as_ref(), need, f);
    let mut carried = HashMap::new();
    for source in folder.transport {
        let Some(sheet) = Sheet::read(*source, &["material"], f) else {
            continue;
        };
        for row in &sheet.rows {
            if let (Some(name), Ok(carriage)) =
                (sheet.name(row, "material", f), carriage(&sheet, row, f))
            {
                carried.insert(materials.place(name), carriage);
            }
        }
    }
    model.carriage = (0..materials.list.len())
        .map(|m| carried.get(&m).copied())
        .collect();
    model.materials = materials.list;
    if let Some(source) = folder.distances
        && let Some(sheet) = Sheet::read(source, &["from", "to", "km"], f)
    {
        let mut back = Vec::new();
        for row in &sheet.rows {
            let ends = ["from", "to"].map(|column| {
                let name = sheet.name(row, column, f)?;
                let at = partner_at.get(name).map(|p| p.0);
                if at.is_none() {
                    f.push(sheet.unknown(row, column, name));
                }
                at
            });
            if let ([Some(from), Some(to)], Ok(km)) =
                (ends, sheet.must(row, "km", 0.0, 41_000.0, f))
            {
                model.distances.insert((from, to), km);
                back.push((to, from, km));
            }
        }
        for (from, to, km) in back {
            model.distances.entry((from, to)).or_insert(km);
        }
    }
    (model, findings)
}

fn rules(
    source: Source<'_>,
    materials: &mut Names,
    parameters: &mut Names,
    model: &mut Model,
    f: &mut Vec<Finding>,
) {
    let Some(sheet) = Sheet::read(source, &["offer", "need", "basis"], f) else {
        return;
    };
    // A material has one basis, else the network would not be one of plain flows.
    let mut bases: HashMap<(bool, usize), (Basis, u32)> = HashMap::new();
    let mut at: HashMap<(usize, usize), usize> = HashMap::new();
    for row in &sheet.rows {
        let (Some(offer), Some(need)) = (sheet.name(row, "offer", f), sheet.name(row, "need", f))
        else {
            continue;
        };
        let (offer, need) = (materials.place(offer), materials.place(need));
        let words = [("quantity", Basis::Quantity), ("energy", Basis::Energy)];
        let Ok(basis) = sheet.word(row, "basis", &words, f) else {
            continue;
        };
        let Some(basis) = basis else {
            sheet.name(row, "basis", f);
            continue;
        };
        let clash = [(true, offer), (false, need)].into_iter().find_map(|side| {
            bases
                .get(&side)
                .filter(|(known, _)| *known != basis)
                .map(|(_, first)| (side.1, *first))
        });
        if let Some((material, first)) = clash {
            f.push(sheet.twice(row, "basis", &materials.list[material], first));
            continue;
        }
        bases.entry((true, offer)).or_insert((basis, row.number));
        bases.entry((false, need)).or_insert((basis, row.number));
        let rule = *at.entry((offer, need)).or_insert_with(|| {
            model.rules.push(Rule {
                offer,
                need,
                basis,
                checks: Vec::new(),
            });
            model.rules.len() - 1
        });
        if let Some(parameter) = sheet.text(row, "parameter") {
            let words = [
                ("at_least", Relation::AtLeast),
                ("at_most", Relation::AtMost),
            ];
            let relation = sheet.word(row, "relation", &words, f);
            let margin = sheet.number(row, "margin", 0.0, 1e9, f);
            let (Ok(Some(relation)), Ok(margin)) = (relation, margin) else {
                if relation == Ok(None) {
                    sheet.name(row, "relation", f);
                }
                continue;
            };
            model.rules[rule].checks.push(Check {
                parameter: (parameter != "temperature_c").then(|| parameters.place(parameter)),
                relation,
                margin: margin.unwrap_or_default(),
            });
        }
    }
}

struct Common {
    id: String,
    partner: usize,
    material: usize,
    unit: String,
    quantity: Quantity,
    energy_gj_per_unit: Option<f64>,
    temperature_c: Option<f64>,
    return_c: Option<f64>,
    quality: Vec<Option<f64>>,
}

/// What an offer or a need of a row may refer to.
struct Known<'a> {
    partner_at: &'a HashMap<String, (usize, u32)>,
    materials: &'a mut Names,
    parameters: &'a [String],
}

impl Known<'_> {
    /// All rows of a table of offers or of needs that can be taken; an id that stands twice is left out.
    fn rows<T>(
        &mut self,
        sheet: Option<&Sheet>,
        take: fn(&Sheet, &Row, Common, &mut Vec<Finding>) -> Result<T, Said>,
        f: &mut Vec<Finding>,
    ) -> Vec<T> {
        let mut seen: HashMap<&str, u32> = HashMap::new();
        let mut taken = Vec::new();
        let Some(sheet) = sheet else {
            return taken;
        };
        for row in &sheet.rows {
            let Some(id) = sheet.name(row, "id", f) else {
                continue;
            };
            if let Some(first) = seen.get(id) {
                f.push(sheet.twice(row, "id", id, *first));
                continue;
            }
            let Ok(common) = self.common(sheet, row, id, f) else {
                continue;
            };
            seen.insert(id, row.number);
            taken.extend(take(sheet, row, common, f));
        }
        taken
    }

    fn common(
        &mut self,
        sheet: &Sheet,
        row: &Row,
        id: &str,
        f: &mut Vec<Finding>,
    ) -> Result<Common, Said> {
        let partner = sheet.name(row, "partner", f).ok_or(Said)?;
        let Some(&(partner_index, _)) = self.partner_at.get(partner) else {
            f.push(sheet.unknown(row, "partner", partner));
            return Err(Said);
        };
        let material = sheet.name(row, "material", f).ok_or(Said)?;
        let unit = sheet.name(row, "unit", f).ok_or(Said)?;
        let quantity = if sheet.text(row, "m1").is_some() {
            let mut months = [0.0; 12];
            for (m, units) in months.iter_mut().enumerate() {
                *units = sheet.must(row, &format!("m{}", m + 1), 0.0, MOST, f)?;
            }
            Quantity::Months(months)
        } else {
            Quantity::Year(sheet.must(row, "quantity", 0.0, MOST, f)?)
        };
        let energy_gj_per_unit = sheet.number(row, "energy_gj_per_unit", 1e-9, 1e9, f)?;
        let temperature_c = sheet.number(row, "temperature_c", -273.15, 3000.0, f)?;
        let return_c =
            sheet.number(row, "return_c", -273.15, temperature_c.unwrap_or(3000.0), f)?;
        let mut quality = Vec::with_capacity(self.parameters.len());
        for parameter in self.parameters {
            quality.push(sheet.number(row, &format!("q_{parameter}"), -MOST, MOST, f)?);
        }
        Ok(Common {
            id: id.to_owned(),
            partner: partner_index,
            material: self.materials.place(material),
            unit: unit.to_owned(),
            quantity,
            energy_gj_per_unit,
            temperature_c,
            return_c,
            quality,
        })
    }
}

fn offer(sheet: &Sheet, row: &Row, common: Common, f: &mut Vec<Finding>) -> Result<Offer, Said> {
    // What a column does not know of an offer is a cost that nobody stated: it takes no part in the gain.
    let mut money = |column: &str, low: f64| sheet.number(row, column, low, 1e9, f);
    Ok(Offer {
        effort_yuan_per_unit: money("effort_yuan_per_unit", 0.0)?.unwrap_or_default(),
        disposal_yuan_per_unit: money("disposal_yuan_per_unit", 0.0)?.unwrap_or_default(),
        disposal_co2_kg_per_unit: money("disposal_co2_kg_per_unit", -1e9)?.unwrap_or_default(),
        price_yuan_per_unit: money("price_yuan_per_unit", -1e9)?,
        id: common.id,
        partner: common.partner,
        material: common.material,
        unit: common.unit,
        quantity: common.quantity,
        energy_gj_per_unit: common.energy_gj_per_unit,
        temperature_c: common.temperature_c,
        return_c: common.return_c,
        quality: common.quality,
    })
}

fn need(sheet: &Sheet, row: &Row, common: Common, f: &mut Vec<Finding>) -> Result<Need, Said> {
    Ok(Need {
        today_yuan_per_unit: sheet.must(row, "today_yuan_per_unit", 0.0, 1e9, f)?,
        today_co2_kg_per_unit: sheet.must(row, "today_co2_kg_per_unit", -1e9, 1e9, f)?,
        today_energy_gj_per_unit: sheet.number(row, "today_energy_gj_per_unit", 0.0, 1e9, f)?,
        id: common.id,
        partner: common.partner,
        material: common.material,
        unit: common.unit,
        quantity: common.quantity,
        energy_gj_per_unit: common.energy_gj_per_unit,
        temperature_c: common.temperature_c,
        return_c: common.return_c,
        quality: common.quality,
    })
}

fn carriage(sheet: &Sheet, row: &Row, f: &mut Vec<Finding>) -> Result<Carriage, Said> {
    let words = [("yes", true), ("no", false)];
    Ok(Carriage {
        yuan_per_unit_km: sheet.must(row, "yuan_per_unit_km", 0.0, 1e6, f)?,
        co2_kg_per_unit_km: sheet.must(row, "co2_kg_per_unit_km", 0.0, 1e6, f)?,
        loss_per_km: sheet
            .number(row, "loss_percent_per_km", 0.0, 99.0, f)?
            .unwrap_or_default()
            / 100.0,
        drop_k_per_km: sheet
            .number(row, "drop_k_per_km", 0.0, 1000.0, f)?
            .unwrap_or_default(),
        most_km: sheet.number(row, "most_km", 0.0, 41_000.0, f)?,
        storable: sheet.word(row, "storable", &words, f)?.unwrap_or(false),
    })
}
