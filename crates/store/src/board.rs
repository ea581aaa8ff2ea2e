//! The exchange board: offers and needs of a region, what people think of matches, and introductions that need both sides' consent.
//!
//! An entry keeps the cells of its row as they came, so that the engines read from the board what they would read from the file. Nothing is
//! edited: an entry that is entered anew takes the place of its earlier one, which stays with the time at which it ended.

use std::collections::BTreeMap;

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Set,
};

use crate::codes::codes;
use crate::entity::{board_entry, board_opinion, board_table, introduction};
use crate::error::Result;
use crate::{ROWS_PER_INSERT, Store, from_json, now_ms, timestamp, to_json};

codes! {
    /// Which engine an entry is for.
    Family {
        /// By-products, heat, water, steam, gases.
        Symbiosis = "symbiosis",
        /// Parts, systems, software, services, testing, funds, incubators.
        Supply = "supply",
    }
}

codes! {
    /// What an entry is.
    Side {
        /// Something is offered.
        Offer = "offer",
        /// Something is looked for.
        Need = "need",
        /// Who offers or needs, and where.
        Partner = "partner",
    }
}

codes! {
    /// How far an introduction is.
    Consent {
        /// One side asked, the other has not answered.
        Asked = "asked",
        /// Both sides agreed: each sees how to reach the other.
        Agreed = "agreed",
        /// The other side does not want it.
        Declined = "declined",
        /// A side took its consent back.
        Withdrawn = "withdrawn",
    }
}

/// A row of the board, as somebody enters it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBoardEntry {
    /// Which engine it is for.
    pub family: Family,
    /// What it is.
    pub side: Side,
    /// Its id in the table; one open entry of a region, family and side has it.
    pub name: String,
    /// How to reach who entered it; shown to the other side of an agreed introduction alone.
    pub contact: Option<String>,
    /// True if it is invented.
    pub synthetic: bool,
    /// The cells of its row, by column.
    pub cells: BTreeMap<String, String>,
}

/// A row of the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardEntry {
    /// Number.
    pub id: u32,
    /// Name of the user who entered it; `None`: the operator, and administrators look after it.
    pub owner: Option<String>,
    /// When.
    pub at: jiff::Timestamp,
    /// When it was taken back or entered anew; `None` while it is open.
    pub ended: Option<jiff::Timestamp>,
    /// What was entered.
    pub row: NewBoardEntry,
}

/// What somebody thinks of a match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    /// Number of the offer.
    pub offer: u32,
    /// Number of the need.
    pub need: u32,
    /// Who.
    pub by: String,
    /// When.
    pub at: jiff::Timestamp,
    /// Whether it is of use.
    pub useful: bool,
}

/// An introduction of the two sides of a match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Introduction {
    /// Number.
    pub id: u32,
    /// Number of the offer.
    pub offer: u32,
    /// Number of the need.
    pub need: u32,
    /// Which side asked.
    pub asked_side: Side,
    /// Who asked; `None` is the operator.
    pub asked_by: Option<String>,
    /// When.
    pub asked: jiff::Timestamp,
    /// What was said with it.
    pub message: String,
    /// How far it is.
    pub state: Consent,
    /// Who answered or withdrew.
    pub answered_by: Option<String>,
    /// When.
    pub answered: Option<jiff::Timestamp>,
}

impl board_entry::Model {
    fn read(self) -> Result<BoardEntry> {
        let word = |text: &str, error: String| {
            crate::corrupt(format!("board_entries of {}: {text}", self.id), error)
        };
        Ok(BoardEntry {
            at: timestamp(self.at_ms, "board_entries.at_ms")?,
            ended: (self.ended_ms != 0)
                .then(|| timestamp(self.ended_ms, "board_entries.ended_ms"))
                .transpose()?,
            row: NewBoardEntry {
                family: self.family.parse().map_err(|e| word("family", e))?,
                side: self.side.parse().map_err(|e| word("side", e))?,
                name: self.name,
                contact: self.contact,
                synthetic: self.synthetic,
                cells: from_json(&self.json, format!("board_entries.json of {}", self.id))?,
            },
            id: self.id as u32,
            owner: self.owner,
        })
    }
}

