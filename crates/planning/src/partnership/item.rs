//! Items of a plan: what they hold, and what makes them sound.

use inventory::indicator::Indicator;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Fault, Id, LINE_MAX, Side, TEXT_MAX, fault, line, within};

/// Most of an amount, hundredths: a hundred thousand million. Sums of a whole plan stay exact also in programs that know only doubles.
pub const AMOUNT_MAX: i64 = 10_000_000_000_000;

/// A number that is written as text, so that it comes back to the last bit and has one spelling in signed files.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number(pub f64);

impl Serialize for Number {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Number, D::Error> {
        use serde::de::Error;
        let value = serde_json::Value::deserialize(deserializer)?;
        let number = match &value {
            serde_json::Value::String(text) => text.parse().ok(),
            other => other.as_f64(),
        };
        number
            .filter(|n: &f64| n.is_finite())
            .map(Number)
            .ok_or_else(|| Error::custom(format!("{value} is no number")))
    }
}

/// Which sphere an institution belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sphere {
    /// Public bodies.
    Government,
    /// Firms and their associations.
    Industry,
    /// Universities and institutes.
    Research,
}

/// What an item is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Body {
    /// What a side wants to reach.
    Vision {
        /// In its own words.
        text: String,
    },
    /// A topic that a side takes up.
    Topic {
        /// Id of the topic.
        topic: String,
    },
    /// A project.
    Project {
        /// Name.
        title: String,
        /// What it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        /// Ids of topics.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        topics: Vec<String>,
        /// First day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        start: Option<Date>,
        /// Last day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        end: Option<Date>,
    },
    /// Who takes part.
    Institution {
        /// Government, industry or research.
        role: Sphere,
        /// Id of an organisation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        organisation: Option<String>,
        /// Name, if it is no organisation of the installation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// What it does.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        /// Its project.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        project: Option<String>,
    },
    /// Something that was decided.
    Decision {
        /// In a line.
        title: String,
        /// When.
        on: Date,
        /// In full.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        /// By whom.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        who: Option<String>,
        /// Its project.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        project: Option<String>,
    },
    /// A step of a project.
    Milestone {
        /// Name.
        title: String,
        /// Its project; always there but where the viewer does not see the project.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        project: Option<String>,
        /// When it is to be reached.
        due: Date,
        /// When work on it begins.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        start: Option<Date>,
        /// When it was reached.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        done_on: Option<Date>,
    },
    /// What may go wrong.
    Risk {
        /// In a line.
        title: String,
        /// 1 (hardly) to 5 (almost surely).
        probability: u8,
        /// 1 (slight) to 5 (it fails).
        effect: u8,
        /// What is done about it.
        answer: String,
        /// Its project.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        project: Option<String>,
    },
    /// Whom to ask.
    Contact {
        /// Who.
        name: String,
        /// Of which institution.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        institution: Option<String>,
        /// Address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        email: Option<String>,
        /// Number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        phone: Option<String>,
        /// For what.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        /// Its project.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        project: Option<String>,
    },
    /// A line of a budget.
    Budget {
        /// For what.
        title: String,
        /// Its project; always there but where the viewer does not see the project.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        project: Option<String>,
        /// ISO 4217.
        currency: String,
        /// Planned, hundredths.
        planned: i64,
        /// Spent, hundredths.
        spent: i64,
        /// Who pays.
        funder: String,
        /// Year.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        year: Option<i16>,
    },
    /// What the project is measured by, read from the side's ledger.
    Indicator {
        /// Id of the indicator.
        indicator: String,
        /// Year that it is held against.
        base_year: i16,
        /// Year of the target.
        target_year: i16,
        /// The target, in the unit in which the ledger shows the indicator.
        target: Number,
        /// Name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title: Option<String>,
        /// Only this place below the city.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<String>,
        /// Only this field.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        field: Option<String>,
        /// Only this carrier.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        carrier: Option<String>,
        /// Its project.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        project: Option<String>,
    },
    /// People met.
    Meeting {
        /// About what.
        title: String,
        /// When.
        on: Date,
        /// Minutes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        /// Where.
        #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
        venue: Option<String>,
        /// Who was there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        who: Option<String>,
        /// Its project.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        project: Option<String>,
    },
    /// Somebody does something until a day.
    Task {
        /// What.
        title: String,
        /// Who.
        who: String,
        /// Until when.
        until: Date,
        /// When it was done.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        done_on: Option<Date>,
        /// The meeting that it was agreed at.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        meeting: Option<String>,
        /// Its project.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        project: Option<String>,
    },
    /// A file; its bytes are kept by their hash.
    Document {
        /// What it is.
        title: String,
        /// Its name when it was handed in.
        file_name: String,
        /// Length.
        size_bytes: i64,
        /// SHA-256 of its bytes, lower hexadecimal.
        sha256: String,
        /// As the browser named it.
        media_type: String,
        /// Its project.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        project: Option<String>,
    },
}

