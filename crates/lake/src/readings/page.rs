//! Pages of the column `values`, decoded straight into whole numbers.
//!
//! Arrow's reader would make a list array of them, which costs more than all sums over it. A page is: repetition levels, definition
//! levels, values byte by byte. Where lists end is known from the column `slots`, so the repetition levels are skipped.

use bytes::Bytes;
use parquet::basic::Encoding;
use parquet::column::page::Page;

/// What is wrong with a page, in words; the caller knows the file.
type Fault = String;

/// Appends the counts of a page; a missing one is 0 here and `false` in `present`, which stays empty as long as all are there.
/// `None` if the page is written in another way than this program's, which Arrow's reader then reads.
///
/// `present_level` is the definition level of a value that is there (2 or 3); that of a missing one is one less.
pub(super) fn decode(
    page: &Page,
    present_level: u8,
    counts: &mut Vec<i32>,
    present: &mut Vec<bool>,
) -> Result<Option<()>, Fault> {
    let Page::DataPage {
        buf,
        num_values,
        encoding: Encoding::BYTE_STREAM_SPLIT,
        ..
    } = page
    else {
        return Ok(None);
    };
    let slots = *num_values as usize;
    let (_, rest) = levels(buf)?;
    let (definition, values) = levels(&rest)?;
    let before = counts.len();
    match runs(&definition, slots, present_level)? {
        Levels::All => split(&values, slots, counts)?,
        Levels::Each(each) => {
            let known = each.iter().filter(|&&level| level == present_level).count();
            if each
                .iter()
                .any(|&level| level != present_level && level + 1 != present_level)
            {
                // A list that is empty or null: nothing of ours.
                return Ok(None);
            }
            split(&values, known, counts)?;
            // Spread from the end, so that each value moves at most once and none is overwritten.
            present.resize(before, true);
            present.extend(each.iter().map(|&level| level == present_level));
            counts.resize(before + slots, 0);
            let mut from = before + known;
            for (to, &level) in (before..before + slots).zip(&each).rev() {
                counts[to] = if level == present_level {
                    from -= 1;
                    counts[from]
                } else {
                    0
                };
            }
        }
    }
    if !present.is_empty() {
        present.resize(counts.len(), true);
    }
    Ok(Some(()))
}

/// Cuts levels off: four bytes of length, then as many bytes.
fn levels(page: &Bytes) -> Result<(Bytes, Bytes), Fault> {
    let cut = || "a page ends within its levels".to_owned();
    let length = page.first_chunk::<4>().ok_or_else(cut)?;
    let end = 4 + u32::from_le_bytes(*length) as usize;
    if end > page.len() {
        return Err(cut());
    }
    Ok((page.slice(4..end), page.slice(end..)))
}

enum Levels {
    All,
    Each(Vec<u8>),
}

/// Levels of two bits: runs of one value, and groups of eight packed values.
fn runs(bytes: &[u8], slots: usize, present_level: u8) -> Result<Levels, Fault> {
    let cut = || "definition levels end early".to_owned();
    let mut each: Option<Vec<u8>> = None;
    let (mut at, mut seen) = (0, 0);
    while seen < slots {
        let (mut header, mut shift) = (0_u64, 0);
        loop {
            let byte = *bytes.get(at).ok_or_else(cut)?;
            at += 1;
            header |= u64::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                break;
            }
            if shift > 35 {
                return Err("a run of definition levels is too long".to_owned());
            }
        }
        if header & 1 == 0 {
            let count = ((header >> 1) as usize).min(slots - seen);
            let level = *bytes.get(at).ok_or_else(cut)?;
            at += 1;
            if count == 0 {
                return Err("a run of definition levels is empty".to_owned());
            }
            if level != present_level || each.is_some() {
                each.get_or_insert_with(|| vec![present_level; seen])
                    .resize(seen + count, level);
            }
            seen += count;
        } else {
            let groups = (header >> 1) as usize;
            let packed = bytes
                .get(at..at.saturating_add(groups.saturating_mul(2)))
                .ok_or_else(cut)?;
            at += packed.len();
            if groups == 0 {
                return Err("a run of definition levels is empty".to_owned());
            }
            let each = each.get_or_insert_with(|| vec![present_level; seen]);
            let unpacked = packed
                .iter()
                .flat_map(|byte| (0..4).map(move |pair| (byte >> (2 * pair)) & 3));
            each.extend(unpacked.take(slots - seen));
            seen = each.len();
        }
    }
    Ok(each.map_or(Levels::All, Levels::Each))
}

/// Four streams of bytes, lowest first, to whole numbers.
fn split(bytes: &[u8], count: usize, counts: &mut Vec<i32>) -> Result<(), Fault> {
    if bytes.len() < 4 * count {
        return Err(format!(
            "a page has {} bytes for {count} values",
            bytes.len()
        ));
    }
    let (b0, rest) = bytes.split_at(count);
    let (b1, rest) = rest.split_at(count);
    let (b2, rest) = rest.split_at(count);
    let b3 = &rest[..count];
    counts.extend(
        b0.iter()
            .zip(b1)
            .zip(b2)
            .zip(b3)
            .map(|(((b0, b1), b2), b3)| i32::from_le_bytes([*b0, *b1, *b2, *b3])),
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(definition: &[u8], values: &[u8], slots: u32) -> Page {
        let mut buf = vec![1, 0, 0, 0, 9];
        buf.extend((definition.len() as u32).to_le_bytes());
        buf.extend(definition);
        buf.extend(values);
        Page::DataPage {
            buf: buf.into(),
            num_values: slots,
            encoding: Encoding::BYTE_STREAM_SPLIT,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        }
    }

    #[test]
    fn a_full_page_is_its_four_streams_of_bytes() {
        // 1, 258, -1 in little-endian bytes, stream by stream; one run of three levels 3.
        let page = page(&[6, 3], &[1, 2, 255, 0, 1, 255, 0, 0, 255, 0, 0, 255], 3);
        let (mut counts, mut present) = (vec![7], Vec::new());
        decode(&page, 3, &mut counts, &mut present)
            .unwrap()
            .unwrap();
        assert_eq!(counts, [7, 1, 258, -1]);
        assert!(present.is_empty());
    }

    #[test]
    fn missing_values_take_no_bytes_and_are_no_zeros() {
        // Packed levels, lowest pair first: 3 2 2 3, 2 3 (3 3): 5 for one group of eight, of which six count.
        let levels = [0b11_10_10_11, 0b11_11_11_10];
        let page = page(
            &[3, levels[0], levels[1]],
            &[1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            6,
        );
        let (mut counts, mut present) = (vec![9], Vec::new());
        decode(&page, 3, &mut counts, &mut present)
            .unwrap()
            .unwrap();
        assert_eq!(counts, [9, 1, 0, 0, 2, 0, 3]);
        assert_eq!(present, [true, true, false, false, true, false, true]);
    }

    #[test]
    fn a_page_that_was_cut_is_a_fault_and_no_panic() {
        for page in [
            page(&[6, 3], &[1, 2, 255], 3),
            page(&[6], &[], 3),
            page(&[0, 3], &[], 3),
            page(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], &[], 3),
        ] {
            assert!(decode(&page, 3, &mut Vec::new(), &mut Vec::new()).is_err());
        }
    }
}
