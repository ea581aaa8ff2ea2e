//! Why a figure is absent, and what a reader of a result should know: stable codes with values.

use std::fmt;

macro_rules! whys {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// Why there is no figure. The code is stable; the interface translates it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Why { $($(#[$doc])* $name,)* }

        impl Why {
            /// Every reason.
            pub const ALL: &[Why] = &[$(Why::$name),*];

            /// The stable code, `lower_snake_case`.
            pub fn code(self) -> &'static str {
                match self { $(Why::$name => $code,)* }
            }
        }

        impl fmt::Display for Why {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}

whys! {
    /// The input has no value here.
    Missing = "missing",
    /// Two places of the input give different values.
    Contradictory = "contradictory",
    /// The two have no industry in which both are known, or one of them is zero in all that they share.
    NoShared = "no_shared",
    /// All known values of this city are zero.
    AllZero = "all_zero",
    /// The total that it would be divided by is zero.
    ZeroTotal = "zero_total",
    /// Nobody has this industry.
    ZeroIndustry = "zero_industry",
    /// A value is below zero, where the method needs amounts.
    NegativeValue = "negative_value",
    /// A value is zero, where the method takes its logarithm.
    ZeroValue = "zero_value",
    /// Too few observations for the method to be defined.
    TooFew = "too_few",
    /// All values are equal.
    NoVariation = "no_variation",
    /// The place has no neighbour with a weight.
    NoNeighbours = "no_neighbours",
    /// The network falls into parts that cannot be compared.
    Disconnected = "disconnected",
    /// The eigenvector is not unique.
    NotUnique = "not_unique",
    /// The number is too large or too small to be held.
    OutOfRange = "out_of_range",
}

