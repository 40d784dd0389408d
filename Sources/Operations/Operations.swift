// The front door of Operations: what keeps the operators of an installation informed.
//
//   Tallies/    how much of everything there was, hour by hour: `TallyKind` (a durable job) asks each `TallySource` for the hours that are
//               over and keeps the counts; `rollcall stats` shows them by day
//   Visitors/   how many different visitors console, API and status page had in a day, without keeping who they were
//
// Operations knows no other feature: Assembly tells it what can be counted.
