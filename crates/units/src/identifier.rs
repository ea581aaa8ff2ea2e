//! Identifiers that check themselves: unified social credit codes and administrative codes.

use std::fmt;
use std::str::FromStr;

/// A unified social credit code (统一社会信用代码, GB 32100-2015): 18 characters, the last of which checks the others.
///
/// ```
/// use units::CreditCode;
///
/// let code: CreditCode = "91350100M000100Y43".parse().unwrap(); // the standard's own example
/// assert_eq!(code.organization_code(), "M000100Y4");
/// assert!("91350100M000100Y44".parse::<CreditCode>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CreditCode([u8; 18]);

/// Why a text is no unified social credit code, in order of precedence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CreditCodeError {
    /// Not 18 characters.
    #[error("a unified social credit code has 18 characters, not {0}")]
    Length(usize),
    /// A character outside 0-9 and A-Z without I, O, S, V, Z.
    #[error(
        "{character:?} at position {position} is in no unified social credit code (0-9, A-Z without I, O, S, V, Z)"
    )]
    Character {
        /// The character.
        character: char,
        /// Its position, counted from 1.
        position: usize,
    },
    /// The check character does not fit.
    #[error(
        "the check character is {found:?} where the others ask for {expected:?}; a character was mistyped"
    )]
    Check {
        /// What stands at the end.
        found: char,
        /// What GB 32100-2015 asks for.
        expected: char,
    },
}

/// Code characters in the order of their values (GB 32100-2015 table 2).
const CREDIT_ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

impl CreditCode {
    /// The check character of the first 17 characters: `C18 = 31 - (sum of Ci * 3^(i-1) mod 31)`, 31 written as 0
    /// (GB 32100-2015 annex A). `None` if one of them is not of the code's alphabet.
    fn check_character(first: &[u8]) -> Option<u8> {
        let mut weight = 1;
        let mut sum = 0;
        for character in first.iter().take(17) {
            sum += weight
                * CREDIT_ALPHABET
                    .iter()
                    .position(|known| known == character)?;
            weight = weight * 3 % 31;
        }
        Some(CREDIT_ALPHABET[(31 - sum % 31) % 31])
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        // Only characters of the alphabet get in.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Characters 3 to 8: the administrative code of the registering authority; `None` where it is none
    /// (100000 stands for the national authority).
    pub fn registration_place(&self) -> Option<AdministrativeCode> {
        self.as_str().get(2..8)?.parse().ok()
    }

    /// Characters 9 to 17: the organisation code (GB 11714).
    pub fn organization_code(&self) -> &str {
        self.as_str().get(8..17).unwrap_or_default()
    }
}

impl FromStr for CreditCode {
    type Err = CreditCodeError;

    /// Takes lower case and full-width characters and blanks around it.
    fn from_str(text: &str) -> Result<Self, CreditCodeError> {
        let plain: Vec<char> = text
            .trim()
            .chars()
            .map(|c| match c {
                '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
                _ => c,
            })
            .map(|c| c.to_ascii_uppercase())
            .collect();
        if plain.len() != 18 {
            return Err(CreditCodeError::Length(plain.len()));
        }
        let mut code = [0; 18];
        for (index, (slot, character)) in code.iter_mut().zip(plain).enumerate() {
            *slot = u8::try_from(character)
                .ok()
                .filter(|byte| CREDIT_ALPHABET.contains(byte))
                .ok_or(CreditCodeError::Character {
                    character,
                    position: index + 1,
                })?;
        }
        let expected = CreditCode::check_character(&code).unwrap_or(0);
        if code[17] != expected {
            return Err(CreditCodeError::Check {
                found: code[17].into(),
                expected: expected.into(),
            });
        }
        Ok(CreditCode(code))
    }
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An administrative code (行政区划代码, GB/T 2260): two digits each for province, prefecture and county.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AdministrativeCode(u32);

/// Level of an administrative code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AdministrativeLevel {
    /// Province, autonomous region, municipality, special administrative region.
    Province,
    /// Prefecture or city; in a municipality the heading of its districts (市辖区).
    Prefecture,
    /// County, district, county-level city.
    County,
}

/// Province-level codes of GB/T 2260 with their ISO 3166-2 codes.
const PROVINCES: [(u32, &str); 34] = [
    (11, "CN-BJ"),
    (12, "CN-TJ"),
    (13, "CN-HE"),
    (14, "CN-SX"),
    (15, "CN-NM"),
    (21, "CN-LN"),
    (22, "CN-JL"),
    (23, "CN-HL"),
    (31, "CN-SH"),
    (32, "CN-JS"),
    (33, "CN-ZJ"),
    (34, "CN-AH"),
    (35, "CN-FJ"),
    (36, "CN-JX"),
    (37, "CN-SD"),
    (41, "CN-HA"),
    (42, "CN-HB"),
    (43, "CN-HN"),
    (44, "CN-GD"),
    (45, "CN-GX"),
    (46, "CN-HI"),
    (50, "CN-CQ"),
    (51, "CN-SC"),
    (52, "CN-GZ"),
    (53, "CN-YN"),
    (54, "CN-XZ"),
    (61, "CN-SN"),
    (62, "CN-GS"),
    (63, "CN-QH"),
    (64, "CN-NX"),
    (65, "CN-XJ"),
    (71, "CN-TW"),
    (81, "CN-HK"),
    (82, "CN-MO"),
];

impl AdministrativeCode {
    /// The six digits as a number.
    pub fn number(self) -> u32 {
        self.0
    }

