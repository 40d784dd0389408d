/// Is each directory present? The feature that looks, judges, remembers and tells.
///
/// - `Schedule/` decides when (``Planner``), `Checks/` what to look at and what it means, `Conditions/` the language of what must hold,
///   `Verdicts/` the signs in pages and headers, `Incidents/` what deserves a person's attention (``IncidentTracker``).
/// - `Observations/` keeps what was seen, `Board/` answers what the surfaces ask, `Live/` tells open consoles.
/// - `Service/` is the shell around all that: ``WatchService`` does the I/O.
///
/// docs/architecture.md follows one observation through these rooms.
package enum Watch {
    /// The name under which this feature's tables are versioned and its lines logged.
    package static let name = "watch"
}
