//! The list itself. Each command is one line; the dispatcher and the TypeScript map come from it.

use super::dto::*;

/// Declares the commands and events once.
macro_rules! contract {
    (
        commands { $($(#[doc = $cdoc:literal])* $cmd:ident($req:ty) -> $res:ty;)+ }
        events { $($(#[doc = $edoc:literal])* $event:ident($payload:ty);)+ }
    ) => {
        /// What a host can be asked; one method per command of the list.
        pub trait Commands: Send + Sync {
            $($(#[doc = $cdoc])* fn $cmd(&self, request: $req) -> impl Future<Output = Result<$res, ApiError>> + Send;)+
        }

        /// Answers `command` with the JSON `request`; unknown commands and ill-shaped requests are refused in words.
        pub async fn dispatch(
            commands: &impl Commands,
            command: &str,
            request: serde_json::Value,
        ) -> Result<serde_json::Value, ApiError> {
            match command {
                $(stringify!($cmd) => {
                    let request = serde_json::from_value(request)
                        .map_err(|error| ApiError::invalid(format!("{command}: {error}")))?;
                    let answer = commands.$cmd(request).await?;
                    serde_json::to_value(answer).map_err(|error| ApiError::internal(error.to_string()))
                })+
                _ => Err(ApiError::invalid(format!("no command is called {command}"))),
            }
        }

        /// (name, request type, answer type) of every command, and (name, payload type) of every event, as TypeScript.
        pub(super) fn listing(config: &ts_rs::Config) -> (Vec<[String; 3]>, Vec<[String; 2]>) {
            use ts_rs::TS;
            (
                vec![$([stringify!($cmd).into(), <$req as TS>::name(config), <$res as TS>::name(config)]),+],
                vec![$([stringify!($event).into(), <$payload as TS>::name(config)]),+],
            )
        }

        /// Shows every type of the contract to `visit`.
        pub(super) fn visit_types(visit: &mut impl ts_rs::TypeVisitor) {
            $(visit.visit::<$req>(); visit.visit::<$res>();)+
            $(visit.visit::<$payload>();)+
        }
    };
}

contract! {
    commands {
        /// Receiver, counts, health: what the top and status bars show.
        status_get(Empty) -> Status;
        /// Conversations, newest activity first.
        conversations_list(ConversationQuery) -> ConversationPage;
        /// One conversation as it reads, oldest first.
        timeline_get(TimelineQuery) -> Timeline;
        /// Where in a conversation something is.
        timeline_find(TimelineFind) -> TimelinePlace;
        /// How far the user has seen a conversation.
        conversation_look(ConversationLook) -> Empty;
        /// Fetches what a message links to, once, because the user asked for it.
        attachment_get(AttachmentQuery) -> AttachmentBody;
        /// Captures, newest first.
        captures_list(CaptureQuery) -> CapturePage;
        /// How many captures came when.
        captures_rate(RateQuery) -> Rate;
        /// Pins, notes and labels beside captures.
        captures_annotate(Annotate) -> CaptureRows;
        /// What a filter means, where it is wrong, and what could be written on.
        filter_describe(FilterQuestion) -> FilterAnswer;
        /// Remembers a filter that was used.
        filter_used(FilterUsed) -> Empty;
        /// Named ways to look at a list.
        views_list(ViewQuery) -> ViewList;
        /// Keeps one.
        view_put(ViewRow) -> ViewList;
        /// Forgets one.
        view_delete(ById) -> ViewList;
        /// What is known of one capture.
        capture_get(ById) -> CaptureDetail;
        /// Its exact bytes.
        capture_body(ById) -> CaptureBody;
        /// Vendor events (and why there is none) that a message or a capture caused.
        events_list(EventQuery) -> EventList;
        /// Attempts, newest first.
        attempts_list(AttemptQuery) -> AttemptPage;
        /// One attempt with the exact bytes sent and answered.
        attempt_get(ById) -> AttemptDetail;
        /// Attempts and captures as a HAR file, without credentials.
        har_export(HarRequest) -> SavedFile;
        /// Rows as a file.
        rows_export(RowsRequest) -> RowsPart;
        /// A capture's exact bytes as a file, with a name to propose.
        fixture_get(ById) -> SavedFile;
        /// Rows for `hooktrail list`: one JSON document each, keys as `tests/cli/list.rs` fixes them.
        records_list(RecordQuery) -> RecordList;
        /// Captures JSON files that are handed over; each is judged as in the watched folder.
        capture_import(CaptureImport) -> CaptureImported;
        /// Sends stored bytes or vendor events to a URL, once each, and records the attempts.
        send(SendRequest) -> AttemptList;
        /// Saved targets.
        targets_list(Empty) -> TargetList;
        /// Makes a target, or changes what is given of one.
        target_put(TargetChange) -> TargetRow;
        /// Forgets a target with its secrets; what was sent to it stays.
        target_delete(ById) -> TargetList;
        /// Rules of forwarding.
        rules_list(Empty) -> RuleList;
        /// Makes a rule, or changes one; from then on what fits it is forwarded as it comes.
        rule_put(RuleChange) -> RuleRow;
        /// Forgets a rule; what waits is given up.
        rule_delete(ById) -> RuleList;
        /// Holds a listener's rule: it ends with this request, which is answered when the rule has ended otherwise.
        rule_hold(ById) -> Empty;
        /// What a rule tried since the last time, oldest first.
        rule_follow(RuleFollow) -> RuleProgress;
        /// What rules accepted and what became of it, newest first.
        deliveries_list(DeliveryQuery) -> DeliveryPage;
        /// Tries a delivery that waits or has ended now, its policy from the beginning.
        delivery_retry(ById) -> DeliveryRow;
        /// Tries all that failed, or all that were given up, as `delivery_retry` does one.
        deliveries_retry(EndedRetry) -> EndedRetried;
        /// Gives up a delivery that waits.
        delivery_cancel(ById) -> DeliveryRow;
        /// What a replay would send, without sending anything.
        replay_preview(ReplayRequest) -> ReplayPreview;
        /// Starts a replay of many; it goes on by itself.
        replay_start(ReplayRequest) -> ReplayRow;
        /// Replays, newest first.
        replays_list(ReplayQuery) -> ReplayList;
        /// A replay, and how far it is.
        replay_get(ById) -> ReplayRow;
        /// What came of the requests of a replay, in the order in which they ended.
        replay_attempts(ReplayAttemptQuery) -> ReplayAttempts;
        /// Sends nothing more until it is resumed.
        replay_pause(ById) -> ReplayRow;
        /// Goes on with a replay that was paused or interrupted.
        replay_resume(ReplayResume) -> ReplayRow;
        /// Ends a replay for good.
        replay_cancel(ById) -> ReplayRow;
        /// Marks a conversation done.
        conversation_done(DoneRequest) -> ConversationRow;
        /// Takes the last done mark back, as long as no message has opened the conversation again.
        conversation_undone(UndoneRequest) -> ConversationRow;
        /// Sets the state of an outbound message by a mark in the journal, basis simulated.
        message_mark(MarkRequest) -> MessageRow;
        /// Posts a sample (one short exchange: message, echo, read) to the receiver over HTTP, validly signed.
        sample_send(Empty) -> SampleAnswer;
        /// The stories and single events of the simulator.
        scenarios_list(Empty) -> ScenarioList;
        /// What one of them would send, with ids of the moment.
        scenario_preview(ScenarioRequest) -> ScenarioPreview;
        /// Plays one into the receiver, validly signed, and on to a target if wanted.
        scenario_send(ScenarioRequest) -> ScenarioAnswer;
        /// Drops everything derived and makes it anew from the journal.
        rebuild(Empty) -> RebuildAnswer;
        /// Deletes captures, a conversation or everything, for good.
        delete(DeleteRequest) -> DeleteAnswer;
        /// Names and vendor ids of an account's customers, and of the account itself.
        directory_list(DirectoryQuery) -> DirectoryList;
        /// Sets names and vendor ids of one account or customer.
        directory_put(DirectoryEntry) -> DirectoryEntry;
        /// Enters a whole file of names; all or nothing.
        directory_import(DirectoryText) -> DirectoryImported;
        /// The directory as a file.
        directory_export(DirectoryFormat) -> DirectoryText;
        /// Asks Meta's Graph API for a customer's public name, and enters it. Needs a token; nothing asks by itself.
        directory_lookup(DirectoryLookup) -> DirectoryEntry;
        /// What of connecting Meta happened, and why what is missing may be.
        connect_get(ConnectQuery) -> Checklist;
        /// Acts as Meta against an endpoint, and says what it does wrong.
        doctor_endpoint(DoctorEndpoint) -> DoctorReport;
        /// Whether a public address leads to this receiver, and what happens on the way.
        doctor_tunnel(DoctorTunnel) -> DoctorReport;
        /// What came of the messages that were sent, per account, and what came when.
        insights_get(InsightQuery) -> Insights;
        /// What is behind one mark of that.
        insights_rows(InsightMarkQuery) -> InsightRows;
        /// Rules of time: what stands still for too long.
        time_rules_list(Empty) -> TimeRuleList;
        /// Makes one, or changes one; a new one concerns what happens from now on.
        time_rule_put(TimeRuleChange) -> TimeRuleRow;
        /// Forgets one; what waits to be sent is given up.
        time_rule_delete(ById) -> TimeRuleList;
        /// The messages that one has fired for, newest first.
        time_rule_fired(TimeFiredQuery) -> TimeFiredList;
        /// What rules of time have to tell the user since then, together per rule.
        time_news(TimeNewsQuery) -> TimeNews;
        /// Receiving endpoints.
        sources_list(Empty) -> SourceList;
        /// Makes a source, or changes what is given of one.
        source_put(SourceChange) -> SourceRow;
        /// Forgets a source; its captures stay.
        source_delete(ById) -> SourceList;
        /// Secrets by name, and where new ones can be kept.
        secrets_list(Empty) -> SecretList;
        /// Uses a secret from now on, and keeps it where it says.
        secret_put(SecretNew) -> SecretList;
        /// Forgets a secret everywhere.
        secret_delete(ById) -> SecretList;
        /// The tunnel as it is, and what it could be.
        tunnel_get(Empty) -> TunnelView;
        /// Starts a tunnel to the receiver, instead of the one that runs.
        tunnel_start(TunnelSettings) -> TunnelView;
        /// Ends the tunnel and all that it started.
        tunnel_stop(Empty) -> TunnelView;
        /// Which program this is, and where its things are.
        about_get(Empty) -> About;
        /// Lets one more browser see the page, where this program shows it in browsers.
        link_new(Empty) -> Link;
        /// What the user can change.
        settings_get(Empty) -> Settings;
        /// Changes what is given and leaves the rest.
        settings_put(SettingsChange) -> Settings;
    }
    events {
        /// Something changed up to this revision: pull what you show. Batched, at most 20 a second.
        changed(Changed);
    }
}
