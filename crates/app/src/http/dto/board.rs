//! The exchange board and the tools beside it.

use super::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// A table of a result, cell by cell as the command writes it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ResultTable {
    /// Name of the file that the command writes.
    pub file: String,
    /// Its head.
    pub columns: Vec<String>,
    /// Its rows; a blank cell is not known.
    pub rows: Vec<Vec<String>>,
}

/// A figure of a result's last line.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ResultSum {
    /// Its name, with its unit.
    pub name: String,
    /// `null` if it is not known.
    pub value: Option<f64>,
}

/// What a command gives of the same rows. Without tables nothing was worked out, and the findings say why.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct ToolAnswer {
    /// Tables.
    pub tables: Vec<ResultTable>,
    /// Figures.
    pub sums: Vec<ResultSum>,
    /// What was noticed.
    pub findings: Vec<Finding>,
}

impl From<planning::sheet::Tables> for ToolAnswer {
    fn from(of: planning::sheet::Tables) -> Self {
        let tables = of.files.iter().map(|(file, text)| {
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(text.as_bytes());
            let mut rows: Vec<Vec<String>> = reader
                .records()
                .flatten()
                .map(|row| row.iter().map(str::to_owned).collect())
                .collect();
            let columns = if rows.is_empty() {
                Vec::new()
            } else {
                rows.remove(0)
            };
            ResultTable {
                file: (*file).to_owned(),
                columns,
                rows,
            }
        });
        let sums = of.sums.iter().map(|(name, value)| ResultSum {
            name: (*name).to_owned(),
            value: *value,
        });
        ToolAnswer {
            tables: tables.collect(),
            sums: sums.collect(),
            findings: of.findings.iter().map(Finding::from).collect(),
        }
    }
}

/// What a code is called.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WordName {
    /// As tables have it.
    pub code: String,
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

/// An offer or a need.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BoardEntryDto {
    /// Number.
    pub id: u32,
    /// `symbiosis` or `supply`.
    pub family: String,
    /// `offer` or `need`.
    pub side: String,
    /// Its id in the table.
    pub name: String,
    /// Material, or kind of supply.
    pub what: String,
    /// Description.
    pub text: Option<String>,
    /// Firm or partner.
    pub who: Option<String>,
    /// City.
    pub city: Option<String>,
    /// How much a year.
    pub quantity: Option<f64>,
    /// In which unit; `null` of supply: pieces or orders.
    pub unit: Option<String>,
    /// East, degrees.
    pub lon: Option<f64>,
    /// North, degrees.
    pub lat: Option<f64>,
    /// True if it is invented.
    pub synthetic: bool,
    /// True if the asker answers for it.
    pub mine: bool,
    /// True if it says how to be reached; what it says is shown after both sides agreed.
    pub has_contact: bool,
    /// Who entered it; `null` for the operator, and to who is not signed in.
    pub by: Option<String>,
    /// When.
    pub at: String,
    /// Its row, by column.
    pub cells: BTreeMap<String, String>,
}

/// How many there are of something.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BoardCount {
    /// `symbiosis` or `supply`.
    pub family: String,
    /// `offer`, `need` or `partner`.
    pub side: String,
    /// Material, or kind of supply.
    pub what: String,
    /// How many.
    pub count: u64,
}

/// Offers and needs of a region.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BoardPage {
    /// How many fit the question.
    pub total: u64,
    /// The first of them.
    pub entries: Vec<BoardEntryDto>,
    /// How many there are in all, by family, side and what.
    pub counts: Vec<BoardCount>,
    /// What codes are called.
    pub names: Vec<WordName>,
    /// True if any is invented.
    pub synthetic: bool,
    /// True if the asker may enter something.
    pub may_enter: bool,
    /// True if the asker may bring tables beside the entries.
    pub may_import: bool,
}

/// Which entries are asked for.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct BoardQuery {
    /// `symbiosis` or `supply`.
    pub family: Option<String>,
    /// `offer` or `need`.
    pub side: Option<String>,
    /// Material, or kind of supply.
    pub what: Option<String>,
    /// Words in English or Chinese, or digits of a code.
    pub q: Option<String>,
    /// Only what the asker entered.
    pub mine: Option<bool>,
    /// At most so many, up to 500 [default: 200].
    pub limit: Option<u32>,
    /// From which on [default: 0].
    pub offset: Option<u32>,
}

/// A new entry.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewBoardEntryRequest {
    /// `symbiosis` or `supply`.
    pub family: String,
    /// `offer` or `need`.
    pub side: String,
    /// Its row, by column, as the table of the command has it; an `id` is made up if there is none.
    pub cells: BTreeMap<String, String>,
    /// Row of its partner (symbiosis), if the board does not know it yet.
    pub partner: Option<BTreeMap<String, String>>,
    /// How to reach who enters it: shown to the other side of an agreed introduction alone.
    pub contact: Option<String>,
}

/// What became of files that were brought.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BoardTaken {
    /// Rows that were read.
    pub rows: u64,
    /// Entries that are new or have changed.
    pub changed: u64,
    /// True if all was refused.
    pub refused: bool,
    /// What was noticed.
    pub findings: Vec<Finding>,
}

