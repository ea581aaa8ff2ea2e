//! Cooperation of cities: organisations, partnerships, plans, agreements, files of partners, support.

use super::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// An organisation by name.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct OrganisationName {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Label,
    /// `government`, `industry` or `research`.
    pub kind: OrganisationKindId,
    /// Its city.
    pub city: Label,
}

/// An organisation of a city.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Organisation {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Label,
    /// `government`, `industry` or `research`.
    pub kind: OrganisationKindId,
    /// Its city.
    pub city: Label,
    /// Id of the region whose ledger it reads.
    pub region: Option<String>,
    /// Code of its city in that region.
    pub place: Option<String>,
    /// True if it lives on another installation.
    pub remote: bool,
    /// Users that belong to it.
    pub members: u32,
}

/// A new organisation, or what is changed of one.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganisationRequest {
    /// Id: 1 to 40 of `a` to `z`, `0` to `9` and `-`.
    pub id: String,
    /// Name.
    pub name: Label,
    /// `government`, `industry` or `research`.
    #[schema(value_type = OrganisationKindId)]
    pub kind: String,
    /// Its city.
    pub city: Label,
    /// Id of the region whose ledger it reads.
    pub region: Option<String>,
    /// Code of its city in that region; the region's root if left out.
    pub place: Option<String>,
    /// True if it lives on another installation.
    #[serde(default)]
    pub remote: bool,
}

/// A user of an organisation.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct OrganisationMember {
    /// Name.
    pub user: String,
    /// What he may do.
    pub roles: Vec<RoleId>,
}

/// Who is to belong to an organisation.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberRequest {
    /// Name of the user.
    pub user: String,
}

/// A side of a partnership.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PartnerSide {
    /// `a` or `b`.
    pub side: SideId,
    /// The city.
    pub city: Label,
    /// Its country.
    pub country: Option<String>,
    /// The organisation that acts for it.
    pub lead: Option<Organisation>,
    /// All its organisations, the lead among them.
    pub organisations: Vec<Organisation>,
    /// True if the asker belongs to it.
    pub mine: bool,
}

/// A partnership of two cities.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Partnership {
    /// Id, the same on both installations.
    pub id: String,
    /// Name.
    pub name: Label,
    /// Id of the pair of the documents that it was made from.
    pub reference: Option<String>,
    /// Year since when the cities are paired.
    pub since_year: Option<i16>,
    /// The first side.
    pub a: PartnerSide,
    /// The second side.
    pub b: PartnerSide,
    /// `none`, `proposed`, `accepted` (begins later), `in_force`, `notice` or `ended`.
    pub agreement: AgreementStateId,
    /// First day on which the agreement holds no more.
    pub ends: Option<String>,
    /// What the asker is here: `none`, `member` (reads), `editor`, `lead` (edits, and acts on the agreement).
    pub role_here: RoleHereId,
    /// Side of the asker.
    pub my_side: Option<SideId>,
    /// True if there is a page for everybody.
    pub public: bool,
    /// When it was made.
    pub created_at: String,
}

/// A city of a pair that the documents name.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ReferenceCity {
    /// Name.
    pub name: Label,
    /// Degrees east.
    pub lon: Option<f64>,
    /// Degrees north.
    pub lat: Option<f64>,
}

/// What the documents state of a topic of a pair.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ReferenceTopic {
    /// Whose.
    pub side: DocumentSideId,
    /// The topic.
    pub topic: Item,
    /// Its group: `sdg`, `urban_agenda`, `category` or `iuc_area`.
    pub group: String,
    /// The fact behind it.
    pub fact: String,
    /// Where it is stated.
    pub source: String,
}

/// A pair of cities that the documents name.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ReferencePair {
    /// Id.
    pub id: String,
    /// Year in which they were paired.
    pub year: Option<i16>,
    /// City in Europe.
    pub european: ReferenceCity,
    /// Its country.
    pub country: String,
    /// City in China.
    pub chinese: ReferenceCity,
    /// Where it is said.
    pub source: String,
    /// Topics that are stated, in the order of their table.
    pub topics: Vec<ReferenceTopic>,
    /// What speaks for it, of what the documents say alone: `a` is the European city.
    pub pairing: CityPairing,
    /// The partnership that was made from it here.
    pub partnership: Option<String>,
}

