//! `targets`: the places that things are sent to again and again, by name.

use clap::{Args, Subcommand};
use hooktrail_engine::api::{
    ById, Empty, HeaderRow, SecretList, SecretNew, TargetChange, TargetList, TargetRow,
    TargetSecret,
};
use serde_json::{Value, json};

use super::send::{FORMATS, SIGNINGS, check_url, signing};
use crate::args::Common;
use crate::outcome::{Done, Failure};
use crate::output::{Output, table};
use crate::reach::Reach;
use crate::secret;

/// Words of `hooktrail targets`.
#[derive(Debug, Args)]
pub struct TargetsArgs {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List them, by name
    List,
    /// Save one; `send --to NAME` then means it
    Add(AddArgs),
    /// Forget one with its secrets; what was sent to it stays
    Remove {
        /// Its name
        name: String,
    },
}

#[derive(Debug, Args)]
struct AddArgs {
    /// What to call it
    name: String,
    /// Where it is
    url: String,
    /// What it gets of a capture (repeatable) [default: meta]
    #[arg(long = "as", value_name = "FORMAT", value_parser = FORMATS)]
    formats: Vec<String>,
    /// Sign anew with this secret: env:NAME or file:PATH
    #[arg(long, value_name = "SECRET")]
    secret: Option<String>,
    /// Where its secrets are kept: the system's own store, or a file in the data folder that only you can read
    #[arg(long, value_name = "PLACE", default_value = "system", value_parser = ["system", "file"])]
    keep: String,
    /// How Meta's bytes are signed [default: resigned with a secret, received without]
    #[arg(long, value_name = "HOW", value_parser = SIGNINGS.map(|(word, _)| word))]
    sign: Option<String>,
    /// A header that it gets, 'Name: value' (repeatable)
    #[arg(long, value_name = "HEADER")]
    header: Vec<String>,
    /// A header that is a credential, 'Name: env:NAME' or 'Name: file:PATH'; kept like the secret (repeatable)
    #[arg(long, value_name = "HEADER")]
    credential: Vec<String>,
    /// How long it may take, ms
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(i64).range(1..))]
    timeout: Option<i64>,
    /// Take its certificate unseen
    #[arg(long)]
    accept_invalid_certificate: bool,
    /// Add no marker to what it gets
    #[arg(long)]
    no_marker: bool,
}

/// Runs it.
pub(crate) async fn run(args: TargetsArgs, common: Common, out: Output) -> Done {
    let folder = common.folder()?;
    match args.what.unwrap_or(What::List) {
        What::List => {
            let reach = Reach::open(&folder).await?;
            let targets = reach.ask::<_, TargetList>("targets_list", &Empty {}).await;
            reach.close().await;
            list(&targets?.rows, out)
        }
        What::Add(args) => {
            let (change, credentials) = change(args)?;
            let reach = Reach::open(&folder).await?;
            let added = add(&reach, &change, credentials).await;
            reach.close().await;
            let row = added?;
            out.say(&document(&row), || format!("{} is {}", row.name, row.url))
        }
        What::Remove { name } => {
            let reach = Reach::open(&folder).await?;
            let removed = remove(&reach, &name).await;
            reach.close().await;
            let row = removed?;
            out.say(&document(&row), || format!("{} is forgotten", row.name))
        }
    }
}

/// The target to make, and the credentials that are kept for it, without their owner yet.
type Wanted = (TargetChange, Vec<SecretNew>);

