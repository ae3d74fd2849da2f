// Generated from src-tauri/crates/engine/src/api. Do not edit: UPDATE=1 cargo test -p hooktrail-engine contract

/**
 * Which program this is, and where its things are. Of the one that owns the data folder.
 */
export type About = { version: string, 
/**
 * Operating system and machine, `linux x86_64`.
 */
system: string, 
/**
 * Path of the program.
 */
program: string, dataDir: string, 
/**
 * Path of the database.
 */
database: string, 
/**
 * Version of SQLite.
 */
sqlite: string, 
/**
 * SPDX expression.
 */
license: string, 
/**
 * Whether it shows its page in browsers.
 */
hasPage: boolean, };

/**
 * What the user writes beside captures; what is absent stays.
 */
export type Annotate = { captures: Array<string>, pinned?: boolean, 
/**
 * Empty takes it away.
 */
note?: string, label: Array<string>, unlabel: Array<string>, };

/**
 * An answer of the time before.
 */
export type AnswerBefore = { id: string, status: number | null, error: string | null, 
/**
 * Cut to a line of 200 characters.
 */
body: string, };

/**
 * How events are answered from now on.
 */
export type AnswerChange = { 
/**
 * Null: 200 once they are kept.
 */
policy: ResponsePolicy | null, };

/**
 * An event that was delivered more than once, as it came.
 */
export type ArrivalRow = { captureId: string, at: number, 
/**
 * What was answered; 0 for nothing.
 */
status: number, 
/**
 * As that of [`CaptureRow`].
 */
unsent: string | null, };

/**
 * What a link led to.
 */
export type AttachmentBody = { 
/**
 * Such as `image/jpeg`; `application/octet-stream` when its host does not say.
 */
mediaType: string, bytes: number, bodyBase64: string, };

/**
 * Which attachment of which message.
 */
export type AttachmentQuery = { message: string, 
/**
 * Its place among the message's attachments, from 0.
 */
index: number, };

/**
 * An attachment; never fetched unless the user asks.
 */
export type AttachmentRow = { kind: string, url: string | null, id: string | null, };

/**
 * One attempt whole.
 */
export type AttemptDetail = { row: AttemptRow, 
/**
 * The exact bytes sent, base64.
 */
requestBodyBase64: string, 
/**
 * The vendor event as it would be sent today, where that is another than was sent.
 */
now: string | null, 
/**
 * The bytes of the capture that it is an edited copy of, base64; null when it was not edited.
 */
originBase64: string | null, 
/**
 * The body answered, base64; capped.
 */
responseBodyBase64: string, };

/**
 * Attempts.
 */
export type AttemptList = { attempts: Array<AttemptRow>, };

/**
 * A page of attempts, newest first.
 */
export type AttemptPage = { 
/**
 * Fewer than asked for, also none, when looking took too long.
 */
attempts: Array<AttemptRow>, 
/**
 * Where it goes on; null at the end.
 */
next: string | null, };

/**
 * From the start until each was reached, µs; null: not reached, or not needed.
 */
export type AttemptPhases = { 
/**
 * Null also over a connection that stood from the try before.
 */
connectUs: number | null, tlsUs: number | null, firstByteUs: number | null, 
/**
 * Null: not known, for Hooktrail ended before the answer.
 */
totalUs: number | null, };

/**
 * Which attempts.
 */
export type AttemptQuery = { 
/**
 * Of these captures and normalized events; none: of all.
 */
items: Array<string>, 
/**
 * As in `hooktrail list deliveries`.
 */
filter?: string, 
/**
 * `next` of the answer before; absent: from the newest on.
 */
from?: string, 
/**
 * Rows at most; 0 means 200.
 */
limit: number, };

/**
 * One HTTP try of one item.
 */
export type AttemptRow = { id: string, 
/**
 * The capture or normalized event that was sent.
 */
item: string, 
/**
 * The capture behind it.
 */
captureId: string, 
/**
 * What that held, as in [`super::CaptureRow`]; empty while it is not processed.
 */
held: string, 
/**
 * What was said in it, cut to a line; null where it has no words.
 */
words: string | null, 
/**
 * `meta` or a vendor format.
 */
format: string, method: string, url: string, 
/**
 * Name of the saved target that it went to; null: a URL as typed, or a target that is gone.
 */
target: string | null, 
/**
 * The replay that it belongs to.
 */
run: string | null, 
/**
 * The delivery of a rule that it belongs to.
 */
delivery: string | null, 
/**
 * It may have been sent before: Hooktrail ended while it was under way.
 */
again: boolean, 
/**
 * It bore the marker.
 */
marked: boolean, startedAt: number, 
/**
 * Null: not known, for Hooktrail ended before the answer.
 */
durationMs: number | null, 
/**
 * From the start until what was reached, µs.
 */
phases: AttemptPhases, 
/**
 * Null when nothing answered.
 */
status: number | null, 
/**
 * What went wrong, in words.
 */
error: string | null, 
/**
 * As in [`SendRequest`].
 */
signing: string, 
/**
 * Something was changed by hand.
 */
edited: boolean, 
/**
 * It went as it should: 2xx; of a wrong signature, that it was refused (4xx).
 */
passed: boolean, 
/**
 * Beside the try before of the same item at the same place: `first`, `fixed`, `regressed`, `still passing`,
 * `still failing`.
 */
verdict: string, requestHeaders: Array<HeaderRow>, requestBytes: number, responseHeaders: Array<HeaderRow>, 
/**
 * The answer's body as text for display, the first 2 000 characters of what is kept.
 */
responseBody: string, 
/**
 * How many characters of it are kept.
 */
responseCharacters: number, responseTruncated: boolean, 
/**
 * Status and body that were answered the time before, where they are others.
 */
before: AnswerBefore | null, };

/**
 * One thing by its id.
 */
export type ById = { id: string, };

/**
 * From byte to byte of the text for reading, the end not included.
 */
export type ByteRange = { start: number, end: number, };

/**
 * A header as received.
 */
export type CameHeader = { name: string, 
/**
 * As text; bytes outside UTF-8 are replaced for display only.
 */
value: string, 
/**
 * It goes along when the capture is sent again; one of the connection or of the way here does not.
 */
goesAlong: boolean, };

/**
 * What was received. It never changes, so it is asked for once.
 */
export type CaptureBody = { 
/**
 * The stored bytes, base64.
 */
bodyBase64: string, 
/**
 * The body for reading; null when it is not UTF-8.
 */
text: string | null, 
/**
 * The stored bytes are packed (gzip, deflate), announced or not, and `text` is what they hold.
 */
unpacked: boolean, 
/**
 * Why `text` is not, or not wholly, what the stored bytes hold. One sentence.
 */
notUnpacked: string | null, };

/**
 * A capture with all that is known of it, but its body.
 */
export type CaptureDetail = { row: CaptureRow, query: string, peerAddr: string | null, 
/**
 * Names in lower case as hyper gives them, repeats kept, in order.
 */
headers: Array<CameHeader>, 
/**
 * The secret that matched, or why none did, in words.
 */
signatureReason: string, 
/**
 * The same in a word for programs: `valid`, `no_secret`, `altered`…
 */
signatureCause: string, signals: Array<SignalRow>, problems: Array<ProblemRow>, 
/**
 * Every arrival of the same event, oldest first; empty when it came once.
 */
arrivals: Array<ArrivalRow>, };

/**
 * Capture these, in this order.
 */
export type CaptureImport = { files: Array<ImportedFile>, };

/**
 * What became of them.
 */
export type CaptureImported = { 
/**
 * Ids of the captures, in the order of their files.
 */
captures: Array<string>, 
/**
 * Why others are not captured: one sentence each, with the file's name.
 */
problems: Array<string>, };

/**
 * Captures, newest first; oldest first when asked for those `after` one.
 */
export type CapturePage = { revision: number, 
/**
 * How many fit, also of those of which only the newest is a row.
 */
total: number, 
/**
 * At least so many: not all were looked at yet.
 */
more: boolean, rows: Array<CaptureRow>, 
/**
 * Where it goes on; null at the end. A page may be short, even empty, and go on: looking stops after a while.
 */
next: string | null, };

/**
 * Which captures.
 */
export type CaptureQuery = { filter: string, 
/**
 * Captures older than this id; absent: the newest.
 */
before?: string, 
/**
 * Captures newer than this id (`"0"` for all), oldest first: for those who follow and must miss none.
 */
after?: string, 
/**
 * Rows at most; 0 means 200.
 */
limit: number, 
/**
 * `time` (also when empty), `size`, `method`, `path`, `held`, `signature`, `answer`, `duration`, `platform`, `account`,
 * `source`, `origin`.
 */
sort: string, 
/**
 * The smallest or oldest first.
 */
ascending: boolean, 
/**
 * Of several deliveries of one event, only the newest.
 */
grouped: boolean, 
/**
 * Where a page before went on.
 */
from?: string, };

