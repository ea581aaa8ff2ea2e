//! Synthetic districts: seeded, heavy-tailed, seasonal, with planted faults.