/// Partnerships.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PartnershipPage {
    /// Pairs of the documents, the oldest first.
    pub reference: Vec<ReferencePair>,
    /// Partnerships of this installation.
    pub own: Vec<Partnership>,
}

/// Who stands for a side of a new partnership.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SideRequest {
    /// The city; that of the pair of the documents, or of the lead, if left out.
    pub city: Option<Label>,
    /// Its country.
    pub country: Option<String>,
    /// Id of the organisation that acts for it.
    pub lead: String,
    /// Ids of more organisations.
    #[serde(default)]
    pub organisations: Vec<String>,
}

/// A new partnership.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartnershipRequest {
    /// Id; made of the cities' names if left out.
    pub id: Option<String>,
    /// Name; both cities if left out.
    pub name: Option<Label>,
    /// Id of a pair of the documents.
    pub reference: Option<String>,
    /// Year since when the cities are paired.
    pub since_year: Option<i16>,
    /// The first side; of a pair of the documents the European one.
    pub a: SideRequest,
    /// The second side.
    pub b: SideRequest,
}

/// Who stands for a side from now on.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SideChangeRequest {
    /// Id of the organisation that acts for it.
    pub lead: Option<String>,
    /// Ids of the other organisations, all of them.
    pub organisations: Option<Vec<String>>,
}

/// What is changed of a partnership.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartnershipChangeRequest {
    /// Name.
    pub name: Option<Label>,
    /// The first side.
    pub a: Option<SideChangeRequest>,
    /// The second side.
    pub b: Option<SideChangeRequest>,
}

/// A topic of cooperation.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PartnerTopic {
    /// Id.
    pub id: String,
    /// `sdg`, `urban_agenda` or `category`.
    pub group: String,
    /// Name.
    pub name: Label,
    /// Where it is said.
    pub source: String,
}

fn number_or_text<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<f64>, D::Error> {
    let value = Option::<planning::partnership::item::Number>::deserialize(from)?;
    Ok(value.map(|number| number.0))
}

