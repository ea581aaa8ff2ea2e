//! What one unit of a carrier or product comes to: worked out once per carrier, unit, sector and date.

use jiff::civil::Date;
use units::{Unit, UnitRegistry};

use crate::factors::{
    Carrier, CombustionSector, Factor, FactorKind, FactorLibrary, FactorRefusal, FallbackPolicy,
};

/// Values that fill a finding's sentence, by name.
pub(super) type Details = Vec<(&'static str, String)>;

/// Something that kept a part of a recipe from being worked out.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Gap {
    pub code: &'static str,
    /// What it is about (kind and subject of a factor, or a unit).
    pub subject: String,
    pub details: Details,
    pub message: String,
    /// True if only a minor part (CH4, N2O, a market factor) is missing.
    pub minor: bool,
}

/// Result of one unit of activity, by kind of result. `None` is missing.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Recipe {
    pub energy_gj: Option<f64>,
    pub equivalent_tce: Option<f64>,
    pub co2_t: Option<f64>,
    pub ch4_co2e_t: Option<f64>,
    pub n2o_co2e_t: Option<f64>,
    pub biogenic_co2_t: Option<f64>,
    pub factors: Vec<String>,
    /// Of the product of the factors of CO2; `None` if any is unknown.
    pub percent: Option<f64>,
    /// A factor of another time stands in.
    pub stands_in: bool,
    pub with_gwp: bool,
}

pub(super) struct Kitchen<'a> {
    pub library: &'a FactorLibrary,
    pub units: &'a UnitRegistry,
    pub regions: &'a [String],
    pub gwp_set: &'a str,
    pub policy: FallbackPolicy,
}

/// A recipe in the making.
struct Pot<'k, 'a> {
    kitchen: &'k Kitchen<'a>,
    on: Date,
    recipe: Recipe,
    gaps: Vec<Gap>,
    percents: Vec<Option<f64>>,
}

/// Per what a factor is wanted: the activity's own unit.
fn per(kitchen: &Kitchen<'_>, above: &str, unit: &Unit) -> Option<Unit> {
    kitchen.units.unit(above).ok()?.per(unit)
}

impl<'k, 'a> Pot<'k, 'a> {
    fn new(kitchen: &'k Kitchen<'a>, on: Date) -> Self {
        Pot {
            kitchen,
            on,
            recipe: Recipe::default(),
            gaps: Vec::new(),
            percents: Vec::new(),
        }
    }

    fn gap(
        &mut self,
        code: &'static str,
        subject: String,
        details: Details,
        message: String,
        minor: bool,
    ) {
        self.gaps.push(Gap {
            code,
            subject,
            details,
            message,
            minor,
        });
    }

    /// A factor; where none is valid on the day the policy decides, and it is said.
    fn find(&mut self, kind: FactorKind, subject: &str) -> Result<&'a Factor, FactorRefusal> {
        let kitchen = self.kitchen;
        let found =
            kitchen
                .library
                .find_with(kind, subject, kitchen.regions, self.on, kitchen.policy)?;
        if found.is_fallback {
            self.recipe.stands_in = true;
            let id = &found.factor.id;
            let message = format!(
                "no {kind} factor of {subject} is valid on {}: {id} stands in",
                self.on
            );
            let details = vec![
                ("factor", id.clone()),
                ("kind", kind.to_string()),
                ("of", subject.to_owned()),
                ("on", self.on.to_string()),
            ];
            self.gap("factor_stands_in", id.clone(), details, message, true);
        }
        Ok(found.factor)
    }

    fn missing(&mut self, kind: FactorKind, subject: &str, refusal: &FactorRefusal, minor: bool) {
        let details = vec![
            ("kind", kind.to_string()),
            ("of", subject.to_owned()),
            ("on", self.on.to_string()),
            ("reason", refusal.code().to_owned()),
        ];
        self.gap(
            "missing_factor",
            format!("{kind} {subject}"),
            details,
            refusal.to_string(),
            minor,
        );
    }

    fn used(&mut self, factor: &Factor) {
        if !self.recipe.factors.contains(&factor.id) {
            self.recipe.factors.push(factor.id.clone());
        }
    }

    /// Value of a factor in `above` per `unit`; a gap if it measures something else.
    fn value(&mut self, factor: &Factor, above: &str, unit: &Unit) -> Option<f64> {
        let wanted = per(self.kitchen, above, unit)?;
        match factor.value_in(&wanted) {
            Ok(value) => Some(value),
            Err(error) => {
                let details = vec![
                    ("unit", unit.symbol().to_owned()),
                    ("factor", factor.id.clone()),
                    ("expected", factor.unit.symbol().to_owned()),
                ];
                self.gap(
                    "wrong_unit",
                    unit.symbol().to_owned(),
                    details,
                    format!("factor {}: {error}", factor.id),
                    false,
                );
                None
            }
        }
    }

    /// GJ per unit: units of energy as they are, amounts by net calorific value or coal equivalent.
    fn gj_per_unit(
        &mut self,
        carrier: &str,
        unit: &Unit,
        kinds: [FactorKind; 2],
        quiet: bool,
    ) -> Option<(f64, Option<&'a Factor>)> {
        let gj = self.kitchen.units.unit("GJ").ok()?;
        if let Ok(conversion) = unit.conversion_to(&gj) {
            return Some((conversion.apply(1.0), None));
        }
        let mut last = None;
        for kind in kinds {
            match self.find(kind, carrier) {
                Ok(factor) => return self.value(factor, "GJ", unit).map(|v| (v, Some(factor))),
                Err(refusal) => last = Some((kind, refusal)),
            }
        }
        if let (Some((kind, refusal)), false) = (last, quiet) {
            self.missing(kind, carrier, &refusal, false);
        }
        None
    }

    fn finish(mut self) -> (Recipe, Vec<Gap>) {
        self.recipe.percent = self
            .percents
            .iter()
            .copied()
            .collect::<Option<Vec<f64>>>()
            .filter(|p| !p.is_empty())
            .map(crate::uncertainty::of_product);
        (self.recipe, self.gaps)
    }
}