/// One part of a score.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MatchPart {
    /// `text`, `code`, `price`, `units`, `days` or `nearness`.
    pub part: String,
    /// 0 to 1; `null` if one side does not say.
    pub value: Option<f64>,
    /// How much it counts.
    pub weight: f64,
}

/// An offer for a need.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BoardMatch {
    /// Number of the need.
    pub need: u32,
    /// The offer.
    pub offer: BoardEntryDto,
    /// 1 is the best.
    pub place: u32,
    /// 0 to 1: weighted mean of the parts that are known.
    pub score: f64,
    /// Its parts.
    pub parts: Vec<MatchPart>,
    /// Great-circle distance, km.
    pub km: Option<f64>,
    /// How many found it useful.
    pub useful: u64,
    /// How many did not.
    pub not_useful: u64,
    /// What the asker said.
    pub my_opinion: Option<bool>,
    /// How far an introduction is, for its two sides: `asked`, `agreed`, `declined` or `withdrawn`.
    pub introduction: Option<String>,
}

/// How good the ranking was by what people accepted: means over the needs that somebody judged.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MatchQuality {
    /// How many needs that is.
    pub judged_needs: u64,
    /// Share of the first five that was accepted.
    pub precision: Option<f64>,
    /// One over the place of the first that was accepted.
    pub reciprocal_rank: Option<f64>,
    /// Discounted gain of the first five over that of the best order; an agreed introduction counts twice a useful match.
    pub discounted_gain: Option<f64>,
}

/// Needs with their offers.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MatchPage {
    /// Needs that fit the question.
    pub total: u64,
    /// The first of them.
    pub needs: Vec<BoardEntryDto>,
    /// Their offers, best first.
    pub matches: Vec<BoardMatch>,
    /// How good the ranking is.
    pub quality: MatchQuality,
    /// What codes are called.
    pub names: Vec<WordName>,
    /// True if any entry is invented.
    pub synthetic: bool,
    /// What `carbonshed supply` gives: the table of these needs, figures and findings of the whole board.
    pub result: ToolAnswer,
}

/// Which matches are asked for.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct MatchQuery {
    /// Number of a need.
    pub need: Option<u32>,
    /// Kind of supply.
    pub kind: Option<String>,
    /// Only needs that the asker entered.
    pub mine: Option<bool>,
    /// At most so many needs, up to 200 [default: 50].
    pub limit: Option<u32>,
    /// From which on [default: 0].
    pub offset: Option<u32>,
}

/// What somebody thinks of a match.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct JudgeMatchRequest {
    /// Number of the offer.
    pub offer: u32,
    /// Number of the need.
    pub need: u32,
    /// Whether it is of use.
    pub useful: bool,
}

/// Asks to be introduced.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewIntroductionRequest {
    /// Number of the offer.
    pub offer: u32,
    /// Number of the need.
    pub need: u32,
    /// What is said with it.
    pub message: String,
}

/// Answers a request.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct IntroductionActRequest {
    /// `agree`, `decline` or `withdraw`.
    pub action: String,
}

/// An introduction, as one of its sides sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IntroductionDto {
    /// Number.
    pub id: u32,
    /// The offer.
    pub offer: BoardEntryDto,
    /// The need.
    pub need: BoardEntryDto,
    /// `offer` or `need`: which side asked.
    pub asked_side: String,
    /// Who asked.
    pub asked_by: Option<String>,
    /// When.
    pub asked_at: String,
    /// What was said with it.
    pub message: String,
    /// `asked`, `agreed`, `declined` or `withdrawn`.
    pub state: String,
    /// Who answered or withdrew.
    pub answered_by: Option<String>,
    /// When.
    pub answered_at: Option<String>,
    /// How to reach the offer's side: its own, or after both agreed.
    pub contact_of_offer: Option<String>,
    /// How to reach the need's side: its own, or after both agreed.
    pub contact_of_need: Option<String>,
    /// True if it is for the asker to agree or decline.
    pub may_answer: bool,
    /// True if the asker may take consent back.
    pub may_withdraw: bool,
}

/// Introductions in which the asker is a side.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IntroductionList {
    /// How many wait for the asker's answer.
    pub waiting: u64,
    /// What codes are called.
    pub names: Vec<WordName>,
    /// Newest first.
    pub rows: Vec<IntroductionDto>,
}

/// With which settings the network is asked for.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct NetworkQuery {
    /// Price of a tonne of CO2e that counts as gain, yuan [default: 0].
    pub carbon_yuan_per_t: Option<f64>,
    /// Way on the ground over the great circle, 1 to 10 [default: 1].
    pub detour: Option<f64>,
}

/// Who takes part.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NetworkPartner {
    /// As the tables name it.
    pub id: String,
    /// Name.
    pub name: String,
    /// City.
    pub city: Option<String>,
    /// East, degrees.
    pub lon: Option<f64>,
    /// North, degrees.
    pub lat: Option<f64>,
}

