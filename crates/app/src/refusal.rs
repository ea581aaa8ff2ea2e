//! One refusal for both doors: a stable code, one sentence, the values in it.

use inventory::cube;
use inventory::finding::{Finding, Location, Severity};
use std::collections::BTreeMap;
use store::StoreError;

/// Stable codes of refusals, in the order in which they are checked.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// No such address.
    NotFound,
    /// The address exists, the method does not.
    MethodNotAllowed,
    /// Sign in first.
    NotSignedIn,
    /// Name or password is wrong.
    WrongCredentials,
    /// Your role may not.
    NotAllowed,
    /// A request that changes something came from another site.
    ForeignOrigin,
    /// Too many attempts; wait.
    TooManyRequests,
    /// A parameter cannot be understood.
    BadParameter,
    /// A parameter that nobody knows.
    UnknownParameter,
    /// A body that cannot be read.
    BadBody,
    /// A body or file that is too large.
    TooLarge,
    /// No such region.
    UnknownRegion,
    /// No such place in the region.
    UnknownPlace,
    /// A name that several places have; use the code.
    AmbiguousPlace,
    /// No such enterprise in the region.
    UnknownEnterprise,
    /// No such level in the region.
    UnknownLevel,
    /// No such indicator.
    UnknownIndicator,
    /// The indicator divides by something that the region does not have.
    NotDefined,
    /// A period that the ledger does not keep, or that ends before it begins.
    UnsupportedPeriod,
    /// A cut along more than two dimensions, or one twice.
    TooManyDims,
    /// Location- and market-based scope 2 together.
    BothScope2,
    /// Gases asked of what has none.
    NoGas,
    /// No such mapping.
    UnknownMapping,
    /// No such import.
    UnknownImport,
    /// No such meter.
    UnknownMeter,
    /// Nothing was told of a meter at that time.
    UnknownExchange,
    /// No such case.
    UnknownCase,
    /// No such contract, certificate or factor.
    UnknownContract,
    /// No such entry on the exchange board, or no such introduction of yours.
    UnknownEntry,
    /// No such name (of a stressor, region, sector or the like) in a table.
    UnknownName,
    /// No such publication.
    UnknownPublication,
    /// No such organisation.
    UnknownOrganisation,
    /// No such partnership, or none that everybody may see.
    UnknownPartnership,
    /// The documents name no such pair.
    UnknownReference,
    /// No such item in the plan, or none that you see.
    UnknownItem,
    /// No such agreement, or no such task in it.
    UnknownAgreement,
    /// You belong to neither side.
    NotAPartner,
    /// The item belongs to the other side.
    NotYourSide,
    /// The agreement in force does not share it so finely.
    NotShared,
    /// The organisation lives on another installation.
    RemoteOrganisation,
    /// The organisation is of this installation.
    OrganisationNotRemote,
    /// An organisation would stand on both sides.
    SameOrganisation,
    /// The item was changed since the version that was seen.
    StaleVersion,
    /// Somebody else wrote at the same moment; repeat.
    WrittenMeanwhile,
    /// An item of a plan is not sound.
    BadItem,
    /// The terms of an agreement are not sound.
    BadTerms,
    /// Who proposed may not accept.
    FourEyes,
    /// It does not stand so that this could be done.
    WrongState,
    /// A number of a table has no unit.
    NoUnit,
    /// This is no public key that could be accepted.
    BadKey,
    /// The fingerprint is that of another key.
    FingerprintDiffers,
    /// The key was not accepted here, or was revoked.
    UnknownKey,
    /// This is no file of a partner.
    BadPartnerFile,
    /// The file was changed after it was signed.
    BadSignature,
    /// The file came already.
    ReplayedFile,
    /// A newer file came already.
    OlderFile,
    /// The file is of another partnership or side.
    WrongPartnership,
    /// No such user.
    UnknownUser,
    /// No such token.
    UnknownToken,
    /// The name is taken.
    NameTaken,
    /// The name has characters that names must not have.
    BadName,
    /// The password is too weak.
    WeakPassword,
    /// The region has no data yet.
    NoData,
    /// The cut cannot be answered so, for example a GeoJSON file of a cut without places.
    NotPossible,
    /// The file cannot be read at all.
    UnreadableFile,
    /// The file was refused; its findings say why.
    Refused,
    /// The configuration is wrong.
    BadConfig,
    /// Another process holds what is needed; repeat in a moment.
    Busy,
    /// The disk is full or may not be written.
    Storage,
    /// Took too long.
    Timeout,
    /// Our fault; the log says more.
    Internal,
}

impl ErrorCode {
    /// The stable code as text.
    pub fn code(self) -> String {
        serde_json::to_value(self)
            .ok()
            .and_then(|value| value.as_str().map(str::to_owned))
            .unwrap_or_default()
    }
}

/// Why something was not done.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// Stable code.
    pub code: ErrorCode,
    /// One sentence: what, and what to do now.
    pub message: String,
    /// Values that fill the sentence.
    pub params: BTreeMap<String, String>,
    /// Where in a file.
    pub location: Option<Box<Location>>,
    /// What was found there, if that is why; it has its own place and its own sentence.
    pub finding: Option<Box<Finding>>,
}

/// A result of a use case.
pub type Result<T, E = Refusal> = std::result::Result<T, E>;