impl Kitchen<'_> {
    /// A fuel, IPCC 2006 Vol. 2 Ch. 2 eq. 2.1 and 2.2, with CO2 as in the NDRC guidelines:
    ///
    /// - energy `EN = AD x CE` (GB/T 2589-2020, 4: annex A's coal equivalent, else the net calorific value);
    /// - CO2 `E = AD x NCV x CC x OF x 44/12`, or `AD x NCV x EF` where only an emission factor is known;
    /// - CH4 and N2O `E = AD x NCV x EF x GWP`.
    pub fn fuel(
        &self,
        carrier: &Carrier,
        unit: &Unit,
        sector: Option<CombustionSector>,
        on: Date,
    ) -> (Recipe, Vec<Gap>) {
        let mut pot = Pot::new(self, on);
        let id = carrier.id.as_str();
        use FactorKind as K;
        if let Some((heat, ncv)) =
            pot.gj_per_unit(id, unit, [K::NetCalorificValue, K::CoalEquivalent], true)
        {
            if let Some(factor) = ncv {
                pot.used(factor);
                pot.percents.push(factor.uncertainty_percent);
            }
            let co2 = pot.co2_per_gj(id);
            if let Some(co2) = co2 {
                let amount = Some(heat * co2);
                if carrier.is_biogenic {
                    pot.recipe.biogenic_co2_t = amount;
                } else {
                    pot.recipe.co2_t = amount;
                }
            }
            let minor = [(K::CombustionCh4, "ch4"), (K::CombustionN2o, "n2o")];
            for (kind, gas) in minor {
                let amount = pot.minor_gas(kind, gas, id, sector, self).map(|v| v * heat);
                match gas {
                    "ch4" => pot.recipe.ch4_co2e_t = amount,
                    _ => pot.recipe.n2o_co2e_t = amount,
                }
            }
        }
        if let Some((gj, factor)) =
            pot.gj_per_unit(id, unit, [K::CoalEquivalent, K::NetCalorificValue], false)
        {
            pot.recipe.energy_gj = Some(gj);
            if let Some(factor) = factor {
                pot.used(factor);
            }
        }
        pot.finish()
    }

    /// Purchased electricity, heat or steam: `E = AD x EF` (GHG Protocol Scope 2 Guidance, ch. 6). `market` takes the
    /// residual mix, and where there is none the location-based factor, as table 6.3 of the guidance ranks them; certificates,
    /// contracts and supplier rates stand before it and are applied to what meters say by [`crate::contracts`].
    pub fn purchased(
        &self,
        carrier: &Carrier,
        unit: &Unit,
        on: Date,
        market: bool,
    ) -> (Recipe, Vec<Gap>) {
        let mut pot = Pot::new(self, on);
        use FactorKind as K;
        let id = carrier.id.as_str();
        let electric = carrier.form == crate::factors::CarrierForm::Electricity;
        let location = if electric { K::Electricity } else { K::Heat };
        let residual = if market && electric {
            let found = self
                .library
                .find(K::ElectricityResidual, id, self.regions, on)
                .ok();
            if found.is_none() {
                let message = format!(
                    "no residual mix of {id} for {}: the location-based factor serves the market-based figure too",
                    self.regions.join(", ")
                );
                let details = vec![
                    ("carrier", id.to_owned()),
                    ("regions", self.regions.join(", ")),
                    ("on", on.to_string()),
                ];
                pot.gap(
                    "market_factor_missing",
                    id.to_owned(),
                    details,
                    message,
                    true,
                );
            }
            found
        } else {
            None
        };
        let factor = match residual {
            Some(factor) => Ok(factor),
            None => pot.find(location, id),
        };
        match factor {
            Ok(factor) => {
                pot.recipe.co2_t = pot.value(factor, "t CO2e", unit);
                pot.used(factor);
                pot.percents.push(factor.uncertainty_percent);
            }
            Err(refusal) => pot.missing(location, id, &refusal, false),
        }
        if market {
            return pot.finish();
        }
        let Ok(gj) = self.units.unit("GJ") else {
            return pot.finish();
        };
        match unit.conversion_to(&gj) {
            Ok(conversion) => {
                pot.recipe.energy_gj = Some(conversion.apply(1.0));
                // By definition a secondary carrier alone has an equivalent value; without one its figure stays at equal value.
                if let Ok(factor) = pot.find(K::CoalEquivalentByInput, id) {
                    pot.recipe.equivalent_tce = pot.value(factor, "tce", unit);
                    pot.used(factor);
                }
            }
            Err(error) => {
                let details = vec![
                    ("unit", unit.symbol().to_owned()),
                    ("carrier", id.to_owned()),
                    ("expected", "GJ".to_owned()),
                ];
                pot.gap(
                    "wrong_unit",
                    unit.symbol().to_owned(),
                    details,
                    format!("{id}: {error}"),
                    false,
                );
            }
        }
        pot.finish()
    }

    /// A process: `E = AP x EF` (IPCC 2006 Vol. 3, tier 1).
    pub fn process(&self, product: &str, unit: &Unit, on: Date) -> (Recipe, Vec<Gap>) {
        let mut pot = Pot::new(self, on);
        match pot.find(FactorKind::Process, product) {
            Ok(factor) => {
                pot.recipe.co2_t = pot.value(factor, "t CO2e", unit);
                pot.used(factor);
                pot.percents.push(factor.uncertainty_percent);
            }
            Err(refusal) => pot.missing(FactorKind::Process, product, &refusal, false),
        }
        pot.finish()
    }
}