impl introduction::Model {
    fn read(self) -> Result<Introduction> {
        let word = |text: &str, error: String| {
            crate::corrupt(format!("introductions of {}: {text}", self.id), error)
        };
        Ok(Introduction {
            asked_side: self.asked_side.parse().map_err(|e| word("asked_side", e))?,
            state: self.state.parse().map_err(|e| word("state", e))?,
            asked: timestamp(self.asked_ms, "introductions.asked_ms")?,
            answered: self
                .answered_ms
                .map(|ms| timestamp(ms, "introductions.answered_ms"))
                .transpose()?,
            id: self.id as u32,
            offer: self.offer as u32,
            need: self.need as u32,
            asked_by: self.asked_by,
            message: self.message,
            answered_by: self.answered_by,
        })
    }
}

/// Rows whose names are open already and belong to somebody else, by family, side and name.
pub type Taken = Vec<(Family, Side, String)>;

impl Store {
    /// Enters rows and tables in one transaction. A row whose name is open and belongs to the same owner takes its place; if one belongs to
    /// somebody else nothing is entered, and the names are returned. Numbers of the rows that are new or have changed.
    ///
    /// # Errors
    /// What the database says.
    pub async fn enter_board(
        &self,
        region: &str,
        owner: Option<&str>,
        rows: &[NewBoardEntry],
        tables: &[(String, String)],
    ) -> Result<std::result::Result<Vec<u32>, Taken>> {
        use board_entry::Column;
        let transaction = self.write().await?;
        let now = now_ms();
        let families: std::collections::BTreeSet<&str> =
            rows.iter().map(|r| r.family.code()).collect();
        let found = board_entry::Entity::find()
            .filter(Column::Region.eq(region))
            .filter(Column::Family.is_in(families))
            .filter(Column::EndedMs.eq(0))
            .all(&transaction)
            .await?;
        let mut open = BTreeMap::new();
        for row in found {
            let row = row.read()?;
            let key = (
                row.row.family.code(),
                row.row.side.code(),
                row.row.name.clone(),
            );
            open.insert(key, row);
        }
        let mut taken = Taken::new();
        let (mut replaced, mut new) = (Vec::new(), Vec::new());
        for row in rows {
            match open.get(&(row.family.code(), row.side.code(), row.name.clone())) {
                Some(other) if other.owner.as_deref() != owner => {
                    taken.push((row.family, row.side, row.name.clone()));
                }
                // What has not changed stays what it is, with its opinions and introductions.
                Some(same) if same.row == *row => {}
                Some(old) => {
                    replaced.push(old.id as i32);
                    new.push(row);
                }
                None => new.push(row),
            }
        }
        if !taken.is_empty() {
            return Ok(Err(taken));
        }
        for chunk in replaced.chunks(ROWS_PER_INSERT) {
            end(&transaction, chunk, now).await?;
        }
        let before = board_entry::Entity::find()
            .select_only()
            .column_as(Column::Id.max(), "last")
            .into_tuple::<Option<i32>>()
            .one(&transaction)
            .await?
            .flatten()
            .unwrap_or(0);
        for chunk in new.chunks(ROWS_PER_INSERT) {
            let models = chunk
                .iter()
                .map(|row| {
                    Ok(board_entry::ActiveModel {
                        region: Set(region.to_owned()),
                        family: Set(row.family.code().to_owned()),
                        side: Set(row.side.code().to_owned()),
                        name: Set(row.name.clone()),
                        owner: Set(owner.map(str::to_owned)),
                        contact: Set(row.contact.clone()),
                        synthetic: Set(row.synthetic),
                        at_ms: Set(now),
                        ended_ms: Set(0),
                        json: Set(to_json(&row.cells, "board_entries.json")?),
                        ..Default::default()
                    })
                })
                .collect::<Result<Vec<_>>>()?;
            board_entry::Entity::insert_many(models)
                .exec_without_returning(&transaction)
                .await?;
        }
        for (name, text) in tables {
            use board_table::Column;
            board_table::Entity::insert(board_table::ActiveModel {
                region: Set(region.to_owned()),
                name: Set(name.clone()),
                at_ms: Set(now),
                by_user: Set(owner.map(str::to_owned)),
                text: Set(text.clone()),
            })
            .on_conflict(
                OnConflict::columns([Column::Region, Column::Name])
                    .update_columns([Column::AtMs, Column::ByUser, Column::Text])
                    .to_owned(),
            )
            .exec_without_returning(&transaction)
            .await?;
        }
        let made: Vec<i32> = board_entry::Entity::find()
            .filter(Column::Region.eq(region))
            .filter(Column::Id.gt(before))
            .order_by_asc(Column::Id)
            .select_only()
            .column(Column::Id)
            .into_tuple()
            .all(&transaction)
            .await?;
        transaction.commit().await?;
        Ok(Ok(made.into_iter().map(|id| id as u32).collect()))
    }

