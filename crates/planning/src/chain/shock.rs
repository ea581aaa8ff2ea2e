//! What is lost when firms stop or deliveries break.

use std::collections::VecDeque;

use super::Chain;

/// Changes of what a process can still make that are not passed on.
const LEAST: f64 = 1e-10;

/// What can still be made.
#[derive(Debug, Clone, PartialEq)]
pub struct Lost {
    /// Share of its output that each process can still make, 0 to 1.
    pub left: Vec<f64>,
}

impl Lost {
    /// Output that is lost, yuan a year.
    pub fn output_yuan(&self, chain: &Chain) -> f64 {
        let processes = chain.processes.iter().zip(&self.left);
        processes
            .map(|(p, left)| p.output_yuan * (1.0 - left))
            .sum()
    }

    /// Of it what would have gone to final use and to outside, yuan a year; what one process delivers to another is not counted twice.
    pub fn final_yuan(&self, chain: &Chain) -> f64 {
        let last = chain.final_yuan();
        let both = last.iter().zip(&self.left);
        both.map(|(yuan, left)| yuan * (1.0 - left)).sum()
    }
}

/// A chain, ready to be broken.
///
/// A process makes the share of its output that its scarcest essential input allows (Leontief). What a need does not get from known
/// deliveries comes from outside and is not lost; what a broken delivery brought is not replaced by another. A supplier that makes
/// less cuts all its deliveries alike. So this is the loss of the first days, before anybody finds another supplier.
pub struct Shock<'a> {
    chain: &'a Chain,
    /// By process: essential needs, each with its amount and the deliveries that meet it.
    needs: Vec<Vec<(f64, Vec<usize>)>>,
    /// By process: deliveries that leave it.
    leaving: Vec<Vec<usize>>,
}

impl<'a> Shock<'a> {
    /// Makes it ready.
    pub fn new(chain: &'a Chain) -> Self {
        let count = chain.processes.len();
        let (mut arriving, mut leaving) = (vec![Vec::new(); count], vec![Vec::new(); count]);
        for (at, d) in chain.deliveries.iter().enumerate() {
            arriving[d.to].push(at);
            leaving[d.from].push(at);
        }
        let mut needs = vec![Vec::new(); count];
        for need in chain.needs.iter().filter(|n| n.essential) {
            let of =
                |at: &usize| chain.processes[chain.deliveries[*at].from].product == need.product;
            let suppliers = arriving[need.process].iter().copied().filter(of).collect();
            needs[need.process].push((need.yuan, suppliers));
        }
        Shock {
            chain,
            needs,
            leaving,
        }
    }

    /// What is left when these firms (in [`Chain::firms`]) make nothing and these deliveries (in [`Chain::deliveries`]) do not come.
    pub fn without(&self, firms: &[usize], broken: &[usize]) -> Lost {
        let processes = self.chain.processes.iter();
        let stopped: Vec<bool> = processes.map(|p| firms.contains(&p.firm)).collect();
        let chain = self.chain;
        let mut left: Vec<f64> = stopped
            .iter()
            .map(|stopped| if *stopped { 0.0 } else { 1.0 })
            .collect();
        let mut waiting = vec![false; left.len()];
        let mut queue = VecDeque::new();
        let first = (0..left.len())
            .filter(|at| stopped[*at])
            .flat_map(|at| self.leaving[at].iter().map(|d| chain.deliveries[*d].to))
            .chain(broken.iter().map(|d| chain.deliveries[*d].to));
        for at in first {
            if !std::mem::replace(&mut waiting[at], true) {
                queue.push_back(at);
            }
        }
        while let Some(at) = queue.pop_front() {
            waiting[at] = false;
            let mut share: f64 = 1.0;
            for (yuan, suppliers) in &self.needs[at] {
                let missing: f64 = suppliers
                    .iter()
                    .map(|d| {
                        let delivery = chain.deliveries[*d];
                        let arrives = if broken.contains(d) {
                            0.0
                        } else {
                            left[delivery.from]
                        };
                        delivery.yuan * (1.0 - arrives)
                    })
                    .sum();
                share = share.min(1.0 - missing / yuan);
            }
            let share = share.max(0.0);
            if left[at] - share > LEAST {
                left[at] = share;
                for to in self.leaving[at].iter().map(|d| chain.deliveries[*d].to) {
                    if !std::mem::replace(&mut waiting[to], true) {
                        queue.push_back(to);
                    }
                }
            }
        }
        Lost { left }
    }
}
