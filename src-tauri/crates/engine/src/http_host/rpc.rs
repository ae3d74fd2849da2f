//! One command of the contract per request, JSON in and out.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::{IntoResponse, Response};

use super::Host;
use crate::api::{ApiError, ErrorCode, dispatch};

/// `POST /rpc/{command}`.
pub(super) async fn answer(
    State(host): State<Host>,
    Path(command): Path<String>,
    body: Bytes,
) -> Response {
    let request =
        if body.is_empty() { Ok(serde_json::json!({})) } else { serde_json::from_slice(&body) };
    let answer = match request {
        Ok(request) => dispatch(&host.engine, &command, request).await,
        Err(error) => {
            Err(ApiError::invalid(format!("{command}: the request is not JSON: {error}")))
        }
    };
    match answer {
        Ok(answer) => json(StatusCode::OK, &answer),
        Err(error) => json(status(error.code), &error),
    }
}

fn status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::Invalid => StatusCode::BAD_REQUEST,
        ErrorCode::ConfirmHost => StatusCode::CONFLICT,
        ErrorCode::NotFound => StatusCode::NOT_FOUND,
        ErrorCode::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn json(status: StatusCode, value: &impl serde::Serialize) -> Response {
    let headers = [
        (CONTENT_TYPE, "application/json"),
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    let body = serde_json::to_vec(value).unwrap_or_default();
    (status, headers, body).into_response()
}
