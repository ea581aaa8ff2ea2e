//! Any bytes as a pushed batch, whole and by lines: every reading is taken or rejected with a sentence.
#![no_main]

use std::sync::LazyLock;

use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;
use metering::parse::{PushFormat, read_push};
use metering::{DayClock, Stamp};

static CLOCK: LazyLock<DayClock> = LazyLock::new(|| {
    DayClock::new(TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").expect("a rule of a zone"))
});

fuzz_target!(|bytes: &[u8]| {
    for format in [PushFormat::Json, PushFormat::Lines] {
        for stamp in [Stamp::Start, Stamp::End] {
            let Ok(push) = read_push(bytes, format, &CLOCK, stamp) else { continue };
            assert_eq!(push.readings.len() + push.rejected.len(), push.total);
            assert!(push.rejected.iter().all(|it| it.row > 0 && !it.message.is_empty()));
        }
    }
});