/// A struct with the fields that items of a plan may have; each kind has its own of them.
macro_rules! with_item_fields {
    ($(#[$meta:meta])* $name:ident { $($(#[$fmeta:meta])* $field:ident : $type:ty),* $(,)? }) => {
        $(#[$meta])*
        pub struct $name {
            $($(#[$fmeta])* pub $field: $type,)*
            /// Text of a vision, project, institution, decision or contact; minutes of a meeting.
            #[serde(default)]
            pub text: Option<String>,
            /// Id of a topic, of a topic.
            #[serde(default)]
            pub topic: Option<String>,
            /// In a line.
            #[serde(default)]
            pub title: Option<String>,
            /// Ids of topics, of a project.
            #[serde(default)]
            pub topics: Option<Vec<String>>,
            /// First day, of a project or milestone.
            #[serde(default)]
            pub start: Option<String>,
            /// Last day, of a project.
            #[serde(default)]
            pub end: Option<String>,
            /// `government`, `industry` or `research`, of an institution.
            #[serde(default)]
            #[schema(value_type = Option<OrganisationKindId>)]
            pub role: Option<String>,
            /// Id of an organisation, of an institution.
            #[serde(default)]
            pub organisation: Option<String>,
            /// Name of an institution that is no organisation here, or of a contact.
            #[serde(default)]
            pub name: Option<String>,
            /// Id of the project that it hangs under.
            #[serde(default)]
            pub project: Option<String>,
            /// Day of a decision or meeting.
            #[serde(default)]
            pub on: Option<String>,
            /// Who decided, met, or does a task.
            #[serde(default)]
            pub who: Option<String>,
            /// Day on which a milestone is due.
            #[serde(default)]
            pub due: Option<String>,
            /// Day on which a milestone or task was done.
            #[serde(default)]
            pub done_on: Option<String>,
            /// 1 to 5, of a risk.
            #[serde(default)]
            pub probability: Option<u8>,
            /// 1 to 5, of a risk.
            #[serde(default)]
            pub effect: Option<u8>,
            /// What is done about a risk.
            #[serde(default)]
            pub answer: Option<String>,
            /// Institution of a contact.
            #[serde(default)]
            pub institution: Option<String>,
            /// Of a contact.
            #[serde(default)]
            pub email: Option<String>,
            /// Of a contact.
            #[serde(default)]
            pub phone: Option<String>,
            /// ISO 4217, of a budget line.
            #[serde(default)]
            pub currency: Option<String>,
            /// Planned, hundredths of the currency.
            #[serde(default)]
            pub planned: Option<i64>,
            /// Spent, hundredths of the currency.
            #[serde(default)]
            pub spent: Option<i64>,
            /// Who pays a budget line.
            #[serde(default)]
            pub funder: Option<String>,
            /// Year of a budget line.
            #[serde(default)]
            pub year: Option<i16>,
            /// Id of an indicator.
            #[serde(default)]
            pub indicator: Option<String>,
            /// Year that an indicator is held against.
            #[serde(default)]
            pub base_year: Option<i16>,
            /// Year of an indicator's target.
            #[serde(default)]
            pub target_year: Option<i16>,
            /// Target of an indicator, in the unit in which the ledger shows it.
            #[serde(default, deserialize_with = "number_or_text")]
            pub target: Option<f64>,
            /// Place right below the city that an indicator is of.
            #[serde(default)]
            pub place: Option<String>,
            /// Field that an indicator is of.
            #[serde(default)]
            pub field: Option<String>,
            /// Carrier that an indicator is of.
            #[serde(default)]
            pub carrier: Option<String>,
            /// Where people met.
            #[serde(default, rename = "where")]
            pub venue: Option<String>,
            /// Day until which a task is to be done.
            #[serde(default)]
            pub until: Option<String>,
            /// Id of the meeting that a task was agreed at.
            #[serde(default)]
            pub meeting: Option<String>,
            /// Name of a document's file.
            #[serde(default)]
            pub file_name: Option<String>,
            /// Length of a document.
            #[serde(default)]
            pub size_bytes: Option<i64>,
            /// SHA-256 of a document.
            #[serde(default)]
            pub sha256: Option<String>,
            /// Type of a document, as the browser named it.
            #[serde(default)]
            pub media_type: Option<String>,
        }
    };
}

with_item_fields!(
    /// An item of a plan. Fields that its kind does not have are `null`.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
    PlanItem {
        /// Id: the side's letter and a number.
        id: String,
        /// `vision`, `topic`, `project`, `institution`, `decision`, `milestone`, `risk`, `contact`, `budget`, `indicator`, `meeting`, `task` or `document`.
        kind: ItemKindId,
        /// Whose it is.
        side: SideId,
        /// True if anybody may see it while an agreement is in force.
        public: bool,
        /// Version of the plan in which it was changed last.
        changed_version: u32,
        /// When.
        changed_at: String,
        /// By whom; of the other side only the organisation.
        #[serde(default)]
        changed_by: Option<String>,
        /// True if the asker may change it.
        editable: bool,
        /// Of milestones, tasks and projects: `planned`, `under_way`, `done` or `late`, today.
        #[serde(default)]
        status: Option<PlanStatusId>,
        /// Of a risk: probability times effect, 1 to 25.
        #[serde(default)]
        level: Option<u8>,
    }
);

with_item_fields!(
    /// An edit: `put` gives a whole item, `remove` takes one out.
    #[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    PlanEditRequest {
        /// `put` or `remove`.
        #[schema(value_type = EditOpId)]
        op: String,
        /// Which item; a new one if left out.
        #[serde(default)]
        id: Option<String>,
        /// A name for a new item, by which later edits of the same request can name it as `project` or `meeting`.
        #[serde(default, rename = "ref")]
        reference: Option<String>,
        /// Kind of the item.
        #[serde(default)]
        #[schema(value_type = Option<ItemKindId>)]
        kind: Option<String>,
        /// True if anybody may see it while an agreement is in force.
        #[serde(default)]
        public: bool,
    }
);

/// Edits that are made together, or not at all.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanEditsRequest {
    /// Version of the plan that the editor saw.
    pub seen: u32,
    /// The edits.
    pub edits: Vec<PlanEditRequest>,
}

/// Planned and spent by who pays.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FunderSum {
    /// Who pays.
    pub funder: String,
    /// Hundredths.
    pub planned: i64,
    /// Hundredths.
    pub spent: i64,
}

/// Planned and spent by side.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SideSum {
    /// Whose lines.
    pub side: SideId,
    /// Hundredths.
    pub planned: i64,
    /// Hundredths.
    pub spent: i64,
}

