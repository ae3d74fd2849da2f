//! Bytes → signals → states → vendor events: whatever comes in, nothing panics, and a repeat changes no state.
//!
//! What it finds goes into `fuzz/corpus/meaning`; its seeds are the fixtures, sequences included, which stay as they are:
//! `cd tests && mkdir -p fuzz/corpus/meaning && cargo +nightly fuzz run meaning fuzz/corpus/meaning ../fixtures/meta --
//! -max_len=8192 -max_total_time=600`.

#![no_main]

use hooktrail_domain::convert::Converter;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let read = hooktrail_domain::meta::read(body, Some(1));
    assert!(read == hooktrail_domain::meta::read(body, Some(1)), "two readings differ");
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
