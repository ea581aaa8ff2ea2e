//! The schema, one step after the other. A step that has been released is never edited: a change is a new step.

use sea_orm::sea_query::{
    Alias, ColumnDef, ForeignKey, ForeignKeyAction, Index, IntoIden, Table, TableCreateStatement,
};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, QueryOrder, Set,
    Statement,
};

use crate::entity::version;
use crate::error::{Result, StoreError};

/// Newest schema this program knows.
pub const SCHEMA_VERSION: i32 = 6;

/// Any number, the same in every process: PostgreSQL lets one process migrate at a time under it.
const MIGRATION_LOCK: i64 = 0x6361_7262;

fn id(name: &str) -> impl IntoIden {
    Alias::new(name)
}

/// Column types, one letter a type: `t` text, `i` 32-bit, `I` 64-bit, `f` double, `b` boolean, `B` bytes;
/// a `?` behind it allows null.
fn columns(table: &mut TableCreateStatement, list: &[(&str, &str)]) {
    for (name, kind) in list {
        let mut column = ColumnDef::new(id(name));
        match kind.as_bytes()[0] {
            b't' => column.text(),
            b'i' => column.integer(),
            b'I' => column.big_integer(),
            b'f' => column.double(),
            b'b' => column.boolean(),
            _ => column.blob(),
        };
        if !kind.ends_with('?') {
            column.not_null();
        }
        table.col(&mut column);
    }
}

fn table(name: &str, key: &[&str], list: &[(&str, &str)]) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(id(name)).if_not_exists();
    columns(&mut table, list);
    let mut primary = Index::create();
    for column in key {
        primary.col(id(column));
    }
    table.primary_key(&mut primary);
    table
}

/// A table numbered by the database. Numbers are never given twice, not even after a row is gone:
/// `import-<seq>` is written into the Delta logs.
fn numbered(name: &str, key: &str, big: bool, list: &[(&str, &str)]) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(id(name)).if_not_exists();
    let mut column = ColumnDef::new(id(key));
    if big {
        column.big_integer();
    } else {
        column.integer();
    }
    table.col(column.not_null().auto_increment().primary_key());
    columns(&mut table, list);
    table
}

/// Makes indexes, each given by its name, table, columns and whether its values are unique.
async fn indexes(db: &impl ConnectionTrait, list: &[(&str, &str, &[&str], bool)]) -> Result<()> {
    for (name, table, columns, unique) in list {
        let mut index = Index::create();
        index.name(*name).table(id(table)).if_not_exists();
        for column in *columns {
            index.col(id(column));
        }
        if *unique {
            index.unique();
        }
        db.execute(&index).await?;
    }
    Ok(())
}

fn refers(table: &mut TableCreateStatement, column: &str, to: (&str, &str)) {
    table.foreign_key(
        ForeignKey::create()
            .from_col(id(column))
            .to(id(to.0), id(to.1))
            .on_delete(ForeignKeyAction::Restrict),
    );
}