fn change(args: AddArgs) -> Done<Wanted> {
    check_url("URL", &args.url)?;
    let secret = args.secret.as_deref();
    let secret = secret.map(|word| secret::read("--secret", word, Some("--secret"))).transpose()?;
    let credential = |word: &String| {
        let (name, value) = pair("--credential", word)?;
        let value = secret::read("--credential", &value, Some("--credential"))?.value;
        Ok((name.to_lowercase(), value))
    };
    let credentials = args.credential.iter().map(credential).collect::<Done<Vec<_>>>()?;
    let header = |word: &String| {
        let (name, value) = pair("--header", word)?;
        Ok(HeaderRow { name, value })
    };
    let keep = args.keep;
    let change = TargetChange {
        name: Some(args.name),
        url: Some(args.url),
        formats: Some(args.formats),
        headers: Some(args.header.iter().map(header).collect::<Done<_>>()?),
        signing: args.sign.as_deref().and_then(signing),
        timeout_ms: args.timeout,
        accept_invalid_certificate: Some(args.accept_invalid_certificate),
        marker: Some(!args.no_marker),
        secret: secret
            .map(|secret| TargetSecret { text: secret.value.into(), place: keep.clone() }),
        ..TargetChange::default()
    };
    let place = keep;
    let kept = |(name, text): (String, String)| SecretNew {
        owner: String::new(),
        name: format!("header {name}"),
        secret: text.into(),
        place: place.clone(),
    };
    Ok((change, credentials.into_iter().map(kept).collect()))
}

/// Makes it whole, or not at all.
async fn add(reach: &Reach, change: &TargetChange, secrets: Vec<SecretNew>) -> Done<TargetRow> {
    let places = change.secret.iter().map(|secret| &secret.place);
    if places.chain(secrets.iter().map(|secret| &secret.place)).any(|place| place == "system") {
        let known: SecretList = reach.ask("secrets_list", &Empty {}).await?;
        if let Some(why) = known.no_system {
            return Err(Failure::refused(format!(
                "{why} (--keep file keeps it in a file that only you can read.)"
            )));
        }
    }
    let mut row: TargetRow = reach.ask("target_put", change).await?;
    for secret in secrets {
        let new = SecretNew { owner: format!("target:{}", row.id), ..secret };
        if let Err(why) = reach.ask::<_, SecretList>("secret_put", &new).await {
            reach.ask::<_, TargetList>("target_delete", &ById { id: row.id }).await?;
            return Err(why);
        }
        row.secret_headers.push(new.name.trim_start_matches("header ").to_owned());
    }
    Ok(row)
}

fn pair(option: &str, word: &str) -> Done<(String, String)> {
    let parts = word.split_once(':').map(|(name, value)| (name.trim(), value.trim()));
    match parts {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err(Failure::unusable(format!("{option}: {word} is no 'Name: value'"))),
    }
}

async fn remove(reach: &Reach, name: &str) -> Done<TargetRow> {
    let all: TargetList = reach.ask("targets_list", &Empty {}).await?;
    let named = all.rows.into_iter().find(|row| row.name.eq_ignore_ascii_case(name));
    let row = named.ok_or_else(|| Failure::refused(format!("no target is called {name}")))?;
    reach.ask::<_, TargetList>("target_delete", &ById { id: row.id.clone() }).await?;
    Ok(row)
}

fn list(rows: &[TargetRow], out: Output) -> Done {
    if out.is_json() {
        return out.lines(rows.iter().map(|row| document(row).to_string()));
    }
    if rows.is_empty() {
        return out.line("no targets");
    }
    let cells = |row: &TargetRow| {
        let signing = row.signing.clone();
        let usual = if row.secret_place.is_some() { "re-signed" } else { "as received" };
        vec![
            row.name.clone(),
            if row.formats.is_empty() { "meta".to_owned() } else { row.formats.join(" ") },
            signing.unwrap_or_else(|| usual.to_owned()),
            if row.enabled { "on" } else { "off" }.to_owned(),
            row.url.clone(),
        ]
    };
    let rows: Vec<_> = rows.iter().map(cells).collect();
    out.lines(table(&["name", "gets", "signed", "", "url"], &rows))
}

fn document(row: &TargetRow) -> Value {
    json!({
        "type": "target",
        "id": row.id,
        "name": row.name,
        "url": row.url,
        "formats": row.formats,
        "signing": row.signing,
        "timeout_ms": row.timeout_ms,
        "accept_invalid_certificate": row.accept_invalid_certificate,
        "marker": row.marker,
        "enabled": row.enabled,
        "secret": row.secret_place,
        "credentials": row.secret_headers,
    })
}
