//! Who makes what from whose deliveries: a graph of processes, the firms that run them and the products between them.
//!
//! [`read::read`] turns a folder's tables into a [`Chain`]; [`position`] says how far a process is from final use and from primary
//! inputs; [`graph`] finds firms without which the graph falls apart; [`shock`] says what is lost when a firm or a delivery breaks;
//! [`write`](mod@write) makes tables of it, and of who depends on whom and what a city lacks that another has.

pub mod graph;
pub mod position;
pub mod read;
pub mod shock;
mod write;

use inventory::finding::Severity;

use crate::sheet::Tables;

/// A firm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Firm {
    /// As the file names it.
    pub id: String,
    /// Where it stands.
    pub city: String,
    /// Its industry, GB/T 4754 code, if stated.
    pub industry: Option<String>,
}

/// A product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// As the file names it.
    pub id: String,
    /// Code of the Harmonized System (2, 4 or 6 digits, no dots), if stated.
    pub hs: Option<String>,
    /// Industry that makes it, GB/T 4754 code, if stated.
    pub industry: Option<String>,
}

/// What one firm makes of one product.
#[derive(Debug, Clone, PartialEq)]
pub struct Process {
    /// As the file names it.
    pub id: String,
    /// In [`Chain::firms`].
    pub firm: usize,
    /// In [`Chain::products`].
    pub product: usize,
    /// Output, yuan a year; above 0.
    pub output_yuan: f64,
}

/// What a process needs of a product, yuan a year.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// In [`Chain::processes`].
    pub process: usize,
    /// In [`Chain::products`].
    pub product: usize,
    /// At its output; above 0.
    pub yuan: f64,
    /// True if without it nothing is made; false if it only adds.
    pub essential: bool,
}

/// What one process delivers to another, yuan a year; above 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Delivery {
    /// In [`Chain::processes`].
    pub from: usize,
    /// In [`Chain::processes`].
    pub to: usize,
    /// Yuan a year.
    pub yuan: f64,
}

/// Firms, products, processes, needs and deliveries. Made by [`read::read`], which sees to it that no process delivers more than it
/// makes, that every delivery meets a need, and that no need is smaller than what is delivered for it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chain {
    /// Firms.
    pub firms: Vec<Firm>,
    /// Products.
    pub products: Vec<Product>,
    /// Processes.
    pub processes: Vec<Process>,
    /// One for each process and product.
    pub needs: Vec<Need>,
    /// One for each pair of processes.
    pub deliveries: Vec<Delivery>,
}

impl Chain {
    fn firm(&self, id: &str) -> Option<usize> {
        self.firms.iter().position(|f| f.id == id)
    }

    /// A delivery, named by its processes as `from>to`.
    fn delivery(&self, name: &str) -> Option<usize> {
        let (from, to) = name.split_once('>')?;
        let is = |process: usize, id: &str| self.processes[process].id == id;
        let mut deliveries = self.deliveries.iter();
        deliveries.position(|d| is(d.from, from) && is(d.to, to))
    }

    /// What each process makes that no other process of the chain takes: final use, stocks, and sales to outside, yuan a year.
    pub fn final_yuan(&self) -> Vec<f64> {
        let mut left: Vec<f64> = self.processes.iter().map(|p| p.output_yuan).collect();
        for delivery in &self.deliveries {
            left[delivery.from] -= delivery.yuan;
        }
        left.into_iter().map(|v| v.max(0.0)).collect()
    }
}

/// From a folder's tables to `position.csv`, `dependence.csv`, `critical.csv`, `gaps.csv`, and, if anything is named in `broken`
/// (firms, or deliveries as `from>to` of two processes), `broken.csv`: what is lost when all of it breaks.
///
/// Nothing is worked out if `strict` and a row could not be taken, or what is to break is not known; the findings then say which.
pub fn run(folder: read::Folder<'_>, broken: &[String], strict: bool) -> Tables {
    let (chain, findings) = read::read(folder);
    run_on(&chain, findings, broken, strict)
}

/// The same of a chain that was read or made already, with what was found then.
pub fn run_on(
    chain: &Chain,
    mut findings: Vec<inventory::finding::Finding>,
    broken: &[String],
    strict: bool,
) -> Tables {
    let (mut stopped, mut cut) = (Vec::new(), Vec::new());
    for name in broken {
        let (firm, delivery) = (chain.firm(name), chain.delivery(name));
        if firm.is_none() && delivery.is_none() {
            findings.push(crate::notice::notice(
                "chain_nothing_to_break",
                Severity::Error,
                &[("name", name.clone())],
                format!("{name} is neither a firm nor a delivery; write a firm's id, or two processes as from>to"),
            ));
        }
        stopped.extend(firm);
        cut.extend(delivery);
    }
    let nothing = stopped.len() + cut.len() < broken.len();
    if nothing || (strict && crate::notice::refused(&findings)) {
        return Tables {
            findings,
            ..Tables::default()
        };
    }
    let (position_csv, said) = write::position_csv(chain);
    findings.extend(said);
    let (dependence_csv, said) = write::dependence_csv(chain);
    findings.extend(said);
    let (critical_csv, said) = write::critical_csv(chain);
    findings.extend(said);
    let (gaps_csv, said) = write::gaps_csv(chain);
    findings.extend(said);
    let mut files = vec![
        ("position.csv", position_csv),
        ("dependence.csv", dependence_csv),
        ("critical.csv", critical_csv),
        ("gaps.csv", gaps_csv),
    ];
    let output: f64 = chain.processes.iter().map(|p| p.output_yuan).sum();
    let mut sums = vec![
        ("firms", Some(chain.firms.len() as f64)),
        ("processes", Some(chain.processes.len() as f64)),
        ("deliveries", Some(chain.deliveries.len() as f64)),
        ("output_yuan", Some(output)),
        ("final_yuan", Some(chain.final_yuan().iter().sum())),
    ];
    if !broken.is_empty() {
        let lost = shock::Shock::new(chain).without(&stopped, &cut);
        files.push(("broken.csv", write::broken_csv(chain, &lost)));
        sums.push(("lost_output_yuan", Some(lost.output_yuan(chain))));
        sums.push(("lost_final_yuan", Some(lost.final_yuan(chain))));
    }
    Tables {
        files,
        sums,
        findings,
    }
}