async fn step_1(db: &impl ConnectionTrait) -> Result<()> {
    let mut tables = vec![
        table(
            "regions",
            &["id"],
            &[
                ("id", "t"),
                ("json", "t"),
                ("data_version", "I"),
                ("updated_ms", "I"),
            ],
        ),
        table(
            "sessions",
            &["id"],
            &[("id", "t"), ("data", "B"), ("expires_ms", "I")],
        ),
        numbered(
            "users",
            "id",
            false,
            &[
                ("name", "t"),
                ("password_hash", "t"),
                ("roles", "t"),
                ("created_ms", "I"),
                ("disabled", "b"),
            ],
        ),
        numbered(
            "audit_log",
            "id",
            true,
            &[
                ("at_ms", "I"),
                ("actor", "t?"),
                ("action", "t"),
                ("subject", "t"),
                ("detail_json", "t"),
            ],
        ),
    ];
    let mut places = table(
        "places",
        &["region", "code"],
        &[
            ("region", "t"),
            ("code", "t"),
            ("name_en", "t"),
            ("name_zh", "t"),
            ("aliases_json", "t"),
            ("level", "t"),
            ("parent", "t?"),
            ("lon", "f?"),
            ("lat", "f?"),
            ("source", "t"),
            ("position", "i"),
        ],
    );
    refers(&mut places, "region", ("regions", "id"));
    let mut enterprises = table(
        "enterprises",
        &["region", "code"],
        &[
            ("region", "t"),
            ("code", "t"),
            ("name_en", "t"),
            ("name_zh", "t"),
            ("place", "t"),
            ("industry", "t?"),
            ("field", "t?"),
            ("above_designated_size", "b?"),
            ("lon", "f?"),
            ("lat", "f?"),
            ("active_from", "t?"),
            ("active_to", "t?"),
        ],
    );
    enterprises.foreign_key(
        ForeignKey::create()
            .from_col(id("region"))
            .from_col(id("place"))
            .to_tbl(id("places"))
            .to_col(id("region"))
            .to_col(id("code"))
            .on_delete(ForeignKeyAction::Restrict),
    );
    let mut boundaries = table(
        "boundaries",
        &["region", "level"],
        &[("region", "t"), ("level", "t"), ("geojson_gz", "B")],
    );
    refers(&mut boundaries, "region", ("regions", "id"));
    let mut tokens = numbered(
        "api_tokens",
        "id",
        false,
        &[
            ("name", "t"),
            ("sha256", "t"),
            ("user_id", "i"),
            ("created_ms", "I"),
            ("last_used_ms", "I?"),
            ("expires_ms", "I?"),
        ],
    );
    refers(&mut tokens, "user_id", ("users", "id"));
    let mut imports = numbered(
        "import_jobs",
        "seq",
        false,
        &[
            ("region", "t"),
            ("mapping", "t"),
            ("mapping_version", "t"),
            ("dataset", "t"),
            ("file_name", "t"),
            ("sha256", "t"),
            ("size_bytes", "I"),
            ("mode", "t"),
            ("state", "t"),
            ("progress_done", "I"),
            ("progress_total", "I"),
            ("counts_json", "t"),
            ("payload_json", "t?"),
            ("error_json", "t?"),
            ("started_ms", "I"),
            ("finished_ms", "I?"),
            ("by_user", "t?"),
        ],
    );
    refers(&mut imports, "region", ("regions", "id"));
    let mut findings = numbered(
        "findings",
        "id",
        true,
        &[
            ("import", "i"),
            ("code", "t"),
            ("severity", "t"),
            ("location_json", "t?"),
            ("params_json", "t"),
            ("message", "t"),
        ],
    );
    refers(&mut findings, "import", ("import_jobs", "seq"));
    let mut rejects = table("rejects", &["import"], &[("import", "i"), ("csv_gz", "B")]);
    refers(&mut rejects, "import", ("import_jobs", "seq"));
    tables.extend([
        places,
        enterprises,
        boundaries,
        tokens,
        imports,
        findings,
        rejects,
    ]);
    for table in &tables {
        db.execute(table).await?;
    }
    indexes(
        db,
        &[
            ("users_name", "users", &["name"], true),
            ("api_tokens_sha256", "api_tokens", &["sha256"], true),
            ("sessions_expires", "sessions", &["expires_ms"], false),
            (
                "import_jobs_file",
                "import_jobs",
                &["region", "sha256", "mapping"],
                false,
            ),
            ("import_jobs_state", "import_jobs", &["state"], false),
            ("findings_import", "findings", &["import", "id"], false),
            ("findings_code", "findings", &["code"], false),
            (
                "enterprises_place",
                "enterprises",
                &["region", "place"],
                false,
            ),
        ],
    )
    .await
}

