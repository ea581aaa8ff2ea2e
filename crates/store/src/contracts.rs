//! Contracts and certificates, and the factors of markets: what market-based scope 2 is worked out with.

use inventory::contracts::{Instrument, MarketFactor};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set};
use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::entity::{contract, market_factor};
use crate::error::Result;
use crate::{ROWS_PER_INSERT, Store, from_json, to_json};

codes! {
    /// What a market's factor is of.
    FactorOf {
        /// The electricity that nobody claims by contract.
        ResidualMix = "residual_mix",
        /// All electricity of the grid.
        GridAverage = "grid_average",
    }
}

/// What a table of contracts brings.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Contracts {
    /// Certificates, contracts and suppliers' rates, by id and owner.
    pub instruments: Vec<Instrument>,
    /// Residual mixes, by market and time.
    pub residual: Vec<MarketFactor>,
    /// Averages of grids, by market and time.
    pub location: Vec<MarketFactor>,
}

impl Contracts {
    /// True if there is nothing.
    pub fn is_empty(&self) -> bool {
        self.instruments.is_empty() && self.residual.is_empty() && self.location.is_empty()
    }
}

pub(crate) async fn put_contracts(
    db: &impl ConnectionTrait,
    region: &str,
    import: i32,
    contracts: &Contracts,
) -> Result<()> {
    for chunk in contracts.instruments.chunks(ROWS_PER_INSERT) {
        let rows = chunk
            .iter()
            .map(|one| {
                Ok(contract::ActiveModel {
                    region: Set(region.to_owned()),
                    id: Set(one.id.clone()),
                    owner: Set(one.owner.clone()),
                    import: Set(import),
                    json: Set(to_json(one, "contracts.json")?),
                })
            })
            .collect::<Result<Vec<_>>>()?;
        use contract::Column;
        contract::Entity::insert_many(rows)
            .on_conflict(
                OnConflict::columns([Column::Region, Column::Id, Column::Owner])
                    .update_columns([Column::Import, Column::Json])
                    .to_owned(),
            )
            .exec_without_returning(db)
            .await?;
    }
    for (kind, list) in [
        (FactorOf::ResidualMix, &contracts.residual),
        (FactorOf::GridAverage, &contracts.location),
    ] {
        for chunk in list.chunks(ROWS_PER_INSERT) {
            let rows = chunk
                .iter()
                .map(|one| {
                    Ok(market_factor::ActiveModel {
                        region: Set(region.to_owned()),
                        kind: Set(kind.code().to_owned()),
                        market: Set(one.market.clone()),
                        valid: Set(one.valid.to_string()),
                        import: Set(import),
                        json: Set(to_json(one, "market_factors.json")?),
                    })
                })
                .collect::<Result<Vec<_>>>()?;
            use market_factor::Column;
            market_factor::Entity::insert_many(rows)
                .on_conflict(
                    OnConflict::columns([
                        Column::Region,
                        Column::Kind,
                        Column::Market,
                        Column::Valid,
                    ])
                    .update_columns([Column::Import, Column::Json])
                    .to_owned(),
                )
                .exec_without_returning(db)
                .await?;
        }
    }
    Ok(())
}

pub(crate) async fn remove_all(db: &impl ConnectionTrait, region: &str) -> Result<()> {
    contract::Entity::delete_many()
        .filter(contract::Column::Region.eq(region))
        .exec(db)
        .await?;
    market_factor::Entity::delete_many()
        .filter(market_factor::Column::Region.eq(region))
        .exec(db)
        .await?;
    Ok(())
}

impl Store {
    /// Contracts and factors of a region: instruments by id and owner, factors by market and time.
    ///
    /// # Errors
    /// What the database says.
    pub async fn contracts(&self, region: &str) -> Result<Contracts> {
        let mut all = Contracts::default();
        for row in contract::Entity::find()
            .filter(contract::Column::Region.eq(region))
            .order_by_asc(contract::Column::Id)
            .order_by_asc(contract::Column::Owner)
            .all(&self.db)
            .await?
        {
            let what = format!("contracts.json of {}", row.id);
            all.instruments.push(from_json(&row.json, what)?);
        }
        for row in market_factor::Entity::find()
            .filter(market_factor::Column::Region.eq(region))
            .order_by_asc(market_factor::Column::Market)
            .order_by_asc(market_factor::Column::Valid)
            .all(&self.db)
            .await?
        {
            let what = format!("market_factors.json of {}", row.market);
            let one = from_json(&row.json, what)?;
            if row.kind == FactorOf::ResidualMix.code() {
                all.residual.push(one);
            } else {
                all.location.push(one);
            }
        }
        Ok(all)
    }

    /// Takes an instrument out; of all its owners, or of one. Returns how many there were.
    ///
    /// # Errors
    /// What the database says.
    pub async fn remove_contract(
        &self,
        region: &str,
        id: &str,
        owner: Option<&str>,
    ) -> Result<u64> {
        let transaction = self.write().await?;
        let mut rows = contract::Entity::delete_many()
            .filter(contract::Column::Region.eq(region))
            .filter(contract::Column::Id.eq(id));
        if let Some(owner) = owner {
            rows = rows.filter(contract::Column::Owner.eq(owner));
        }
        let removed = rows.exec(&transaction).await?.rows_affected;
        if removed > 0 {
            crate::master::bump(&transaction, region).await?;
        }
        transaction.commit().await?;
        Ok(removed)
    }

    /// Takes a factor of a market out. Returns how many there were: one or none.
    ///
    /// # Errors
    /// What the database says.
    pub async fn remove_market_factor(
        &self,
        region: &str,
        of: FactorOf,
        market: &str,
        valid: &str,
    ) -> Result<u64> {
        let transaction = self.write().await?;
        let removed = market_factor::Entity::delete_by_id((
            region.to_owned(),
            of.code().to_owned(),
            market.to_owned(),
            valid.to_owned(),
        ))
        .exec(&transaction)
        .await?
        .rows_affected;
        if removed > 0 {
            crate::master::bump(&transaction, region).await?;
        }
        transaction.commit().await?;
        Ok(removed)
    }
}