/**
 * Why a capture belongs to a message.
 */
export type CaptureRefRow = { captureId: string, 
/**
 * Signal kind: message, read, message_deleted, …
 */
kind: string, 
/**
 * JSON path of the item in the body.
 */
path: string, at: number | null, signature: string | null, 
/**
 * As that of an opening, of this capture.
 */
ours: string | null, };

/**
 * One capture in the table.
 */
export type CaptureRow = { id: string, receivedAt: number, 
/**
 * `http`, `file`, `sample`.
 */
origin: string, 
/**
 * Id of the source that received it; empty for a file.
 */
source: string, method: string, path: string, 
/**
 * Body size as received, bytes; larger than what is stored when truncated.
 */
bytes: number, truncated: boolean, 
/**
 * valid, invalid, missing, malformed, unchecked.
 */
signature: string, 
/**
 * What was answered, or meant to be.
 */
status: number, 
/**
 * From the head of the request to its answer, µs; null where it is unknown: a file, no answer, a kill.
 */
tookUs: number | null, 
/**
 * Why that answer may not have been sent: `client_left`, it was not, as the client was gone before; `unknown`, nothing was
 * noted of it before Hooktrail ended. Else null.
 */
unsent: string | null, 
/**
 * The item that it is a copy of, when this Hooktrail sent it itself: a capture or a vendor event.
 */
replayOf: string | null, 
/**
 * Where Meta did not send it: `copy`, this Hooktrail sent it again; `simulated`, it made it itself.
 */
ours: string | null, 
/**
 * What it held in words: `message`, `read ×2`, `handshake`…
 */
held: string, problems: number, 
/**
 * The beginning of what was said in it; null when nothing was.
 */
words: string | null, 
/**
 * Of statuses, which have no words: the states that they tell, and Meta's codes of failures; `…` for further ones.
 */
told: Array<string>, 
/**
 * The first capture that said all this; itself, when it is the first.
 */
first: string, 
/**
 * How often it came.
 */
arrivals: number, 
/**
 * Kept at hand by the user.
 */
pinned: boolean, 
/**
 * The user's note; may be empty.
 */
note: string, labels: Array<string>, };

/**
 * Captures as they are now.
 */
export type CaptureRows = { rows: Array<CaptureRow>, };

/**
 * Something changed; pull what you show.
 */
export type Changed = { 
/**
 * Grows with every change; an answer older than it is stale.
 */
revision: number, 
/**
 * Ids of captures that are new since the last notice, for announcing (not complete under load).
 */
captures: Array<string>, };

/**
 * The way to the first read message, by what really happened.
 */
export type Checklist = { revision: number, items: Array<ChecklistItem>, };

/**
 * A known cause of what is missing.
 */
export type ChecklistCause = { what: string, 
/**
 * Where to look, and what to do.
 */
look: string, 
/**
 * What happened speaks for it.
 */
likely: boolean, };

/**
 * A step of it.
 */
export type ChecklistItem = { 
/**
 * `receiving`, `public`, `handshake`, `signature`, `sample`, `message`, `echo`, `read`.
 */
step: string, title: string, 
/**
 * `done`, `waiting` or `wrong`.
 */
standing: string, 
/**
 * What happened, or what to do.
 */
detail: string, 
/**
 * When, and the capture that shows it.
 */
at: number | null, captureId: string | null, 
/**
 * Why it may be missing, likeliest first.
 */
causes: Array<ChecklistCause>, };

/**
 * Whose checklist.
 */
export type ConnectQuery = { 
/**
 * Id of the source.
 */
source: string, 
/**
 * `instagram`, `messenger` or `whatsapp`.
 */
platform: string, };

/**
 * How far the user has seen a conversation.
 */
export type ConversationLook = { id: string, 
/**
 * A capture's id, as `Timeline.read_to` tells it of what was shown.
 */
seen: string, };

/**
 * Conversations, the one that was last active first.
 */
export type ConversationPage = { revision: number, 
/**
 * How many fit; told by the first page only.
 */
total: number, 
/**
 * At least so many: not all were looked at.
 */
more: boolean, rows: Array<ConversationRow>, 
/**
 * Where it goes on; null at the end. A page may be short, even empty, and go on: looking stops after a while.
 */
next: string | null, };

/**
 * Which conversations.
 */
export type ConversationQuery = { 
/**
 * Words or `field:value`; empty for all.
 */
filter: string, 
/**
 * Where a page before went on.
 */
from?: string, 
/**
 * Rows at most; 0 means 200.
 */
limit: number, };

/**
 * One conversation in the list.
 */
export type ConversationRow = { id: string, platform: string, account: string, peer: string, 
/**
 * Handle or name from the directory; null when unknown (show the id, marked as a stand-in).
 */
name: string | null, accountName: string | null, 
/**
 * `open` or `done`.
 */
state: string, lastAt: number | null, 
/**
 * One line: the last message's words, or what it was; 200 characters and `…` of a longer one.
 */
preview: string, 
/**
 * State of the last message, if outbound.
 */
previewState: string | null, 
/**
 * That state was set by hand: Meta told nothing of it.
 */
previewSimulated: boolean, 
/**
 * Its channel says when a message was delivered.
 */
hasDelivered: boolean, 
/**
 * `invalid`, `missing` or `malformed`, where what told those words or that state came with such a signature; else
 * null. So everywhere here.
 */
previewSignature: string | null, messages: number, 
/**
 * Messages of the customer that came since the user last looked; counted up to 99.
 */
unread: number, 
/**
 * An App Dashboard sample.
 */
sample: boolean, 
/**
 * With a group of people, whose id is the peer's (WhatsApp).
 */
group: boolean, };

/**
 * How many there are.
 */
export type Counts = { captures: number, 
/**
 * Captures that were read: lists show these.
 */
read: number, 
/**
 * What they said; each moves one conversation at most.
 */
signals: number, conversations: number, attempts: number, };

/**
 * What is gone.
 */
export type DeleteAnswer = { captures: number, attempts: number, };

/**
 * One conversation to delete.
 */
export type DeleteConversation = { account: string, peer: string, };

/**
 * Exactly one of the three.
 */
export type DeleteRequest = { captures: Array<string>, conversation?: DeleteConversation, all: boolean, };

/**
 * Deliveries, newest first.
 */
export type DeliveryPage = { revision: number, rows: Array<DeliveryRow>, 
/**
 * Where it goes on; null at the end.
 */
next: string | null, };

/**
 * Which deliveries.
 */
export type DeliveryQuery = { rule?: string, capture?: string, 
/**
 * `waiting`, `under way`, `delivered`, `failed`, `given up`.
 */
state?: string, 
/**
 * `next` of the answer before; absent: from the newest on.
 */
from?: string, 
/**
 * 0: 200.
 */
limit: number, };

/**
 * One item for one target of a rule.
 */
export type DeliveryRow = { id: string, 
/**
 * Null when the rule was removed.
 */
rule: string | null, captureId: string, 
/**
 * The capture or vendor event.
 */
item: string, format: string, url: string, 
/**
 * `waiting`, `under way`, `delivered`, `failed`, `given up`.
 */
state: string, acceptedAt: number, 
/**
 * Its first try.
 */
startedAt: number | null, 
/**
 * Its next try, while it waits.
 */
nextAt: number | null, endedAt: number | null, attempts: number, 
/**
 * What the last try was answered.
 */
status: number | null, 
/**
 * Why the last try failed, or why it ended.
 */
reason: string | null, 
/**
 * It may have been sent more than once: Hooktrail ended while it was under way.
 */
again: boolean, };

/**
 * Names and vendor ids of an account (`peer` null) or a customer. Null: unknown, an id stands in.
 */
export type DirectoryEntry = { platform: string, account: string, peer: string | null, handle: string | null, name: string | null, 
/**
 * DoubleTick's `dtCustomerId`.
 */
dtCustomerId: string | null, 
/**
 * Texter's chat `_id`.
 */
texterChatId: string | null, 
/**
 * Zoho Desk's `channelId` (accounts).
 */
zohoChannelId: string | null, 
/**
 * Zoho Desk's `orgId` (accounts).
 */
zohoOrgId: string | null, 
/**
 * Zoho Desk's `sessionId` of the first session (customers); each done mark adds one.
 */
zohoSessionId: string | null, };

/**
 * `json` or `csv`.
 */
export type DirectoryFormat = { format: string, };

/**
 * What was taken in.
 */
export type DirectoryImported = { entries: number, };

/**
 * Entries that the user or Meta gave.
 */
export type DirectoryList = { entries: Array<DirectoryEntry>, };

/**
 * Whose public name to ask Meta for.
 */
export type DirectoryLookup = { platform: string, account: string, peer: string, };

/**
 * Whose names.
 */
export type DirectoryQuery = { 
/**
 * Only this account; absent: all.
 */
account?: string, };

/**
 * A directory as text: JSON or CSV, by its first character.
 */