/// Meters, what came by push, what was accounted for, cases and publications.
async fn step_2(db: &impl ConnectionTrait) -> Result<()> {
    let mut tables = vec![
        table(
            "meters",
            &["region", "code"],
            &[
                ("region", "t"),
                ("code", "t"),
                ("enterprise", "t?"),
                ("place", "t"),
                ("zone", "t?"),
                ("json", "t"),
            ],
        ),
        numbered(
            "meter_events",
            "id",
            false,
            &[
                ("region", "t"),
                ("meter", "t"),
                ("at_ms", "I"),
                ("json", "t"),
            ],
        ),
        table(
            "accounted",
            &["region"],
            &[("region", "t"), ("run", "i"), ("json", "t")],
        ),
        table(
            "push_keys",
            &["region", "key"],
            &[("region", "t"), ("key", "t"), ("at_ms", "I")],
        ),
        numbered(
            "cases",
            "id",
            false,
            &[
                ("region", "t"),
                ("mark", "t"),
                ("kind", "t"),
                ("meter", "t?"),
                ("enterprise", "t?"),
                ("place", "t?"),
                ("status", "t"),
                ("assignee", "t?"),
                ("score", "f"),
                ("found_ms", "I"),
                ("json", "t"),
            ],
        ),
        numbered(
            "publications",
            "id",
            false,
            &[
                ("region", "t"),
                ("at_ms", "I"),
                ("by_user", "t?"),
                ("json", "t"),
            ],
        ),
    ];
    let mut acts = numbered(
        "case_acts",
        "id",
        false,
        &[
            ("case_id", "i"),
            ("at_ms", "I"),
            ("by_user", "t?"),
            ("action", "t"),
            ("text", "t?"),
        ],
    );
    refers(&mut acts, "case_id", ("cases", "id"));
    tables.push(acts);
    for table in &tables {
        db.execute(table).await?;
    }
    indexes(
        db,
        &[
            ("cases_mark", "cases", &["region", "mark"], true),
            ("cases_status", "cases", &["region", "status"], false),
            ("case_acts_case", "case_acts", &["case_id", "id"], false),
            (
                "meters_enterprise",
                "meters",
                &["region", "enterprise"],
                false,
            ),
            ("push_keys_at", "push_keys", &["at_ms"], false),
            (
                "meter_events_meter",
                "meter_events",
                &["region", "meter", "at_ms"],
                false,
            ),
        ],
    )
    .await
}

/// Data sets of a region that stand beside its ledger: trade tables, traced grids.
async fn step_3(db: &impl ConnectionTrait) -> Result<()> {
    db.execute(&numbered(
        "datasets",
        "id",
        false,
        &[
            ("region", "t"),
            ("kind", "t"),
            ("name", "t"),
            ("at_ms", "I"),
            ("by_user", "t?"),
            ("json", "t"),
        ],
    ))
    .await?;
    indexes(
        db,
        &[("datasets_region", "datasets", &["region", "kind"], false)],
    )
    .await
}

/// Contracts, certificates and the factors of markets.
async fn step_4(db: &impl ConnectionTrait) -> Result<()> {
    for mut table in [
        table(
            "contracts",
            &["region", "id", "owner"],
            &[
                ("region", "t"),
                ("id", "t"),
                ("owner", "t"),
                ("import", "i"),
                ("json", "t"),
            ],
        ),
        table(
            "market_factors",
            &["region", "kind", "market", "valid"],
            &[
                ("region", "t"),
                ("kind", "t"),
                ("market", "t"),
                ("valid", "t"),
                ("import", "i"),
                ("json", "t"),
            ],
        ),
    ] {
        refers(&mut table, "region", ("regions", "id"));
        db.execute(&table).await?;
    }
    Ok(())
}

/// Organisations and partnerships; plans and agreements as rows that are written once; keys and files of partners.
async fn step_5(db: &impl ConnectionTrait) -> Result<()> {
    let record = [("id", "t"), ("created_ms", "I"), ("json", "t")];
    let organisations = table("organisations", &["id"], &record);
    let mut members = table(
        "organisation_members",
        &["user_name"],
        &[("user_name", "t"), ("organisation", "t")],
    );
    refers(&mut members, "user_name", ("users", "name"));
    refers(&mut members, "organisation", ("organisations", "id"));
    let partnerships = table("partnerships", &["id"], &record);
    let mut rows = numbered(
        "partner_rows",
        "id",
        false,
        &[
            ("partnership", "t"),
            ("subject", "t"),
            ("version", "i"),
            ("at_ms", "I"),
            ("by_user", "t?"),
            ("organisation", "t?"),
            ("json", "t"),
        ],
    );
    refers(&mut rows, "partnership", ("partnerships", "id"));
    let mut keys = table(
        "partner_keys",
        &["fingerprint"],
        &[
            ("fingerprint", "t"),
            ("public_key", "t"),
            ("organisation", "t"),
            ("accepted_ms", "I"),
            ("by_user", "t?"),
            ("revoked_ms", "I?"),
        ],
    );
    refers(&mut keys, "organisation", ("organisations", "id"));
    let mut files = numbered(
        "partner_files",
        "id",
        false,
        &[
            ("partnership", "t"),
            ("direction", "t"),
            ("side", "t"),
            ("fingerprint", "t"),
            ("sequence", "I"),
            ("at_ms", "I"),
            ("by_user", "t?"),
            ("sha256", "t?"),
            ("json", "t"),
        ],
    );
    refers(&mut files, "partnership", ("partnerships", "id"));
    for table in [organisations, members, partnerships, rows, keys, files] {
        db.execute(&table).await?;
    }
    indexes(
        db,
        &[
            (
                "partner_rows_version",
                "partner_rows",
                &["partnership", "subject", "version"],
                true,
            ),
            (
                "partner_files_sequence",
                "partner_files",
                &["partnership", "direction", "fingerprint", "sequence"],
                true,
            ),
        ],
    )
    .await
}

