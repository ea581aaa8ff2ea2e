//! Any text as a partner's file, as it is and signed by a known key: it is refused, or it is what is written again, byte by byte.
#![no_main]

use ed25519_dalek::SigningKey;
use libfuzzer_sys::fuzz_target;
use planning::partnership::file::{self, PartnerFile};

fuzz_target!(|text: &str| {
    let key = SigningKey::from_bytes(&[7; 32]);
    let public = key.verifying_key();
    let own = file::fingerprint(&public);
    let known = |name: &str| (name == own).then_some(public);
    // Nothing that a stranger wrote is taken: he has not the key.
    if let Ok(found) = file::open(text, &known) {
        assert_eq!(file::sign(&found, &key).expect("it can be written").trim_end(), text.trim_end());
    }
    // What reads as a file and is signed here is taken as it is; and a byte more is another file.
    let Ok(mut made) = serde_json::from_str::<PartnerFile>(text) else { return };
    made.format = file::FORMAT.to_owned();
    made.sender = own.clone();
    let Ok(signed) = file::sign(&made, &key) else { return };
    let again = file::open(&signed, &known).expect("what was signed is taken");
    assert_eq!(again, made);
    let changed = signed.replacen("\"sequence\":", "\"sequence\":1", 1);
    assert!(file::open(&changed, &known).is_err());
});
