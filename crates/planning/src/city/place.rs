//! Where a city is, and how far it is to another.

/// The mean radius of WGS 84, km.
pub(super) const RADIUS_KM: f64 = 6_371.008_8;

/// Latitude and longitude, degrees (WGS 84).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    /// Latitude, -90 to 90.
    pub latitude: f64,
    /// Longitude, -180 to 180.
    pub longitude: f64,
}

/// Great-circle distance, km, on a sphere of 6,371.0088 km (the mean radius of WGS 84).
pub fn distance_km(a: Position, b: Position) -> f64 {
    let (p, q) = (a.latitude.to_radians(), b.latitude.to_radians());
    let (dp, dl) = (q - p, (b.longitude - a.longitude).to_radians());
    let h = (dp / 2.0).sin().powi(2) + p.cos() * q.cos() * (dl / 2.0).sin().powi(2);
    2.0 * RADIUS_KM * h.sqrt().min(1.0).asin()
}