/// The exchange board: offers and needs, what people think of matches, introductions.
async fn step_6(db: &impl ConnectionTrait) -> Result<()> {
    let mut entries = numbered(
        "board_entries",
        "id",
        false,
        &[
            ("region", "t"),
            ("family", "t"),
            ("side", "t"),
            ("name", "t"),
            ("owner", "t?"),
            ("contact", "t?"),
            ("synthetic", "b"),
            ("at_ms", "I"),
            ("ended_ms", "I"),
            ("json", "t"),
        ],
    );
    let mut beside = table(
        "board_tables",
        &["region", "name"],
        &[
            ("region", "t"),
            ("name", "t"),
            ("at_ms", "I"),
            ("by_user", "t?"),
            ("text", "t"),
        ],
    );
    let mut opinions = numbered(
        "board_opinions",
        "id",
        false,
        &[
            ("region", "t"),
            ("offer", "i"),
            ("need", "i"),
            ("by_user", "t"),
            ("at_ms", "I"),
            ("useful", "b"),
        ],
    );
    let mut introductions = numbered(
        "introductions",
        "id",
        false,
        &[
            ("region", "t"),
            ("offer", "i"),
            ("need", "i"),
            ("asked_side", "t"),
            ("asked_by", "t?"),
            ("asked_ms", "I"),
            ("message", "t"),
            ("state", "t"),
            ("answered_by", "t?"),
            ("answered_ms", "I?"),
        ],
    );
    for table in [&mut entries, &mut beside] {
        refers(table, "region", ("regions", "id"));
    }
    for table in [&mut opinions, &mut introductions] {
        refers(table, "offer", ("board_entries", "id"));
        refers(table, "need", ("board_entries", "id"));
    }
    for table in [entries, beside, opinions, introductions] {
        db.execute(&table).await?;
    }
    indexes(
        db,
        &[
            (
                // An open entry ends at 0: while it is open its name is its own.
                "board_entries_name",
                "board_entries",
                &["region", "ended_ms", "family", "side", "name"],
                true,
            ),
            (
                "board_opinions_match",
                "board_opinions",
                &["region", "offer", "need"],
                false,
            ),
            (
                "introductions_match",
                "introductions",
                &["region", "offer", "need"],
                false,
            ),
        ],
    )
    .await
}

/// Brings the schema to [`SCHEMA_VERSION`] in one transaction. Several processes may do so at once.
///
/// # Errors
/// [`StoreError::NewerSchema`] if a newer program has been here.
pub async fn migrate(db: &DatabaseConnection) -> Result<()> {
    let transaction = crate::begin_write(db).await?;
    if transaction.get_database_backend() == DbBackend::Postgres {
        transaction
            .execute_raw(Statement::from_sql_and_values(
                DbBackend::Postgres,
                "SELECT pg_advisory_xact_lock($1)",
                [MIGRATION_LOCK.into()],
            ))
            .await?;
    }
    transaction
        .execute(&table(
            "schema_versions",
            &["version"],
            &[("version", "i"), ("applied_ms", "I")],
        ))
        .await?;
    let found = version::Entity::find()
        .order_by_desc(version::Column::Version)
        .one(&transaction)
        .await?
        .map_or(0, |row| row.version);
    if found > SCHEMA_VERSION {
        return Err(StoreError::NewerSchema {
            found,
            known: SCHEMA_VERSION,
        });
    }
    for step in found + 1..=SCHEMA_VERSION {
        match step {
            1 => step_1(&transaction).await?,
            2 => step_2(&transaction).await?,
            3 => step_3(&transaction).await?,
            4 => step_4(&transaction).await?,
            5 => step_5(&transaction).await?,
            6 => step_6(&transaction).await?,
            _ => unreachable!("every step up to SCHEMA_VERSION has its arm"),
        }
        version::ActiveModel {
            version: Set(step),
            applied_ms: Set(crate::now_ms()),
        }
        .insert(&transaction)
        .await?;
    }
    transaction.commit().await?;
    Ok(())
}
