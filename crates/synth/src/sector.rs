//! What kinds of enterprises there are, and how each uses energy. Figures are of the right order and no statistic.

use units::Field;

/// Carriers as columns of the activity files, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(usize)]
pub(crate) enum Carrier {
    Electricity,
    NaturalGas,
    RawCoal,
    Diesel,
    Gasoline,
    FuelOil,
    Lpg,
    Lng,
    Heat,
    Biomass,
}

use Carrier::{
    Biomass, Diesel, Electricity, FuelOil, Gasoline, Heat, Lng, Lpg, NaturalGas, RawCoal,
};

impl Carrier {
    /// All, in the order of the columns.
    pub const ALL: [Carrier; 10] = [
        Electricity,
        NaturalGas,
        RawCoal,
        Diesel,
        Gasoline,
        FuelOil,
        Lpg,
        Lng,
        Heat,
        Biomass,
    ];

    /// Column name, with the unit it is counted in.
    pub fn column(self) -> &'static str {
        match self {
            Electricity => "electricity:万kWh",
            NaturalGas => "natural_gas:万m3",
            RawCoal => "raw_coal:t",
            Diesel => "diesel:t",
            Gasoline => "gasoline:t",
            FuelOil => "fuel_oil:t",
            Lpg => "lpg:t",
            Lng => "lng:t",
            Heat => "heat:GJ",
            Biomass => "biomass:t",
        }
    }

    /// Coal equivalent of one unit, about as GB/T 2589-2020 has it: only used to size things, never to account for them.
    pub fn tce(self) -> f64 {
        match self {
            Electricity => 1.229,
            NaturalGas => 12.143,
            RawCoal => 0.7143,
            Diesel => 1.4571,
            Gasoline => 1.4714,
            FuelOil => 1.4286,
            Lpg => 1.7143,
            Lng => 1.7572,
            Heat => 0.03412,
            Biomass => 0.5,
        }
    }
}

/// Course of the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Season {
    /// Runs through; lower in February (Spring Festival).
    Works,
    /// Never stops: kilns, furnaces, power.
    Continuous,
    /// Cooling in summer, heating in winter.
    Building,
    /// Heating in winter.
    Winter,
    /// Growing season.
    Growing,
    /// Homes: winter, then summer.
    Home,
    /// Parcels: high in November.
    Traffic,
}

impl Season {
    /// Factors of the months, mean 1 within rounding.
    pub fn energy(self) -> [f64; 12] {
        match self {
            Season::Works => [
                0.98, 0.68, 1.00, 1.02, 1.02, 1.04, 1.11, 1.10, 1.03, 0.99, 1.01, 1.02,
            ],
            Season::Continuous => [
                1.01, 0.93, 1.01, 1.00, 1.00, 1.00, 1.01, 1.01, 1.00, 1.00, 1.01, 1.02,
            ],
            Season::Building => [
                1.18, 1.05, 0.88, 0.76, 0.82, 1.02, 1.32, 1.35, 1.03, 0.79, 0.82, 0.98,
            ],
            Season::Winter => [
                1.75, 1.55, 1.18, 0.78, 0.62, 0.60, 0.62, 0.62, 0.62, 0.75, 1.20, 1.71,
            ],
            Season::Growing => [
                0.45, 0.50, 0.85, 1.10, 1.25, 1.40, 1.45, 1.40, 1.25, 1.10, 0.75, 0.50,
            ],
            Season::Home => [
                1.30, 1.20, 0.95, 0.78, 0.75, 0.90, 1.20, 1.25, 0.95, 0.78, 0.86, 1.08,
            ],
            Season::Traffic => [
                0.97, 0.74, 0.99, 1.00, 1.01, 1.01, 1.01, 1.02, 1.03, 1.04, 1.12, 1.06,
            ],
        }
    }
}

