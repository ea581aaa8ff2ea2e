//! NumPy's `.npy`, versions 1 to 3: C order, little-endian floats and integers.
//!
//! Source: NumPy Enhancement Proposal 1, "A simple file format for NumPy arrays".

/// An array as it was saved, its numbers as `f64` (exact for integers below 2^53).
#[derive(Debug, Clone, PartialEq)]
pub struct Array {
    /// Length along each axis.
    pub shape: Vec<usize>,
    /// Values in C order.
    pub values: Vec<f64>,
}

/// Why bytes are no array we can read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NpyError {
    /// The first bytes are not those of the format.
    #[error("this is no .npy file: it does not begin with \\x93NUMPY")]
    NotNpy,
    /// The head cannot be read.
    #[error("the head of the .npy file cannot be read: {0}")]
    Head(String),
    /// Numbers of a type we do not read.
    #[error(
        "numbers of type {0:?} are not read; save the array as float64, float32, int64 or int32 in C order"
    )]
    Type(String),
    /// The file ends early or has more than the shape says.
    #[error("the shape {shape:?} needs {expected} bytes of numbers, but there are {found}")]
    Length {
        /// Shape of the head.
        shape: Vec<usize>,
        /// Bytes needed.
        expected: usize,
        /// Bytes there.
        found: usize,
    },
}

/// Reads an array.
///
/// # Errors
/// Everything that is not a plain little-endian array in C order.
pub fn read(bytes: &[u8]) -> Result<Array, NpyError> {
    if bytes.get(..6) != Some(b"\x93NUMPY") {
        return Err(NpyError::NotNpy);
    }
    let short = || NpyError::Head("it ends early".to_owned());
    let (start, length): (usize, usize) = match bytes.get(6) {
        Some(1) => (
            10,
            u16::from_le_bytes(take(bytes, 8).ok_or_else(short)?) as usize,
        ),
        Some(2 | 3) => (
            12,
            u32::from_le_bytes(take(bytes, 8).ok_or_else(short)?) as usize,
        ),
        other => return Err(NpyError::Head(format!("unknown version {other:?}"))),
    };
    let head = bytes
        .get(start..start.saturating_add(length))
        .ok_or_else(short)?;
    let head = String::from_utf8_lossy(head);
    let after = |key: &str| {
        head.split_once(&format!("'{key}':"))
            .map(|(_, rest)| rest.trim_start())
    };
    let kind = after("descr")
        .and_then(|rest| rest.strip_prefix('\''))
        .and_then(|rest| rest.split('\'').next())
        .ok_or_else(|| NpyError::Head("no descr, or a structured type".to_owned()))?;
    if after("fortran_order").is_some_and(|rest| rest.starts_with("True")) {
        return Err(NpyError::Type(format!("{kind} in Fortran order")));
    }
    let dimensions = after("shape")
        .and_then(|rest| rest.strip_prefix('('))
        .and_then(|rest| rest.split(')').next())
        .ok_or_else(|| NpyError::Head("no shape".to_owned()))?;
    let shape: Vec<usize> = dimensions
        .split(',')
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(|text| {
            text.parse()
                .map_err(|_| NpyError::Head(format!("{text:?} in the shape")))
        })
        .collect::<Result<_, _>>()?;
    let numbers = &bytes[start + length..];
    let count = shape
        .iter()
        .try_fold(1usize, |product, &axis| product.checked_mul(axis));
    let width = match kind {
        "<f8" | "<i8" | "<u8" => 8,
        "<f4" | "<i4" | "<u4" => 4,
        other => return Err(NpyError::Type(other.to_owned())),
    };
    let expected = count
        .and_then(|count| count.checked_mul(width))
        .ok_or_else(|| NpyError::Head("the shape is too large".to_owned()))?;
    if numbers.len() != expected {
        return Err(NpyError::Length {
            shape,
            expected,
            found: numbers.len(),
        });
    }
    let values = match kind {
        "<f8" => each(numbers, f64::from_le_bytes),
        "<i8" => each(numbers, |raw| i64::from_le_bytes(raw) as f64),
        "<u8" => each(numbers, |raw| u64::from_le_bytes(raw) as f64),
        "<f4" => each(numbers, |raw| f64::from(f32::from_le_bytes(raw))),
        "<i4" => each(numbers, |raw| f64::from(i32::from_le_bytes(raw))),
        _ => each(numbers, |raw| f64::from(u32::from_le_bytes(raw))),
    };
    Ok(Array { shape, values })
}

/// Writes a `float64` array, version 1, aligned as NumPy does.
pub fn write(shape: &[usize], values: &[f64]) -> Vec<u8> {
    let axes: Vec<String> = shape.iter().map(usize::to_string).collect();
    let tuple = if axes.len() == 1 {
        format!("({},)", axes[0])
    } else {
        format!("({})", axes.join(", "))
    };
    let mut head = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': {tuple}, }}");
    while (10 + head.len() + 1) % 64 != 0 {
        head.push(' ');
    }
    head.push('\n');
    let mut out = b"\x93NUMPY\x01\x00".to_vec();
    out.extend((head.len() as u16).to_le_bytes());
    out.extend(head.as_bytes());
    out.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    out
}

fn take<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at + N)?.try_into().ok()
}

fn each<const N: usize>(bytes: &[u8], read: impl Fn([u8; N]) -> f64) -> Vec<f64> {
    bytes
        .as_chunks::<N>()
        .0
        .iter()
        .map(|&raw| read(raw))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let values: Vec<f64> = (0..12).map(f64::from).collect();
        for shape in [vec![12], vec![3, 4], vec![2, 3, 2]] {
            assert_eq!(
                read(&write(&shape, &values)),
                Ok(Array {
                    shape,
                    values: values.clone()
                })
            );
        }
    }

    #[test]
    fn a_file_as_numpy_1_26_writes_it() {
        // np.save(f, np.array([[1, 2], [3, 4]], dtype=np.int32))
        let mut bytes =
            b"\x93NUMPY\x01\x00\x76\x00{'descr': '<i4', 'fortran_order': False, 'shape': (2, 2), }"
                .to_vec();
        bytes.resize(127, b' ');
        bytes.push(b'\n');
        for value in 1i32..=4 {
            bytes.extend(value.to_le_bytes());
        }
        assert_eq!(
            read(&bytes),
            Ok(Array {
                shape: vec![2, 2],
                values: vec![1.0, 2.0, 3.0, 4.0]
            })
        );
    }

    #[test]
    fn bad_files_are_refused() {
        assert_eq!(read(b"PK\x03\x04"), Err(NpyError::NotNpy));
        let mut short = write(&[3], &[1.0, 2.0, 3.0]);
        short.pop();
        assert!(matches!(read(&short), Err(NpyError::Length { .. })));
        let huge = write(&[usize::MAX, 8], &[]);
        assert!(matches!(read(&huge), Err(NpyError::Head(_))));
    }
}