/// Budget lines of a currency added up.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct BudgetSum {
    /// ISO 4217.
    pub currency: String,
    /// Hundredths.
    pub planned: i64,
    /// Hundredths.
    pub spent: i64,
    /// By who pays; adds up exactly.
    pub by_funder: Vec<FunderSum>,
    /// By side; adds up exactly.
    pub by_side: Vec<SideSum>,
}

/// Milestones of a project.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MilestoneCounts {
    /// All.
    pub total: u32,
    /// Of which done.
    pub done: u32,
    /// Of which late.
    pub late: u32,
}

/// How a project stands today.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ProjectStatus {
    /// Its id.
    pub project: String,
    /// `planned`, `under_way`, `done` or `late`.
    pub status: PlanStatusId,
    /// Its milestones.
    pub milestones: MilestoneCounts,
    /// Milestones done of all; `null` without milestones.
    pub progress_percent: Option<f64>,
    /// Its first day, else that of its milestones.
    pub start: Option<String>,
    /// Its last day, else that of its milestones.
    pub end: Option<String>,
    /// Its budget by currency.
    pub budget: Vec<BudgetSum>,
}

/// How many are in which state.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct StatusCounts {
    /// All.
    pub total: u32,
    /// Planned.
    pub planned: u32,
    /// Under way.
    pub under_way: u32,
    /// Done.
    pub done: u32,
    /// Late.
    pub late: u32,
}

/// Planned and spent of a currency.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CurrencySum {
    /// ISO 4217.
    pub currency: String,
    /// Hundredths.
    pub planned: i64,
    /// Hundredths.
    pub spent: i64,
}

/// What the other side shows of sums alone.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct OtherTotals {
    /// Its projects; `null` if not shared.
    pub projects: Option<StatusCounts>,
    /// Its budget; `null` if not shared.
    pub budget: Option<Vec<CurrencySum>>,
}

/// What is shared, and how finely.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SharedItem {
    /// What.
    pub what: String,
    /// How finely.
    pub detail: SharedDetailId,
}

/// The plan of a partnership as the asker sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PartnerPlan {
    /// Number of the last revision; 0 is the empty plan.
    pub version: u32,
    /// When that was.
    pub at: Option<String>,
    /// The day that all states are of.
    pub today: String,
    /// What is seen.
    pub items: Vec<PlanItem>,
    /// How projects stand.
    pub projects: Vec<ProjectStatus>,
    /// All budget lines that are seen.
    pub budget: Vec<BudgetSum>,
    /// Tasks that are seen.
    pub tasks: StatusCounts,
    /// What the other side shows now.
    pub sees: Vec<SharedItem>,
    /// Counts and sums of the other side.
    pub totals_of_other: OtherTotals,
}

/// Which state of the plan.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PlanQuery {
    /// An earlier version; the newest if left out.
    pub version: Option<u32>,
}

/// What became of an item.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PlanChange {
    /// `put` or `remove`.
    pub op: EditOpId,
    /// The item.
    pub id: String,
    /// Its kind.
    pub kind: ItemKindId,
    /// True if it was not there before.
    pub new: bool,
}

/// A revision of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PlanRevision {
    /// Number.
    pub version: u32,
    /// When.
    pub at: String,
    /// Who; `null` of the other side.
    pub by: Option<String>,
    /// Id of the organisation.
    pub organisation: Option<String>,
    /// Whose items.
    pub side: SideId,
    /// True if a file of the partner brought it.
    pub from_file: bool,
    /// What; only items that the asker sees.
    pub changes: Vec<PlanChange>,
}

/// A figure of a year.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct YearFigure {
    /// Year; `null` if there is no year with a figure.
    pub year: Option<i16>,
    /// The figure; `null` is missing.
    pub value: Option<f64>,
    /// Why it is missing.
    pub reason: Option<String>,
}