impl Refusal {
    /// A refusal without values.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            params: BTreeMap::new(),
            location: None,
            finding: None,
        }
    }

    /// A file that is refused for what was found in it: the first fault, where it is, and how many more there are.
    pub fn found(findings: &[Finding]) -> Self {
        let mut faults = findings
            .iter()
            .filter(|one| one.severity == Severity::Error);
        // Something that is no fault is said where there is nothing else to say.
        let Some(first) = faults.next().or_else(|| findings.first()) else {
            return Self::new(ErrorCode::Refused, "it cannot be read");
        };
        let at = first.location.as_ref().map_or_else(String::new, |at| {
            let row = at.row.map(|row| format!(", row {row}"));
            let field = at.field.as_ref().map(|field| format!(", column {field}"));
            let (row, field) = (row.unwrap_or_default(), field.unwrap_or_default());
            format!("{}{row}{field}: ", at.file)
        });
        let more = match faults.count() {
            0 => String::new(),
            1 => " (and one fault more)".to_owned(),
            more => format!(" (and {more} faults more)"),
        };
        let message = format!("{at}{}{more}", first.message);
        Self {
            finding: Some(Box::new(first.clone())),
            ..Self::new(ErrorCode::Refused, message)
        }
    }

    /// The same with a value.
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }

    /// A fault of ours. The detail goes to the log and to the terminal, since both are the operator's.
    pub fn internal(what: &str, error: impl std::fmt::Display) -> Self {
        tracing::error!(%error, "{what}");
        Self::new(ErrorCode::Internal, format!("{what}: {error}"))
    }

    /// A parameter that cannot be understood.
    pub fn bad_parameter(name: &str, value: &str, wanted: &str) -> Self {
        Self::new(
            ErrorCode::BadParameter,
            format!("{name}={value:?} cannot be understood: {wanted}"),
        )
        .with("name", name)
        .with("value", value)
    }

    /// A disk that does not do what it should.
    pub fn storage(what: impl Into<String>, error: impl std::fmt::Display) -> Self {
        Self::new(ErrorCode::Storage, format!("{}: {error}", what.into()))
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        use ErrorCode as C;
        let message = error.to_string();
        let (code, param) = match &error {
            StoreError::UnknownRegion { region } => {
                (C::UnknownRegion, Some(("region", region.clone())))
            }
            StoreError::UnknownImport { import } => {
                (C::UnknownImport, Some(("import", import.to_string())))
            }
            StoreError::NotAuthenticated => (C::WrongCredentials, None),
            StoreError::UnknownUser { name } => (C::UnknownUser, Some(("name", name.clone()))),
            StoreError::UserExists { name } => (C::NameTaken, Some(("name", name.clone()))),
            StoreError::BadUserName { name } => (C::BadName, Some(("name", name.clone()))),
            StoreError::BadPassword => (C::WeakPassword, None),
            StoreError::UnknownToken { .. } => (C::UnknownToken, None),
            StoreError::BadUrl { .. }
            | StoreError::NewerSchema { .. }
            | StoreError::CannotOpen { .. } => (C::BadConfig, None),
            StoreError::DiskFull { .. } | StoreError::ReadOnly { .. } => (C::Storage, None),
            StoreError::Busy { .. } => (C::Busy, None),
            StoreError::WrittenMeanwhile => (C::WrittenMeanwhile, None),
            _ => (C::Internal, None),
        };
        if code == C::Internal {
            tracing::error!(code = error.code(), %error, "the store");
        }
        let refusal = Refusal::new(code, message);
        match param {
            Some((name, value)) => refusal.with(name, value),
            None => refusal,
        }
    }
}

impl From<cube::Refusal> for Refusal {
    fn from(refusal: cube::Refusal) -> Self {
        use ErrorCode as C;
        use cube::Refusal as R;
        let message = refusal.to_string();
        let (code, param) = match refusal {
            R::UnknownPlace(code) => (C::UnknownPlace, Some(("place", code))),
            R::UnknownEnterprise(code) => (C::UnknownEnterprise, Some(("enterprise", code))),
            R::UnknownLevel(id) => (C::UnknownLevel, Some(("level", id))),
            R::UnsupportedPeriod(text) => (C::UnsupportedPeriod, Some(("period", text))),
            R::EmptyPeriod => (C::UnsupportedPeriod, None),
            R::TooManyDims => (C::TooManyDims, None),
            R::NotDefined(indicator) => (
                C::NotDefined,
                Some(("indicator", indicator.id().to_owned())),
            ),
            R::BothScope2 => (C::BothScope2, None),
            R::NoGas => (C::NoGas, None),
            R::CannotSplit(..) => (C::NotPossible, None),
        };
        let refusal = Refusal::new(code, message);
        match param {
            Some((name, value)) => refusal.with(name, value),
            None => refusal,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_fault_is_said_with_its_place_and_how_many_more_there_are() {
        let one = |code: &str, severity: Severity, row: u32| Finding {
            code: code.to_owned(),
            severity,
            location: Some(Location {
                file: "flows.csv".to_owned(),
                row: Some(row),
                field: Some("amount".to_owned()),
                ..Location::default()
            }),
            params: BTreeMap::from([("cell".to_owned(), "many".to_owned())]),
            message: format!("{code} is wrong."),
        };
        let note = one("unmapped_column", Severity::Note, 1);
        let fault = one("not_a_number", Severity::Error, 3);
        let refusal = Refusal::found(&[note.clone(), fault.clone(), note.clone(), fault.clone()]);
        assert_eq!(
            refusal.to_string(),
            "flows.csv, row 3, column amount: not_a_number is wrong. (and one fault more)"
        );
        let finding = refusal.finding.unwrap();
        assert_eq!(
            (finding.code.as_str(), finding.params["cell"].as_str()),
            ("not_a_number", "many")
        );
        let three = Refusal::found(&[fault.clone(), fault.clone(), fault]);
        assert!(
            three.to_string().ends_with("(and 2 faults more)"),
            "{three}"
        );
        assert!(
            Refusal::found(&[note])
                .to_string()
                .contains("unmapped_column")
        );
        assert_eq!(Refusal::found(&[]).code, ErrorCode::Refused);
    }
}
