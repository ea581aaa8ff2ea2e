//! Abnormal data that somebody has to look at: who has it, what was said, how it ended.

use sea_orm::sea_query::{Expr, ExprTrait, Func, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, DbBackend, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Set,
};

use crate::entity::{case, case_act};
use crate::error::Result;
use crate::{ROWS_PER_INSERT, Store, from_json, now_ms, timestamp};

/// What a case is until somebody accepts, corrects or dismisses it.
const OPEN: [&str; 3] = ["open", "assigned", "explained"];

/// Something abnormal, as it was found.
#[derive(Debug, Clone, PartialEq)]
pub struct NewCase {
    /// What makes it the same when it is found again: kind, subject and period.
    pub mark: String,
    /// Stable id of the kind (`flat_line`).
    pub kind: String,
    /// Code of the meter.
    pub meter: Option<String>,
    /// Code of the enterprise.
    pub enterprise: Option<String>,
    /// Code of the place.
    pub place: Option<String>,
    /// 0 to 1.
    pub score: f64,
    /// Period, reason, evidence.
    pub content: serde_json::Value,
}

/// A case.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Number.
    pub id: u32,
    /// What was found.
    pub found: NewCase,
    /// `open`, `assigned`, `explained`, `accepted`, `corrected` or `dismissed`.
    pub status: String,
    /// Who has it.
    pub assignee: Option<String>,
    /// When it was found first.
    pub found_at: jiff::Timestamp,
}

/// What somebody did with a case.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseAct {
    /// When.
    pub at: jiff::Timestamp,
    /// Who; `None` is the program.
    pub by: Option<String>,
    /// Stable code (`assign`, `explain`).
    pub action: String,
    /// What was said.
    pub text: Option<String>,
}

/// Which cases.
#[derive(Debug, Clone, Default)]
pub struct CaseFilter {
    /// Only this status.
    pub status: Option<String>,
    /// Only those that nobody has closed.
    pub is_open: bool,
    /// Only this kind.
    pub kind: Option<String>,
    /// Only this assignee.
    pub assignee: Option<String>,
    /// Only this meter.
    pub meter: Option<String>,
    /// Only these places.
    pub places: Option<Vec<String>>,
    /// Only what a text looks for.
    pub q: Option<CaseSearch>,
}

/// A text that is looked for in codes (of meters, enterprises, reasons), in the sentence of the reason and in what people wrote.
#[derive(Debug, Clone, Default)]
pub struct CaseSearch {
    /// The text, not empty.
    pub text: String,
    /// Codes of reasons that are shown in these words.
    pub reasons: Vec<String>,
    /// Kinds that are called so.
    pub kinds: Vec<String>,
    /// Whole numbers in the text: a reason of `reasons` has to name all of them.
    pub numbers: Vec<String>,
    /// Codes of meters whose names hold it.
    pub meters: Vec<String>,
    /// Codes of enterprises whose names hold it.
    pub enterprises: Vec<String>,
}

impl CaseSearch {
    fn condition(&self, backend: DbBackend) -> Condition {
        use case::Column;
        let like = format!("%{}%", self.text.to_lowercase());
        // The evidence stands in the same JSON: only the sentence is looked into.
        let (message, reason) = match backend {
            DbBackend::Postgres => (
                "LOWER(json::json->>'message')",
                "json::json->'reason'->>'code'",
            ),
            _ => (
                "LOWER(json_extract(json, '$.message'))",
                "json_extract(json, '$.reason.code')",
            ),
        };
        let written = Query::select()
            .column(case_act::Column::CaseId)
            .from(case_act::Entity)
            .and_where(Expr::expr(Func::lower(Expr::col(case_act::Column::Text))).like(&like))
            .to_owned();
        let code = |column: Column| Expr::expr(Func::lower(Expr::col(column))).like(&like);
        let mut any = Condition::any()
            .add(code(Column::Meter))
            .add(code(Column::Enterprise))
            .add(Expr::cust(message).like(&like))
            .add(Expr::cust(reason).like(&like))
            .add(Column::Id.in_subquery(written));
        if !self.reasons.is_empty() {
            let mut shown = Condition::all().add(Expr::cust(reason).is_in(&self.reasons));
            for number in &self.numbers {
                shown = shown.add(Expr::cust(message).like(format!("%{number}%")));
            }
            any = any.add(shown);
        }
        if !self.kinds.is_empty() {
            any = any.add(Column::Kind.is_in(&self.kinds));
        }
        if !self.meters.is_empty() {
            any = any.add(Column::Meter.is_in(&self.meters));
        }
        if !self.enterprises.is_empty() {
            any = any.add(Column::Enterprise.is_in(&self.enterprises));
        }
        any
    }
}

impl CaseFilter {
    fn condition(&self, region: &str, backend: DbBackend) -> Condition {
        use case::Column;
        let mut all = Condition::all().add(Column::Region.eq(region));
        if self.is_open {
            all = all.add(Column::Status.is_in(OPEN));
        }
        for (column, value) in [
            (Column::Status, &self.status),
            (Column::Kind, &self.kind),
            (Column::Assignee, &self.assignee),
            (Column::Meter, &self.meter),
        ] {
            if let Some(value) = value {
                all = all.add(column.eq(value.as_str()));
            }
        }
        if let Some(places) = &self.places {
            all = all.add(Column::Place.is_in(places));
        }
        if let Some(search) = &self.q {
            all = all.add(search.condition(backend));
        }
        all
    }
}