/// What kind of item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// [`Body::Vision`]
    Vision,
    /// [`Body::Topic`]
    Topic,
    /// [`Body::Project`]
    Project,
    /// [`Body::Institution`]
    Institution,
    /// [`Body::Decision`]
    Decision,
    /// [`Body::Milestone`]
    Milestone,
    /// [`Body::Risk`]
    Risk,
    /// [`Body::Contact`]
    Contact,
    /// [`Body::Budget`]
    Budget,
    /// [`Body::Indicator`]
    Indicator,
    /// [`Body::Meeting`]
    Meeting,
    /// [`Body::Task`]
    Task,
    /// [`Body::Document`]
    Document,
}

impl Kind {
    /// Stable word.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Vision => "vision",
            Kind::Topic => "topic",
            Kind::Project => "project",
            Kind::Institution => "institution",
            Kind::Decision => "decision",
            Kind::Milestone => "milestone",
            Kind::Risk => "risk",
            Kind::Contact => "contact",
            Kind::Budget => "budget",
            Kind::Indicator => "indicator",
            Kind::Meeting => "meeting",
            Kind::Task => "task",
            Kind::Document => "document",
        }
    }
}

/// An item of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Its name.
    pub id: Id,
    /// Whose it is; the side in its id.
    pub side: Side,
    /// True if anybody may see it while an agreement is in force.
    #[serde(default)]
    pub public: bool,
    /// What it holds.
    #[serde(flatten)]
    pub body: Body,
}

fn maybe(field: &'static str, text: &Option<String>, most: usize) -> Result<(), Fault> {
    text.as_deref()
        .map_or(Ok(()), |text| within(field, text, most))
}

fn order(field: &'static str, from: Option<Date>, to: Option<Date>) -> Result<(), Fault> {
    match (from, to) {
        (Some(from), Some(to)) if to < from => fault(field, "wrong_order"),
        _ => Ok(()),
    }
}