/// An indicator of a plan, read from the ledger of its side.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct IndicatorFigure {
    /// Id of the item.
    pub item: String,
    /// Whose.
    pub side: SideId,
    /// Id of the indicator.
    pub indicator: String,
    /// Unit of all values.
    pub unit: Option<String>,
    /// What is measured.
    pub quantity: Option<String>,
    /// The base.
    pub base: YearFigure,
    /// The last year with a figure.
    pub actual: YearFigure,
    /// The target.
    pub target: YearFigure,
    /// Way from the base to the target that is gone, 100 at the target; `null` if base or actual is missing or base and target are the same.
    pub achieved_percent: Option<f64>,
    /// All years of the ledger.
    pub series: Vec<YearFigure>,
    /// Query string of the figure, for `/explain` of the region; `null` of the other side.
    pub query: Option<String>,
    /// Id of the region; `null` of the other side.
    pub region: Option<String>,
    /// `ledger`, `file` (the partner's last file) or `none`.
    pub source: FigureSourceId,
    /// When the file was made.
    pub as_of: Option<String>,
    /// True if the ledger that it was read from is invented.
    pub synthetic: bool,
}

/// A form with a document.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes a multipart body, read field by field")]
pub struct DocumentForm {
    /// The file, at most 16 MiB.
    #[schema(value_type = String, format = Binary)]
    pub(crate) file: Vec<u8>,
    /// What it is.
    pub(crate) title: String,
    /// Id of the project that it hangs under.
    pub(crate) project: Option<String>,
    /// `true` if anybody may see that there is one while an agreement is in force.
    pub(crate) public: Option<bool>,
}

/// One thing that a side shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShareRow {
    /// `emissions`, `energy`, `indicator:<id>`, `projects`, `budget`, `contacts`, `documents`, `meetings` or `certificates`.
    pub what: String,
    /// `total`, `by_field`, `by_town`, `by_enterprise`, `by_carrier` or `full`.
    #[schema(value_type = SharedDetailId)]
    pub detail: String,
    /// Whose.
    #[schema(value_type = SideId)]
    pub side: String,
    /// True if the public page may show it.
    #[serde(default)]
    pub public: bool,
}

/// A paper that both accept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecognitionRequest {
    /// Its name in the agreement.
    pub id: String,
    /// `certificate`, `test` or `permit`.
    #[schema(value_type = PaperId)]
    pub kind: String,
    /// Name of the scheme.
    pub scheme: String,
    /// `a`, `b` or `both`.
    #[schema(value_type = IssuedInId)]
    pub issued_in: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub until: Option<String>,
}

/// A promise of a side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreementTaskRequest {
    /// Its name in the agreement.
    pub id: String,
    /// What.
    pub title: String,
    /// Who.
    #[schema(value_type = SideId)]
    pub side: String,
    /// Last day.
    pub until: String,
}

/// Terms that are proposed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TermsRequest {
    /// Who sees what, to which detail.
    #[serde(default)]
    pub shares: Vec<ShareRow>,
    /// What is recognised.
    #[serde(default)]
    pub recognitions: Vec<RecognitionRequest>,
    /// What is to be done.
    #[serde(default)]
    pub tasks: Vec<AgreementTaskRequest>,
    /// How long it goes on after notice, days, 0 to 3650.
    pub notice_days: u32,
    /// First day, at the earliest.
    pub from: String,
    /// Last day.
    pub until: Option<String>,
}

/// An act on an agreement.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreementActRequest {
    /// `propose`, `accept`, `reject`, `withdraw`, `give_notice` or `task_done`.
    #[schema(value_type = ActId)]
    pub act: String,
    /// Which agreement; not for `propose`.
    pub agreement: Option<String>,
    /// What is proposed; for `propose`.
    pub terms: Option<TermsRequest>,
    /// Which promise; for `task_done`.
    pub task: Option<String>,
}

/// A paper that both accept, and how that stands today.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Recognition {
    /// Its name in the agreement.
    pub id: String,
    /// `certificate`, `test` or `permit`.
    pub kind: PaperId,
    /// Name of the scheme.
    pub scheme: String,
    /// `a`, `b` or `both`.
    pub issued_in: IssuedInId,
    /// First day.
    pub from: String,
    /// Last day.
    pub until: Option<String>,
    /// `ahead`, `in_force` or `ended`; outside an agreement in force `ended` or `ahead`.
    pub state: PaperStateId,
}

/// A promise, and how it stands today.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AgreementTask {
    /// Its name in the agreement.
    pub id: String,
    /// What.
    pub title: String,
    /// Who.
    pub side: SideId,
    /// Last day.
    pub until: String,
    /// When it was kept.
    pub done_on: Option<String>,
    /// `planned`, `done` or `late`.
    pub status: PlanStatusId,
}

