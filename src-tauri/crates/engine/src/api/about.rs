//! Which program this is, and where its things are: for the About view and for reports of trouble.

use super::*;
use crate::engine::Engine;
use crate::store::database_path;

/// A link that lets one more browser see the page.
pub(super) fn link(engine: &Engine) -> Result<Link, ApiError> {
    if !engine.inner.has_page {
        let why =
            "This program shows its page in its window only: hooktrail serve shows it in browsers.";
        return Err(ApiError::invalid(why));
    }
    let url = engine.link().map_err(|error| ApiError::unavailable(error.to_string()))?;
    Ok(Link { url })
}

pub(super) fn get(engine: &Engine) -> About {
    let folder = engine.inner.store.data_dir();
    let program = std::env::current_exe();
    About {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        program: program.map_or_else(|error| error.to_string(), |path| path.display().to_string()),
        data_dir: folder.display().to_string(),
        database: database_path(folder).display().to_string(),
        sqlite: rusqlite::version().to_owned(),
        license: env!("CARGO_PKG_LICENSE").to_owned(),
        has_page: engine.inner.has_page,
    }
}
