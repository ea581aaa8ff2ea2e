//! Measurements in the Prometheus text format (version 0.0.4), written by hand: three families need no library.

use crate::home::Home;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper bounds of the latency buckets, seconds.
const BUCKETS_S: [f64; 11] = [
    0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];

#[derive(Debug, Default, Clone)]
struct Latency {
    buckets: [u64; BUCKETS_S.len()],
    count: u64,
    sum_s: f64,
}

/// Counts and latencies by route.
#[derive(Debug, Default)]
pub struct Metrics {
    requests: Mutex<BTreeMap<(String, String, u16), u64>>,
    latencies: Mutex<BTreeMap<(String, String), Latency>>,
    cache_hits: AtomicU64,
    cache_misses: AtomicU64,
}

impl Metrics {
    /// Notes a finished request.
    pub fn request(&self, method: &str, route: &str, status: u16, took: Duration) {
        *self
            .requests
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry((method.to_owned(), route.to_owned(), status))
            .or_default() += 1;
        let mut latencies = self
            .latencies
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let latency = latencies
            .entry((method.to_owned(), route.to_owned()))
            .or_default();
        let seconds = took.as_secs_f64();
        latency.count += 1;
        latency.sum_s += seconds;
        for (bucket, bound) in latency.buckets.iter_mut().zip(BUCKETS_S) {
            *bucket += u64::from(seconds <= bound);
        }
    }

    /// Notes whether an answer was kept.
    pub fn answer_cache(&self, hit: bool) {
        let counter = if hit {
            &self.cache_hits
        } else {
            &self.cache_misses
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// All of it as text.
    pub fn text(&self, home: &Home, answer_bytes: usize) -> String {
        let mut out = String::new();
        // Writing to a String cannot fail.
        let _ = self.write(&mut out, home, answer_bytes);
        out
    }

    fn write(&self, out: &mut String, home: &Home, answer_bytes: usize) -> std::fmt::Result {
        writeln!(
            out,
            "# HELP carbonshed_http_requests_total Finished requests."
        )?;
        writeln!(out, "# TYPE carbonshed_http_requests_total counter")?;
        for ((method, route, status), count) in self
            .requests
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
        {
            writeln!(
                out,
                "carbonshed_http_requests_total{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}} {count}"
            )?;
        }
        writeln!(
            out,
            "# HELP carbonshed_http_request_seconds Time to the answer's head."
        )?;
        writeln!(out, "# TYPE carbonshed_http_request_seconds histogram")?;
        for ((method, route), latency) in self
            .latencies
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
        {
            let labels = format!("method=\"{method}\",route=\"{route}\"");
            for (count, bound) in latency.buckets.iter().zip(BUCKETS_S) {
                writeln!(
                    out,
                    "carbonshed_http_request_seconds_bucket{{{labels},le=\"{bound}\"}} {count}"
                )?;
            }
            writeln!(
                out,
                "carbonshed_http_request_seconds_bucket{{{labels},le=\"+Inf\"}} {}",
                latency.count
            )?;
            writeln!(
                out,
                "carbonshed_http_request_seconds_sum{{{labels}}} {}",
                latency.sum_s
            )?;
            writeln!(
                out,
                "carbonshed_http_request_seconds_count{{{labels}}} {}",
                latency.count
            )?;
        }
        writeln!(
            out,
            "# HELP carbonshed_answer_cache_total Answers taken from memory or computed."
        )?;
        writeln!(out, "# TYPE carbonshed_answer_cache_total counter")?;
        for (name, counter) in [("hit", &self.cache_hits), ("miss", &self.cache_misses)] {
            writeln!(
                out,
                "carbonshed_answer_cache_total{{result=\"{name}\"}} {}",
                counter.load(Ordering::Relaxed)
            )?;
        }
        writeln!(
            out,
            "# HELP carbonshed_answer_cache_bytes Bytes of kept answers."
        )?;
        writeln!(out, "# TYPE carbonshed_answer_cache_bytes gauge")?;
        writeln!(out, "carbonshed_answer_cache_bytes {answer_bytes}")?;
        writeln!(
            out,
            "# HELP carbonshed_cube_load_seconds Time of the last load of a region's cube."
        )?;
        writeln!(out, "# TYPE carbonshed_cube_load_seconds gauge")?;
        for (region, seconds) in home.load_seconds() {
            writeln!(
                out,
                "carbonshed_cube_load_seconds{{region=\"{region}\"}} {seconds}"
            )?;
        }
        writeln!(
            out,
            "# HELP carbonshed_import_rows_total Rows imported by this process."
        )?;
        writeln!(out, "# TYPE carbonshed_import_rows_total counter")?;
        writeln!(out, "carbonshed_import_rows_total {}", home.rows_imported())?;
        writeln!(
            out,
            "# HELP carbonshed_cubes_patched_total Cubes that new entries were put into instead of being made anew."
        )?;
        writeln!(out, "# TYPE carbonshed_cubes_patched_total counter")?;
        writeln!(
            out,
            "carbonshed_cubes_patched_total {}",
            home.views_patched()
        )
    }
}