/// What an agreement says.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AgreementTerms {
    /// Who sees what, to which detail.
    pub shares: Vec<ShareRow>,
    /// What is recognised.
    pub recognitions: Vec<Recognition>,
    /// What is to be done.
    pub tasks: Vec<AgreementTask>,
    /// How long it goes on after notice, days.
    pub notice_days: u32,
    /// First day, at the earliest.
    pub from: String,
    /// Last day.
    pub until: Option<String>,
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ActedBy {
    /// Side.
    pub side: SideId,
    /// Id of the organisation.
    pub organisation: String,
    /// Who; `null` of the other side.
    pub user: Option<String>,
    /// When.
    pub at: String,
    /// On which day.
    pub on: String,
}

/// An agreement as it stands today.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Agreement {
    /// Id.
    pub id: String,
    /// What it says.
    pub terms: AgreementTerms,
    /// Who proposed it.
    pub proposed_by: ActedBy,
    /// Who accepted it.
    pub accepted_by: Option<ActedBy>,
    /// First day.
    pub starts: Option<String>,
    /// Who gave notice.
    pub notice: Option<ActedBy>,
    /// First day on which it holds no more.
    pub ends: Option<String>,
    /// `proposed`, `accepted`, `in_force`, `notice`, `ended`, `rejected` or `withdrawn`.
    pub state: AgreementStateId,
}

/// An act on an agreement.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AgreementAct {
    /// Id.
    pub id: String,
    /// `propose`, `accept`, `reject`, `withdraw`, `give_notice` or `task_done`.
    pub act: ActId,
    /// Which agreement.
    pub agreement: String,
    /// Which promise.
    pub task: Option<String>,
    /// Who, when.
    pub by: ActedBy,
}

/// The agreements of a partnership.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AgreementPage {
    /// `none`, `proposed`, `accepted`, `in_force`, `notice` or `ended`.
    pub state: AgreementStateId,
    /// The day that all states are of.
    pub today: String,
    /// The one that holds.
    pub in_force: Option<Agreement>,
    /// One that was accepted and begins later.
    pub next: Option<Agreement>,
    /// Those that wait for the other side.
    pub proposals: Vec<Agreement>,
    /// All others.
    pub past: Vec<Agreement>,
    /// All acts, newest first.
    pub acts: Vec<AgreementAct>,
}

/// Which figures.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PartnerFiguresQuery {
    /// `a` or `b`.
    pub side: String,
    /// Id of the indicator.
    pub indicator: String,
    /// `field`, `town`, `enterprise` or `carrier`; the total alone if left out.
    pub by: Option<String>,
    /// Year; the last with a figure if left out.
    pub year: Option<i16>,
}

/// Which side.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SideQuery {
    /// `a` or `b`; the asker's own if left out.
    pub side: Option<String>,
}

/// A figure of a side.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PartnerFigureRow {
    /// Code; blank of the total.
    pub id: String,
    /// Name.
    pub name: Label,
    /// The figure; `null` is missing.
    pub value: Option<f64>,
    /// Why it is missing.
    pub reason: Option<String>,
    /// 0 to 100.
    pub completeness_percent: Option<f64>,
}

/// Figures of a side.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PartnerFigures {
    /// Whose.
    pub side: SideId,
    /// Id of the indicator.
    pub indicator: String,
    /// Unit.
    pub unit: String,
    /// What is measured.
    pub quantity: String,
    /// Year.
    pub year: Option<i16>,
    /// The cut.
    pub by: Option<String>,
    /// Members of the cut.
    pub rows: Vec<PartnerFigureRow>,
    /// The whole.
    pub total: PartnerFigureRow,
    /// All years of the whole.
    pub series: Vec<YearFigure>,
    /// `ledger` or `file`.
    pub source: FigureSourceId,
    /// When the file was made.
    pub as_of: Option<String>,
    /// True if the ledger that they were read from is invented.
    pub synthetic: bool,
}

/// Certificates of an enterprise, or of all.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CertificateCount {
    /// Enterprise; blank of the total.
    pub enterprise: Named,
    /// How many.
    pub count: u32,
    /// kWh that they are of.
    pub volume_kwh: Option<f64>,
    /// kWh that are used of it.
    pub used_kwh: Option<f64>,
}