export type DirectoryText = { text: string, };

/**
 * An endpoint to act as Meta against. Bodies are made up; nothing is kept.
 */
export type DoctorEndpoint = { url: string, 
/**
 * `instagram`, `messenger` or `whatsapp`.
 */
platform: string, 
/**
 * Absent: the handshake is not tried.
 */
verifyToken?: string, 
/**
 * What it checks signatures with; absent: nothing validly signed is tried.
 */
secret?: SecretText, 
/**
 * Only these; empty: all.
 */
checks: Array<string>, };

/**
 * What was found, in the order of trying.
 */
export type DoctorReport = { rows: Array<DoctorRow>, };

/**
 * One check.
 */
export type DoctorRow = { check: string, title: string, 
/**
 * `good`, `doubtful`, `wrong` or `skipped`.
 */
standing: string, 
/**
 * One word for programs; empty when it is good.
 */
cause: string, 
/**
 * What was found.
 */
words: string, 
/**
 * What to change.
 */
look: string, status: number | null, durationMs: number | null, 
/**
 * The beginning of the answer.
 */
answer: string, };

/**
 * A public address that should lead to this receiver.
 */
export type DoctorTunnel = { 
/**
 * With or without the source's path.
 */
url: string, };

/**
 * Mark done.
 */
export type DoneRequest = { account: string, peer: string, 
/**
 * Needed only where the same ids exist on two platforms.
 */
platform?: string, 
/**
 * Time it names, epoch ms; absent: now.
 */
at?: number, };

/**
 * One wording of a message.
 */
export type EditRow = { 
/**
 * The capture that told it.
 */
captureId: string, at: number | null, 
/**
 * The first 20 000 characters.
 */
text: string | null, 
/**
 * How many there are in all.
 */
characters: number, signature: string | null, };

/**
 * No parameters.
 */
export type Empty = Record<symbol, never>;

/**
 * How many those are.
 */
export type EndedRetried = { 
/**
 * Without those to where no rule sends any more.
 */
deliveries: number, };

/**
 * Which deliveries are tried again at once.
 */
export type EndedRetry = { 
/**
 * `failed` or `given up`.
 */
state: string, 
/**
 * Of this rule; absent: of all.
 */
rule?: string, 
/**
 * Only counts them.
 */
countOnly: boolean, };

/**
 * Vendor events with the reasons for those that do not exist, oldest first.
 */
export type EventList = { events: Array<EventRow>, withheld: Array<WithheldRow>, };

/**
 * Events of one message (`platform/account/mid`), of one capture, or of one opening's capture.
 */
export type EventQuery = { message?: string, capture?: string, };

/**
 * One vendor event.
 */
export type EventRow = { id: string, 
/**
 * doubletick.message-status, doubletick.conversation-opened, texter.message-status-changed, zoho.im-message-status.
 */
format: string, messageId: string | null, captureId: string, at: number | null, 
/**
 * The state it reports; null for an opening.
 */
state: string | null, 
/**
 * That state was set by hand: Meta told nothing of it.
 */
simulated: boolean, 
/**
 * The document as it would be sent (compact); never parse it with JavaScript numbers.
 */
body: string, 
/**
 * The same, indented for reading.
 */
pretty: string, fields: Array<FieldRow>, };

/**
 * Where a field of a vendor event came from.
 */
export type FieldRow = { 
/**
 * Path in the vendor document, for example `$.eventData.timestamp`.
 */
path: string, 
/**
 * capture, directory, derived, constant, rule, assumed.
 */
source: string, 
/**
 * In words.
 */
note: string, captureId: string | null, 
/**
 * Byte range of the source in the text for reading.
 */
start: number | null, end: number | null, 
/**
 * Other places there that say it too.
 */
further: Array<ByteRange>, 
/**
 * A numeric id stands in for a name that the directory does not have.
 */
standIn: boolean, };

/**
 * What a filter means, and what could be written on. Places are counted in characters (Unicode code points).
 */
export type FilterAnswer = { 
/**
 * In plain words; null when it cannot be read.
 */
words: string | null, 
/**
 * In what its bare words are looked for; null where it has none.
 */
searched: string | null, problem: FilterProblem | null, suggestions: Array<FilterSuggestion>, 
/**
 * Filters used lately, newest first; only when nothing is written.
 */
recent: Array<string>, };

/**
 * What cannot be read, and where.
 */
export type FilterProblem = { message: string, start: number, end: number, };

/**
 * A filter that somebody is writing.
 */
export type FilterQuestion = { 
/**
 * Of which list: `captures`, `conversations`, `messages`, `signals`, `transitions`, `openings`, `normalized`,
 * `deliveries`.
 */
of: string, filter: string, 
/**
 * Where the cursor stands, in characters; absent: no suggestions are wanted.
 */
cursor?: number, };

/**
 * Something that can be written in place of what stands from `start` to `end`.
 */
export type FilterSuggestion = { text: string, about: string, 
/**
 * How many there are, where that is known.
 */
count: number | null, 
/**
 * More has to follow it at once: a value.
 */
open: boolean, start: number, end: number, };

/**
 * A filter that was used, to be offered again.
 */
export type FilterUsed = { of: string, filter: string, };

/**
 * A try that failed.
 */
export type ForwardingFailure = { at: number, url: string, reason: string, };

/**
 * Forwarding in short, for the top bar.
 */
export type ForwardingStatus = { 
/**
 * Rules that are switched on.
 */
rules: number, 
/**
 * Their targets.
 */
targets: number, 
/**
 * Deliveries that wait or are under way.
 */
backlog: number, 
/**
 * The newest failure at a target that has not been reached since.
 */
lastFailure: ForwardingFailure | null, };

/**
 * A handshake that Meta (or someone) tried.
 */
export type Handshake = { at: number, ok: boolean, captureId: string, };

/**
 * Attempts and captures to write as HAR 1.2, in this order; or all of a kind that fit, in the order they came.
 */
export type HarRequest = { 
/**
 * Attempts; of a delivery of a rule (`d_17`) all of them.
 */
attempts: Array<string>, captures: Array<string>, 
/**
 * `captures` or `deliveries`: all that fit the filter. Of too many the newest, with a note.
 */
of?: string, filter?: string, };

/**
 * A header.
 */
export type HeaderRow = { name: string, 
/**
 * As text; bytes outside UTF-8 are replaced for display only.
 */
value: string, };

/**
 * One file.
 */
export type ImportedFile = { 
/**
 * Its name; stands where a request has its path.
 */
name: string, 
/**
 * Its exact bytes, base64.
 */
bodyBase64: string, };

/**
 * An account on a platform.
 */
export type InsightAccount = { platform: string, account: string, name: string | null, };

/**
 * Messages within a range of time.
 */
export type InsightBar = { 
/**
 * Up to and including; the last bar has no end.
 */
upToMs: number | null, messages: number, };

/**
 * One account's outbound messages on one platform.
 */
export type InsightChannel = { platform: string, account: string, name: string | null, 
/**
 * `outbound`, `accepted`, `delivered`, `seen`: each is contained in the one before it.
 */
funnel: Array<InsightStep>, 
/**
 * Time from being said to being seen.
 */
seenAfter: InsightSpread, waiting: number, 
/**
 * What waiting means on this channel.
 */
waitingWords: string, 
/**
 * Delivered, and not seen for as long.
 */
unseen: number, failed: number, 
/**
 * The most frequent, most first.
 */
failures: Array<InsightFailure>, deleted: number, 
/**
 * Messages with a state that was only set by hand; that state is not counted.
 */
simulated: number, };

/**
 * Messages that failed in the same way: state, code and words.
 */
export type InsightFailure = { 
/**
 * `failed` or `channel_failed`.
 */
state: string, 
/**
 * Meta's code.
 */
code: number | null, words: string | null, messages: number, };

/**
 * One kind over time.
 */
export type InsightKind = { kind: string, 
/**
 * One count a bar.
 */
counts: Array<number>, };

/**
 * A mark of the picture, whose rows are asked for.
 */
export type InsightMarkQuery = { of: InsightQuery, 
/**
 * `outbound`, `accepted`, `delivered`, `seen`, `seen_after`, `untimed`, `waiting`, `failed`, `failure`, `deleted`,
 * `simulated`, or `kind`.
 */
mark: string, 
/**
 * `seen_after`: number of the bar.
 */
bar?: number, 
/**
 * `failure`: its words (absent: none). `kind`: the kind, or several parted by spaces.
 */
words?: string, 
/**
 * `failure`: its state.
 */
state?: string, 
/**
 * `failure`: its code (absent: none).
 */
code?: number, 
/**
 * 0: 200.
 */
limit: number, 
/**
 * Where a page before went on.
 */
from?: string, };

/**
 * Kinds of signals over time.
 */