impl case::Model {
    fn read(self) -> Result<Case> {
        Ok(Case {
            id: self.id as u32,
            found_at: timestamp(self.found_ms, "cases.found_ms")?,
            found: NewCase {
                content: from_json(&self.json, format!("cases.json of {}", self.id))?,
                mark: self.mark,
                kind: self.kind,
                meter: self.meter,
                enterprise: self.enterprise,
                place: self.place,
                score: self.score,
            },
            status: self.status,
            assignee: self.assignee,
        })
    }
}

impl Store {
    /// Opens cases; one whose mark is known stays as it is. Returns how many are new.
    ///
    /// # Errors
    /// What the database says.
    pub async fn open_cases(&self, region: &str, found: &[NewCase]) -> Result<u64> {
        let transaction = self.write().await?;
        let mut new = 0;
        for chunk in found.chunks(ROWS_PER_INSERT) {
            let rows = chunk.iter().map(|one| case::ActiveModel {
                region: Set(region.to_owned()),
                mark: Set(one.mark.clone()),
                kind: Set(one.kind.clone()),
                meter: Set(one.meter.clone()),
                enterprise: Set(one.enterprise.clone()),
                place: Set(one.place.clone()),
                status: Set("open".to_owned()),
                assignee: Set(None),
                score: Set(one.score),
                found_ms: Set(now_ms()),
                json: Set(one.content.to_string()),
                ..Default::default()
            });
            let done = case::Entity::insert_many(rows)
                .on_conflict(
                    sea_orm::sea_query::OnConflict::columns([
                        case::Column::Region,
                        case::Column::Mark,
                    ])
                    .do_nothing()
                    .to_owned(),
                )
                .exec_without_returning(&transaction)
                .await?;
            new += done;
        }
        transaction.commit().await?;
        Ok(new)
    }

    /// Cases, those with the highest score first, and how many there are in all.
    ///
    /// # Errors
    /// What the database says.
    pub async fn cases(
        &self,
        region: &str,
        filter: &CaseFilter,
        limit: u64,
        offset: u64,
    ) -> Result<(u64, Vec<Case>)> {
        let query =
            case::Entity::find().filter(filter.condition(region, self.db.get_database_backend()));
        let total = query.clone().count(&self.db).await?;
        let rows = query
            .order_by_desc(case::Column::Score)
            .order_by_asc(case::Column::Id)
            .limit(limit)
            .offset(offset)
            .all(&self.db)
            .await?
            .into_iter()
            .map(case::Model::read)
            .collect::<Result<Vec<_>>>()?;
        Ok((total, rows))
    }

    /// How many cases there are by status, kind and assignee.
    ///
    /// # Errors
    /// What the database says.
    pub async fn case_counts(
        &self,
        region: &str,
    ) -> Result<Vec<(String, String, Option<String>, i64)>> {
        use case::Column;
        Ok(case::Entity::find()
            .filter(Column::Region.eq(region))
            .select_only()
            .column(Column::Status)
            .column(Column::Kind)
            .column(Column::Assignee)
            .column_as(Column::Id.count(), "number")
            .group_by(Column::Status)
            .group_by(Column::Kind)
            .group_by(Column::Assignee)
            .into_tuple()
            .all(&self.db)
            .await?)
    }

    /// Open cases (neither accepted, corrected nor dismissed) by meter.
    ///
    /// # Errors
    /// What the database says.
    pub async fn open_cases_by_meter(&self, region: &str) -> Result<Vec<(Option<String>, i64)>> {
        use case::Column;
        Ok(case::Entity::find()
            .filter(Column::Region.eq(region))
            .filter(Column::Status.is_in(OPEN))
            .select_only()
            .column(Column::Meter)
            .column_as(Column::Id.count(), "number")
            .group_by(Column::Meter)
            .into_tuple()
            .all(&self.db)
            .await?)
    }

    /// One case of a region with what was done with it, oldest act first; `None` if there is none of that number.
    ///
    /// # Errors
    /// What the database says.
    pub async fn case(&self, region: &str, id: u32) -> Result<Option<(Case, Vec<CaseAct>)>> {
        let Some(found) = case::Entity::find_by_id(id as i32)
            .filter(case::Column::Region.eq(region))
            .one(&self.db)
            .await?
        else {
            return Ok(None);
        };
        let acts = case_act::Entity::find()
            .filter(case_act::Column::CaseId.eq(id as i32))
            .order_by_asc(case_act::Column::Id)
            .all(&self.db)
            .await?
            .into_iter()
            .map(|row| {
                Ok(CaseAct {
                    at: timestamp(row.at_ms, "case_acts.at_ms")?,
                    by: row.by_user,
                    action: row.action,
                    text: row.text,
                })
            })
            .collect::<Result<Vec<_>>>()?;
        Ok(Some((found.read()?, acts)))
    }

    /// Does something with a case, in one transaction: its new status and assignee, and the act that says so.
    ///
    /// # Errors
    /// What the database says.
    pub async fn act_on_case(
        &self,
        id: u32,
        status: &str,
        assignee: Option<&str>,
        by: Option<&str>,
        action: &str,
        text: Option<&str>,
    ) -> Result<()> {
        let transaction = self.write().await?;
        case::ActiveModel {
            id: Set(id as i32),
            status: Set(status.to_owned()),
            assignee: Set(assignee.map(str::to_owned)),
            ..Default::default()
        }
        .update(&transaction)
        .await?;
        case_act::ActiveModel {
            case_id: Set(id as i32),
            at_ms: Set(now_ms()),
            by_user: Set(by.map(str::to_owned)),
            action: Set(action.to_owned()),
            text: Set(text.map(str::to_owned)),
            ..Default::default()
        }
        .insert(&transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }
}