impl<'a> Pot<'_, 'a> {
    /// t CO2 per GJ: carbon content times oxidation (the unit of carbon holds the 44/12), else the emission factor.
    fn co2_per_gj(&mut self, carrier: &str) -> Option<f64> {
        use FactorKind as K;
        let gj = self.kitchen.units.unit("GJ").ok()?;
        let carbon = self.find(K::CarbonContent, carrier);
        let oxidation = self.find(K::OxidationRate, carrier);
        if let (Ok(carbon), Ok(oxidation)) = (&carbon, &oxidation) {
            let cc = self.value(carbon, "t CO2e", &gj)?;
            let of = oxidation.value_in(&Unit::one()).ok()?;
            for factor in [carbon, oxidation] {
                self.used(factor);
                self.percents.push(factor.uncertainty_percent);
            }
            return Some(cc * of);
        }
        match self.find(K::CombustionCo2, carrier) {
            Ok(factor) => {
                let value = self.value(factor, "t CO2e", &gj)?;
                self.used(factor);
                self.percents.push(factor.uncertainty_percent);
                Some(value)
            }
            Err(refusal) => {
                self.missing(K::CombustionCo2, carrier, &refusal, false);
                None
            }
        }
    }

    /// t CO2e of CH4 or N2O per GJ.
    fn minor_gas(
        &mut self,
        kind: FactorKind,
        gas: &str,
        carrier: &str,
        sector: Option<CombustionSector>,
        kitchen: &Kitchen<'a>,
    ) -> Option<f64> {
        let Some(sector) = sector else {
            let message = format!(
                "{kind} of {carrier} depends on where it is burned, which the field does not say: {gas} is left out"
            );
            let details = vec![
                ("kind", kind.to_string()),
                ("of", carrier.to_owned()),
                ("on", self.on.to_string()),
                ("reason", "unknown_sector".to_owned()),
            ];
            let subject = format!("{kind} {carrier}");
            self.gap("missing_factor", subject, details, message, true);
            return None;
        };
        let subject = sector.subject(carrier);
        let factor = match self.find(kind, &subject) {
            Ok(factor) => factor,
            Err(refusal) => {
                self.missing(kind, &subject, &refusal, true);
                return None;
            }
        };
        let gwp = match kitchen.library.gwp(kitchen.gwp_set, gas) {
            Ok(gwp) => gwp,
            Err(refusal) => {
                self.missing(FactorKind::Gwp, gas, &refusal, true);
                return None;
            }
        };
        let gj = kitchen.units.unit("GJ").ok()?;
        let mass = self.value(factor, "t", &gj)?;
        let warming = gwp.value_in(&kitchen.units.unit("t CO2e/t").ok()?).ok()?;
        self.used(factor);
        self.used(gwp);
        self.recipe.with_gwp = true;
        Some(mass * warming)
    }
}