export type InsightMix = { 
/**
 * Where the first bar begins.
 */
from: number, 
/**
 * Width of a bar, ms.
 */
widthMs: number, 
/**
 * Bars there are.
 */
bars: number, 
/**
 * Most frequent first.
 */
kinds: Array<InsightKind>, };

/**
 * What to count.
 */
export type InsightQuery = { 
/**
 * Only this platform.
 */
platform?: string, 
/**
 * Only this account.
 */
account?: string, 
/**
 * Said at this time or later.
 */
from?: number, 
/**
 * Said before this time.
 */
until?: number, 
/**
 * A message without an answer of the channel waits after so many milliseconds.
 */
waitingMs: number, };

/**
 * A message, or a signal.
 */
export type InsightRow = { 
/**
 * Another one in each row of a list.
 */
id: string, captureId: string, conversation: string | null, message: string | null, 
/**
 * The customer.
 */
peer: string | null, 
/**
 * What the customer is called.
 */
name: string | null, at: number | null, 
/**
 * The message's words, or the signal's kind.
 */
words: string, state: string | null, 
/**
 * Meta's code, where the state is a failure.
 */
code: number | null, };

/**
 * What is behind a mark, newest first.
 */
export type InsightRows = { 
/**
 * How many there are on all pages.
 */
total: number, rows: Array<InsightRow>, 
/**
 * Where it goes on; null at the end.
 */
next: string | null, };

/**
 * How a time is distributed.
 */
export type InsightSpread = { medianMs: number | null, 
/**
 * Nine of ten are not above it.
 */
p90Ms: number | null, bars: Array<InsightBar>, 
/**
 * Seen, and it is not known when, or when they were said.
 */
untimed: number, };

/**
 * A step of the funnel.
 */
export type InsightStep = { mark: string, messages: number, 
/**
 * Why there is no count: the channel has no such signal.
 */
absent: string | null, };

/**
 * The counts.
 */
export type Insights = { revision: number, 
/**
 * The oldest captures are left out: only so many of the newest are counted.
 */
newestOnly: number | null, 
/**
 * Everything there is to choose from in the period.
 */
accounts: Array<InsightAccount>, channels: Array<InsightChannel>, mix: InsightMix, };

/**
 * A way to the page for one browser.
 */
export type Link = { 
/**
 * It works once: whoever has it first is let in.
 */
url: string, };

/**
 * Say that an outbound message reached a state, as Meta (or a platform) would: basis simulated.
 */
export type MarkRequest = { 
/**
 * The message's id, `platform/account/mid`.
 */
message: string, 
/**
 * sent, accepted, delivered, seen, failed, channel_failed, deleted.
 */
state: string, 
/**
 * Group member, if the state is theirs.
 */
participant?: string, 
/**
 * When, epoch ms; absent: now.
 */
at?: number, 
/**
 * Failure in words; only with failed and channel_failed.
 */
error?: string, };

/**
 * A message with all that happened to it.
 */
export type MessageRow = { 
/**
 * `platform/account/mid`, stable over rebuilds.
 */
id: string, messageId: string, direction: string | null, 
/**
 * `message`, `postback`, `placeholder` (only receipts so far).
 */
kind: string, at: number | null, 
/**
 * Its words after the last edit, the first 20 000 characters of them.
 */
text: string | null, 
/**
 * How many characters they have in all.
 */
characters: number, attachments: Array<AttachmentRow>, quickReply: string | null, postbackPayload: string | null, 
/**
 * Message answered, and the first 200 characters of its words if known.
 */
replyTo: ReplyRow | null, referral: string | null, unsupported: boolean, 
/**
 * Who said it, in a group.
 */
participant: ParticipantRow | null, edits: Array<EditRow>, 
/**
 * What it said before its first edit; null where it was not edited, or that is not known.
 */
original: EditRow | null, reactions: Array<ReactionRow>, deletedAt: number | null, 
/**
 * Set when Meta said it was deleted, even without a time.
 */
deleted: boolean, 
/**
 * Where all that told of the deletion came so.
 */
deletedSignature: string | null, 
/**
 * States of an outbound message in the order they arrived.
 */
rail: Array<RailStep>, 
/**
 * Current state of an outbound message.
 */
state: string | null, 
/**
 * False where the channel has no `delivered` signal (Instagram).
 */
hasDelivered: boolean, flags: Array<string>, 
/**
 * Captures that spoke of it, oldest first; the first is the one to show.
 */
captures: Array<CaptureRefRow>, sample: boolean, standby: boolean, 
/**
 * Of the capture that told the message itself: of its first wording, not of what came later.
 */
signature: string | null, 
/**
 * As that of an opening, of the capture that told it first.
 */
ours: string | null, };

/**
 * One error as Meta tells it.
 */
export type MetaErrorRow = { code: number | null, title: string | null, message: string | null, 
/**
 * `error_data.details`.
 */
details: string | null, };

/**
 * Requests that could not be kept, one after the other, and none that could since.
 */
export type NotKeeping = { count: number, 
/**
 * When the first of them came.
 */
since: number, 
/**
 * Why the last one could not, a sentence.
 */
why: string, };

/**
 * Somebody of a group.
 */
export type ParticipantRow = { id: string, 
/**
 * As the user entered it, else as Meta told it with the message, else ever; null when unknown.
 */
name: string | null, };

/**
 * An oddity with its place.
 */
export type ProblemRow = { code: string, path: string, message: string, };

/**
 * A state that was reached, or a signal of one that changed nothing.
 */
export type RailStep = { state: string, 
/**
 * Of whom in a group; null where it is of the message, and of a repeat, which is not read again.
 */
participant: ParticipantRow | null, at: number | null, receivedAt: number | null, 
/**
 * observed, implied, simulated.
 */
basis: string, 
/**
 * What told it; null where that was deleted, which takes back nothing of what is known.
 */
captureId: string | null, flags: Array<string>, 
/**
 * Meta's words for a failure.
 */
error: string | null, 
/**
 * Meta's code of the failure that the words are of.
 */
code: number | null, 
/**
 * False for a late or repeated signal.
 */
moved: boolean, signature: string | null, };

/**
 * Captures that came in each step, the oldest first.
 */
export type Rate = { 
/**
 * Epoch milliseconds.
 */
from: number, stepMs: number, counts: Array<number>, };

/**
 * How long back, in how many bars.
 */
export type RateQuery = { spanMs: number, bars: number, };

/**
 * One reaction that stands.
 */
export type ReactionRow = { 
/**
 * The capture that told it.
 */
captureId: string, 
/**
 * `outbound`: the account reacted; `inbound`: the customer.
 */
direction: string, 
/**
 * Who of them, in a group.
 */
participant: ParticipantRow | null, emoji: string | null, reaction: string | null, at: number | null, signature: string | null, };

/**
 * What was made anew.
 */
export type RebuildAnswer = { captures: number, signals: number, messages: number, transitions: number, conversations: number, openings: number, };

/**
 * The receiver in words.
 */
export type ReceiverStatus = { 
/**
 * `http://127.0.0.1:8787/webhook`; null while it does not listen.
 */
url: string | null, 
/**
 * Why it does not listen, with what to do.
 */
error: string | null, 
/**
 * Port to offer instead when the wanted one is taken.
 */
freePort: number | null, 
/**
 * Requests to other paths or with other methods, refused and not kept.
 */
refused: number, 
/**
 * Clients that were too slow or left in the middle of a request.
 */
cutOff: number, 
/**
 * Connections that did not speak HTTP/1, or sent too large a head.
 */
malformed: number, 
/**
 * Requests that could not be kept, and were answered 503.
 */
unkept: number, 
/**
 * The last request could not be kept.
 */
notKeeping: NotKeeping | null, 
/**
 * Connections open now.
 */
connections: number, 
/**
 * Sources that do not answer 200 as they should, in words.
 */
unusual: Array<string>, };

/**
 * One JSON document each, already serialised so that 64-bit numbers stay whole.
 */
export type RecordList = { rows: Array<string>, 
/**
 * Where it goes on; absent at the end.
 */
next?: string, };

/**
 * Rows for `hooktrail list`.
 */
export type RecordQuery = { 
/**
 * captures, conversations, messages, signals, transitions, openings, normalized, deliveries.
 */
of: string, filter: string, 
/**
 * Rows at most; 0 means all.
 */
limit: number, 
/**
 * Asks for pages of some megabytes: what the page before said as `next`, and nothing for the first. Absent: all at once.
 */
after?: string, };

/**
 * What came of one request.
 */
export type ReplayAttempt = { position: number, 
/**
 * Why it is not what was expected; null when it is.
 */
missed: string | null, 
/**
 * It may have been sent before: Hooktrail ended while it was under way.
 */
again: boolean, 
/**
 * Chaos sent the same before, in this replay.
 */
repeated: boolean, attempt: AttemptRow, };

/**
 * What came of the requests of a replay, in the order in which they ended.
 */
