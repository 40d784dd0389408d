// The front door of API: JSON over HTTP, described for callers in docs/api.md.
//
// `Roll` is what every surface reads: the board, the history and the incidents from the database, and what only the running watch knows
// (`WatchAnswers`). `APIRoutes` serves it under /api/v1, `EventRoutes` streams what happens as server-sent events, `HealthRoutes` answers
// /livez, /readyz and /metrics. Errors are `Problem`s (RFC 9457). The console's pages are built from the same `Roll`.