    /// What tells whether the board of a region has changed.
    ///
    /// # Errors
    /// What the database says.
    pub async fn board_version(&self, region: &str) -> Result<(i64, i64, i64)> {
        use board_entry::Column;
        let entries: (i64, Option<i32>, Option<i64>) = board_entry::Entity::find()
            .filter(Column::Region.eq(region))
            .select_only()
            .column_as(Column::Id.count(), "number")
            .column_as(Column::Id.max(), "last")
            .column_as(Column::EndedMs.max(), "ended")
            .into_tuple()
            .one(&self.db)
            .await?
            .unwrap_or((0, None, None));
        // Two that end within one millisecond are told apart by how many are open.
        let open: (i64,) = board_entry::Entity::find()
            .filter(Column::Region.eq(region))
            .filter(Column::EndedMs.eq(0))
            .select_only()
            .column_as(Column::Id.count(), "number")
            .into_tuple()
            .one(&self.db)
            .await?
            .unwrap_or((0,));
        let last = entries.1.map_or(0, i64::from);
        Ok((last, entries.2.unwrap_or(0), open.0))
    }

    /// Open entries of a region, in the order in which they were entered.
    ///
    /// # Errors
    /// What the database says.
    pub async fn board(&self, region: &str) -> Result<Vec<BoardEntry>> {
        board_entry::Entity::find()
            .filter(board_entry::Column::Region.eq(region))
            .filter(board_entry::Column::EndedMs.eq(0))
            .order_by_asc(board_entry::Column::Id)
            .all(&self.db)
            .await?
            .into_iter()
            .map(board_entry::Model::read)
            .collect()
    }

    /// One entry of a region, open or not; `None` if there is none of that number.
    ///
    /// # Errors
    /// What the database says.
    pub async fn board_entry(&self, region: &str, id: u32) -> Result<Option<BoardEntry>> {
        board_entry::Entity::find_by_id(id as i32)
            .filter(board_entry::Column::Region.eq(region))
            .one(&self.db)
            .await?
            .map(board_entry::Model::read)
            .transpose()
    }

    /// Takes an entry back. False if it was not open.
    ///
    /// # Errors
    /// What the database says.
    pub async fn end_board_entry(&self, region: &str, id: u32) -> Result<bool> {
        let transaction = self.write().await?;
        let open = board_entry::Entity::find_by_id(id as i32)
            .filter(board_entry::Column::Region.eq(region))
            .filter(board_entry::Column::EndedMs.eq(0))
            .one(&transaction)
            .await?
            .is_some();
        if open {
            end(&transaction, &[id as i32], now_ms()).await?;
        }
        transaction.commit().await?;
        Ok(open)
    }

    /// A table that the board's engines read beside its entries (`distances`, `transport`, `rules`, `purchases`).
    ///
    /// # Errors
    /// What the database says.
    pub async fn board_table(&self, region: &str, name: &str) -> Result<Option<String>> {
        let row = board_table::Entity::find_by_id((region.to_owned(), name.to_owned()))
            .one(&self.db)
            .await?;
        Ok(row.map(|row| row.text))
    }

    /// Says what somebody thinks of a match.
    ///
    /// # Errors
    /// What the database says.
    pub async fn judge_match(
        &self,
        region: &str,
        (offer, need): (u32, u32),
        by: &str,
        useful: bool,
    ) -> Result<()> {
        board_opinion::ActiveModel {
            region: Set(region.to_owned()),
            offer: Set(offer as i32),
            need: Set(need as i32),
            by_user: Set(by.to_owned()),
            at_ms: Set(now_ms()),
            useful: Set(useful),
            ..Default::default()
        }
        .insert(&self.db)
        .await?;
        Ok(())
    }

