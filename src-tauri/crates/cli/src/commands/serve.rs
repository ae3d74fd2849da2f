//! `serve`: receives webhooks and shows them in a browser until stopped.

use std::path::PathBuf;

use clap::Args;
use hooktrail_engine::api::TunnelSettings;
use hooktrail_engine::clock::Clock;
use hooktrail_engine::config::{Config, Graph};
use hooktrail_engine::engine::{Engine, OpenError};
use hooktrail_engine::reach;
use hooktrail_engine::secrets::{NamedSecret, Secret};

use crate::args::Common;
use crate::assets;
use crate::follow::{Follower, Stop};
use crate::forward::{Rule, Target, tell};
use crate::interrupt;
use crate::outcome::{Done, Failure, warn};
use crate::output::Output;
use crate::overdue;
use crate::reach::Reach;
use crate::ready::Ready;
use crate::secret;
use crate::tunnel;

/// Words of `hooktrail serve`.
#[derive(Debug, Args)]
#[command(after_help = "\
Prints one line when it is ready, one for each capture (with --json of type capture), and one when a time
rule fires, with its name and for how many messages (of type overdue): see hooktrail time-rules.
The page looks names up at Meta with the token in HOOKTRAIL_GRAPH_TOKEN (through HOOKTRAIL_GRAPH_URL, for a proxy).")]
pub struct ServeArgs {
    /// Port to receive on; 0 picks a free one [default: 8787, or as set in the window]
    #[arg(long, value_name = "PORT", env = "HOOKTRAIL_PORT")]
    pub port: Option<u16>,
    /// Port of the page for the browser; 0 picks a free one
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    pub ui_port: u16,
    /// Token that Meta's handshake must show: text, env:NAME or file:PATH [default: one is made and kept]
    #[arg(long, value_name = "TOKEN", env = "HOOKTRAIL_VERIFY_TOKEN", hide_env_values = true)]
    pub verify_token: Option<String>,
    /// App secret that signatures are checked with: env:NAME or file:PATH (repeatable) [env:
    /// HOOKTRAIL_APP_SECRET, several with commas]
    #[arg(long, value_name = "SECRET")]
    pub app_secret: Vec<String>,
    /// Capture every JSON file that is put into this folder
    #[arg(long, value_name = "DIR")]
    pub watch: Option<PathBuf>,
    /// Make a public address: cloudflared, cloudflared-named=TOKEN-FILE, ngrok, ssh=USER@HOST, localhost.run, serveo, tailscale, bore=HOST, zrok, url=URL, "command=PROGRAM ..."
    #[arg(long, value_name = "PROVIDER[=VALUE]")]
    pub tunnel: Option<String>,
    /// What else the tunnel wants to know, for example remote_port=9000 (repeatable)
    #[arg(long, value_name = "NAME=VALUE", requires = "tunnel")]
    pub tunnel_option: Vec<String>,
}

impl ServeArgs {
    /// The first of these words that only whoever owns the data folder can follow.
    pub(crate) fn of_owner(&self) -> Option<&'static str> {
        let said = [
            ("--tunnel", self.tunnel.is_some()),
            ("--watch", self.watch.is_some()),
            ("--app-secret", !self.app_secret.is_empty()),
        ];
        said.into_iter().find(|(_, said)| *said).map(|(word, _)| word)
    }
}

/// Runs it.
pub(crate) async fn run(args: ServeArgs, common: Common, out: Output) -> Done {
    host(args, &common, out, None).await
}

/// Owns the data folder, receives, and tells what comes until somebody wants it to end.
pub(crate) async fn host(
    args: ServeArgs,
    common: &Common,
    out: Output,
    target: Option<&Target>,
) -> Done {
    let tunnel = args.tunnel.as_deref();
    let tunnel = tunnel.map(|word| tunnel::settings(word, &args.tunnel_option)).transpose()?;
    let since = Clock::system().millis();
    let engine = open(args, common).await?;
    let told = receive(&engine, out, target, tunnel.as_ref(), since).await;
    engine.close().await;
    told
}