/// Certificates of a side.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PartnerCertificates {
    /// Whose.
    pub side: SideId,
    /// All.
    pub total: Option<CertificateCount>,
    /// By enterprise; `null` if not shared.
    pub rows: Option<Vec<CertificateCount>>,
    /// `ledger`, `file` or `none`.
    pub source: FigureSourceId,
}

/// A figure of a pair.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct LadderFigure {
    /// Indicator.
    pub indicator: String,
    /// What it is; `null` is not known.
    pub value: Option<f64>,
    /// What it must be; `null` where nothing is lacking.
    pub needed: Option<f64>,
}

/// How far a cooperation has come.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PartnerLadder {
    /// The level reached.
    pub level: Option<String>,
    /// Its number, 0 below the first.
    pub rung: u32,
    /// All levels, the lowest first.
    pub levels: Vec<String>,
    /// What is known.
    pub known: Vec<LadderFigure>,
    /// What the next level lacks.
    pub lacks: Vec<LadderFigure>,
}

/// A side on the public page.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PublicSide {
    /// The city.
    pub city: Label,
    /// Its country.
    pub country: Option<String>,
    /// Name of the organisation that acts for it.
    pub lead: Option<Label>,
}

/// The agreement on the public page.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PublicAgreement {
    /// `in_force` or `notice`.
    pub state: AgreementStateId,
    /// First day.
    pub since: Option<String>,
    /// First day on which it holds no more.
    pub ends: Option<String>,
}

/// A public figure of a side.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PublicFigure {
    /// Whose.
    pub side: SideId,
    /// Id of the indicator.
    pub indicator: String,
    /// Unit.
    pub unit: Option<String>,
    /// The last year with a figure.
    pub year: Option<i16>,
    /// The figure.
    pub value: Option<f64>,
    /// Why it is missing.
    pub reason: Option<String>,
    /// All years.
    pub series: Vec<YearFigure>,
    /// True if the ledger that it was read from is invented.
    pub synthetic: bool,
}

/// A pair as everybody may see it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PublicPair {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Label,
    /// Year since when the cities are paired.
    pub since_year: Option<i16>,
    /// The first side.
    pub a: PublicSide,
    /// The second side.
    pub b: PublicSide,
    /// The agreement.
    pub agreement: PublicAgreement,
}

/// The public page of a pair.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PublicPage {
    /// The pair.
    pub pair: PublicPair,
    /// The day that all states are of.
    pub today: String,
    /// What is recognised.
    pub recognitions: Vec<Recognition>,
    /// Items that are marked public; addresses are left out.
    pub items: Vec<PlanItem>,
    /// How public projects stand, by their public parts.
    pub projects: Vec<ProjectStatus>,
    /// Public budget lines.
    pub budget: Vec<BudgetSum>,
    /// Figures that the agreement marks public.
    pub figures: Vec<PublicFigure>,
    /// Public indicators of the plan.
    pub indicators: Vec<IndicatorFigure>,
    /// Names of the topics that the items name.
    pub topics: Vec<PartnerTopic>,
}

/// A cost of a project that asks for support.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantCostRequest {
    /// Kind, as rules name it.
    pub kind: String,
    /// Year.
    pub year: i32,
    /// ISO 4217.
    pub currency: String,
    /// Hundredths, at least 0.
    pub amount: i64,
}

/// A project that asks for support.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantRequest {
    /// Its name.
    pub project: String,
    /// Year of its start.
    pub start: i32,
    /// Facts about it, by name; numbers as text.
    #[serde(default)]
    pub facts: BTreeMap<String, String>,
    /// Its costs.
    #[serde(default)]
    pub costs: Vec<GrantCostRequest>,
    /// Stages that are done.
    #[serde(default)]
    pub done: Vec<String>,
}

/// A condition of a rule.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct GrantCondition {
    /// Fact.
    pub fact: String,
    /// `is`, `at_least` or `at_most`.
    pub relation: GrantRelationId,
    /// Bound.
    pub bound: String,
}

