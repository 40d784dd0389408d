// The front door of JobQueue: durable jobs.
//
// A `JobKind` (one file each) says what is done, with a typed payload. `JobStore.enqueue` stores a `JobDraft`, alone, in a batch, or within
// the caller's own transaction. A `JobWorker` (a Service) claims jobs lane by lane as `FairShare` says, runs them, and tells the store how
// they ended, all in one transaction per round; the chores in Maintenance keep the rest going. `Schedules` makes jobs by the clock.
//
// What is promised: an enqueued job is worked at least once, and no worker that lost its lease can end it. docs/job-life.md draws the states.
// Decisions are values in Decisions; SQL is in Store and nowhere else.
