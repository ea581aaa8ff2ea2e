//! A region in memory: its tree, its enterprises, its cube, its names. Made once for a data version, never changed.

use crate::files::Files;
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::estimates::Report;
use intake::Mapping;
use inventory::cube::{Answer, Cube, Key, Query};
use inventory::factors::FactorLibrary;
use inventory::finding::Finding;
use inventory::indicator::Indicator;
use inventory::ledger::{Gas, Scope};
use inventory::master::{Enterprise, Place, Region};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use units::{Classifications, Field, Label, Period, Scheme, UnitRegistry};

/// Id of the member that stands for what names none.
pub const UNSTATED: &str = "unstated";

/// A region at one data version.
#[derive(Debug)]
pub struct RegionView {
    /// The region.
    pub region: Region,
    /// Data version of the store.
    pub data_version: u64,
    /// Places in the order of the tree's file.
    pub places: Vec<Place>,
    /// Enterprises by code.
    pub enterprises: Vec<Enterprise>,
    /// The cube.
    pub cube: Cube,
    /// What building the cube noticed.
    pub findings: Vec<Finding>,
    /// Committed imports by number.
    pub imports: HashMap<u32, store::Import>,
    /// Heads of the imports' files by number.
    pub heads: HashMap<u32, Heads>,
    /// Imported files, as they came.
    pub files: Arc<Files>,
    /// Mappings of the imports by id.
    pub mappings: HashMap<String, Mapping>,
    /// What runs of estimation found, by the number of the import.
    pub estimates: HashMap<u32, Report>,
    /// Findings of committed imports.
    pub findings_count: u64,
    /// Levels that have boundaries.
    pub boundary_levels: Vec<String>,
    /// West, south, east, north.
    pub bbox: Option<[f64; 4]>,
    /// Indicators that have data.
    pub indicators: Vec<Indicator>,
    /// What meters measure of enterprises, by enterprise.
    pub metered: HashMap<String, BTreeSet<Metered>>,
    place_index: HashMap<String, usize>,
    enterprise_index: HashMap<String, usize>,
    children: HashMap<String, Vec<usize>>,
    enterprises_below: HashMap<String, u64>,
    industries: HashMap<String, Label>,
}

/// What the columns of an imported file are called; kept by the home beside the job.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Heads {
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Heads from the first column on.
    pub columns: Vec<String>,
}

/// What meters that count measure of an enterprise: a carrier at a place, in a unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Metered {
    /// Id of the carrier.
    pub carrier: String,
    /// Code of the place.
    pub place: String,
    /// Unit of the amounts.
    pub unit: String,
}

/// What a view is made of.
#[derive(Debug)]
pub struct Parts {
    /// The region.
    pub region: Region,
    /// Data version of the store.
    pub data_version: u64,
    /// Places in the order of the tree's file.
    pub places: Vec<Place>,
    /// Enterprises by code.
    pub enterprises: Vec<Enterprise>,
    /// The cube.
    pub cube: Cube,
    /// What building the cube noticed.
    pub findings: Vec<Finding>,
    /// Committed imports.
    pub imports: Vec<store::Import>,
    /// Heads of the imports' files by number.
    pub heads: HashMap<u32, Heads>,
    /// Imported files, as they came.
    pub files: Arc<Files>,
    /// Mappings of the imports by id.
    pub mappings: HashMap<String, Mapping>,
    /// What runs of estimation found, by the number of the import.
    pub estimates: HashMap<u32, Report>,
    /// Findings of committed imports.
    pub findings_count: u64,
    /// Levels that have boundaries.
    pub boundary_levels: Vec<String>,
    /// West, south, east, north.
    pub bbox: Option<[f64; 4]>,
    /// Names of industry codes.
    pub industries: HashMap<String, Label>,
    /// What meters measure of enterprises, by enterprise.
    pub metered: HashMap<String, BTreeSet<Metered>>,
}

fn both(text: &str) -> Label {
    Label {
        en: text.to_owned(),
        zh: text.to_owned(),
    }
}

fn label(en: &str, zh: &str) -> Label {
    Label {
        en: en.to_owned(),
        zh: zh.to_owned(),
    }
}

/// Name of a field, as the glossary has it.
pub fn field_label(field: Field) -> Label {
    match field {
        Field::Energy => label("Energy", "能源"),
        Field::Industry => label("Industry", "工业"),
        Field::Construction => label("Construction", "建筑"),
        Field::Transport => label("Transport", "交通"),
        Field::Agriculture => label("Agriculture", "农业"),
        Field::Livelihood => label("Livelihood", "居民生活"),
    }
}

