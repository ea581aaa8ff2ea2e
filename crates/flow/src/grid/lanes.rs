//! The same number of several steps side by side, and tables of steps turned into that and back.

/// Steps solved in lockstep: one 512-bit register of f64.
pub(super) const LANES: usize = 8;

/// One number of each step, on a cache line of its own: across two lines every access would cost twice.
#[derive(Debug, Clone, Copy, Default)]
#[repr(C, align(64))]
pub(super) struct Lane(pub [f64; LANES]);

/// Nothing in any step.
pub(super) const ZERO: Lane = Lane([0.0; LANES]);

impl std::ops::Deref for Lane {
    type Target = [f64; LANES];

    #[inline(always)]
    fn deref(&self) -> &[f64; LANES] {
        &self.0
    }
}

impl std::ops::DerefMut for Lane {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [f64; LANES] {
        &mut self.0
    }
}

#[inline(always)]
pub(super) fn greater(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

#[inline(always)]
pub(super) fn signed(value: f64, sign: u64) -> f64 {
    f64::from_bits(value.to_bits() ^ sign)
}

#[inline(always)]
pub(super) fn positive(value: f64) -> f64 {
    if value > 0.0 { value } else { 0.0 }
}

#[inline(always)]
pub(super) fn lanes_of(value: impl Fn(usize) -> f64) -> Lane {
    let mut out = ZERO;
    for (lane, out) in out.iter_mut().enumerate() {
        *out = value(lane);
    }
    out
}

/// Rows as columns, in 24 shuffles where the machine has registers of 512 bits.
#[inline(always)]
pub(super) fn turned(rows: [Lane; LANES]) -> [Lane; LANES] {
    #[cfg(target_arch = "x86_64")]
    if let Some(v4) = pulp::x86::V4::try_new() {
        return turned_512(v4, rows);
    }
    let mut columns = [ZERO; LANES];
    for (lane, row) in rows.iter().enumerate() {
        for (column, &value) in columns.iter_mut().zip(&row.0) {
            column[lane] = value;
        }
    }
    columns
}

#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn turned_512(v4: pulp::x86::V4, rows: [Lane; LANES]) -> [Lane; LANES] {
    use core::arch::x86_64::__m512d;
    // No closures: what is not inlined here would be compiled for any machine.
    let f = v4.avx512f;
    let [a, b, c, d, e, g, h, i] = rows;
    let (a, b, c, d): (__m512d, __m512d, __m512d, __m512d) = (
        pulp::cast(a.0),
        pulp::cast(b.0),
        pulp::cast(c.0),
        pulp::cast(d.0),
    );
    let (e, g, h, i): (__m512d, __m512d, __m512d, __m512d) = (
        pulp::cast(e.0),
        pulp::cast(g.0),
        pulp::cast(h.0),
        pulp::cast(i.0),
    );
    let [c0, c2, c4, c6] = quarters(
        v4,
        f._mm512_unpacklo_pd(a, b),
        f._mm512_unpacklo_pd(c, d),
        f._mm512_unpacklo_pd(e, g),
        f._mm512_unpacklo_pd(h, i),
    );
    let [c1, c3, c5, c7] = quarters(
        v4,
        f._mm512_unpackhi_pd(a, b),
        f._mm512_unpackhi_pd(c, d),
        f._mm512_unpackhi_pd(e, g),
        f._mm512_unpackhi_pd(h, i),
    );
    [c0, c1, c2, c3, c4, c5, c6, c7]
}

/// Every other column of eight rows, from those columns of two rows each.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn quarters(
    v4: pulp::x86::V4,
    a: core::arch::x86_64::__m512d,
    b: core::arch::x86_64::__m512d,
    c: core::arch::x86_64::__m512d,
    d: core::arch::x86_64::__m512d,
) -> [Lane; LANES / 2] {
    let f = v4.avx512f;
    let (u, v) = (
        f._mm512_shuffle_f64x2::<0x88>(a, b),
        f._mm512_shuffle_f64x2::<0xdd>(a, b),
    );
    let (x, y) = (
        f._mm512_shuffle_f64x2::<0x88>(c, d),
        f._mm512_shuffle_f64x2::<0xdd>(c, d),
    );
    [
        Lane(pulp::cast(f._mm512_shuffle_f64x2::<0x88>(u, x))),
        Lane(pulp::cast(f._mm512_shuffle_f64x2::<0x88>(v, y))),
        Lane(pulp::cast(f._mm512_shuffle_f64x2::<0xdd>(u, x))),
        Lane(pulp::cast(f._mm512_shuffle_f64x2::<0xdd>(v, y))),
    ]
}

/// Turns `lanes` rows of a row-major table into columns of lanes; lanes beyond the last step are 0. With `ranks`, column `c` goes to
/// `ranks[c] / 2`, its sign changed if that is odd. True if some value is not finite.
#[inline(always)]
pub(super) fn turn(
    table: &[f64],
    first: usize,
    lanes: usize,
    width: usize,
    ranks: Option<&[u32]>,
    out: &mut [Lane],
) -> bool {
    let rows: [&[f64]; LANES] = std::array::from_fn(|lane| {
        if lane < lanes {
            &table[(first + lane) * width..][..width]
        } else {
            &[]
        }
    });
    // Nothing times 0 is not a number.
    let mut nothing = ZERO;
    let whole = if lanes == LANES { width / LANES } else { 0 };
    for tile in 0..whole {
        let mut eight = [ZERO; LANES];
        for (row, table) in eight.iter_mut().zip(&rows) {
            row.copy_from_slice(&table[tile * LANES..][..LANES]);
        }
        for (at, column) in turned(eight).iter().enumerate() {
            put(column, tile * LANES + at, ranks, &mut nothing, out);
        }
    }
    for at in whole * LANES..width {
        let column = lanes_of(|lane| rows[lane].get(at).copied().unwrap_or(0.0));
        put(&column, at, ranks, &mut nothing, out);
    }
    nothing.iter().any(|sum| sum.is_nan())
}

#[inline(always)]
fn put(column: &Lane, at: usize, ranks: Option<&[u32]>, nothing: &mut Lane, out: &mut [Lane]) {
    *nothing = lanes_of(|lane| nothing[lane] + column[lane] * 0.0);
    match ranks {
        Some(ranks) => {
            let sign = u64::from(ranks[at]) << 63;
            out[(ranks[at] / 2) as usize] = lanes_of(|lane| signed(column[lane], sign));
        }
        None => out[at] = *column,
    }
}