export type ReplayAttemptQuery = { id: string, 
/**
 * `next` of the answer before; absent: from the beginning.
 */
after?: string, 
/**
 * Only what is not as expected.
 */
missed: boolean, 
/**
 * Rows at most; 0 means 200.
 */
limit: number, };

/**
 * Some of them.
 */
export type ReplayAttempts = { 
/**
 * Fewer than asked for, also none, when looking took too long.
 */
rows: Array<ReplayAttempt>, 
/**
 * Where to ask on, also for what comes later.
 */
next: string, 
/**
 * There is more now.
 */
more: boolean, };

/**
 * One customer with one business account.
 */
export type ReplayConversation = { account: string, peer: string, };

/**
 * How many came out how; the last five beside the try before the replay.
 */
export type ReplayCounts = { 
/**
 * As expected.
 */
passed: number, failed: number, 
/**
 * Deleted before they could be sent.
 */
unsent: number, first: number, fixed: number, regressed: number, stillPassing: number, stillFailing: number, };

/**
 * Replays, newest first.
 */
export type ReplayList = { revision: number, rows: Array<ReplayRow>, 
/**
 * Where it goes on; null at the end.
 */
next: string | null, };

/**
 * What would be sent, before it is.
 */
export type ReplayPreview = { 
/**
 * Captures and vendor events.
 */
items: number, 
/**
 * Requests.
 */
steps: number, 
/**
 * When the last one is due, from the start.
 */
lastsMs: number, 
/**
 * With its seed: the same text makes the same chaos again.
 */
chaos: string | null, 
/**
 * Requests that the chaos drops.
 */
dropped: number, 
/**
 * Requests that the chaos adds.
 */
copies: number, 
/**
 * Where to, without a password.
 */
to: string, 
/**
 * This host is somebody else's: the user must agree first.
 */
confirmHost: string | null, 
/**
 * What else is to know, a sentence each.
 */
notes: Array<string>, 
/**
 * The first requests.
 */
rows: Array<ReplayStep>, };

/**
 * Which replays.
 */
export type ReplayQuery = { 
/**
 * `next` of the answer before; absent: from the newest on.
 */
from?: string, 
/**
 * Rows at most; 0 means 200.
 */
limit: number, };

/**
 * Send these, there, in this manner. Items that are named come first; else those of the conversation that fit the
 * filter; nothing of all: everything.
 */
export type ReplayRequest = { 
/**
 * Captures and vendor events, chosen one by one.
 */
items: Array<string>, conversation?: ReplayConversation, 
/**
 * The language of the captures' filter, times included: `received>-1h`.
 */
filter: string, 
/**
 * Items at most, the oldest; 0 means no limit.
 */
limit: number, 
/**
 * A URL, or a target's name.
 */
to: string, 
/**
 * `meta` or a vendor format; absent: what the target wants, else the items themselves.
 */
as?: string, 
/**
 * Sign with this secret; it is not kept.
 */
secret?: SecretText, 
/**
 * As in [`SendRequest`](super::SendRequest).
 */
signing?: string, 
/**
 * `fast`, `every:200ms`, `recorded`, `recorded:x10`; absent: `fast`.
 */
pace?: string, 
/**
 * `conversation` or `global`; absent: `conversation`.
 */
order?: string, 
/**
 * `SEED:dup=5%,reorder=4,drop=1%,delay=50ms±20ms,burst=10,split,merge=3`; without `SEED:` one is drawn.
 */
chaos?: string, 
/**
 * Requests at a time; 0 means 8.
 */
concurrency: number, 
/**
 * `2xx`, `204`, `$.path=value`; all must hold. Empty: 2xx, of wrong signatures 4xx.
 */
expect: Array<string>, 
/**
 * The user agreed that customers' data go to this host; remembered.
 */
confirmed: boolean, };

/**
 * Go on with a replay that was paused or interrupted.
 */
export type ReplayResume = { id: string, secret?: SecretText, 
/**
 * The URL with its password.
 */
to?: string, 
/**
 * The user agreed that customers' data go to this host; remembered.
 */
confirmed: boolean, };

/**
 * A replay, and how far it is.
 */
export type ReplayRow = { id: string, startedAt: number, endedAt: number | null, 
/**
 * `running`, `paused`, `done`, `cancelled`, `interrupted` (it can be resumed).
 */
state: string, 
/**
 * What was chosen, in words.
 */
what: string, filter: string, conversation: ReplayConversation | null, to: string, as: string | null, signing: string | null, pace: string, order: string, chaos: string | null, concurrency: number, expect: Array<string>, 
/**
 * Requests.
 */
total: number, 
/**
 * Requests that are through.
 */
done: number, counts: ReplayCounts, 
/**
 * Why it stands still.
 */
trouble: string | null, 
/**
 * To be resumed it must be given again: `secret`, `to`.
 */
wants: Array<string>, };

/**
 * A request that is planned.
 */
export type ReplayStep = { position: number, 
/**
 * `17`, `17-t1-texter`, `17#2` (an entry), `17#0+18#0` (entries of several as one batch).
 */
item: string, dueMs: number, delayMs: number, 
/**
 * The second of two.
 */
copy: boolean, };

/**
 * What a message answers.
 */
export type ReplyRow = { mid: string | null, text: string | null, storyUrl: string | null, 
/**
 * Of what told those words.
 */
signature: string | null, };

/**
 * An answer other than 200. Handshakes and samples are answered as ever.
 */
export type ResponsePolicy = { 
/**
 * `answer`, `hang` or `reset`.
 */
act: string, status: number, headers: Array<HeaderRow>, body: string, 
/**
 * ms.
 */
delayMs: number, 
/**
 * Only for this many events; null: for all.
 */
first: number | null, };

/**
 * Where a file goes on.
 */
export type RowsNext = { after: string, 
/**
 * Keys that are columns of it, in order.
 */
columns: Array<string>, };

/**
 * A part of a file.
 */
export type RowsPart = { 
/**
 * Whole lines, each with its end.
 */
text: string, rows: number, 
/**
 * Null at the end.
 */
next: RowsNext | null, };

/**
 * Rows of a file, page by page: what `hooktrail list` lists.
 */
export type RowsRequest = { 
/**
 * As in [`RecordQuery`](super::RecordQuery).
 */
of: string, filter: string, 
/**
 * `csv`, or `jsonl` (a JSON document a line).
 */
format: string, 
/**
 * What the page before said as `next`; absent: the beginning.
 */
next?: RowsNext, };

/**
 * A rule to make or to change; what is absent stays.
 */
export type RuleChange = { 
/**
 * Absent: a new one.
 */
id?: string, name?: string, filter?: string, targets?: Array<RuleTargetChange>, retry?: string, speed?: number, 
/**
 * True: also targets that had ended get what comes from now on.
 */
enabled?: boolean, 
/**
 * The new rule ends with the request `rule_hold` that follows; it sends to one URL.
 */
held: boolean, 
/**
 * Of a held rule: sign Meta's bytes anew with this.
 */
secret?: SecretText, 
/**
 * The user agreed that customers' data go to these hosts; remembered.
 */
confirmed: boolean, };

/**
 * A rule and what it tried since.
 */
export type RuleFollow = { id: string, 
/**
 * What the last answer gave; absent: from the newest on.
 */
after?: string, };

/**
 * Every rule, in the order they were made.
 */
export type RuleList = { rows: Array<RuleRow>, };

/**
 * What a rule tried, oldest first.
 */
export type RuleProgress = { rule: RuleRow, attempts: Array<AttemptRow>, 
/**
 * For the next question.
 */
after: string, };

/**
 * A rule: what fits its filter goes to its targets as it comes.
 */
export type RuleRow = { id: string, name: string, 
/**
 * In the captures' language; empty: every event.
 */
filter: string, targets: Array<RuleTargetRow>, 
/**
 * `none`, `fixed:30s:5`, `exponential:1s:8`, `meta`, `meta-messaging`, `whatsapp`, `zoho-desk`, `texter`.
 */
retry: string, 
/**
 * The same in words.
 */
retryWords: string, 
/**
 * How many times shorter the pauses are.
 */
speed: number, enabled: boolean, 
/**
 * It belongs to a listener, and ends with it.
 */
held: boolean, 
/**
 * Its listener is gone: what waits goes out when somebody listens in the same way again.
 */
orphaned: boolean, 
/**
 * Captures not looked at yet, and deliveries that are due or under way: 0 when nothing is left to do now.
 */
pending: number, 
/**
 * For their first or next try.
 */
waiting: number, underWay: number, delivered: number, failed: number, givenUp: number, };

/**
 * Where a rule forwards to.
 */
export type RuleTargetChange = { 
/**
 * A URL, or the name of a saved target.
 */
to: string, 
/**
 * `meta`, vendor formats; empty: as the target wants.
 */
formats: Array<string>, };

/**
 * Where a rule forwards to.
 */
