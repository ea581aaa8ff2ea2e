//! One envelope for every refusal, with a stable code that the web translates.

use super::dto::{Finding, Location};
pub use crate::refusal::ErrorCode;
use crate::refusal::Refusal;
use axum::Json;
use axum::extract::multipart::MultipartError;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What every refusal looks like.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ErrorBody {
    /// The refusal.
    pub error: ErrorDetail,
}

/// A refusal.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ErrorDetail {
    /// Stable code.
    pub code: ErrorCode,
    /// One English sentence: what, and what to do now.
    pub message: String,
    /// Values that fill the sentence.
    pub params: BTreeMap<String, String>,
    /// Where in a file.
    pub location: Option<Location>,
    /// What was found there, if that is why.
    pub finding: Option<Finding>,
}

impl ErrorCode {
    /// The HTTP status that goes with the code.
    pub fn status(self) -> StatusCode {
        use ErrorCode as C;
        match self {
            C::NotFound
            | C::UnknownRegion
            | C::UnknownPlace
            | C::UnknownEnterprise
            | C::UnknownLevel
            | C::UnknownImport
            | C::UnknownMeter
            | C::UnknownExchange
            | C::UnknownCase
            | C::UnknownContract
            | C::UnknownEntry
            | C::UnknownName
            | C::UnknownPublication
            | C::UnknownUser
            | C::UnknownToken
            | C::UnknownOrganisation
            | C::UnknownPartnership
            | C::UnknownItem
            | C::UnknownAgreement => StatusCode::NOT_FOUND,
            C::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            C::NotSignedIn | C::WrongCredentials => StatusCode::UNAUTHORIZED,
            C::NotAllowed
            | C::ForeignOrigin
            | C::NotAPartner
            | C::NotYourSide
            | C::NotShared
            | C::UnknownKey => StatusCode::FORBIDDEN,
            C::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            C::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            C::NameTaken
            | C::RemoteOrganisation
            | C::OrganisationNotRemote
            | C::SameOrganisation
            | C::StaleVersion
            | C::WrittenMeanwhile
            | C::FourEyes
            | C::WrongState
            | C::FingerprintDiffers
            | C::ReplayedFile
            | C::OlderFile
            | C::WrongPartnership => StatusCode::CONFLICT,
            C::BadParameter
            | C::UnknownParameter
            | C::BadBody
            | C::AmbiguousPlace
            | C::UnknownIndicator
            | C::NotDefined
            | C::UnsupportedPeriod
            | C::TooManyDims
            | C::BothScope2
            | C::NoGas
            | C::UnknownMapping
            | C::BadName
            | C::WeakPassword
            | C::UnknownReference
            | C::BadItem
            | C::BadTerms
            | C::BadKey
            | C::BadPartnerFile
            | C::BadSignature => StatusCode::BAD_REQUEST,
            C::NoData | C::NotPossible | C::NoUnit | C::UnreadableFile | C::Refused => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            C::Busy => StatusCode::SERVICE_UNAVAILABLE,
            C::Timeout => StatusCode::GATEWAY_TIMEOUT,
            C::Storage => StatusCode::INSUFFICIENT_STORAGE,
            C::BadConfig | C::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// A body in parts that is too large, or no such body.
impl From<MultipartError> for Refusal {
    fn from(error: MultipartError) -> Refusal {
        let code = if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
            ErrorCode::TooLarge
        } else {
            ErrorCode::BadBody
        };
        Refusal::new(code, error.body_text())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = self.code.status();
        // Details of our own faults are the operator's; they are in the log.
        let message = match status {
            StatusCode::INTERNAL_SERVER_ERROR => {
                "something failed on the server; its log says more".to_owned()
            }
            StatusCode::INSUFFICIENT_STORAGE => {
                tracing::error!(error = self.message, "the disk");
                "the server's disk is full or cannot be written, so nothing of this was kept: send it again when there is room".to_owned()
            }
            _ => self.message,
        };
        let body = ErrorBody {
            error: ErrorDetail {
                code: self.code,
                message,
                params: self.params,
                location: self.location.as_deref().map(Location::from),
                finding: self.finding.as_deref().map(Finding::from),
            },
        };
        (status, Json(body)).into_response()
    }
}
