//! Bytes → signals → states → vendor events: whatever comes in, nothing panics, and a repeat changes no state.
//! Seeds are the fixtures: `cd tests && cargo +nightly fuzz run meaning ../fixtures/meta/instagram -- -max_total_time=600`.

#![no_main]

use hooktrail_domain::convert::Converter;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let mut converter = Converter::default();
    let first = converter.capture(body);
    for record in converter.records(&first, true) {
        assert!(!record.json().is_empty());
        let _ = record.text();
    }
    let again = converter.capture(body);
    assert!(again.transitions.is_empty(), "a repeat moved a message");
    assert!(again.openings.is_empty(), "a repeat opened a conversation");
});