export type RuleTargetRow = { 
/**
 * A saved target's name, or a URL without its password.
 */
to: string, 
/**
 * `meta`, vendor formats; empty: as the target wants.
 */
formats: Array<string>, 
/**
 * Why it gets nothing any more.
 */
ended: string | null, 
/**
 * Why its last try failed; null since it was reached.
 */
failing: string | null, };

/**
 * What the sample became.
 */
export type SampleAnswer = { 
/**
 * Captures in the order they were sent.
 */
captures: Array<string>, };

/**
 * A file to save.
 */
export type SavedFile = { 
/**
 * The name to propose.
 */
name: string, mediaType: string, bodyBase64: string, 
/**
 * What of that which was asked for is not in it, in words; the file says so too.
 */
note: string | null, };

/**
 * What it became.
 */
export type ScenarioAnswer = { 
/**
 * Ids of the captures, in order.
 */
captures: Array<string>, 
/**
 * What was sent on.
 */
attempts: Array<AttemptRow>, };

/**
 * One request body.
 */
export type ScenarioBody = { event: string, 
/**
 * When it was said, epoch ms.
 */
at: number, 
/**
 * The exact text.
 */
text: string, };

/**
 * Stories, then single events.
 */
export type ScenarioList = { rows: Array<ScenarioRow>, };

/**
 * What would be sent.
 */
export type ScenarioPreview = { bodies: Array<ScenarioBody>, };

/**
 * Play this. What is empty is made up, or stays as it is written.
 */
export type ScenarioRequest = { id: string, 
/**
 * The business account; on WhatsApp the id of its phone number.
 */
account: string, 
/**
 * The customer.
 */
peer: string, 
/**
 * The customer's name, where the channel tells it (WhatsApp).
 */
name: string, 
/**
 * Words of the steps, by their place.
 */
texts: Array<string>, 
/**
 * Id of the message that a single event speaks of.
 */
of: string, 
/**
 * Send it on to this URL or target; absent: into the receiver only.
 */
to?: string, 
/**
 * Sign what is sent on with this secret.
 */
secret?: SecretText, 
/**
 * As in [`SendRequest`](super::SendRequest).
 */
signing?: string, 
/**
 * The user agreed that it goes to this host; remembered.
 */
confirmed: boolean, };

/**
 * A story, or one event by itself.
 */
export type ScenarioRow = { id: string, platform: string, title: string, 
/**
 * What it shows.
 */
about: string, single: boolean, steps: Array<ScenarioStep>, };

/**
 * One event of a story.
 */
export type ScenarioStep = { 
/**
 * `message`, `echo`, `read`…, or `again`.
 */
event: string, 
/**
 * How much later than the one before it was said, ms.
 */
afterMs: number, 
/**
 * Words that can be others; null where there are none.
 */
text: string | null, 
/**
 * It speaks of a message said before.
 */
speaks: boolean, };

/**
 * Every secret by name, and where new ones can be kept.
 */
export type SecretList = { rows: Array<SecretRow>, 
/**
 * Why the system's store cannot be used, with what to do; null when it can.
 */
noSystem: string | null, };

/**
 * A secret to use from now on.
 */
export type SecretNew = { 
/**
 * `source:ID`, `target:ID`, or `graph` for the token that names are looked up with.
 */
owner: string, 
/**
 * One of the same name and owner is replaced.
 */
name: string, secret: SecretText, 
/**
 * `system`; `file`, where the user agreed to it; or `run`.
 */
place: string, };

/**
 * A secret, without itself.
 */
export type SecretRow = { 
/**
 * Empty for one that a flag or the environment gave.
 */
id: string, 
/**
 * `source:ID`, `target:ID` or `graph`; empty for one that was given: it serves every source.
 */
owner: string, name: string, 
/**
 * `system`, `file`, `run` (until Hooktrail ends) or `given`.
 */
place: string, 
/**
 * It could be read from where it is kept.
 */
usable: boolean, };

/**
 * A secret on its way in: prints as `***`. It is never in an answer.
 */
export type SecretText = string;

/**
 * What was changed by hand; what is absent goes as it came.
 */
export type SendEdit = { 
/**
 * The exact bytes, base64.
 */
bodyBase64?: string, 
/**
 * All headers.
 */
headers?: Array<HeaderRow>, method?: string, 
/**
 * Path, with its query if there is one, in place of the address's own.
 */
path?: string, };

/**
 * Send this, there.
 */
export type SendRequest = { 
/**
 * A capture or a normalized event.
 */
item: string, 
/**
 * A URL, or the name of a target.
 */
to: string, 
/**
 * `meta` or a vendor format; absent: what the target wants of a capture, else the item itself.
 */
as?: string, 
/**
 * Re-sign Meta's bytes with this secret; absent: the original headers.
 */
secret?: SecretText, 
/**
 * `as received`, `re-signed`, `unsigned`, or `wrong: another secret`, `wrong: an altered byte`, `wrong: sha1 only`,
 * `wrong: missing`; absent: re-signed with a secret, as received without.
 */
signing?: string, 
/**
 * What stands in place of what came; the capture stays as it is.
 */
edit?: SendEdit, 
/**
 * Whether the marker is added; absent: as the target has it, and to a URL yes.
 */
marker?: boolean, 
/**
 * The user agreed that customers' data go to this host; remembered.
 */
confirmed: boolean, };

/**
 * What the user can change.
 */
export type Settings = { verifyToken: string, watchFolder: string | null, 
/**
 * Last URLs sent to, newest first.
 */
recentUrls: Array<string>, receiverPort: number, 
/**
 * How vendor events are written where the truth is unsettled.
 */
vendors: VendorOptions, 
/**
 * A Graph API token is there, so that names can be looked up.
 */
lookup: boolean, 
/**
 * The window tells the system of forwards that failed for good.
 */
notifyFailures: boolean, };

/**
 * Changes what is given.
 */
export type SettingsChange = { verifyToken?: string, 
/**
 * Folder to watch; empty text stops watching.
 */
watchFolder?: string, 
/**
 * Port to listen on; the receiver restarts there.
 */
receiverPort?: number, 
/**
 * How vendor events are written; every event is made anew.
 */
vendors?: VendorOptions, 
/**
 * Whether the window tells the system of forwards that failed for good.
 */
notifyFailures?: boolean, };

/**
 * A signal of a capture.
 */
export type SignalRow = { id: string, kind: string, path: string, 
/**
 * Byte range in the text for reading.
 */
start: number, end: number, account: string | null, peer: string | null, messageId: string | null, 
/**
 * Id of the conversation that it stands in; null where it is of none, or that is not derived yet.
 */
conversation: string | null, 
/**
 * Id of the message in there that it speaks of.
 */
message: string | null, at: number | null, 
/**
 * Its words, the first 20 000 characters of them.
 */
text: string | null, 
/**
 * How many characters its words have.
 */
characters: number, 
/**
 * WhatsApp's own word for a status, a call or a template: `sent`, `read`, `failed`…
 */
status: string | null, 
/**
 * The state that it says a message has: `accepted`, `seen`, `channel_failed`…
 */
state: string | null, 
/**
 * Why it moved no state and opened no conversation, in a word of the ledger's (`repeated`, `behind`, `inbound`…), or
 * `unprocessed`; null where it did.
 */
unmoved: string | null, 
/**
 * What failed, as Meta tells it.
 */
errors: Array<MetaErrorRow>, flags: Array<string>, problems: Array<ProblemRow>, };

/**
 * A source to make or to change; what is absent stays, or is made up for a new one.
 */
export type SourceChange = { 
/**
 * Absent: a new one.
 */
id?: string, name?: string, path?: string, 
/**
 * Empty: a new random one.
 */
verifyToken?: string, enforce?: boolean, answer?: AnswerChange, };

/**
 * Every source, the default one first.
 */
export type SourceList = { rows: Array<SourceRow>, };

/**
 * A receiving endpoint.
 */
export type SourceRow = { 
/**
 * `default` for the one that exists from the start.
 */
id: string, name: string, 
/**
 * `/webhook`.
 */
path: string, 
/**
 * `http://127.0.0.1:8787/webhook`; null while nothing listens.
 */
url: string | null, verifyToken: string, 
/**
 * 401 unless the signature is valid.
 */
enforce: boolean, 
/**
 * How events are answered; null: 200 once they are kept.
 */
policy: ResponsePolicy | null, 
/**
 * What the policy does, in words, as long as it still applies.
 */
policyWords: string | null, };

/**
 * What the top and status bars show.
 */
