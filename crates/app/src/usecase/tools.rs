//! Where to build, how to carry, how to share: files in, the commands' tables out, with what a page draws of them. Nothing is kept.

use crate::embed;
use crate::home::{Home, blocking};
use crate::http::dto::{
    RouteAnswer, RouteDto, RouteLeg, RoutePlace, SharingAnswer, SitingAnswer, SitingChoice,
    SitingPlace, SitingServed, ToolAnswer, ToolExample, ToolFile, ToolRequest,
};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::Actor;
use planning::route;
use planning::route::network::readable;
use planning::sharing;
use planning::sheet::Source;
use planning::siting;
use planning::siting::locate::Effort;
use planning::siting::plan::{Choice, Plan, Point};

/// Ways between sites and clients that the server looks at; the command has no bound.
const WAYS_MAX: usize = 200_000;
/// Ways above which the search ends earlier, with what it found and the bound.
const WAYS_EASY: usize = 10_000;
/// Rows of one kind that the server takes.
const ROWS_MAX: usize = 20_000;
/// Worked examples, by tool: invented, under `data/examples`.
const EXAMPLES: [(&str, &str, &[&str]); 6] = [
    ("site", "hydrogen-stations", &["site.csv"]),
    ("site", "battery-recycling", &["site.csv"]),
    ("route", "chengdu-shanghai", &["route.csv"]),
    ("route", "chongqing-duisburg", &["route.csv"]),
    ("share", "moved-plant", &["amounts.csv", "rules.csv"]),
    ("share", "shared-rates", &["amounts.csv", "rules.csv"]),
];

fn strict(asked: &ToolRequest) -> bool {
    !asked.lenient.unwrap_or(false)
}

fn file<'a>(asked: &'a ToolRequest, name: &str) -> Result<Source<'a>> {
    let found = asked.files.iter().find(|file| file.name == name);
    let file = found.ok_or_else(|| {
        Refusal::new(ErrorCode::BadBody, format!("the files have no {name}")).with("name", name)
    })?;
    if file.text.lines().count() > ROWS_MAX {
        return Err(Refusal::new(
            ErrorCode::TooLarge,
            format!("{name} has more than {ROWS_MAX} rows; use the command"),
        ));
    }
    Ok(Source {
        file: &file.name,
        text: &file.text,
    })
}

fn choice(plan: &Plan, of: &Choice) -> SitingChoice {
    let client = |at: usize| plan.clients[at].id.clone();
    SitingChoice {
        sites: of
            .sites
            .iter()
            .map(|at| plan.sites[*at].id.clone())
            .collect(),
        yuan: of.yuan,
        carbon_t: of.carbon_t,
        unit_km: of.unit_km,
        farthest_km: of.farthest_km,
        within_reach: of.within_reach,
        least_headroom: of.headroom.iter().flatten().copied().reduce(f64::min),
        served: of
            .served
            .iter()
            .enumerate()
            .flat_map(|(at, shares)| shares.iter().map(move |share| (at, share)))
            .map(|(at, (site, share))| SitingServed {
                client: client(at),
                site: plan.sites[*site].id.clone(),
                share: *share,
            })
            .collect(),
    }
}

/// `carbonshed site` on a file `site.csv`, with the places and the choices behind the tables.
///
/// # Errors
/// Who may not read; no such file, or too large a one.
pub async fn site(home: &Home, actor: &Actor, asked: ToolRequest) -> Result<SitingAnswer> {
    actor.must_read(home.config().public_read)?;
    home.solve(move || {
        let source = file(&asked, "site.csv")?;
        let (plan, _) = siting::read::read(source);
        let ways = plan.map_or(0, |plan| plan.sites.len() * plan.clients.len());
        if ways > WAYS_MAX {
            return Err(Refusal::new(
                ErrorCode::TooLarge,
                format!("{ways} ways between sites and clients; the server looks at {WAYS_MAX}, the command at all"),
            ));
        }
        let effort = if ways > WAYS_EASY {
            Effort {
                nodes: 200,
                ..Effort::default()
            }
        } else {
            Effort::default()
        };
        let (tables, drawn) = siting::answer(source, effort, strict(&asked));
        let (mut places, mut choices, mut best) = (Vec::new(), Vec::new(), None);
        let mut complete = true;
        if let Some((plan, answer)) = drawn {
            let place = |kind: &str, id: &str, point: Point, amount: Option<f64>| {
                let (lon, lat, x_km, y_km) = match point {
                    Point::Earth(at) => (Some(at.lon), Some(at.lat), None, None),
                    Point::Plan(x, y) => (None, None, Some(x), Some(y)),
                };
                SitingPlace {
                    kind: kind.to_owned(),
                    id: id.to_owned(),
                    lon,
                    lat,
                    x_km,
                    y_km,
                    amount,
                }
            };
            let clients = plan.clients.iter();
            places.extend(clients.map(|c| place("client", &c.id, c.point, Some(c.demand))));
            let sites = plan.sites.iter();
            places.extend(sites.map(|s| place("site", &s.id, s.point, s.capacity)));
            choices = answer.front.iter().map(|c| choice(&plan, c)).collect();
            best = answer.best.as_ref().map(|c| choice(&plan, c));
            complete = answer.front_complete;
        }
        Ok(SitingAnswer {
            result: ToolAnswer::from(tables),
            places,
            best,
            front: choices,
            front_complete: complete,
        })
    })
    .await
}

