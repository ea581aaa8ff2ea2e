//! Closed lists of names of the cooperation of cities.

use super::names::names;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The name on the wire of what an engine calls the same.
macro_rules! same {
    ($name:ident = $engine:path { $($variant:ident),+ $(,)? }) => {
        impl From<$engine> for $name {
            fn from(one: $engine) -> $name {
                use $engine as Engine;
                match one {
                    $(Engine::$variant => $name::$variant,)+
                }
            }
        }
    };
}

names!(
    /// A side of a partnership.
    SideId {
        /// The first side.
        A = "a",
        /// The second side.
        B = "b",
    }
);

same!(SideId = planning::partnership::Side { A, B });

names!(
    /// Where a paper is issued.
    IssuedInId {
        /// In the first city.
        A = "a",
        /// In the second city.
        B = "b",
        /// In either.
        Both = "both",
    }
);

same!(IssuedInId = planning::partnership::agreement::IssuedIn { A, B, Both });

names!(
    /// What an organisation is.
    OrganisationKindId {
        /// A public body.
        Government = "government",
        /// A firm or an association of firms.
        Industry = "industry",
        /// A university or an institute.
        Research = "research",
    }
);

names!(
    /// How an agreement stands today.
    AgreementStateId {
        /// There is none.
        None = "none",
        /// It waits for the other side.
        Proposed = "proposed",
        /// It begins later.
        Accepted = "accepted",
        /// It holds.
        InForce = "in_force",
        /// It holds until its notice is over.
        Notice = "notice",
        /// It is over.
        Ended = "ended",
        /// The other side did not want it.
        Rejected = "rejected",
        /// Its own side took it back.
        Withdrawn = "withdrawn",
    }
);

same!(
    AgreementStateId = planning::partnership::agreement::State {
        Proposed,
        Accepted,
        InForce,
        Notice,
        Ended,
        Rejected,
        Withdrawn
    }
);

names!(
    /// What the asker is in a partnership.
    RoleHereId {
        /// No member.
        None = "none",
        /// Reads.
        Member = "member",
        /// Edits the own side.
        Editor = "editor",
        /// Edits, and acts on the agreement.
        Lead = "lead",
    }
);

names!(
    /// How work stands today.
    PlanStatusId {
        /// Not begun.
        Planned = "planned",
        /// Begun.
        UnderWay = "under_way",
        /// Done.
        Done = "done",
        /// Not done in time.
        Late = "late",
    }
);

same!(
    PlanStatusId = planning::partnership::status::Status {
        Planned,
        UnderWay,
        Done,
        Late
    }
);

names!(
    /// Kind of an item of a plan.
    ItemKindId {
        /// A vision.
        Vision = "vision",
        /// A topic.
        Topic = "topic",
        /// A project.
        Project = "project",
        /// Who takes part.
        Institution = "institution",
        /// A decision.
        Decision = "decision",
        /// A milestone of a project.
        Milestone = "milestone",
        /// A risk.
        Risk = "risk",
        /// A person.
        Contact = "contact",
        /// A budget line.
        Budget = "budget",
        /// An indicator.
        Indicator = "indicator",
        /// A meeting with its minutes.
        Meeting = "meeting",
        /// A task.
        Task = "task",
        /// A document.
        Document = "document",
    }
);

same!(
    ItemKindId = planning::partnership::item::Kind {
        Vision,
        Topic,
        Project,
        Institution,
        Decision,
        Milestone,
        Risk,
        Contact,
        Budget,
        Indicator,
        Meeting,
        Task,
        Document
    }
);

names!(
    /// What becomes of an item.
    EditOpId {
        /// It is written as a whole.
        Put = "put",
        /// It is taken out.
        Remove = "remove",
    }
);

names!(
    /// An act on an agreement.
    ActId {
        /// Proposes terms.
        Propose = "propose",
        /// Accepts the other side's.
        Accept = "accept",
        /// Does not want them.
        Reject = "reject",
        /// Takes the own proposal back.
        Withdraw = "withdraw",
        /// Ends it after the days of notice.
        GiveNotice = "give_notice",
        /// A promise was kept.
        TaskDone = "task_done",
    }
);

names!(
    /// What is recognised.
    PaperId {
        /// Certificates.
        Certificate = "certificate",
        /// Tests.
        Test = "test",
        /// Permits.
        Permit = "permit",
    }
);

same!(
    PaperId = planning::partnership::agreement::Paper {
        Certificate,
        Test,
        Permit
    }
);

names!(
    /// How a recognition stands today.
    PaperStateId {
        /// It begins later.
        Ahead = "ahead",
        /// It holds.
        InForce = "in_force",
        /// It is over.
        Ended = "ended",
    }
);