export type Status = { revision: number, 
/**
 * Another one once something was deleted or made anew: what lists hold from before counts no more.
 */
epoch: number, version: string, dataDir: string, receiver: ReceiverStatus, tunnel: TunnelState, verifyToken: string, 
/**
 * Names of the secrets signatures are checked against; never the secrets.
 */
secrets: Array<string>, counts: Counts, 
/**
 * Captures committed and not yet projected.
 */
backlog: number, 
/**
 * Up to this capture they are projected; a later one is new to whoever looked now.
 */
readTo: string, forwarding: ForwardingStatus, 
/**
 * Time rules that are on and whose events do not reach their target.
 */
timeRules: Array<TimeRuleTrouble>, 
/**
 * Saved targets that are on, by name.
 */
targets: Array<TargetStatus>, 
/**
 * Size of the database with its journal, bytes.
 */
databaseBytes: number, watch: WatchStatus | null, 
/**
 * Trouble the user must know of, in words: database not writable, … Not what `not_keeping` of the receiver says.
 */
problems: Array<string>, 
/**
 * The last handshake, if any.
 */
lastHandshake: Handshake | null, };

/**
 * What a target answered.
 */
export type TargetAnswer = { 
/**
 * When it was sent, epoch ms.
 */
at: number, 
/**
 * Null: it did not answer.
 */
status: number | null, 
/**
 * As in [`super::AttemptRow`].
 */
passed: boolean, };

/**
 * A target to make or to change; what is absent stays, or is as usual for a new one.
 */
export type TargetChange = { 
/**
 * Absent: a new one.
 */
id?: string, 
/**
 * Empty, or absent for a new one: the URL's host and port, also when that changes later.
 */
name?: string, url?: string, formats?: Array<string>, 
/**
 * Credentials are refused here: keep them as a secret of the target, called `header NAME`.
 */
headers?: Array<HeaderRow>, 
/**
 * Empty: re-signed if it has a secret, else as received.
 */
signing?: string, timeoutMs?: number, acceptInvalidCertificate?: boolean, marker?: boolean, enabled?: boolean, 
/**
 * What to sign with from now on.
 */
secret?: TargetSecret, };

/**
 * Every target, by name.
 */
export type TargetList = { rows: Array<TargetRow>, };

/**
 * Where things are sent again and again.
 */
export type TargetRow = { id: string, 
/**
 * Unique, whatever the case of its letters; `send` and rules name it.
 */
name: string, url: string, 
/**
 * What it gets of a capture: `meta`, vendor formats; empty: Meta's bytes.
 */
formats: Array<string>, 
/**
 * Headers that it gets instead of the event's own of the same name.
 */
headers: Array<HeaderRow>, 
/**
 * As in [`super::SendRequest`]; null: re-signed if it has a secret, else as received.
 */
signing: string | null, 
/**
 * From the start to the end of its answer, ms.
 */
timeoutMs: number, 
/**
 * Its certificate is taken unseen.
 */
acceptInvalidCertificate: boolean, 
/**
 * What it gets says in a header which Hooktrail sent it, and of what it is a copy.
 */
marker: boolean, enabled: boolean, 
/**
 * There is a secret to sign with: `system`, `file` or `run`; null: none.
 */
secretPlace: string | null, 
/**
 * Names of headers that are kept as secrets, `authorization` for one.
 */
secretHeaders: Array<string>, 
/**
 * Neither this machine nor in its network.
 */
public: boolean, };

/**
 * A target's secret, and where to keep it.
 */
export type TargetSecret = { text: SecretText, 
/**
 * `system`; `file`, where the user agreed to it; or `run`.
 */
place: string, };

/**
 * A target with what it answered last.
 */
export type TargetStatus = { id: string, name: string, 
/**
 * Null: nothing was sent to it yet.
 */
last: TargetAnswer | null, };

/**
 * Messages that a rule has fired for, newest first.
 */
export type TimeFiredList = { 
/**
 * How many there are on all pages.
 */
total: number, rows: Array<TimeFiredRow>, 
/**
 * Where it goes on; null at the end.
 */
next: string | null, };

/**
 * Which firings.
 */
export type TimeFiredQuery = { rule: string, 
/**
 * 0: 200.
 */
limit: number, 
/**
 * Where a page before went on.
 */
from?: string, };

/**
 * One of them.
 */
export type TimeFiredRow = { id: string, at: number, 
/**
 * In which it stood still.
 */
state: string, 
/**
 * Since when.
 */
since: number, 
/**
 * The message as it is now; null when it was deleted.
 */
message: InsightRow | null, };

/**
 * What rules of time have to tell.
 */
export type TimeNews = { rows: Array<TimeNewsRow>, 
/**
 * Ask for what was fired after this next.
 */
upto: number, };

/**
 * What to tell.
 */
export type TimeNewsQuery = { 
/**
 * The first question: what was fired after this time.
 */
since: number, 
/**
 * Every further one: what was fired after what the last answer told, its `upto`. Times of firing are no order.
 */
after?: number, };

/**
 * What one rule has to tell.
 */
export type TimeNewsRow = { rule: string, name: string, 
/**
 * How many messages, and what is the matter with them.
 */
words: string, messages: number, 
/**
 * The message, when it is one and not deleted.
 */
message: InsightRow | null, 
/**
 * When it fired last.
 */
at: number, };

/**
 * A rule of time to make or to change; what is absent stays.
 */
export type TimeRuleChange = { 
/**
 * Absent: a new one.
 */
id?: string, 
/**
 * Empty: named by what it says.
 */
name?: string, 
/**
 * True of one that was off: what begins from now on counts.
 */
enabled?: boolean, state?: string, 
/**
 * `10 min`, `1 d`
 */
after?: string, filter?: string, notify?: boolean, 
/**
 * A URL, or the name of a saved target; empty: nowhere.
 */
to?: string, retry?: string, 
/**
 * The user agreed that customers' data go to that host; remembered.
 */
confirmed: boolean, };

/**
 * Every rule of time, in the order they were made.
 */
export type TimeRuleList = { rows: Array<TimeRuleRow>, };

/**
 * A rule of time: for each message that stands still in a state for longer than it says, once.
 */
export type TimeRuleRow = { id: string, name: string, enabled: boolean, 
/**
 * `accepted`: and nothing more; `delivered`: and not seen.
 */
state: string, 
/**
 * `10 min`
 */
after: string, afterMs: number, 
/**
 * State and time in words.
 */
words: string, 
/**
 * In the messages' language; empty: every message.
 */
filter: string, 
/**
 * The user is told.
 */
notify: boolean, 
/**
 * Where an event goes: a saved target's name, or a URL without its password.
 */
to: string | null, 
/**
 * Why nothing is sent there any more.
 */
ended: string | null, 
/**
 * Why its last try failed; null since it was reached.
 */
failing: string | null, 
/**
 * As for rules of forwarding.
 */
retry: string, retryWords: string, 
/**
 * What began before does not count.
 */
since: number, 
/**
 * When the next message will be due, unless it moves on or does not fit; null while none waits.
 */
nextAt: number | null, 
/**
 * Messages it has fired for.
 */
fired: number, 
/**
 * When it fired last.
 */
lastAt: number | null, 
/**
 * Events that the target took.
 */
delivered: number, 
/**
 * Events that wait or are under way.
 */
waiting: number, 
/**
 * Events that were not taken.
 */
failed: number, };

/**
 * A rule whose events do not reach their target.
 */
export type TimeRuleTrouble = { rule: string, name: string, 
/**
 * Why its last try failed, or why nothing is sent any more.
 */
reason: string, };

/**
 * A conversation as it reads, oldest first.
 */
export type Timeline = { revision: number, conversation: ConversationRow, items: Array<TimelineItem>, 
/**
 * Cursor of the first item.
 */
first: string | null, 
/**
 * Cursor for older items; null at the beginning.
 */
older: string | null, 
/**
 * Cursor for newer items; null at the end.
 */
newer: string | null, 
/**
 * The capture up to which the user has looked at it; null before the first look.
 */
looked: string | null, 
/**
 * The capture up to which this is told: so far has seen it who sees its end.
 */
readTo: string, };

/**
 * What to look for in a conversation.
 */
export type TimelineFind = { conversation: string, 
/**
 * `message` (that is `item`), `time` (`at` or later), `anomaly` (the next after `item`, then the first again),
 * `unread` (the customer's first that a capture after `since` told), `said` (the newest with a word of `filter`),
 * `older` and `newer` (the nearest before or after `item` that says `text`, then round from the other end), `count`
 * (nowhere: how many say `text`).
 */
what: string, 
/**
 * The id of a message, or of what stands between them.
 */
item?: string, 
/**
 * Epoch ms.
 */
at?: number, 
/**
 * A capture's id, as `Timeline.looked` tells it when a visit begins; absent: all of it is new.
 */
since?: string, 
/**
 * A filter of conversations.
 */
filter?: string, 
/**
 * Words as they stand in a message, found as `text:` in a filter finds them.
 */
text?: string, 
/**
 * `item` itself may be the one, for `older` and `newer`.
 */
also?: boolean, };

/**
 * One thing in the timeline.
 */
