//! What the user is told while nothing can be kept, or nothing of it processed; of a whole engine.

use hooktrail_engine::api::{ApiError, SampleAnswer, Status, dispatch};
use hooktrail_engine::config::Config;
use hooktrail_engine::engine::Engine;
use hooktrail_engine::http_host::no_assets;
use hooktrail_engine::store::database_path;
use serde_json::json;
use tempfile::TempDir;

async fn status(engine: &Engine) -> Status {
    let status = dispatch(engine, "status_get", json!({})).await.unwrap();
    serde_json::from_value(status).unwrap()
}

async fn sample(engine: &Engine) -> Result<SampleAnswer, ApiError> {
    let answer = dispatch(engine, "sample_send", json!({})).await?;
    Ok(serde_json::from_value(answer).unwrap())
}

#[tokio::test]
async fn why_nothing_is_kept_is_told_once_and_until_something_is() {
    let folder = TempDir::new().unwrap();
    let config = Config { receiver_port: Some(0), ..Config::new(folder.path().to_owned()) };
    let engine = Engine::open(config, no_assets).await.unwrap();
    engine.receive().await.unwrap();
    let other = rusqlite::Connection::open(database_path(folder.path())).unwrap();
    let nothing = "CREATE TABLE whole (n INTEGER PRIMARY KEY);
        CREATE TABLE part (n INTEGER REFERENCES whole (n) DEFERRABLE INITIALLY DEFERRED);";
    other.execute_batch(nothing).unwrap();
    for (fails, words) in [
        // Refused by the commit, and in the middle of it.
        ("INSERT INTO part VALUES (1)", "The database refused: FOREIGN KEY"),
        ("SELECT RAISE(ROLLBACK, 'full')", "The database cannot be written: "),
    ] {
        let trigger = format!("CREATE TRIGGER fails BEFORE INSERT ON journal BEGIN {fails}; END");
        other.execute_batch(&trigger).unwrap();
        let refused = sample(&engine).await.unwrap_err();
        let told = status(&engine).await;
        let why = told.receiver.not_keeping.unwrap().why;
        assert!(why.starts_with(words), "{why}");
        assert_eq!(refused.message, format!("The receiver could not keep it. {why}"));
        assert_eq!(told.problems, Vec::<String>::new(), "beside: {why}");
        other.execute_batch("DROP TRIGGER fails").unwrap();
        sample(&engine).await.unwrap();
        assert_eq!(status(&engine).await.receiver.not_keeping, None);
    }
    other.execute_batch("ALTER TABLE mentions RENAME TO gone").unwrap();
    let refused = sample(&engine).await.unwrap_err();
    let told = status(&engine).await;
    let [why] = &told.problems[..] else { panic!("{:?}", told.problems) };
    let said = format!("The sample was received and kept, but cannot be processed yet. {why}");
    assert_eq!(refused.message, said);
    assert_eq!(told.receiver.not_keeping, None);
    engine.close().await;
}
