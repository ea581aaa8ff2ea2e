//! Words of the ledger's closed lists, the same that serde writes (a test compares them).

use inventory::ledger::{Gas, Purpose, Quality, Scope, Statistic};
use units::Field;

/// A closed list whose variants have stable codes.
pub(crate) trait Coded: Copy + 'static {
    fn code(self) -> &'static str;
    fn of_code(code: &str) -> Option<Self>;
}

macro_rules! coded {
    ($($name:ident { $($variant:ident = $code:literal),* $(,)? })*) => {
        $(impl Coded for $name {
            fn code(self) -> &'static str {
                match self { $($name::$variant => $code),* }
            }
            fn of_code(code: &str) -> Option<Self> {
                match code { $($code => Some($name::$variant),)* _ => None }
            }
        })*

        #[cfg(test)]
        mod tests {
            use super::*;

            #[test]
            fn codes_are_those_of_serde() {
                $($({
                    let value = $name::$variant;
                    assert_eq!(serde_json::to_value(value).unwrap(), value.code());
                    assert_eq!($name::of_code(value.code()), Some(value));
                })*)*
                assert_eq!(Scope::of_code("scope4"), None);
            }
        }
    };
}

coded! {
    Gas {
        Co2 = "co2", Ch4 = "ch4", N2o = "n2o", Hfc = "hfc", Pfc = "pfc", Sf6 = "sf6", Nf3 = "nf3",
        OtherFluorinated = "other_fluorinated", Unspecified = "unspecified",
    }
    Scope {
        Scope1 = "scope1", Process = "process", Scope2Location = "scope2_location",
        Scope2Market = "scope2_market", Scope3 = "scope3",
    }
    Purpose { Final = "final", Transformation = "transformation" }
    Quality {
        Metered = "metered", Verified = "verified", Reported = "reported", Statistical = "statistical",
        Estimated = "estimated", Synthetic = "synthetic",
    }
    Statistic {
        Population = "population", LandArea = "land_area", OutputValue = "output_value",
        ValueAdded = "value_added", Gdp = "gdp",
    }
    Field {
        Energy = "energy", Industry = "industry", Construction = "construction", Transport = "transport",
        Agriculture = "agriculture", Livelihood = "livelihood",
    }
}