/// A rule of support.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct GrantRule {
    /// Id; rows of one id are stages or conditions of one rule.
    pub id: String,
    /// `share`, `cap_only`, `voucher`, `staged` or `no_amount`.
    pub kind: GrantKindId,
    /// ISO 4217.
    pub currency: String,
    /// Stage.
    pub stage: Option<String>,
    /// Share of the eligible cost.
    pub share_percent: Option<f64>,
    /// Most, hundredths.
    pub cap: Option<i64>,
    /// Value of a voucher, hundredths.
    pub unit_value: Option<i64>,
    /// Vouchers a year.
    pub units_per_year: Option<i64>,
    /// First and last year after the start in which it applies.
    pub years: Option<Vec<i32>>,
    /// Kind of cost that counts.
    pub eligible: String,
    /// Condition.
    pub condition: Option<GrantCondition>,
    /// Where it is written.
    pub source: String,
}

/// Why a grant is what it is.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct GrantExplanation {
    /// Stable code: `grant_<kind>_<bound>`.
    pub code: String,
    /// Values that fill the sentence; amounts in units of the currency with two decimals.
    pub params: BTreeMap<String, String>,
    /// One English sentence.
    pub message: String,
}

/// A grant.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Grant {
    /// Id of the rule.
    pub rule: String,
    /// Stage.
    pub stage: Option<String>,
    /// Kind of the rule.
    pub kind: GrantKindId,
    /// Year, where the rule counts by year.
    pub year: Option<i32>,
    /// ISO 4217.
    pub currency: String,
    /// Cost that counts, hundredths.
    pub eligible: i64,
    /// Granted, hundredths.
    pub granted: i64,
    /// Vouchers.
    pub units: Option<i64>,
    /// True if only a most is named: the figure is an upper bound.
    pub at_most: bool,
    /// `share`, `cap`, `cost`, `vouchers`, `stage` or `waits`.
    pub bound: GrantBoundId,
    /// In a sentence.
    pub explanation: GrantExplanation,
    /// Where the rule is written.
    pub source: String,
}

/// Grants of a currency added up.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct GrantTotal {
    /// ISO 4217.
    pub currency: String,
    /// Granted, hundredths, without upper bounds.
    pub granted: i64,
    /// Upper bounds, hundredths.
    pub at_most: i64,
}

/// What a project gets.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Grants {
    /// Grants.
    pub grants: Vec<Grant>,
    /// By currency.
    pub totals: Vec<GrantTotal>,
    /// Conditions that fail or that nothing is known of, amounts that no rule names.
    pub findings: Vec<Finding>,
}

/// The key of this installation.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct OwnKey {
    /// SHA-256 of the public key.
    pub fingerprint: String,
    /// The public key, hexadecimal.
    pub public_key: String,
}

/// The key of another installation.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PartnerKey {
    /// SHA-256 of the public key.
    pub fingerprint: String,
    /// The public key, hexadecimal.
    pub public_key: String,
    /// Id of the organisation that speaks with it.
    pub organisation: String,
    /// When it was accepted.
    pub accepted_at: String,
    /// By whom.
    pub by: Option<String>,
    /// Since when it counts no more.
    pub revoked_at: Option<String>,
}

/// A key that is to be accepted. Its fingerprint comes by another way than the key: by telephone, on paper.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartnerKeyRequest {
    /// The public key, hexadecimal.
    pub public_key: String,
    /// SHA-256 of the public key.
    pub fingerprint: String,
    /// Id of the organisation that speaks with it.
    pub organisation: String,
}

/// A file that went out or came in.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PartnerExchange {
    /// When.
    pub at: String,
    /// `in` or `out`.
    pub direction: DirectionId,
    /// The sender's number.
    pub sequence: u64,
    /// Fingerprint of the sender's key.
    pub fingerprint: String,
    /// Who.
    pub by: Option<String>,
    /// SHA-256 of the file that came in.
    pub sha256: Option<String>,
}

/// What a file brought.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PartnerImported {
    /// The sender's number.
    pub sequence: u64,
    /// Whose part.
    pub side: SideId,
    /// Items that are new or changed.
    pub items_put: u32,
    /// Items that are gone.
    pub items_removed: u32,
    /// New acts on agreements.
    pub acts: u32,
    /// Tables of figures.
    pub figures: u32,
    /// Documents.
    pub documents: u32,
    /// Version of the plan now.
    pub version: u32,
}
