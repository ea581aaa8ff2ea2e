//! Unified social credit codes that are valid in form and issued to nobody.

/// GB 32100-2015, table 1: digits and letters without I, O, S, V, Z.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// GB/T 2260 assigns no code above 82: 9999xx is no administrative division, so the code belongs to nobody.
pub const NO_DIVISION: &str = "9999";

/// Check character of the organisation code (GB 11714-1997): `11 - sum(weight x value) mod 11`.
fn organisation_check(body: &[u8]) -> u8 {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body
        .iter()
        .zip(WEIGHTS)
        .map(|(&c, w)| {
            w * if c.is_ascii_digit() {
                u32::from(c - b'0')
            } else {
                u32::from(c - b'A') + 10
            }
        })
        .sum();
    match 11 - sum % 11 {
        10 => b'X',
        11 => b'0',
        digit => b'0' + digit as u8,
    }
}

/// Check character of 17 characters (GB 32100-2015): `31 - sum(value x 3^i mod 31) mod 31`, where 31 is written 0.
pub(crate) fn check(body: &[u8]) -> Option<u8> {
    let (mut sum, mut weight) = (0, 1);
    for c in body {
        sum += weight * ALPHABET.iter().position(|a| a == c)?;
        weight = weight * 3 % 31;
    }
    Some(ALPHABET[(31 - sum % 31) % 31])
}

/// The `number`-th code: 91 (an enterprise), 9999 and two more digits (no division), MA and six digits, both check characters.
pub(crate) fn credit_code(number: u32) -> String {
    let mut code = format!("91{NO_DIVISION}{:02}", number / 1_000_000 % 100).into_bytes();
    let body = format!("MA{:06}", number % 1_000_000).into_bytes();
    let organisation = organisation_check(&body);
    code.extend(body);
    code.push(organisation);
    // Every character above is of the alphabet.
    code.push(check(&code).unwrap_or(b'0'));
    String::from_utf8_lossy(&code).into_owned()
}

/// Whether a code has 18 characters of the alphabet and both of its check characters are right.
pub fn is_valid_credit_code(code: &str) -> bool {
    let bytes = code.as_bytes();
    bytes.len() == 18
        && bytes.is_ascii()
        && organisation_check(&bytes[8..16]) == bytes[16]
        && check(&bytes[..17]) == Some(bytes[17])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Published codes of two companies, by which anyone can check the rule.
    #[test]
    fn codes_made_here_pass_the_house_rule_and_name_no_division() {
        for number in [0, 1, 101, 25_322, 999_999, 1_000_000, 7_000_101] {
            let code = credit_code(number);
            let parsed: units::CreditCode = code.parse().unwrap();
            assert!(is_valid_credit_code(&code), "{code}");
            assert_eq!(parsed.registration_place(), None, "{code}");
        }
    }

    #[test]
    fn real_codes_are_valid_and_slips_are_not() {
        for code in ["91440300708461136T", "91350100M000100Y43"] {
            assert!(is_valid_credit_code(code), "{code}");
        }
        assert!(!is_valid_credit_code("91440300708461137T"));
        assert!(!is_valid_credit_code("9144030070846113T6"));
        assert!(!is_valid_credit_code("914403007084611"));
    }
}