    /// What people think: of each match the newest word of each, oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn opinions(&self, region: &str) -> Result<Vec<Opinion>> {
        let rows = board_opinion::Entity::find()
            .filter(board_opinion::Column::Region.eq(region))
            .order_by_asc(board_opinion::Column::Id)
            .all(&self.db)
            .await?;
        let mut newest: BTreeMap<(i32, i32, String), board_opinion::Model> = BTreeMap::new();
        for row in rows {
            newest.insert((row.offer, row.need, row.by_user.clone()), row);
        }
        let mut rows: Vec<board_opinion::Model> = newest.into_values().collect();
        rows.sort_by_key(|row| row.id);
        rows.into_iter()
            .map(|row| {
                Ok(Opinion {
                    at: timestamp(row.at_ms, "board_opinions.at_ms")?,
                    offer: row.offer as u32,
                    need: row.need as u32,
                    by: row.by_user,
                    useful: row.useful,
                })
            })
            .collect()
    }

    /// Asks for an introduction; `None` if one of this offer and need is asked or agreed already.
    ///
    /// # Errors
    /// What the database says.
    pub async fn ask_introduction(
        &self,
        region: &str,
        (offer, need): (u32, u32),
        side: Side,
        by: Option<&str>,
        message: &str,
    ) -> Result<Option<u32>> {
        use introduction::Column;
        let transaction = self.write().await?;
        let open = introduction::Entity::find()
            .filter(Column::Region.eq(region))
            .filter(Column::Offer.eq(offer as i32))
            .filter(Column::Need.eq(need as i32))
            .filter(Column::State.is_in([Consent::Asked.code(), Consent::Agreed.code()]))
            .one(&transaction)
            .await?;
        if open.is_some() {
            return Ok(None);
        }
        let made = introduction::ActiveModel {
            region: Set(region.to_owned()),
            offer: Set(offer as i32),
            need: Set(need as i32),
            asked_side: Set(side.code().to_owned()),
            asked_by: Set(by.map(str::to_owned)),
            asked_ms: Set(now_ms()),
            message: Set(message.to_owned()),
            state: Set(Consent::Asked.code().to_owned()),
            answered_by: Set(None),
            answered_ms: Set(None),
            ..Default::default()
        }
        .insert(&transaction)
        .await?;
        transaction.commit().await?;
        Ok(Some(made.id as u32))
    }

    /// Introductions of a region, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn introductions(&self, region: &str) -> Result<Vec<Introduction>> {
        introduction::Entity::find()
            .filter(introduction::Column::Region.eq(region))
            .order_by_desc(introduction::Column::Id)
            .all(&self.db)
            .await?
            .into_iter()
            .map(introduction::Model::read)
            .collect()
    }

    /// Moves an introduction from one state to another. False if it is not in the first any more: somebody was quicker.
    ///
    /// # Errors
    /// What the database says.
    pub async fn move_introduction(
        &self,
        region: &str,
        id: u32,
        (from, to): (Consent, Consent),
        by: Option<&str>,
    ) -> Result<bool> {
        use introduction::Column;
        let transaction = self.write().await?;
        let moved = introduction::Entity::update_many()
            .set(introduction::ActiveModel {
                state: Set(to.code().to_owned()),
                answered_by: Set(by.map(str::to_owned)),
                answered_ms: Set(Some(now_ms())),
                ..Default::default()
            })
            .filter(Column::Id.eq(id as i32))
            .filter(Column::Region.eq(region))
            .filter(Column::State.eq(from.code()))
            .exec(&transaction)
            .await?
            .rows_affected;
        transaction.commit().await?;
        Ok(moved == 1)
    }
}

async fn end(db: &impl ConnectionTrait, ids: &[i32], at_ms: i64) -> Result<()> {
    board_entry::Entity::update_many()
        .set(board_entry::ActiveModel {
            ended_ms: Set(at_ms),
            ..Default::default()
        })
        .filter(board_entry::Column::Id.is_in(ids.iter().copied()))
        .exec(db)
        .await?;
    Ok(())
}

pub(crate) async fn remove_all(db: &impl ConnectionTrait, region: &str) -> Result<()> {
    introduction::Entity::delete_many()
        .filter(introduction::Column::Region.eq(region))
        .exec(db)
        .await?;
    board_opinion::Entity::delete_many()
        .filter(board_opinion::Column::Region.eq(region))
        .exec(db)
        .await?;
    board_table::Entity::delete_many()
        .filter(board_table::Column::Region.eq(region))
        .exec(db)
        .await?;
    board_entry::Entity::delete_many()
        .filter(board_entry::Column::Region.eq(region))
        .exec(db)
        .await?;
    Ok(())
}