/// A division of GB/T 4754-2017 as this district has it.
pub(crate) struct Sector {
    /// Section letter and division (`C17`).
    pub code: &'static str,
    pub field: Field,
    /// Trade in names, Chinese and English.
    pub trade: (&'static str, &'static str),
    /// Share of enterprises above and below designated size (weights).
    pub share: (f64, f64),
    /// Median energy of an output of 10,000 CNY in 2020, kgce.
    pub intensity_kgce: f64,
    /// Carriers and their shares of that energy around 2012.
    pub mix: &'static [(Carrier, f64)],
    pub season: Season,
    /// Value added to output value.
    pub value_added: f64,
    /// Yearly growth of output before 2020.
    pub growth: f64,
    /// How much of the fall of early 2020 it takes; above 1 the year stays low.
    pub covid: f64,
}

/// Legal form in names: for schools and hospitals it would be odd to be a company.
pub(crate) fn form(sector: &Sector) -> (&'static str, &'static str) {
    match sector.code {
        "P83" | "Q84" => ("", ""),
        "A01" | "A03" => ("专业合作社", " Cooperative"),
        _ => ("有限公司", " Co., Ltd."),
    }
}

macro_rules! sectors {
    ($($code:literal $field:ident $zh:literal $en:literal $above:literal $below:literal $kgce:literal [$($carrier:ident $part:literal),*] $season:ident $va:literal $growth:literal $covid:literal;)*) => {
        /// All of them.
        pub(crate) const SECTORS: &[Sector] = &[$(Sector {
            code: $code, field: Field::$field, trade: ($zh, $en), share: ($above, $below), intensity_kgce: $kgce,
            mix: &[$(($carrier, $part)),*], season: Season::$season, value_added: $va, growth: $growth, covid: $covid,
        }),*];
    };
}