async fn open(args: ServeArgs, common: &Common) -> Done<Engine> {
    let environment = std::env::var("HOOKTRAIL_APP_SECRET").ok();
    let secrets = secret::app_secrets(&args.app_secret, environment.as_deref())?;
    let token = args.verify_token.filter(|word| !word.is_empty());
    let token = token.map(|word| secret::read("--verify-token", &word, None)).transpose()?;
    let folder = common.folder()?;
    let named =
        |one: secret::Secret| NamedSecret { name: one.name, secret: Secret::new(one.value) };
    let config = Config {
        receiver_port: args.port,
        control_port: args.ui_port,
        verify_token: token.map(|token| token.value),
        app_secrets: secrets.into_iter().map(named).collect(),
        watch: args.watch,
        graph: Graph::from_environment(),
        ..Config::new(&folder)
    };
    reach::Reach::own(config, assets::lookup).await.map_err(|error| match error {
        OpenError::Held(owner) => {
            let who = owner.map_or("another instance of Hooktrail".to_owned(), |owner| {
                let receiver =
                    owner.receiver.map_or(String::new(), |url| format!(", receiving at {url},"));
                format!("the instance of Hooktrail with process id {}{receiver}", owner.pid)
            });
            Failure::owned(format!(
                "{who} owns {}: end it, or give another --data-dir",
                folder.display()
            ))
        }
        error => Failure::refused(error.to_string()),
    })
}

/// Receives until somebody wants it to end; then what is under way is answered, and told, and forwarded. What rules of time
/// found before `since` was told by others.
async fn receive(
    engine: &Engine,
    out: Output,
    target: Option<&Target>,
    tunnel: Option<&TunnelSettings>,
    since: i64,
) -> Done {
    let reach = Reach::owner(engine);
    let from = Follower::from_now(&reach).await?;
    let rule = match target {
        Some(target) => Some(Rule::begin(&reach, target).await?),
        None => None,
    };
    let receiver = engine.receive().await.map_err(|error| {
        let free = error.free_port.map_or(String::new(), |port| format!(" Try --port {port}."));
        Failure::refused(format!("{}{free}", error.message))
    })?;
    let ready = Ready {
        receiver: Some(receiver),
        ui: Some(engine.link().map_err(|error| Failure::refused(error.to_string()))?),
        verify_token: engine.verify_token(),
        forward_to: target.map(|target| target.url.clone()),
    };
    let wished = interrupt::Wish::new()?;
    out.say(&ready, || ready.text())?;
    let (say, stop) = Stop::new();
    let telling = async {
        let captures = tell(&reach, from, stop.clone(), rule, out);
        let overdue = overdue::tell(&reach, since, stop.clone(), out);
        let Some(wanted) = tunnel else {
            return tokio::try_join!(captures, overdue).map(|(ended, _)| ended);
        };
        let tunnel = tunnel::run(&reach, wanted, stop, out);
        tokio::try_join!(captures, overdue, tunnel).map(|(ended, ..)| ended)
    };
    let watching = tell_watch(engine);
    let ending = async {
        wished.come().await;
        engine.drain().await;
        let _ = say.send(true);
    };
    tokio::pin!(telling);
    tokio::select! {
        told = &mut telling => told.map(|_| ()),
        () = ending => telling.await.map(|_| ()),
        () = watching => Ok(()),
    }
}

/// Says what goes wrong with the watched folder, each trouble once as long as it lasts.
async fn tell_watch(engine: &Engine) {
    let mut changes = engine.changes().subscribe();
    let mut known = Vec::new();
    loop {
        let problems = engine.watch_problems().await;
        problems.iter().filter(|one| !known.contains(*one)).for_each(|one| warn(one));
        known = problems;
        if changes.next().await.is_none() {
            // The engine is ending; others say when.
            std::future::pending::<()>().await;
        }
    }
}