macro_rules! findings {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident : $kind:ty),* } = $code:literal, $text:literal;)*) => {
        /// Something that a reader of a result should know.
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(tag = "code", rename_all = "snake_case")]
        pub enum Finding { $($(#[$doc])* $name { $($(#[$fdoc])* $field: $kind),* },)* }

        impl Finding {
            /// Every code with the names of its values.
            pub const CODES: &[(&'static str, &'static [&'static str])] = &[$(($code, &[$(stringify!($field)),*])),*];

            /// The stable code, `lower_snake_case`.
            pub fn code(&self) -> &'static str {
                match self { $(Finding::$name { .. } => $code,)* }
            }

            /// The values that fill the sentence, by name.
            pub fn params(&self) -> Vec<(&'static str, String)> {
                match self { $(Finding::$name { $($field),* } => vec![$((stringify!($field), $field.to_string())),*],)* }
            }
        }

        impl fmt::Display for Finding {
            /// One English sentence: what, and what to do.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { $(Finding::$name { $($field),* } => write!(f, $text),)* }
            }
        }
    };
}

findings! {
    /// Cells of a city that no row gives.
    MissingCells {
        /// The city.
        city: String,
        /// How many of its cells are missing.
        missing: usize,
        /// Industries in the table.
        of: usize
    } = "missing_cells", "{city}: {missing} of {of} industries have no value; they are left out of every sum, and are not zero";
    /// An industry with few known cities.
    MissingIndustry {
        /// The industry.
        industry: String,
        /// Cities without a value.
        missing: usize,
        /// Cities in the table.
        of: usize
    } = "missing_industry", "{industry}: {missing} of {of} cities have no value; compare this industry with care";
    /// A city whose known values are all zero, or which has none.
    EmptyCity {
        /// The city.
        city: String,
        /// Why nothing can be said of it.
        why: Why
    } = "empty_city", "{city}: nothing to compare ({why})";
    /// A value below zero where amounts are needed; it counts as missing.
    NegativeCell {
        /// The city.
        city: String,
        /// The industry.
        industry: String,
        /// The value.
        value: f64
    } = "negative_cell", "{city}, {industry}: {value} is below zero; it is left out of the sums";
    /// Fewer industries than a structure should be judged by.
    FewIndustries {
        /// Industries in the table.
        found: usize,
        /// From how many on nothing is said.
        least: usize
    } = "few_industries", "only {found} industries (advised: {least}); a finer classification gives firmer figures";
    /// Fewer cities, or pairs of values, than a statistic should rest on.
    SmallSample {
        /// Observations.
        found: usize,
        /// From how many on nothing is said.
        least: usize
    } = "small_sample", "only {found} observations (advised: {least}); read the figure with care";
    /// Pairs without a figure.
    MissingPairs {
        /// How many.
        missing: usize,
        /// Of all pairs.
        of: usize
    } = "missing_pairs", "{missing} of {of} pairs have no value; the statistics leave them out";
    /// A printed matrix that contradicts itself.
    NotSymmetric {
        /// The first city.
        a: String,
        /// The second city.
        b: String,
        /// Printed in the row of the first.
        one: f64,
        /// Printed in the row of the second.
        other: f64
    } = "not_symmetric", "{a} and {b}: {one} in one half of the matrix, {other} in the other; the pair has no value until one is chosen";
    /// A diagonal cell that is not one.
    DiagonalNotOne {
        /// The city.
        city: String,
        /// What is printed.
        value: f64
    } = "diagonal_not_one", "{city}: its similarity with itself is given as {value} and must be 1";
    /// A statement about the matrix that the matrix contradicts, also when its rounding is allowed for.
    StatedShareDiffers {
        /// The threshold.
        above: f64,
        /// The share that is stated, 0 to 1.
        stated: f64,
        /// The share that is counted, 0 to 1.
        counted: f64,
        /// The least share that the printed rounding allows.
        low: f64,
        /// The greatest.
        high: f64
    } = "stated_share_differs", "stated: a share of {stated} above {above}; counted: {counted} (between {low} and {high}, whatever the rounding hid)";
    /// A stated least value that the matrix contradicts.
    StatedLeastDiffers {
        /// What every pair is said to exceed.
        stated: f64,
        /// The least pair's value.
        counted: f64
    } = "stated_least_differs", "stated: every pair above {stated}; the least is {counted}";
    /// A city that could not take part.
    LeftOut {
        /// The city.
        city: String,
        /// Why.
        why: Why
    } = "left_out", "{city} takes no part ({why})";
    /// An industry without a first value has no growth rate.
    NoBase {
        /// The industry.
        industry: String
    } = "no_base", "{industry}: nobody had it at the first time, so that it has no rate of growth; it stands outside the split";
    /// Complexity could not be computed.
    NoComplexity {
        /// Why.
        why: Why
    } = "no_complexity", "no index of complexity ({why}); take a finer table, or each connected part alone";
    /// A step that rests on nothing outside the place.
    NoNeighbours {
        /// The place.
        city: String
    } = "no_neighbours", "{city} has no neighbour with a weight; it takes part in the mean, and has no local figure";
    /// Values that the method cannot take.
    ValuesLeftOut {
        /// How many.
        count: usize,
        /// Why.
        why: Why
    } = "values_left_out", "{count} values are left out ({why})";
    /// The best lag is the greatest that was tried.
    LagAtLimit {
        /// The city ahead.
        leader: String,
        /// The city behind.
        follower: String,
        /// Years that were tried either way.
        years: i32
    } = "lag_at_limit", "{follower} after {leader}: the best lag is at the limit of {years} years; allow more";
    /// Cities without a position.
    NoPosition {
        /// How many.
        count: usize
    } = "no_position", "{count} cities have no position; their scores are means of the other parts";
    /// A part of the pairing of cities that is not known for some pairs; their scores are means of the other parts.
    PartNotKnown {
        /// complement, trajectory, topic or distance.
        part: String,
        /// Pairs without it.
        missing: usize,
        /// Of the pairs that are given.
        of: usize
    } = "part_not_known", "{part} is not known for {missing} of {of} pairs; their scores are means of the other parts";
    /// Names in a table of topics or of trajectories that are none of the cities compared; what it says of them takes no part.
    NotCompared {
        /// topic or trajectory.
        part: String,
        /// How many.
        count: usize,
        /// Which.
        names: String
    } = "not_compared", "{count} names with a {part} are none of the cities compared: {names}";
    /// Merges of equal height: another order of the cities can give another tree.
    TiedMerges {
        /// Merges that share their height with another.
        count: usize
    } = "tied_merges", "{count} merges share their height with another; the tree below such a height depends on the order of the cities";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_single_and_stand_in_the_serialised_form() {
        let mut codes: Vec<&str> = Finding::CODES.iter().map(|(code, _)| *code).collect();
        codes.sort_unstable();
        let count = codes.len();
        codes.dedup();
        assert_eq!(codes.len(), count);
        let mut whys: Vec<&str> = Why::ALL.iter().map(|why| why.code()).collect();
        whys.sort_unstable();
        whys.dedup();
        assert_eq!(whys.len(), Why::ALL.len());
    }

    #[test]
    fn a_finding_says_its_code_its_values_and_a_sentence() {
        let finding = Finding::EmptyCity {
            city: "Ya'an".into(),
            why: Why::AllZero,
        };
        assert_eq!(finding.code(), "empty_city");
        assert_eq!(
            finding.params(),
            [("city", "Ya'an".to_owned()), ("why", "all_zero".to_owned())]
        );
        assert_eq!(finding.to_string(), "Ya'an: nothing to compare (all_zero)");
    }
}