impl Body {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            Body::Vision { .. } => Kind::Vision,
            Body::Topic { .. } => Kind::Topic,
            Body::Project { .. } => Kind::Project,
            Body::Institution { .. } => Kind::Institution,
            Body::Decision { .. } => Kind::Decision,
            Body::Milestone { .. } => Kind::Milestone,
            Body::Risk { .. } => Kind::Risk,
            Body::Contact { .. } => Kind::Contact,
            Body::Budget { .. } => Kind::Budget,
            Body::Indicator { .. } => Kind::Indicator,
            Body::Meeting { .. } => Kind::Meeting,
            Body::Task { .. } => Kind::Task,
            Body::Document { .. } => Kind::Document,
        }
    }

    /// The project it hangs under.
    pub fn project(&self) -> Option<&str> {
        match self {
            Body::Vision { .. } | Body::Topic { .. } | Body::Project { .. } => None,
            Body::Institution { project, .. }
            | Body::Decision { project, .. }
            | Body::Milestone { project, .. }
            | Body::Risk { project, .. }
            | Body::Contact { project, .. }
            | Body::Budget { project, .. }
            | Body::Indicator { project, .. }
            | Body::Meeting { project, .. }
            | Body::Task { project, .. }
            | Body::Document { project, .. } => project.as_deref(),
        }
    }

    /// What it points at: field, id, and the kind that must stand there.
    pub fn links(&mut self) -> Vec<(&'static str, &mut Option<String>, Kind)> {
        match self {
            Body::Vision { .. } | Body::Topic { .. } | Body::Project { .. } => Vec::new(),
            Body::Task {
                project, meeting, ..
            } => vec![
                ("project", project, Kind::Project),
                ("meeting", meeting, Kind::Meeting),
            ],
            Body::Institution { project, .. }
            | Body::Decision { project, .. }
            | Body::Milestone { project, .. }
            | Body::Risk { project, .. }
            | Body::Contact { project, .. }
            | Body::Budget { project, .. }
            | Body::Indicator { project, .. }
            | Body::Meeting { project, .. }
            | Body::Document { project, .. } => vec![("project", project, Kind::Project)],
        }
    }

    /// Ids of topics that it names.
    pub fn topics(&self) -> Vec<&str> {
        match self {
            Body::Topic { topic } => vec![topic],
            Body::Project { topics, .. } => topics.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// True if all that it says by itself is sound; links and topics are looked up by who knows them.
    ///
    /// # Errors
    /// The first field that is not.
    pub fn check(&self) -> Result<(), Fault> {
        match self {
            Body::Vision { text } => within("text", text, TEXT_MAX),
            Body::Topic { topic } => line("topic", topic),
            Body::Project {
                title,
                text,
                topics,
                start,
                end,
            } => {
                line("title", title)?;
                maybe("text", text, TEXT_MAX)?;
                if topics.len() > 50 {
                    return fault("topics", "too_long");
                }
                order("end", *start, *end)
            }
            Body::Institution {
                organisation,
                name,
                text,
                ..
            } => {
                maybe("organisation", organisation, LINE_MAX)?;
                maybe("name", name, LINE_MAX)?;
                maybe("text", text, TEXT_MAX)?;
                if organisation.is_some() == name.is_some() {
                    return fault("name", "either_organisation_or_name");
                }
                Ok(())
            }
            Body::Decision {
                title, text, who, ..
            } => {
                line("title", title)?;
                maybe("text", text, TEXT_MAX)?;
                maybe("who", who, LINE_MAX)
            }
            Body::Milestone {
                title,
                project,
                due,
                start,
                done_on,
            } => {
                line("title", title)?;
                if project.is_none() {
                    return fault("project", "blank");
                }
                order("due", *start, Some(*due))?;
                order("done_on", *start, *done_on)
            }
            Body::Risk {
                title,
                probability,
                effect,
                answer,
                ..
            } => {
                line("title", title)?;
                for (field, value) in [("probability", probability), ("effect", effect)] {
                    if !(1..=5).contains(value) {
                        return fault(field, "out_of_range");
                    }
                }
                within("answer", answer, TEXT_MAX)
            }
            Body::Contact {
                name,
                institution,
                email,
                phone,
                text,
                ..
            } => {
                line("name", name)?;
                for (field, value) in [
                    ("institution", institution),
                    ("email", email),
                    ("phone", phone),
                ] {
                    maybe(field, value, LINE_MAX)?;
                }
                if email.as_deref().is_some_and(|e| !e.contains('@')) {
                    return fault("email", "no_address");
                }
                maybe("text", text, TEXT_MAX)
            }
            Body::Budget {
                title,
                project,
                currency,
                planned,
                spent,
                funder,
                year,
            } => {
                line("title", title)?;
                line("funder", funder)?;
                if project.is_none() {
                    return fault("project", "blank");
                }
                if currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_uppercase()) {
                    return fault("currency", "no_currency");
                }
                for (field, amount) in [("planned", planned), ("spent", spent)] {
                    if !(0..=AMOUNT_MAX).contains(amount) {
                        return fault(field, "out_of_range");
                    }
                }
                year.map_or(Ok(()), |year| a_year("year", year))
            }
            Body::Indicator {
                indicator,
                base_year,
                target_year,
                title,
                place,
                field,
                carrier,
                ..
            } => {
                if indicator.parse::<Indicator>().is_err() {
                    return fault("indicator", "unknown");
                }
                a_year("base_year", *base_year)?;
                a_year("target_year", *target_year)?;
                if target_year <= base_year {
                    return fault("target_year", "wrong_order");
                }
                maybe("title", title, LINE_MAX)?;
                maybe("place", place, LINE_MAX)?;
                maybe("carrier", carrier, LINE_MAX)?;
                if let Some(code) = field
                    && code.parse::<units::Field>().is_err()
                {
                    return fault("field", "unknown");
                }
                // What is shared is shared along one cut; a cell of two would be in none of them.
                let cuts = [place, field, carrier];
                if cuts.into_iter().flatten().count() > 1 {
                    return fault("place", "one_cut_only");
                }
                Ok(())
            }
            Body::Meeting {
                title,
                text,
                venue,
                who,
                ..
            } => {
                line("title", title)?;
                maybe("text", text, TEXT_MAX)?;
                maybe("where", venue, LINE_MAX)?;
                maybe("who", who, TEXT_MAX)
            }
            Body::Task { title, who, .. } => {
                line("title", title)?;
                line("who", who)
            }
            Body::Document {
                title,
                file_name,
                size_bytes,
                sha256,
                media_type,
                ..
            } => {
                line("title", title)?;
                line("file_name", file_name)?;
                line("media_type", media_type)?;
                if *size_bytes < 0 {
                    return fault("size_bytes", "out_of_range");
                }
                let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
                if sha256.len() != 64 || !sha256.bytes().all(hex) {
                    return fault("sha256", "no_hash");
                }
                Ok(())
            }
        }
    }
}

fn a_year(field: &'static str, year: i16) -> Result<(), Fault> {
    if (1900..=2200).contains(&year) {
        Ok(())
    } else {
        fault(field, "out_of_range")
    }
}