names!(
    /// How finely something is shared.
    SharedDetailId {
        /// The total.
        Total = "total",
        /// By field.
        ByField = "by_field",
        /// By place right below the city.
        ByTown = "by_town",
        /// By enterprise.
        ByEnterprise = "by_enterprise",
        /// By energy carrier.
        ByCarrier = "by_carrier",
        /// All of it.
        Full = "full",
    }
);

same!(
    SharedDetailId = planning::partnership::agreement::Detail {
        Total,
        ByField,
        ByTown,
        ByEnterprise,
        ByCarrier,
        Full
    }
);

names!(
    /// Where figures of a side come from.
    FigureSourceId {
        /// Its ledger here.
        Ledger = "ledger",
        /// The partner's last file.
        File = "file",
        /// Nowhere.
        None = "none",
    }
);

names!(
    /// Which way a file went.
    DirectionId {
        /// It came.
        In = "in",
        /// It went.
        Out = "out",
    }
);

names!(
    /// Whose a topic of the documents' pairs is.
    DocumentSideId {
        /// The European city's.
        European = "european",
        /// The Chinese city's.
        Chinese = "chinese",
        /// Both cities'.
        Both = "both",
    }
);

same!(
    DocumentSideId = planning::pairs::Side {
        European,
        Chinese,
        Both
    }
);

names!(
    /// How a rule of support works.
    GrantKindId {
        /// A share of the cost.
        Share = "share",
        /// Only a most is named.
        CapOnly = "cap_only",
        /// Vouchers of a value.
        Voucher = "voucher",
        /// Stage after stage.
        Staged = "staged",
        /// No amount is named.
        NoAmount = "no_amount",
    }
);

same!(
    GrantKindId = planning::support::Kind {
        Share,
        CapOnly,
        Voucher,
        Staged,
        NoAmount
    }
);

names!(
    /// What decided a grant.
    GrantBoundId {
        /// The share.
        Share = "share",
        /// The cap.
        Cap = "cap",
        /// The cost.
        Cost = "cost",
        /// The number of vouchers.
        Vouchers = "vouchers",
        /// The amount of a stage.
        Stage = "stage",
        /// An earlier stage is not done.
        Waits = "waits",
    }
);

same!(
    GrantBoundId = planning::support::Bound {
        Share,
        Cap,
        Cost,
        Vouchers,
        Stage,
        Waits
    }
);

names!(
    /// How a fact is held against its bound.
    GrantRelationId {
        /// It is that.
        Is = "is",
        /// It is at least that.
        AtLeast = "at_least",
        /// It is at most that.
        AtMost = "at_most",
    }
);

same!(
    GrantRelationId = planning::support::Relation {
        Is,
        AtLeast,
        AtMost
    }
);

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: Serialize + Copy>(all: &[T], code: impl Fn(T) -> &'static str) {
        for one in all {
            assert_eq!(serde_json::to_value(one).unwrap(), code(*one));
        }
    }

    #[test]
    fn names_are_the_same_in_json_and_in_text() {
        check(SideId::ALL, SideId::code);
        check(IssuedInId::ALL, IssuedInId::code);
        check(OrganisationKindId::ALL, OrganisationKindId::code);
        check(AgreementStateId::ALL, AgreementStateId::code);
        check(RoleHereId::ALL, RoleHereId::code);
        check(PlanStatusId::ALL, PlanStatusId::code);
        check(ItemKindId::ALL, ItemKindId::code);
        check(EditOpId::ALL, EditOpId::code);
        check(ActId::ALL, ActId::code);
        check(PaperId::ALL, PaperId::code);
        check(PaperStateId::ALL, PaperStateId::code);
        check(SharedDetailId::ALL, SharedDetailId::code);
        check(FigureSourceId::ALL, FigureSourceId::code);
        check(DirectionId::ALL, DirectionId::code);
        check(DocumentSideId::ALL, DocumentSideId::code);
        check(GrantKindId::ALL, GrantKindId::code);
        check(GrantBoundId::ALL, GrantBoundId::code);
        check(GrantRelationId::ALL, GrantRelationId::code);
    }

    #[test]
    fn engines_call_them_the_same() {
        use planning::partnership::agreement::Detail;
        use planning::partnership::item::Kind;
        use planning::partnership::{Side, status::Status};
        assert_eq!(SideId::from(Side::B).code(), Side::B.code());
        assert_eq!(ItemKindId::from(Kind::Budget).code(), Kind::Budget.code());
        assert_eq!(
            SharedDetailId::from(Detail::ByTown).code(),
            Detail::ByTown.code()
        );
        assert_eq!(
            PlanStatusId::from(Status::UnderWay).code(),
            Status::UnderWay.code()
        );
    }
}