sectors! {
    "D44" Energy "热电" "Power and Heat" 9.0 4.0 160.0 [Electricity 0.80, NaturalGas 0.15, Diesel 0.05] Winter 0.28 0.04 0.3;
    "D45" Energy "燃气" "Gas" 7.0 6.0 60.0 [Electricity 0.75, NaturalGas 0.20, Gasoline 0.05] Winter 0.24 0.07 0.4;
    "C25" Energy "能源化工" "Energy Chemicals" 3.0 2.0 380.0 [Electricity 0.20, NaturalGas 0.15, FuelOil 0.35, Heat 0.30] Continuous 0.20 0.03 0.5;
    "C13" Industry "农产品" "Agri-food" 48.0 42.0 45.0 [Electricity 0.42, RawCoal 0.24, NaturalGas 0.14, Heat 0.16, Diesel 0.04] Works 0.19 0.05 0.5;
    "C14" Industry "食品" "Foods" 44.0 38.0 55.0 [Electricity 0.44, RawCoal 0.18, NaturalGas 0.20, Heat 0.16, Diesel 0.02] Works 0.25 0.06 0.5;
    "C17" Industry "纺织" "Textile" 190.0 150.0 115.0 [Electricity 0.48, RawCoal 0.18, NaturalGas 0.10, Heat 0.22, Biomass 0.02] Works 0.21 0.03 1.0;
    "C18" Industry "服饰" "Apparel" 110.0 150.0 28.0 [Electricity 0.66, RawCoal 0.12, NaturalGas 0.08, Heat 0.10, Gasoline 0.04] Works 0.24 0.02 1.2;
    "C19" Industry "皮革" "Leather" 70.0 60.0 34.0 [Electricity 0.60, RawCoal 0.22, Heat 0.12, Diesel 0.06] Works 0.22 0.01 1.2;
    "C20" Industry "木业" "Wood" 22.0 45.0 70.0 [Electricity 0.52, RawCoal 0.12, Biomass 0.32, Diesel 0.04] Works 0.22 0.03 0.9;
    "C21" Industry "家居" "Furniture" 45.0 70.0 32.0 [Electricity 0.74, Biomass 0.14, Diesel 0.06, Lpg 0.06] Works 0.25 0.05 0.9;
    "C22" Industry "纸业" "Paper" 42.0 30.0 210.0 [Electricity 0.34, RawCoal 0.30, Heat 0.32, NaturalGas 0.04] Continuous 0.20 0.03 0.6;
    "C23" Industry "印务" "Printing" 24.0 40.0 42.0 [Electricity 0.84, NaturalGas 0.10, Gasoline 0.06] Works 0.27 0.04 0.8;
    "C26" Industry "化工" "Chemical" 78.0 40.0 240.0 [Electricity 0.36, RawCoal 0.18, NaturalGas 0.14, Heat 0.30, FuelOil 0.02] Continuous 0.22 0.05 0.7;
    "C27" Industry "药业" "Pharmaceutical" 22.0 12.0 62.0 [Electricity 0.56, NaturalGas 0.18, Heat 0.26] Works 0.36 0.09 0.2;
    "C28" Industry "化纤" "Chemical Fibre" 36.0 14.0 185.0 [Electricity 0.58, RawCoal 0.20, NaturalGas 0.10, Heat 0.12] Continuous 0.17 0.06 0.7;
    "C29" Industry "橡塑" "Rubber and Plastics" 88.0 130.0 72.0 [Electricity 0.80, NaturalGas 0.08, RawCoal 0.06, Heat 0.06] Works 0.22 0.05 0.9;
    "C30" Industry "建材" "Building Materials" 46.0 70.0 260.0 [Electricity 0.26, RawCoal 0.48, NaturalGas 0.14, Diesel 0.08, FuelOil 0.04] Continuous 0.25 0.03 1.0;
    "C31" Industry "钢铁" "Steel" 12.0 8.0 420.0 [Electricity 0.50, RawCoal 0.26, NaturalGas 0.24] Continuous 0.15 0.02 0.6;
    "C32" Industry "铜业" "Copper" 16.0 10.0 130.0 [Electricity 0.62, NaturalGas 0.34, Diesel 0.04] Continuous 0.12 0.04 0.6;
    "C33" Industry "金属制品" "Metal Products" 92.0 150.0 60.0 [Electricity 0.74, NaturalGas 0.16, RawCoal 0.06, Diesel 0.04] Works 0.23 0.05 1.0;
    "C34" Industry "机械" "Machinery" 112.0 170.0 34.0 [Electricity 0.82, NaturalGas 0.10, Diesel 0.08] Works 0.26 0.07 1.0;
    "C35" Industry "装备" "Equipment" 58.0 70.0 30.0 [Electricity 0.82, NaturalGas 0.12, Diesel 0.06] Works 0.27 0.08 0.9;
    "C36" Industry "汽车零部件" "Auto Parts" 34.0 30.0 40.0 [Electricity 0.80, NaturalGas 0.16, Diesel 0.04] Works 0.23 0.07 1.1;
    "C38" Industry "电气" "Electric" 84.0 80.0 30.0 [Electricity 0.86, NaturalGas 0.10, Gasoline 0.04] Works 0.24 0.09 0.8;
    "C39" Industry "电子" "Electronics" 40.0 32.0 38.0 [Electricity 0.92, NaturalGas 0.08] Works 0.25 0.11 0.5;
    "C42" Industry "再生资源" "Recycling" 10.0 24.0 66.0 [Electricity 0.62, Diesel 0.26, RawCoal 0.12] Works 0.18 0.06 0.9;
    "E47" Construction "建设" "Construction" 34.0 60.0 19.0 [Diesel 0.58, Electricity 0.36, Gasoline 0.06] Works 0.22 0.06 1.0;
    "E48" Construction "路桥" "Civil Works" 12.0 25.0 20.0 [Diesel 0.66, Electricity 0.26, Gasoline 0.08] Works 0.22 0.05 1.0;
    "F52" Construction "商贸" "Retail" 40.0 110.0 36.0 [Electricity 0.90, NaturalGas 0.06, Gasoline 0.04] Building 0.16 0.07 1.3;
    "H61" Construction "酒店" "Hotel" 16.0 42.0 150.0 [Electricity 0.64, NaturalGas 0.30, Lpg 0.06] Building 0.42 0.05 1.9;
    "H62" Construction "餐饮" "Catering" 12.0 85.0 90.0 [Electricity 0.46, NaturalGas 0.38, Lpg 0.16] Building 0.38 0.06 1.8;
    "L72" Construction "商务服务" "Business Services" 12.0 40.0 34.0 [Electricity 0.90, Gasoline 0.10] Building 0.45 0.09 0.8;
    "P83" Construction "学校" "School" 8.0 44.0 150.0 [Electricity 0.76, NaturalGas 0.24] Building 0.60 0.04 1.4;
    "Q84" Construction "医院" "Hospital" 6.0 22.0 110.0 [Electricity 0.72, NaturalGas 0.28] Building 0.55 0.08 0.1;
    "G54" Transport "物流" "Logistics" 40.0 88.0 310.0 [Diesel 0.78, Lng 0.10, Gasoline 0.08, Electricity 0.04] Traffic 0.30 0.07 0.9;
    "G54" Transport "公交客运" "Bus" 6.0 8.0 420.0 [Diesel 0.62, Lng 0.20, Electricity 0.18] Traffic 0.34 0.02 1.7;
    "G55" Transport "航运" "Shipping" 6.0 14.0 210.0 [Diesel 0.74, FuelOil 0.24, Electricity 0.02] Traffic 0.28 0.03 0.8;
    "G59" Transport "仓储" "Warehousing" 8.0 22.0 40.0 [Electricity 0.72, Diesel 0.28] Traffic 0.34 0.08 0.5;
    "A01" Agriculture "粮油" "Grain" 8.0 60.0 180.0 [Diesel 0.62, Electricity 0.32, Gasoline 0.06] Growing 0.55 0.03 0.2;
    "A03" Agriculture "畜禽" "Livestock" 10.0 46.0 150.0 [Electricity 0.52, RawCoal 0.26, Diesel 0.14, Biomass 0.08] Winter 0.42 0.02 0.3;
    "A04" Agriculture "水产" "Aquaculture" 8.0 40.0 160.0 [Electricity 0.74, Diesel 0.26] Growing 0.48 0.03 0.3;
    "O80" Livelihood "社区服务" "Community Services" 34.0 90.0 1150.0 [Electricity 0.60, NaturalGas 0.28, Lpg 0.12] Home 0.50 0.05 -0.2;
    "D46" Industry "水务" "Water" 6.0 8.0 190.0 [Electricity 0.97, Gasoline 0.03] Continuous 0.40 0.04 0.1;
    "N78" Livelihood "环境" "Environment" 5.0 26.0 120.0 [Electricity 0.50, Diesel 0.44, Gasoline 0.06] Continuous 0.42 0.07 0.0;
    "O80" Livelihood "居民服务" "Resident Services" 5.0 40.0 40.0 [Electricity 0.66, NaturalGas 0.20, Lpg 0.14] Home 0.46 0.05 1.5;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_seasons_add_up() {
        for sector in SECTORS {
            let sum: f64 = sector.mix.iter().map(|m| m.1).sum();
            assert!((sum - 1.0).abs() < 1e-9, "{} mixes {sum}", sector.code);
            let mean = sector.season.energy().iter().sum::<f64>() / 12.0;
            assert!(
                (mean - 1.0).abs() < 0.01,
                "{} has a season of mean {mean}",
                sector.code
            );
        }
        for field in Field::ALL {
            assert!(
                SECTORS.iter().any(|s| s.field == field),
                "no sector of {field}"
            );
        }
    }

    /// Codes are divisions of GB/T 4754-2017, in the field where the project's table has them.
    #[test]
    fn codes_and_fields_are_those_of_the_tables() {
        let tables = units::Classifications::builtin();
        for sector in SECTORS {
            let field = tables.field_of_industry(units::Scheme::Gbt4754, sector.code);
            assert_eq!(
                field,
                Some(sector.field),
                "{} {}",
                sector.code,
                sector.trade.1
            );
        }
    }
}
