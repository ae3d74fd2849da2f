//! Files that are handed over to be captured.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// Capture these, in this order.
    pub struct CaptureImport {
        pub files: Vec<ImportedFile>,
    }

    /// One file.
    pub struct ImportedFile {
        /// Its name; stands where a request has its path.
        pub name: String,
        /// Its exact bytes, base64.
        pub body_base64: String,
    }

    /// What became of them.
    pub struct CaptureImported {
        /// Ids of the captures, in the order of their files.
        pub captures: Vec<String>,
        /// Why others are not captured: one sentence each, with the file's name.
        pub problems: Vec<String>,
    }
}
