//! The one command of the page: any command of the contract.

use hooktrail_engine::api::ApiError;
use serde_json::Value;
use tauri::State;

use crate::data::Data;

/// Answers `command` with `request`, as `POST /rpc/{command}` does for the browser.
#[tauri::command]
pub(crate) async fn rpc(
    data: State<'_, Data>,
    command: String,
    request: Value,
) -> Result<Value, ApiError> {
    data.reach().await.ask(&command, &request).await
}