/// The symbiosis network of a board.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NetworkAnswer {
    /// What `carbonshed symbiosis match` gives of the same rows.
    pub result: ToolAnswer,
    /// Partners.
    pub partners: Vec<NetworkPartner>,
    /// Numbers of offers, by their id in the table.
    pub offers: BTreeMap<String, u32>,
    /// Numbers of needs, by their id in the table.
    pub needs: BTreeMap<String, u32>,
    /// What codes are called.
    pub names: Vec<WordName>,
    /// True if any entry is invented.
    pub synthetic: bool,
}

/// Which cities belong together.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct LocalQuery {
    /// Cities of the cluster, commas between [default: all that buy].
    pub cities: Option<String>,
}

/// A file by its name.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ToolFile {
    /// As the command's page names it: `site.csv`, `route.csv`, `modes.csv`, `amounts.csv`, `rules.csv`.
    pub name: String,
    /// CSV.
    pub text: String,
}

/// Files for a tool.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ToolRequest {
    /// Files.
    pub files: Vec<ToolFile>,
    /// True to leave faulty rows out instead of refusing all.
    pub lenient: Option<bool>,
}

/// A worked example.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ToolExample {
    /// `site`, `route` or `share`.
    pub tool: String,
    /// Its folder.
    pub id: String,
    /// Its files; all invented.
    pub files: Vec<ToolFile>,
}

/// A site or a client.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SitingPlace {
    /// `site` or `client`.
    pub kind: String,
    /// As the file names it.
    pub id: String,
    /// East, degrees; `null` on a plan.
    pub lon: Option<f64>,
    /// North, degrees.
    pub lat: Option<f64>,
    /// East of the plan's origin, km.
    pub x_km: Option<f64>,
    /// North of it, km.
    pub y_km: Option<f64>,
    /// Demand of a client, capacity of a site; `null` without bound.
    pub amount: Option<f64>,
}

/// Who is served from where.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SitingServed {
    /// Client.
    pub client: String,
    /// Site.
    pub site: String,
    /// Share of the client's demand, 0 to 1.
    pub share: f64,
}

/// A choice of sites.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SitingChoice {
    /// Chosen sites.
    pub sites: Vec<String>,
    /// Having the sites and carrying, yuan a year.
    pub yuan: f64,
    /// t CO2e a year.
    pub carbon_t: Option<f64>,
    /// Amount times km.
    pub unit_km: f64,
    /// Way of the farthest client, km.
    pub farthest_km: f64,
    /// Demand within reach, where the aim names one.
    pub within_reach: Option<f64>,
    /// Least of what chosen sites have over what is needed, over all that is needed.
    pub least_headroom: Option<f64>,
    /// Who is served from where.
    pub served: Vec<SitingServed>,
}

/// Where to build.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SitingAnswer {
    /// What `carbonshed site` gives.
    pub result: ToolAnswer,
    /// Sites and clients.
    pub places: Vec<SitingPlace>,
    /// The best for the aim.
    pub best: Option<SitingChoice>,
    /// Choices that cannot be bettered, in the order of `front.csv`.
    pub front: Vec<SitingChoice>,
    /// True if the front was made from all choices.
    pub front_complete: bool,
}

/// A link of a route.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RouteLeg {
    /// From.
    pub from: String,
    /// To.
    pub to: String,
    /// `road`, `rail`, `river`, `sea` or `air`.
    pub mode: String,
    /// Length, km.
    pub km: f64,
    /// Hours.
    pub time_h: Option<f64>,
    /// Yuan for all of the goods.
    pub yuan: Option<f64>,
    /// kg CO2e for all of the goods.
    pub co2_kg: Option<f64>,
    /// Probability that all goes well.
    pub reliability: Option<f64>,
}

/// A route; its figures hold links and changes of mode.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RouteDto {
    /// Hours.
    pub time_h: Option<f64>,
    /// Yuan for all of the goods.
    pub yuan: Option<f64>,
    /// kg CO2e for all of the goods.
    pub co2_kg: Option<f64>,
    /// Probability that all goes well.
    pub reliability: Option<f64>,
    /// Links in order.
    pub legs: Vec<RouteLeg>,
}

/// How to carry.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RouteAnswer {
    /// What `carbonshed route` gives.
    pub result: ToolAnswer,
    /// Goods, t.
    pub tonnes: Option<f64>,
    /// Aims that took part: `time_h`, `yuan`, `co2_kg`, `reliability`.
    pub aims: Vec<String>,
    /// Routes in the order of `routes.csv`.
    pub routes: Vec<RouteDto>,
    /// Places whose position the file states.
    pub places: Vec<RoutePlace>,
}

/// Where a place of a route lies.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RoutePlace {
    /// Name.
    pub id: String,
    /// Its Chinese name, if the file has one.
    pub name_zh: Option<String>,
    /// Longitude, degrees.
    pub lon: f64,
    /// Latitude, degrees.
    pub lat: f64,
}

/// How to share.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SharingAnswer {
    /// What `carbonshed share` gives.
    pub result: ToolAnswer,
}