/// Name of a scope.
pub fn scope_label(scope: Scope) -> Label {
    match scope {
        Scope::Scope1 => label("Scope 1, fuel", "范围一 燃料燃烧"),
        Scope::Process => label("Scope 1, process", "范围一 过程排放"),
        Scope::Scope2Location => label("Scope 2, location-based", "范围二（基于位置）"),
        Scope::Scope2Market => label("Scope 2, market-based", "范围二（基于市场）"),
        Scope::Scope3 => label("Scope 3", "范围三"),
    }
}

/// Name of a gas.
pub fn gas_label(gas: Gas) -> Label {
    match gas {
        Gas::Co2 => label("CO₂", "二氧化碳"),
        Gas::Ch4 => label("CH₄", "甲烷"),
        Gas::N2o => label("N₂O", "氧化亚氮"),
        Gas::Hfc => label("HFCs", "氢氟碳化物"),
        Gas::Pfc => label("PFCs", "全氟化碳"),
        Gas::Sf6 => label("SF₆", "六氟化硫"),
        Gas::Nf3 => label("NF₃", "三氟化氮"),
        Gas::OtherFluorinated => label("Other fluorinated gases", "其他含氟气体"),
        Gas::Unspecified => label("Gases not told apart", "未分气体"),
    }
}

/// Name of an indicator.
pub fn indicator_label(indicator: Indicator) -> Label {
    use Indicator as I;
    match indicator {
        I::CarbonTotal => label("Carbon emissions", "碳排放总量"),
        I::EnergyTotal => label("Energy use", "能源消费总量"),
        I::CarbonIntensity => label("Carbon intensity", "碳排放强度"),
        I::EnergyIntensity => label("Energy intensity", "能耗强度"),
        I::CarbonPerPerson => label("Carbon per person", "人均碳排放"),
        I::EnergyPerPerson => label("Energy per person", "人均能耗"),
        I::CarbonPerArea => label("Carbon per km²", "每平方公里碳排放"),
        I::EnergyPerArea => label("Energy per km²", "每平方公里能耗"),
        I::CarbonPerMu => label("Carbon per mu", "亩均碳排放"),
        I::EnergyPerMu => label("Energy per mu", "亩均能耗"),
        I::BiogenicCo2 => label("Biogenic CO₂", "生物源二氧化碳"),
        I::Population => label("Population", "人口"),
        I::LandArea => label("Land area", "土地面积"),
        I::OutputValue => label("Output value", "产值"),
        I::ValueAdded => label("Value added", "增加值"),
        I::Gdp => label("GDP", "地区生产总值"),
    }
}

/// How an indicator's figures are shown in a region: unit, and what to do with the cube's figure.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Unit as it is written.
    pub unit: String,
    conversion: Option<units::Conversion>,
    divisor: f64,
}

impl Shown {
    /// How `indicator` is shown in `region`. Totals of carbon and energy are shown in the region's units, land in km²,
    /// money in ten thousand CNY or millions; ratios as the cube tells them.
    pub fn of(indicator: Indicator, region: &Region) -> Shown {
        use Indicator as I;
        let plain = |unit: String| Shown {
            unit,
            conversion: None,
            divisor: 1.0,
        };
        let (from, to) = match indicator {
            I::CarbonTotal | I::BiogenicCo2 => ("t", region.carbon_unit.as_str()),
            I::EnergyTotal => ("tce", region.energy_unit.as_str()),
            I::LandArea => ("m2", "km2"),
            I::OutputValue | I::ValueAdded | I::Gdp => {
                let (unit, divisor) = if region.currency == "CNY" {
                    ("万CNY".to_owned(), 1.0e4)
                } else {
                    (format!("million {}", region.currency), 1.0e6)
                };
                return Shown {
                    unit,
                    conversion: None,
                    divisor,
                };
            }
            _ => return plain(indicator.unit(region)),
        };
        if from == to {
            return plain(from.to_owned());
        }
        let registry = UnitRegistry::builtin();
        let conversion = registry
            .unit(from)
            .ok()
            .zip(registry.unit(to).ok())
            .and_then(|(from, to)| from.conversion_to(&to).ok());
        match conversion {
            Some(conversion) => Shown {
                unit: to.to_owned(),
                conversion: Some(conversion),
                divisor: 1.0,
            },
            // A region whose unit nobody knows is shown in the cube's own.
            None => plain(from.to_owned()),
        }
    }

    /// The cube's figure in this unit.
    pub fn apply(&self, value: f64) -> f64 {
        match self.conversion {
            Some(conversion) => conversion.apply(value),
            None if self.divisor == 1.0 => value,
            None => value / self.divisor,
        }
    }
}

