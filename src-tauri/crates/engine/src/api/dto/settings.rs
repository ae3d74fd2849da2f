//! What the user can change.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// What the user can change.
    pub struct Settings {
        pub verify_token: String,
        pub watch_folder: Option<String>,
        /// Last URLs sent to, newest first.
        pub recent_urls: Vec<String>,
        pub receiver_port: u16,
        /// How vendor events are written where the truth is unsettled.
        pub vendors: VendorOptions,
        /// A Graph API token is there, so that names can be looked up.
        pub lookup: bool,
        /// The window tells the system of forwards that failed for good.
        pub notify_failures: bool,
    }

    /// Where the truth about a vendor is unsettled; all off is the likelier reading.
    #[derive(Default)]
    pub struct VendorOptions {
        /// DoubleTick tells SENT on Instagram too.
        #[serde(default)]
        pub doubletick_sent_on_instagram: bool,
        /// Texter tells WhatsApp's `sent` as 0 instead of 1.
        #[serde(default)]
        pub texter_sent_as_zero: bool,
        /// Zoho Desk writes its ids as strings instead of numbers.
        #[serde(default)]
        pub zoho_ids_as_strings: bool,
        /// Zoho Desk tells acceptance by itself, as SENT.
        #[serde(default)]
        pub zoho_accepted: bool,
        /// A skipped delivered is told before seen, basis implied.
        #[serde(default)]
        pub fill_delivered: bool,
    }

    /// Changes what is given.
    #[derive(Default)]
    pub struct SettingsChange {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub verify_token: Option<String>,
        /// Folder to watch; empty text stops watching.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub watch_folder: Option<String>,
        /// Port to listen on; the receiver restarts there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub receiver_port: Option<u16>,
        /// How vendor events are written; every event is made anew.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub vendors: Option<VendorOptions>,
        /// Whether the window tells the system of forwards that failed for good.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub notify_failures: Option<bool>,
    }
}