    /// Its level.
    pub fn level(self) -> AdministrativeLevel {
        match (self.0 / 100 % 100, self.0 % 100) {
            (0, _) => AdministrativeLevel::Province,
            (_, 0) => AdministrativeLevel::Prefecture,
            _ => AdministrativeLevel::County,
        }
    }

    /// The province that it lies in (or is).
    #[must_use]
    pub fn province(self) -> AdministrativeCode {
        AdministrativeCode(self.0 / 10_000 * 10_000)
    }

    /// The prefecture that it lies in (or is); `None` of a province.
    pub fn prefecture(self) -> Option<AdministrativeCode> {
        (self.level() != AdministrativeLevel::Province)
            .then_some(AdministrativeCode(self.0 / 100 * 100))
    }

    /// One level up: prefecture of a county, province of a prefecture; `None` of a province.
    pub fn parent(self) -> Option<AdministrativeCode> {
        match self.level() {
            AdministrativeLevel::Province => None,
            AdministrativeLevel::Prefecture => Some(self.province()),
            AdministrativeLevel::County => self.prefecture(),
        }
    }

    /// True if the other lies within it (or is it).
    pub fn contains(self, other: AdministrativeCode) -> bool {
        let step = match self.level() {
            AdministrativeLevel::Province => 10_000,
            AdministrativeLevel::Prefecture => 100,
            AdministrativeLevel::County => 1,
        };
        self.0 / step == other.0 / step
    }

    /// ISO 3166-2 code of its province (`CN-CQ`), as factor tables name regions.
    pub fn province_iso_3166_2(self) -> &'static str {
        PROVINCES
            .iter()
            .find(|(province, _)| *province == self.0 / 10_000)
            .map_or("CN", |(_, code)| code)
    }
}

/// Why a text is no administrative code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no administrative code of GB/T 2260: {reason}")]
pub struct AdministrativeCodeError {
    /// What was given.
    pub text: String,
    /// What is wrong.
    pub reason: &'static str,
}

impl FromStr for AdministrativeCode {
    type Err = AdministrativeCodeError;

    fn from_str(text: &str) -> Result<Self, AdministrativeCodeError> {
        let fault = |reason| AdministrativeCodeError {
            text: text.to_owned(),
            reason,
        };
        let digits = text.trim();
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(fault("it has six digits"));
        }
        let number: u32 = digits.parse().map_err(|_| fault("it has six digits"))?;
        if !PROVINCES
            .iter()
            .any(|(province, _)| *province == number / 10_000)
        {
            return Err(fault("its first two digits are of no province"));
        }
        if (number / 100).is_multiple_of(100) && !number.is_multiple_of(100) {
            return Err(fault(
                "a county has the digits of its prefecture before its own",
            ));
        }
        Ok(AdministrativeCode(number))
    }
}