impl RegionView {
    /// Indexes the parts and finds out which indicators have data.
    pub fn new(parts: Parts) -> RegionView {
        let place_index: HashMap<String, usize> = parts
            .places
            .iter()
            .enumerate()
            .map(|(index, place)| (place.code.clone(), index))
            .collect();
        let mut children: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, place) in parts.places.iter().enumerate() {
            if let Some(parent) = &place.parent {
                children.entry(parent.clone()).or_default().push(index);
            }
        }
        let mut enterprises_below: HashMap<String, u64> = HashMap::new();
        for enterprise in &parts.enterprises {
            let mut at = Some(enterprise.place.as_str());
            // A tree of places is a few levels deep; the bound guards against a ring in broken data.
            for _ in 0..32 {
                let Some(code) = at else { break };
                *enterprises_below.entry(code.to_owned()).or_default() += 1;
                at = place_index
                    .get(code)
                    .and_then(|index| parts.places[*index].parent.as_deref());
            }
        }
        let enterprise_index = parts
            .enterprises
            .iter()
            .enumerate()
            .map(|(index, enterprise)| (enterprise.code.clone(), index))
            .collect();
        let indicators = Indicator::ALL
            .into_iter()
            .filter(|indicator| {
                parts
                    .cube
                    .answer(&Query::new(*indicator))
                    .is_ok_and(|answer| answer.total.value.is_some())
            })
            .collect();
        RegionView {
            region: parts.region,
            data_version: parts.data_version,
            places: parts.places,
            enterprises: parts.enterprises,
            cube: parts.cube,
            findings: parts.findings,
            imports: parts
                .imports
                .into_iter()
                .map(|import| (import.seq, import))
                .collect(),
            heads: parts.heads,
            files: parts.files,
            mappings: parts.mappings,
            estimates: parts.estimates,
            findings_count: parts.findings_count,
            boundary_levels: parts.boundary_levels,
            bbox: parts.bbox,
            metered: parts.metered,
            indicators,
            place_index,
            enterprise_index,
            children,
            enterprises_below,
            industries: parts.industries,
        }
    }

    /// A place by its code.
    pub fn place(&self, code: &str) -> Option<&Place> {
        self.place_index.get(code).map(|index| &self.places[*index])
    }

    /// A place by its code, or the refusal.
    ///
    /// # Errors
    /// [`ErrorCode::UnknownPlace`].
    pub fn need_place(&self, code: &str) -> Result<&Place> {
        self.place(code).ok_or_else(|| {
            Refusal::new(
                ErrorCode::UnknownPlace,
                format!("no place {code:?} in region {}", self.region.id),
            )
            .with("place", code)
            .with("region", &self.region.id)
        })
    }

    /// The root of the tree.
    ///
    /// # Errors
    /// A region without places.
    pub fn root(&self) -> Result<&Place> {
        self.places
            .iter()
            .find(|place| place.parent.is_none())
            .ok_or_else(|| {
                Refusal::new(
                    ErrorCode::NoData,
                    format!("region {} has no places", self.region.id),
                )
            })
    }

    /// An enterprise by its code.
    pub fn enterprise(&self, code: &str) -> Option<&Enterprise> {
        self.enterprise_index
            .get(code)
            .map(|index| &self.enterprises[*index])
    }

    /// Direct members of a place.
    pub fn children(&self, code: &str) -> impl ExactSizeIterator<Item = &Place> {
        self.children
            .get(code)
            .map(Vec::as_slice)
            .unwrap_or_default()
            .iter()
            .map(|index| &self.places[*index])
    }

    /// Enterprises in a place and below it.
    pub fn enterprises_below(&self, code: &str) -> u64 {
        self.enterprises_below.get(code).copied().unwrap_or(0)
    }

    /// True if `place` is `ancestor` or lies below it.
    pub fn is_within(&self, place: &str, ancestor: &str) -> bool {
        let mut at = Some(place);
        for _ in 0..32 {
            match at {
                None => return false,
                Some(code) if code == ancestor => return true,
                Some(code) => at = self.place(code).and_then(|place| place.parent.as_deref()),
            }
        }
        false
    }

    /// The places above a place, from the root down, itself left out.
    pub fn ancestors(&self, place: &Place) -> Vec<&Place> {
        let mut out = Vec::new();
        let mut at = place.parent.as_deref();
        while let Some(above) = at.and_then(|code| self.place(code)) {
            out.push(above);
            at = above.parent.as_deref();
            if out.len() > 32 {
                break;
            }
        }
        out.reverse();
        out
    }

    /// A place by its code, or else by a name or alias that it alone has (case aside). For people, who know names.
    ///
    /// # Errors
    /// [`ErrorCode::UnknownPlace`], [`ErrorCode::AmbiguousPlace`].
    pub fn place_named(&self, text: &str) -> Result<&Place> {
        if let Some(place) = self.place(text) {
            return Ok(place);
        }
        let wanted = text.trim().to_lowercase();
        let is = |name: &String| name.to_lowercase() == wanted;
        let by_name: Vec<&Place> = self
            .places
            .iter()
            .filter(|place| is(&place.name.en) || is(&place.name.zh))
            .collect();
        let found = if by_name.is_empty() {
            self.places
                .iter()
                .filter(|place| place.aliases.iter().any(is))
                .collect()
        } else {
            by_name
        };
        match found.as_slice() {
            [one] => Ok(one),
            [] => self.need_place(text),
            several => Err(Refusal::new(
                ErrorCode::AmbiguousPlace,
                format!(
                    "{text:?} is the name of {}: give one of these codes",
                    several
                        .iter()
                        .map(|place| place.code.as_str())
                        .collect::<Vec<_>>()
                        .join(", ")
                ),
            )
            .with("place", text)),
        }
    }

    /// The level of the members of a place: the first level below its own that some member of it, at any depth, has.
    pub fn level_below(&self, place: &Place) -> Option<&str> {
        let mut at: Vec<&Place> = self.children(&place.code).collect();
        let own = self.level_rank(&place.level);
        let mut levels: Vec<&str> = Vec::new();
        while let Some(member) = at.pop() {
            if !levels.contains(&member.level.as_str()) {
                levels.push(&member.level);
            }
            // Deeper levels only matter if there is none nearer.
            if self.level_rank(&member.level) <= own {
                at.extend(self.children(&member.code));
            }
        }
        levels
            .into_iter()
            .min_by_key(|level| self.level_rank(level))
    }

    fn level_rank(&self, id: &str) -> usize {
        self.region
            .levels
            .iter()
            .position(|level| level.id == id)
            .unwrap_or(usize::MAX)
    }

    /// Years that have data, first and last.
    pub fn years(&self) -> Option<(i16, i16)> {
        self.cube
            .months()
            .map(|(first, last)| (first.year(), last.year()))
    }

    /// Name of an industry code.
    pub fn industry_label(&self, code: &str) -> Label {
        self.industries
            .get(code)
            .cloned()
            .unwrap_or_else(|| both(code))
    }

    /// Name of a carrier.
    pub fn carrier_label(&self, id: &str) -> Label {
        FactorLibrary::builtin()
            .carrier(id)
            .map_or_else(|| both(id), |carrier| carrier.name.clone())
    }

    /// Id and name of a key.
    pub fn key(&self, key: &Key) -> (String, Label) {
        let unstated = || label("Not stated", "未注明");
        let name = match key {
            Key::Place(None) => label("Stated for the place itself", "直接记于本级"),
            Key::Place(Some(code)) => self
                .place(code)
                .map_or_else(|| both(code), |place| place.name.clone()),
            Key::Enterprise(None) => label("No enterprise", "非企业"),
            Key::Enterprise(Some(code)) => self
                .enterprise(code)
                .map_or_else(|| both(code), |enterprise| enterprise.name.clone()),
            Key::Field(field) => field.map_or_else(unstated, field_label),
            Key::Industry(code) => code
                .as_deref()
                .map_or_else(unstated, |code| self.industry_label(code)),
            Key::Carrier(id) => id
                .as_deref()
                .map_or_else(unstated, |id| self.carrier_label(id)),
            Key::Scope(scope) => scope_label(*scope),
            Key::Gas(gas) => gas_label(*gas),
            Key::Period(None) => label("Longer periods", "更长周期"),
            Key::Period(Some(period)) => both(&period.to_string()),
        };
        (key.code().unwrap_or_else(|| UNSTATED.to_owned()), name)
    }

    /// The answer of the cube, refused in our words.
    ///
    /// # Errors
    /// What the cube refuses.
    pub fn answer(&self, query: &Query) -> Result<Answer> {
        Ok(self.cube.answer(query)?)
    }

    /// The last year with data.
    pub fn last_year(&self) -> Option<Period> {
        self.years().map(|(_, last)| Period::Year(last))
    }
}

/// Names of the industry codes of a region, where its classification is known to the program. Codes of a file's own
/// sectors (`industry`, `minor_roads`) are shown with blanks for underscores.
pub fn industry_labels(region: &Region, codes: Vec<&str>) -> HashMap<String, units::Label> {
    let scheme = region.classification.parse::<Scheme>().ok();
    codes
        .into_iter()
        .filter_map(|code| {
            let label = match scheme {
                Some(scheme) => {
                    let industry = Classifications::builtin().find(scheme, code)?;
                    // The tables go down to divisions; a finer code is told apart by itself.
                    if industry.code == code {
                        industry.name.clone()
                    } else {
                        units::Label {
                            en: format!("{} ({code})", industry.name.en),
                            zh: format!("{}（{code}）", industry.name.zh),
                        }
                    }
                }
                None => {
                    let mut words = code.replace('_', " ");
                    if let Some(first) = words.get_mut(..1) {
                        first.make_ascii_uppercase();
                    }
                    units::Label {
                        en: words.clone(),
                        zh: words,
                    }
                }
            };
            Some((code.to_owned(), label))
        })
        .collect()
}
