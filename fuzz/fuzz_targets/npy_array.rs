//! Any bytes as a `.npy` array: as many numbers as the shape says.
#![no_main]

use flow::formats::npy;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(array) = npy::read(bytes) {
        assert_eq!(array.values.len(), array.shape.iter().product::<usize>());
    }
});