impl fmt::Display for AdministrativeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The example of GB 32100-2015, and the codes of Huawei, Alibaba (China) and Tencent.
    const PUBLISHED: [&str; 4] = [
        "91350100M000100Y43",
        "914403001922038216",
        "91330100799655058B",
        "9144030071526726XG",
    ];

    #[test]
    fn published_codes_check() {
        for text in PUBLISHED {
            let code: CreditCode = text.parse().unwrap();
            assert_eq!(code.to_string(), text);
        }
        let code: CreditCode = " ９１３５０１００m000100y43 ".parse().unwrap();
        assert_eq!(code.as_str(), "91350100M000100Y43");
        assert_eq!(code.registration_place().unwrap().to_string(), "350100");
        assert_eq!(
            code.registration_place().unwrap().province_iso_3166_2(),
            "CN-FJ"
        );
        assert_eq!(code.organization_code(), "M000100Y4");
    }

    #[test]
    fn mistyped_codes_are_refused() {
        for (text, said) in [
            ("", "a unified social credit code has 18 characters, not 0"),
            (
                "91350100M000100Y4",
                "a unified social credit code has 18 characters, not 17",
            ),
            (
                "91350100M0001O0Y43",
                "'O' at position 14 is in no unified social credit code (0-9, A-Z without I, O, S, V, Z)",
            ),
            (
                "91350100M000100Y44",
                "the check character is '4' where the others ask for '3'; a character was mistyped",
            ),
            (
                "统一社会信用代码统一社会信用代码码码",
                "'统' at position 1 is in no unified social credit code (0-9, A-Z without I, O, S, V, Z)",
            ),
        ] {
            assert_eq!(text.parse::<CreditCode>().unwrap_err().to_string(), said);
        }
    }

    #[test]
    fn administrative_codes_know_their_place() {
        let code = |text: &str| text.parse::<AdministrativeCode>().unwrap();
        for (text, level, parent, iso) in [
            ("500000", AdministrativeLevel::Province, None, "CN-CQ"),
            (
                "500100",
                AdministrativeLevel::Prefecture,
                Some("500000"),
                "CN-CQ",
            ),
            (
                "500112",
                AdministrativeLevel::County,
                Some("500100"),
                "CN-CQ",
            ),
            (
                "510100",
                AdministrativeLevel::Prefecture,
                Some("510000"),
                "CN-SC",
            ),
            ("810000", AdministrativeLevel::Province, None, "CN-HK"),
        ] {
            assert_eq!(code(text).level(), level);
            assert_eq!(code(text).parent(), parent.map(code));
            assert_eq!(code(text).province_iso_3166_2(), iso);
            assert_eq!(code(text).to_string(), text);
        }
        assert!(code("500000").contains(code("500112")));
        assert!(code("500100").contains(code("500112")));
        assert!(!code("510100").contains(code("500112")));
        for text in [
            "", "50000", "5000000", "160000", "990101", "500012", "50010a", "+50010",
        ] {
            assert!(text.parse::<AdministrativeCode>().is_err(), "{text}");
        }
    }

    proptest! {
        /// The weights are powers of a primitive root of 31, so that one wrong character and one swap always show.
        #[test]
        fn one_wrong_character_or_swap_is_found(which in 0..4_usize, at in 0..18_usize, to in 0..31_usize) {
            let right = PUBLISHED[which].as_bytes();
            let mut wrong = right.to_vec();
            wrong[at] = CREDIT_ALPHABET[to];
            let parsed = String::from_utf8(wrong.clone()).unwrap().parse::<CreditCode>();
            prop_assert_eq!(parsed.is_ok(), wrong == right);
            let mut swapped = right.to_vec();
            swapped.swap(at, (at + 1) % 17);
            if at < 16 {
                let parsed = String::from_utf8(swapped.clone()).unwrap().parse::<CreditCode>();
                prop_assert_eq!(parsed.is_ok(), swapped == right);
            }
        }

        #[test]
        fn no_text_makes_the_parsers_panic(text in "\\PC{0,24}") {
            let _ = text.parse::<CreditCode>();
            let _ = text.parse::<AdministrativeCode>();
        }
    }
}
