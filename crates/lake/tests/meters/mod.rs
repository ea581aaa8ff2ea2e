//! Meters for tests of sums.

use metering::Meter;

/// A meter of 1 Wh and 15 minutes in zone `z`, in kWh.
pub fn meter(code: &str) -> Meter {
    serde_json::from_value(serde_json::json!({
        "code": code, "name": {"en": code, "zh": code}, "enterprise": null, "place": "p",
        "carrier": "electricity", "unit": "kWh", "resolution": 0.001, "register": "interval",
        "interval_s": 900, "digits": null, "multiplier": 1.0, "parent": null, "loss_percent_max": 0.0,
        "formula": null, "zone": "z", "active": [null, null], "synthetic": true,
    }))
    .unwrap()
}
