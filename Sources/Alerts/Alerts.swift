// The front door of Alerts: telling people what the watch found.
//
// An incident's end or beginning is entered into the outbox in the transaction that stores the incident (`NoticeOutbox`, called by Watch
// through `IncidentOutbox`). `AlertsService` asks each channel's `NoticePlanner` what to make of the entries: one message for a whole storm,
// nothing in quiet hours, a reminder now and then. The message is stored with a key of its own, handed to the channel (one file each in
// `Channels/`), and marked accepted only once the service has taken it. What fails is tried again, further and further apart, for a day.
//
// To add a channel: a file in `Channels/`, a case of `ChannelKind`, its fields in `ChannelRecord`, and a test against a server that
// behaves as the service documents.
