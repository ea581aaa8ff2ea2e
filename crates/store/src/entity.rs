//! Rows of the tables, as sea-orm sees them. Nothing outside this crate names them.
//!
//! Times are milliseconds since 1970-01-01 UTC; structured values are JSON text, so that both databases hold
//! the very same bytes.

macro_rules! entity {
    ($(#[$doc:meta])* $module:ident, $table:literal, { $($(#[$attribute:meta])* $field:ident : $type:ty),* $(,)? }) => {
        $(#[$doc])*
        pub mod $module {
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub struct Model { $($(#[$attribute])* pub $field: $type),* }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

entity!(region, "regions", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: String,
    json: String,
    data_version: i64,
    updated_ms: i64,
});

entity!(place, "places", {
    #[sea_orm(primary_key, auto_increment = false)]
    region: String,
    #[sea_orm(primary_key, auto_increment = false)]
    code: String,
    name_en: String,
    name_zh: String,
    aliases_json: String,
    level: String,
    parent: Option<String>,
    lon: Option<f64>,
    lat: Option<f64>,
    source: String,
    position: i32,
});

entity!(enterprise, "enterprises", {
    #[sea_orm(primary_key, auto_increment = false)]
    region: String,
    #[sea_orm(primary_key, auto_increment = false)]
    code: String,
    name_en: String,
    name_zh: String,
    place: String,
    industry: Option<String>,
    field: Option<String>,
    above_designated_size: Option<bool>,
    lon: Option<f64>,
    lat: Option<f64>,
    active_from: Option<String>,
    active_to: Option<String>,
});

entity!(boundary, "boundaries", {
    #[sea_orm(primary_key, auto_increment = false)]
    region: String,
    #[sea_orm(primary_key, auto_increment = false)]
    level: String,
    geojson_gz: Vec<u8>,
});

entity!(user, "users", {
    #[sea_orm(primary_key)]
    id: i32,
    name: String,
    password_hash: String,
    roles: String,
    created_ms: i64,
    disabled: bool,
});

entity!(session, "sessions", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: String,
    data: Vec<u8>,
    expires_ms: i64,
});

entity!(token, "api_tokens", {
    #[sea_orm(primary_key)]
    id: i32,
    name: String,
    sha256: String,
    user_id: i32,
    created_ms: i64,
    last_used_ms: Option<i64>,
    expires_ms: Option<i64>,
});

entity!(import, "import_jobs", {
    #[sea_orm(primary_key)]
    seq: i32,
    region: String,
    mapping: String,
    mapping_version: String,
    dataset: String,
    file_name: String,
    sha256: String,
    size_bytes: i64,
    mode: String,
    state: String,
    progress_done: i64,
    progress_total: i64,
    counts_json: String,
    payload_json: Option<String>,
    error_json: Option<String>,
    started_ms: i64,
    finished_ms: Option<i64>,
    by_user: Option<String>,
});

entity!(finding, "findings", {
    #[sea_orm(primary_key)]
    id: i64,
    import: i32,
    code: String,
    severity: String,
    location_json: Option<String>,
    params_json: String,
    message: String,
});

entity!(reject, "rejects", {
    #[sea_orm(primary_key, auto_increment = false)]
    import: i32,
    csv_gz: Vec<u8>,
});

entity!(audit, "audit_log", {
    #[sea_orm(primary_key)]
    id: i64,
    at_ms: i64,
    actor: Option<String>,
    action: String,
    subject: String,
    detail_json: String,
});

entity!(version, "schema_versions", {
    #[sea_orm(primary_key, auto_increment = false)]
    version: i32,
    applied_ms: i64,
});

entity!(meter, "meters", {
    #[sea_orm(primary_key, auto_increment = false)]
    region: String,
    #[sea_orm(primary_key, auto_increment = false)]
    code: String,
    enterprise: Option<String>,
    place: String,
    zone: Option<String>,
    json: String,
});

entity!(meter_event, "meter_events", {
    #[sea_orm(primary_key)]
    id: i32,
    region: String,
    meter: String,
    at_ms: i64,
    json: String,
});

entity!(accounted, "accounted", {
    #[sea_orm(primary_key, auto_increment = false)]
    region: String,
    run: i32,
    json: String,
});

entity!(push_key, "push_keys", {
    #[sea_orm(primary_key, auto_increment = false)]
    region: String,
    #[sea_orm(primary_key, auto_increment = false)]
    key: String,
    at_ms: i64,
});

entity!(case, "cases", {
    #[sea_orm(primary_key)]
    id: i32,
    region: String,
    mark: String,
    kind: String,
    meter: Option<String>,
    enterprise: Option<String>,
    place: Option<String>,
    status: String,
    assignee: Option<String>,
    score: f64,
    found_ms: i64,
    json: String,
});

entity!(case_act, "case_acts", {
    #[sea_orm(primary_key)]
    id: i32,
    case_id: i32,
    at_ms: i64,
    by_user: Option<String>,
    action: String,
    text: Option<String>,
});

entity!(publication, "publications", {
    #[sea_orm(primary_key)]
    id: i32,
    region: String,
    at_ms: i64,
    by_user: Option<String>,
    json: String,
});

entity!(contract, "contracts", {
    #[sea_orm(primary_key, auto_increment = false)]
    region: String,
    #[sea_orm(primary_key, auto_increment = false)]
    id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    owner: String,
    import: i32,
    json: String,
});

entity!(market_factor, "market_factors", {
    #[sea_orm(primary_key, auto_increment = false)]
    region: String,
    #[sea_orm(primary_key, auto_increment = false)]
    kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    market: String,
    #[sea_orm(primary_key, auto_increment = false)]
    valid: String,
    import: i32,
    json: String,
});

entity!(dataset, "datasets", {
    #[sea_orm(primary_key)]
    id: i32,
    region: String,
    kind: String,
    name: String,
    at_ms: i64,
    by_user: Option<String>,
    json: String,
});

entity!(organisation, "organisations", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: String,
    created_ms: i64,
    json: String,
});

entity!(member, "organisation_members", {
    #[sea_orm(primary_key, auto_increment = false)]
    user_name: String,
    organisation: String,
});

entity!(partnership, "partnerships", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: String,
    created_ms: i64,
    json: String,
});

entity!(partner_row, "partner_rows", {
    #[sea_orm(primary_key)]
    id: i32,
    partnership: String,
    subject: String,
    version: i32,
    at_ms: i64,
    by_user: Option<String>,
    organisation: Option<String>,
    json: String,
});

entity!(partner_key, "partner_keys", {
    #[sea_orm(primary_key, auto_increment = false)]
    fingerprint: String,
    public_key: String,
    organisation: String,
    accepted_ms: i64,
    by_user: Option<String>,
    revoked_ms: Option<i64>,
});

entity!(partner_file, "partner_files", {
    #[sea_orm(primary_key)]
    id: i32,
    partnership: String,
    direction: String,
    side: String,
    fingerprint: String,
    sequence: i64,
    at_ms: i64,
    by_user: Option<String>,
    sha256: Option<String>,
    json: String,
});

entity!(board_entry, "board_entries", {
    #[sea_orm(primary_key)]
    id: i32,
    region: String,
    family: String,
    side: String,
    name: String,
    owner: Option<String>,
    contact: Option<String>,
    synthetic: bool,
    at_ms: i64,
    ended_ms: i64,
    json: String,
});

entity!(board_table, "board_tables", {
    #[sea_orm(primary_key, auto_increment = false)]
    region: String,
    #[sea_orm(primary_key, auto_increment = false)]
    name: String,
    at_ms: i64,
    by_user: Option<String>,
    text: String,
});

entity!(board_opinion, "board_opinions", {
    #[sea_orm(primary_key)]
    id: i32,
    region: String,
    offer: i32,
    need: i32,
    by_user: String,
    at_ms: i64,
    useful: bool,
});

entity!(introduction, "introductions", {
    #[sea_orm(primary_key)]
    id: i32,
    region: String,
    offer: i32,
    need: i32,
    asked_side: String,
    asked_by: Option<String>,
    asked_ms: i64,
    message: String,
    state: String,
    answered_by: Option<String>,
    answered_ms: Option<i64>,
});
