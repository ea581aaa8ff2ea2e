//! One envelope for every refusal, with a stable code that the web translates.

use super::dto::Location;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Stable codes of refusals, in the order in which they are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
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
    /// No such mapping.
    UnknownMapping,
    /// No such import.
    UnknownImport,
    /// No such user.
    UnknownUser,
    /// No such token.
    UnknownToken,
    /// The name is taken.
    NameTaken,
    /// The password is too weak.
    WeakPassword,
    /// The region has no data yet.
    NoData,
    /// The cut cannot be answered so, for example a GeoJSON file of a cut without places.
    NotPossible,
    /// The file cannot be read at all.
    UnreadableFile,
    /// Took too long.
    Timeout,
    /// Our fault; the log says more.
    Internal,
}

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
}
