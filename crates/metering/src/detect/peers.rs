//! What the meters of an industry did together.

use jiff::civil::Date;

use super::level::{change_at, day_stats, levels};
use super::{Frame, Series, median};

/// Peers needed on a day.
const LEAST_PEERS: usize = 3;

/// The middle of the peers' levels, day by day, each peer against its own history: how large a peer is does not matter.
#[derive(Debug, Clone, PartialEq)]
pub struct PeerIndex {
    start: Date,
    levels: Vec<f64>,
}

impl PeerIndex {
    /// Of the meters given, which should not hold the one that is looked over. A day counts where at least three of them
    /// are known; meters that are often below nought (they feed in) are left out. `None` if no day counts.
    #[must_use]
    pub fn new(peers: &[Series<'_>], holidays: &[Date]) -> Option<PeerIndex> {
        let start = peers.iter().map(|peer| peer.start).min()?;
        let mut by_day: Vec<Vec<f64>> = Vec::new();
        for peer in peers {
            let frame = Frame::new(peer, holidays);
            let (mut levels, additive) = levels(
                &day_stats(&frame),
                &frame.class,
                &vec![false; frame.days.len()],
            );
            if additive {
                continue;
            }
            let mut known: Vec<f64> = levels.iter().copied().filter(|v| !v.is_nan()).collect();
            let middle = median(&mut known);
            let from = days_between(start, peer.start).unwrap_or(0);
            by_day.resize(by_day.len().max(from + levels.len()), Vec::new());
            for (day, level) in levels.drain(..).enumerate().filter(|(_, l)| !l.is_nan()) {
                by_day[from + day].push(level - middle);
            }
        }
        let levels: Vec<f64> = by_day
            .iter_mut()
            .map(|list| {
                if list.len() < LEAST_PEERS {
                    f64::NAN
                } else {
                    median(list)
                }
            })
            .collect();
        levels
            .iter()
            .any(|level| !level.is_nan())
            .then_some(PeerIndex { start, levels })
    }

    /// Logarithm of the peers' change from the four weeks before a day to the four weeks from it on; `None` where less than
    /// two weeks on either side are known.
    pub(crate) fn change(&self, date: Date) -> Option<f64> {
        change_at(&self.levels, days_between(self.start, date)?)
    }
}

fn days_between(start: Date, date: Date) -> Option<usize> {
    usize::try_from(start.until(date).ok()?.get_days()).ok()
}
