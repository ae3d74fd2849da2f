//! The engine answers the contract: one line per command, each to the file of its area.

use super::*;
use crate::engine::Engine;
use crate::store::StoreError;

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unwritable(_)
            | StoreError::Refused(_)
            | StoreError::NoThread(_)
            | StoreError::Closed => Self::unavailable(error.to_string()),
            StoreError::Sql(_) | StoreError::Fault(_) => Self::internal(error.to_string()),
        }
    }
}

impl From<rusqlite::Error> for ApiError {
    fn from(error: rusqlite::Error) -> Self {
        StoreError::from(error).into()
    }
}

impl Commands for Engine {
    async fn status_get(&self, _: Empty) -> Result<Status, ApiError> {
        status::get(self).await
    }
    async fn conversations_list(
        &self,
        request: ConversationQuery,
    ) -> Result<ConversationPage, ApiError> {
        conversations::list(self, request).await
    }
    async fn timeline_get(&self, request: TimelineQuery) -> Result<Timeline, ApiError> {
        timeline::get(self, request).await
    }
    async fn timeline_find(&self, request: TimelineFind) -> Result<TimelinePlace, ApiError> {
        timeline::find(self, request).await
    }
    async fn conversation_look(&self, request: ConversationLook) -> Result<Empty, ApiError> {
        timeline::look(self, request).await
    }
    async fn attachment_get(&self, request: AttachmentQuery) -> Result<AttachmentBody, ApiError> {
        attachment::get(self, request).await
    }
    async fn captures_list(&self, request: CaptureQuery) -> Result<CapturePage, ApiError> {
        captures::list(self, request).await
    }
    async fn captures_rate(&self, request: RateQuery) -> Result<Rate, ApiError> {
        captures::rate(self, request).await
    }
    async fn captures_annotate(&self, request: Annotate) -> Result<CaptureRows, ApiError> {
        annotate::annotate(self, request).await
    }
    async fn filter_describe(&self, request: FilterQuestion) -> Result<FilterAnswer, ApiError> {
        filters::describe(self, request).await
    }
    async fn filter_used(&self, request: FilterUsed) -> Result<Empty, ApiError> {
        filters::used(self, request).await
    }
    async fn views_list(&self, request: ViewQuery) -> Result<ViewList, ApiError> {
        views::list(self, request.of).await
    }
    async fn view_put(&self, request: ViewRow) -> Result<ViewList, ApiError> {
        views::put(self, request).await
    }
    async fn view_delete(&self, request: ById) -> Result<ViewList, ApiError> {
        views::delete(self, request).await
    }
    async fn capture_get(&self, request: ById) -> Result<CaptureDetail, ApiError> {
        captures::get(self, request).await
    }
    async fn capture_body(&self, request: ById) -> Result<CaptureBody, ApiError> {
        captures::body(self, request).await
    }
    async fn events_list(&self, request: EventQuery) -> Result<EventList, ApiError> {
        events::list(self, request).await
    }
    async fn attempts_list(&self, request: AttemptQuery) -> Result<AttemptPage, ApiError> {
        attempts::list(self, request).await
    }
    async fn attempt_get(&self, request: ById) -> Result<AttemptDetail, ApiError> {
        attempts::get(self, request).await
    }
    async fn rows_export(&self, request: RowsRequest) -> Result<RowsPart, ApiError> {
        export::rows(self, request).await
    }
    async fn har_export(&self, request: HarRequest) -> Result<SavedFile, ApiError> {
        traffic::har(self, request).await
    }
    async fn fixture_get(&self, request: ById) -> Result<SavedFile, ApiError> {
        export::fixture(self, request).await
    }
    async fn records_list(&self, request: RecordQuery) -> Result<RecordList, ApiError> {
        records::list(self, request).await
    }
    async fn capture_import(&self, request: CaptureImport) -> Result<CaptureImported, ApiError> {
        import::import(self, request).await
    }
    async fn send(&self, request: SendRequest) -> Result<AttemptList, ApiError> {
        send::send(self, request).await
    }
    async fn targets_list(&self, _: Empty) -> Result<TargetList, ApiError> {
        targets::list(self).await
    }
    async fn target_put(&self, request: TargetChange) -> Result<TargetRow, ApiError> {
        targets::put(self, request).await
    }
    async fn target_delete(&self, request: ById) -> Result<TargetList, ApiError> {
        targets::delete(self, request).await
    }
    async fn rules_list(&self, _: Empty) -> Result<RuleList, ApiError> {
        rules::list(self).await
    }
    async fn rule_put(&self, request: RuleChange) -> Result<RuleRow, ApiError> {
        rules::put(self, request).await
    }
    async fn rule_delete(&self, request: ById) -> Result<RuleList, ApiError> {
        rules::remove(self, request).await
    }
    async fn rule_hold(&self, request: ById) -> Result<Empty, ApiError> {
        rules::hold(self, request).await
    }
    async fn rule_follow(&self, request: RuleFollow) -> Result<RuleProgress, ApiError> {
        rules::follow(self, request).await
    }
    async fn deliveries_list(&self, request: DeliveryQuery) -> Result<DeliveryPage, ApiError> {
        deliveries::list(self, request).await
    }
    async fn delivery_retry(&self, request: ById) -> Result<DeliveryRow, ApiError> {
        deliveries::retry(self, request).await
    }
    async fn deliveries_retry(&self, request: EndedRetry) -> Result<EndedRetried, ApiError> {
        deliveries::retry_ended(self, request).await
    }
    async fn delivery_cancel(&self, request: ById) -> Result<DeliveryRow, ApiError> {
        deliveries::cancel(self, request).await
    }
    async fn replay_preview(&self, request: ReplayRequest) -> Result<ReplayPreview, ApiError> {
        replay::preview(self, request).await
    }
    async fn replay_start(&self, request: ReplayRequest) -> Result<ReplayRow, ApiError> {
        replay::start(self, request).await
    }
    async fn replays_list(&self, request: ReplayQuery) -> Result<ReplayList, ApiError> {
        replay::list(self, request).await
    }
    async fn replay_get(&self, request: ById) -> Result<ReplayRow, ApiError> {
        replay::get(self, &request.id).await
    }
    async fn replay_attempts(
        &self,
        request: ReplayAttemptQuery,
    ) -> Result<ReplayAttempts, ApiError> {
        replay::attempts_of(self, request).await
    }
    async fn replay_pause(&self, request: ById) -> Result<ReplayRow, ApiError> {
        replay::pause(self, &request.id).await
    }
    async fn replay_resume(&self, request: ReplayResume) -> Result<ReplayRow, ApiError> {
        replay::resume(self, request).await
    }
    async fn replay_cancel(&self, request: ById) -> Result<ReplayRow, ApiError> {
        replay::cancel(self, &request.id).await
    }
    async fn conversation_done(&self, request: DoneRequest) -> Result<ConversationRow, ApiError> {
        conversations::done(self, request).await
    }
    async fn conversation_undone(
        &self,
        request: UndoneRequest,
    ) -> Result<ConversationRow, ApiError> {
        conversations::undone(self, request).await
    }
    async fn message_mark(&self, request: MarkRequest) -> Result<MessageRow, ApiError> {
        simulate::mark(self, request).await
    }
    async fn sample_send(&self, _: Empty) -> Result<SampleAnswer, ApiError> {
        scenarios::sample(self).await
    }
    async fn scenarios_list(&self, _: Empty) -> Result<ScenarioList, ApiError> {
        Ok(scenarios::list())
    }
    async fn scenario_preview(
        &self,
        request: ScenarioRequest,
    ) -> Result<ScenarioPreview, ApiError> {
        scenarios::preview(self, request)
    }
    async fn scenario_send(&self, request: ScenarioRequest) -> Result<ScenarioAnswer, ApiError> {
        scenarios::send(self, request).await
    }
    async fn rebuild(&self, _: Empty) -> Result<RebuildAnswer, ApiError> {
        let counts = self.inner.projection.rebuild().await?;
        Ok(RebuildAnswer {
            captures: counts.captures,
            signals: counts.signals,
            messages: counts.messages,
            transitions: counts.transitions,
            conversations: counts.conversations,
            openings: counts.openings,
        })
    }
    async fn delete(&self, request: DeleteRequest) -> Result<DeleteAnswer, ApiError> {
        delete::delete(self, request).await
    }
    async fn directory_list(&self, request: DirectoryQuery) -> Result<DirectoryList, ApiError> {
        directory::list(self, request).await
    }
    async fn directory_put(&self, request: DirectoryEntry) -> Result<DirectoryEntry, ApiError> {
        directory::put(self, request).await
    }
    async fn directory_import(
        &self,
        request: DirectoryText,
    ) -> Result<DirectoryImported, ApiError> {
        directory::import(self, &request.text).await
    }
    async fn directory_export(&self, request: DirectoryFormat) -> Result<DirectoryText, ApiError> {
        directory::export(self, &request.format).await
    }
    async fn directory_lookup(&self, request: DirectoryLookup) -> Result<DirectoryEntry, ApiError> {
        lookup::lookup(self, request).await
    }
    async fn connect_get(&self, request: ConnectQuery) -> Result<Checklist, ApiError> {
        connect::get(self, request).await
    }
    async fn doctor_endpoint(&self, request: DoctorEndpoint) -> Result<DoctorReport, ApiError> {
        doctor::endpoint(request).await
    }
    async fn doctor_tunnel(&self, request: DoctorTunnel) -> Result<DoctorReport, ApiError> {
        doctor::tunnel(self, request).await
    }
    async fn insights_get(&self, request: InsightQuery) -> Result<Insights, ApiError> {
        insights::get(self, request).await
    }
    async fn insights_rows(&self, request: InsightMarkQuery) -> Result<InsightRows, ApiError> {
        insights::rows(self, request).await
    }
    async fn time_rules_list(&self, _: Empty) -> Result<TimeRuleList, ApiError> {
        time_rules::list(self).await
    }
    async fn time_rule_put(&self, request: TimeRuleChange) -> Result<TimeRuleRow, ApiError> {
        time_rules::put(self, request).await
    }
    async fn time_rule_delete(&self, request: ById) -> Result<TimeRuleList, ApiError> {
        time_rules::remove(self, request).await
    }
    async fn time_rule_fired(&self, request: TimeFiredQuery) -> Result<TimeFiredList, ApiError> {
        time_rules::fired(self, request).await
    }
    async fn time_news(&self, request: TimeNewsQuery) -> Result<TimeNews, ApiError> {
        time_rules::news(self, request).await
    }
    async fn sources_list(&self, _: Empty) -> Result<SourceList, ApiError> {
        sources::list(self).await
    }
    async fn source_put(&self, request: SourceChange) -> Result<SourceRow, ApiError> {
        sources::put(self, request).await
    }
    async fn source_delete(&self, request: ById) -> Result<SourceList, ApiError> {
        sources::delete(self, request).await
    }
    async fn secrets_list(&self, _: Empty) -> Result<SecretList, ApiError> {
        secrets::list(self).await
    }
    async fn secret_put(&self, request: SecretNew) -> Result<SecretList, ApiError> {
        secrets::put(self, request).await
    }
    async fn secret_delete(&self, request: ById) -> Result<SecretList, ApiError> {
        secrets::delete(self, request).await
    }
    async fn tunnel_get(&self, _: Empty) -> Result<TunnelView, ApiError> {
        tunnel::get(self).await
    }
    async fn tunnel_start(&self, request: TunnelSettings) -> Result<TunnelView, ApiError> {
        tunnel::start(self, request).await
    }
    async fn tunnel_stop(&self, _: Empty) -> Result<TunnelView, ApiError> {
        tunnel::stop(self).await
    }
    async fn link_new(&self, _: Empty) -> Result<Link, ApiError> {
        about::link(self)
    }
    async fn about_get(&self, _: Empty) -> Result<About, ApiError> {
        Ok(about::get(self))
    }
    async fn settings_get(&self, _: Empty) -> Result<Settings, ApiError> {
        settings::get(self).await
    }
    async fn settings_put(&self, request: SettingsChange) -> Result<Settings, ApiError> {
        settings::put(self, request).await
    }
}