/// `carbonshed route` on a file `route.csv`, and `modes.csv` if there is one, with the legs of each route.
///
/// # Errors
/// As [`site`].
pub async fn route(home: &Home, actor: &Actor, asked: ToolRequest) -> Result<RouteAnswer> {
    actor.must_read(home.config().public_read)?;
    home.solve(move || {
        let source = file(&asked, "route.csv")?;
        let own = asked.files.iter().any(|file| file.name == "modes.csv");
        let carried = text("route/modes.csv")?;
        let modes = if own {
            file(&asked, "modes.csv")?
        } else {
            Source {
                file: "data/route/modes.csv",
                text: &carried,
            }
        };
        let (tables, drawn) = route::answer(source, modes, strict(&asked));
        let mut answer = RouteAnswer {
            result: ToolAnswer::from(tables),
            aims: Vec::new(),
            routes: Vec::new(),
            places: Vec::new(),
            tonnes: None,
        };
        if let Some((network, found)) = drawn {
            answer.tonnes = Some(network.tonnes);
            let stated = network.places.iter().zip(&network.positions);
            answer.places = stated
                .zip(&network.names_zh)
                .filter_map(|((id, at), name_zh)| {
                    let at = (*at)?;
                    Some(RoutePlace {
                        id: id.clone(),
                        name_zh: name_zh.clone(),
                        lon: at.longitude,
                        lat: at.latitude,
                    })
                })
                .collect();
            answer.aims = route::network::AIMS
                .iter()
                .zip(found.aims)
                .filter(|(_, on)| *on)
                .map(|(name, _)| (*name).to_owned())
                .collect();
            answer.routes = found
                .routes
                .iter()
                .map(|one| RouteDto {
                    time_h: one.figure(0),
                    yuan: one.figure(1),
                    co2_kg: one.figure(2),
                    reliability: one.figure(3),
                    legs: one
                        .links
                        .iter()
                        .map(|at| {
                            let link = &network.links[*at];
                            let figure = |aim: usize| link.toll[aim].map(|w| readable(aim, w));
                            RouteLeg {
                                from: network.places[link.from].clone(),
                                to: network.places[link.to].clone(),
                                mode: link.mode.code().to_owned(),
                                km: link.km,
                                time_h: figure(0),
                                yuan: figure(1),
                                co2_kg: figure(2),
                                reliability: figure(3),
                            }
                        })
                        .collect(),
                })
                .collect();
        }
        Ok(answer)
    })
    .await
}

/// `carbonshed share` on `amounts.csv` and `rules.csv`.
///
/// # Errors
/// As [`site`].
pub async fn share(home: &Home, actor: &Actor, asked: ToolRequest) -> Result<SharingAnswer> {
    actor.must_read(home.config().public_read)?;
    blocking(move || {
        let (amounts, rules) = (file(&asked, "amounts.csv")?, file(&asked, "rules.csv")?);
        let tables = sharing::run(amounts, rules, strict(&asked));
        Ok(SharingAnswer {
            result: ToolAnswer::from(tables),
        })
    })
    .await
}

fn text(path: &str) -> Result<String> {
    let bytes = embed::data(path)
        .ok_or_else(|| Refusal::internal("a table of the program", format!("no {path}")))?;
    String::from_utf8(bytes.into_owned())
        .map_err(|error| Refusal::internal("a table of the program", error))
}

/// Worked examples, invented, as files to begin with.
///
/// # Errors
/// Who may not read.
pub fn examples(home: &Home, actor: &Actor) -> Result<Vec<ToolExample>> {
    actor.must_read(home.config().public_read)?;
    EXAMPLES
        .iter()
        .map(|(tool, id, files)| {
            let files = files.iter().map(|name| {
                Ok(ToolFile {
                    name: (*name).to_owned(),
                    text: text(&format!("examples/{id}/{name}"))?,
                })
            });
            Ok(ToolExample {
                tool: (*tool).to_owned(),
                id: (*id).to_owned(),
                files: files.collect::<Result<_>>()?,
            })
        })
        .collect()
}