export type TimelineItem = { "type": "message" } & MessageRow | { "type": "opening", id: string, at: number | null, captureId: string, first: boolean, signature: string | null, 
/**
 * Where Meta did not send it: `copy`, this Hooktrail sent it again; `simulated`, it made it itself.
 */
ours: string | null, } | { "type": "done", id: string, at: number, } | { "type": "note", id: string, kind: string, at: number | null, text: string, captureId: string, sample: boolean, standby: boolean, signature: string | null, 
/**
 * Where Meta did not send it: `copy`, this Hooktrail sent it again; `simulated`, it made it itself.
 */
ours: string | null, };

/**
 * Where it is; both null when there is none.
 */
export type TimelinePlace = { 
/**
 * Cursor for `TimelineQuery.around`.
 */
place: string | null, 
/**
 * Id of the item there.
 */
item: string | null, 
/**
 * There was none that way: it is the first from the other end.
 */
round: boolean, 
/**
 * Of `count`: how many messages say it, at most 1 000. Else null.
 */
messages: number | null, };

/**
 * Which part of which conversation.
 */
export type TimelineQuery = { conversation: string, 
/**
 * Items before this cursor (from `Timeline.older`); absent: the newest.
 */
before?: string, 
/**
 * Items from this cursor on (from `Timeline.newer` or `Timeline.first`).
 */
from?: string, 
/**
 * Items on both sides of this cursor (from `TimelinePlace.place`).
 */
around?: string, 
/**
 * Items at most; 0 means 200.
 */
limit: number, };

/**
 * Something to fill in.
 */
export type TunnelField = { name: string, label: string, example: string, required: boolean, };

/**
 * A program that makes a public address.
 */
export type TunnelProvider = { id: string, name: string, 
/**
 * What to know before choosing it.
 */
about: string, 
/**
 * It can be started here.
 */
installed: boolean, 
/**
 * How to get it; empty when nothing is needed.
 */
get: string, fields: Array<TunnelField>, };

/**
 * Which tunnel. No secret belongs in here: the programs have their own places for those.
 */
export type TunnelSettings = { 
/**
 * Id of the provider.
 */
provider: string, 
/**
 * By the names of its fields.
 */
fields: { [key in string]: string }, };

/**
 * How far the tunnel is.
 */
export type TunnelState = { 
/**
 * `off`, `starting`, `checking`, `ready`, `unwell` or `failed`.
 */
phase: string, since: number, 
/**
 * What is wrong, with what to do.
 */
trouble: string | null, 
/**
 * What to paste at Meta: the public address with the first source's path.
 */
url: string | null, 
/**
 * What Meta was given before, when the address is another one now and no handshake has come through it.
 */
previousUrl: string | null, };

/**
 * The tunnel as it is, and what it could be.
 */
export type TunnelView = { revision: number, providers: Array<TunnelProvider>, 
/**
 * What was chosen last; null before anything was.
 */
chosen: TunnelSettings | null, state: TunnelState, 
/**
 * What the program said, oldest first.
 */
log: Array<string>, };

/**
 * Take the last done mark back.
 */
export type UndoneRequest = { account: string, peer: string, 
/**
 * Needed only where the same ids exist on two platforms.
 */
platform?: string, };

/**
 * Where the truth about a vendor is unsettled; all off is the likelier reading.
 */
export type VendorOptions = { 
/**
 * DoubleTick tells SENT on Instagram too.
 */
doubletickSentOnInstagram: boolean, 
/**
 * Texter tells WhatsApp's `sent` as 0 instead of 1.
 */
texterSentAsZero: boolean, 
/**
 * Zoho Desk writes its ids as strings instead of numbers.
 */
zohoIdsAsStrings: boolean, 
/**
 * Zoho Desk tells acceptance by itself, as SENT.
 */
zohoAccepted: boolean, 
/**
 * A skipped delivered is told before seen, basis implied.
 */
fillDelivered: boolean, };

/**
 * Views by name.
 */
export type ViewList = { views: Array<ViewRow>, };

/**
 * Views of which list.
 */
export type ViewQuery = { of: string, };

/**
 * A named way to look at a list; one of the same name is replaced.
 */
export type ViewRow = { 
/**
 * Given by Hooktrail.
 */
id: string, of: string, name: string, filter: string, columns: Array<string>, 
/**
 * As in [`super::CaptureQuery`].
 */
sort: string, ascending: boolean, grouped: boolean, };

/**
 * The watched folder.
 */
export type WatchStatus = { folder: string, 
/**
 * What went wrong lately, one sentence each, newest first: a broken file, a missing folder.
 */
problems: Array<string>, };

/**
 * A transition that a vendor has no event for.
 */
export type WithheldRow = { format: string, messageId: string | null, captureId: string, reason: string, };

export type Commands = {
  status_get: [Empty, Status]
  conversations_list: [ConversationQuery, ConversationPage]
  timeline_get: [TimelineQuery, Timeline]
  timeline_find: [TimelineFind, TimelinePlace]
  conversation_look: [ConversationLook, Empty]
  attachment_get: [AttachmentQuery, AttachmentBody]
  captures_list: [CaptureQuery, CapturePage]
  captures_rate: [RateQuery, Rate]
  captures_annotate: [Annotate, CaptureRows]
  filter_describe: [FilterQuestion, FilterAnswer]
  filter_used: [FilterUsed, Empty]
  views_list: [ViewQuery, ViewList]
  view_put: [ViewRow, ViewList]
  view_delete: [ById, ViewList]
  capture_get: [ById, CaptureDetail]
  capture_body: [ById, CaptureBody]
  events_list: [EventQuery, EventList]
  attempts_list: [AttemptQuery, AttemptPage]
  attempt_get: [ById, AttemptDetail]
  har_export: [HarRequest, SavedFile]
  rows_export: [RowsRequest, RowsPart]
  fixture_get: [ById, SavedFile]
  records_list: [RecordQuery, RecordList]
  capture_import: [CaptureImport, CaptureImported]
  send: [SendRequest, AttemptList]
  targets_list: [Empty, TargetList]
  target_put: [TargetChange, TargetRow]
  target_delete: [ById, TargetList]
  rules_list: [Empty, RuleList]
  rule_put: [RuleChange, RuleRow]
  rule_delete: [ById, RuleList]
  rule_hold: [ById, Empty]
  rule_follow: [RuleFollow, RuleProgress]
  deliveries_list: [DeliveryQuery, DeliveryPage]
  delivery_retry: [ById, DeliveryRow]
  deliveries_retry: [EndedRetry, EndedRetried]
  delivery_cancel: [ById, DeliveryRow]
  replay_preview: [ReplayRequest, ReplayPreview]
  replay_start: [ReplayRequest, ReplayRow]
  replays_list: [ReplayQuery, ReplayList]
  replay_get: [ById, ReplayRow]
  replay_attempts: [ReplayAttemptQuery, ReplayAttempts]
  replay_pause: [ById, ReplayRow]
  replay_resume: [ReplayResume, ReplayRow]
  replay_cancel: [ById, ReplayRow]
  conversation_done: [DoneRequest, ConversationRow]
  conversation_undone: [UndoneRequest, ConversationRow]
  message_mark: [MarkRequest, MessageRow]
  sample_send: [Empty, SampleAnswer]
  scenarios_list: [Empty, ScenarioList]
  scenario_preview: [ScenarioRequest, ScenarioPreview]
  scenario_send: [ScenarioRequest, ScenarioAnswer]
  rebuild: [Empty, RebuildAnswer]
  delete: [DeleteRequest, DeleteAnswer]
  directory_list: [DirectoryQuery, DirectoryList]
  directory_put: [DirectoryEntry, DirectoryEntry]
  directory_import: [DirectoryText, DirectoryImported]
  directory_export: [DirectoryFormat, DirectoryText]
  directory_lookup: [DirectoryLookup, DirectoryEntry]
  connect_get: [ConnectQuery, Checklist]
  doctor_endpoint: [DoctorEndpoint, DoctorReport]
  doctor_tunnel: [DoctorTunnel, DoctorReport]
  insights_get: [InsightQuery, Insights]
  insights_rows: [InsightMarkQuery, InsightRows]
  time_rules_list: [Empty, TimeRuleList]
  time_rule_put: [TimeRuleChange, TimeRuleRow]
  time_rule_delete: [ById, TimeRuleList]
  time_rule_fired: [TimeFiredQuery, TimeFiredList]
  time_news: [TimeNewsQuery, TimeNews]
  sources_list: [Empty, SourceList]
  source_put: [SourceChange, SourceRow]
  source_delete: [ById, SourceList]
  secrets_list: [Empty, SecretList]
  secret_put: [SecretNew, SecretList]
  secret_delete: [ById, SecretList]
  tunnel_get: [Empty, TunnelView]
  tunnel_start: [TunnelSettings, TunnelView]
  tunnel_stop: [Empty, TunnelView]
  about_get: [Empty, About]
  link_new: [Empty, Link]
  settings_get: [Empty, Settings]
  settings_put: [SettingsChange, Settings]
}

export type Events = {
  changed: Changed
}