/// How long a command waits for the projection to follow the journal.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);

/// Waits until what was committed before this is projected. Answers up to which entry that is.
pub(super) async fn caught_up(engine: &Engine) -> Result<i64, ApiError> {
    engine.inner.projection.caught_up(PATIENCE).await?.ok_or_else(|| {
        ApiError::unavailable(
            "Captures are still being processed after 10 s: try again in a moment.",
        )
    })
}

/// A capture's sequence number in an id.
pub(super) fn seq(id: &str) -> Result<i64, ApiError> {
    row_id(id).ok_or_else(|| ApiError::not_found(format!("There is no capture {id}.")))
}

/// The number that an id is, if it is one.
pub(super) fn row_id(id: &str) -> Option<i64> {
    let is_number = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { id.parse().ok() } else { None }
}

/// Rows to give: what was asked for, or `default`, within bounds.
pub(super) fn limit(asked: i64, default: i64) -> i64 {
    if asked <= 0 { default } else { asked.min(5_000) }
}

/// Where a row stands in a list that begins with the highest: what it is put in order by, and its number.
pub(super) type Place = (i64, i64);

/// Behind which place a page goes on.
pub(super) fn behind(from: Option<&str>) -> Result<Place, ApiError> {
    let Some(cursor) = from else { return Ok((i64::MAX, i64::MAX)) };
    let parts = cursor.split_once('|');
    let place = parts.and_then(|(at, n)| Some((at.parse().ok()?, n.parse().ok()?)));
    place.ok_or_else(nowhere)
}

/// The cursor of a page that goes on behind a place.
pub(super) fn cursor((at, n): Place) -> String {
    format!("{at}|{n}")
}

/// A page that goes on where none ended.
pub(super) fn nowhere() -> ApiError {
    ApiError::invalid("This page goes on nowhere: ask for the first one again.")
}

/// A page of rows of which one more than wanted was asked for; and the place of the last one when it goes on behind it.
pub(super) fn page<T, P>(
    mut rows: Vec<T>,
    limit: i64,
    place: impl Fn(&T) -> P,
) -> (Vec<T>, Option<P>) {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let goes_on = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| goes_on).map(place);
    (rows, next)
}
