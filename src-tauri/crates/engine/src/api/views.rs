//! Named ways to look at a list.

use super::*;
use crate::engine::Engine;
use crate::store::StoreError;
use crate::store::views::{self, View};

/// Characters of a name at most.
const NAME: usize = 60;

pub(super) async fn list(engine: &Engine, of: String) -> Result<ViewList, ApiError> {
    let read = engine.inner.store.read::<_, StoreError, _>(move |conn| views::all(conn, &of));
    Ok(ViewList { views: read.await?.into_iter().map(row).collect() })
}

pub(super) async fn put(engine: &Engine, request: ViewRow) -> Result<ViewList, ApiError> {
    let name = request.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > NAME || name.contains(char::is_control) {
        return Err(ApiError::invalid(format!(
            "A view's name is one line of 1 to {NAME} characters."
        )));
    }
    fields::of(&request.of)?;
    let of = request.of.clone();
    let view = View {
        id: 0,
        list: request.of,
        name,
        filter: request.filter.trim().to_owned(),
        columns: request.columns,
        sort: request.sort,
        ascending: request.ascending,
        grouped: request.grouped,
    };
    engine.inner.store.write::<_, StoreError, _>(move |tx| views::put(tx, &view)).await?;
    list(engine, of).await
}

pub(super) async fn delete(engine: &Engine, request: ById) -> Result<ViewList, ApiError> {
    let gone = || ApiError::not_found("This view is gone.");
    let id: i64 = request.id.parse().map_err(|_| gone())?;
    let of = engine.inner.store.write::<_, StoreError, _>(move |tx| views::remove(tx, id)).await?;
    list(engine, of.ok_or_else(gone)?).await
}

fn row(view: View) -> ViewRow {
    ViewRow {
        id: view.id.to_string(),
        of: view.list,
        name: view.name,
        filter: view.filter,
        columns: view.columns,
        sort: view.sort,
        ascending: view.ascending,
        grouped: view.grouped,
    }
}
