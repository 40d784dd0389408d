/// Every metric that Rollcall exposes, in the order of `docs/metrics.md`.
package enum MetricCatalogue {
    private static let seconds: [Double] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20]

    // MARK: Watch
    package static let probes = Metric(
        "rollcall_probes_total", .counter, labels: ["check", "verdict"], "Probes made, by check and verdict.")
    package static let probeDuration = Metric(
        "rollcall_probe_duration_seconds", .histogram, labels: ["check"], buckets: seconds, "Time a whole probe took, by check.")
    package static let probePhase = Metric(
        "rollcall_probe_phase_seconds", .histogram, labels: ["phase"], buckets: seconds, "Time spent in each phase of a probe.")
    package static let probesInFlight = Metric("rollcall_probes_in_flight", .gauge, "Probes under way.")
    package static let probeBytes = Metric("rollcall_probe_received_bytes_total", .counter, "Body bytes received by probes.")
    package static let rechecks = Metric("rollcall_rechecks_total", .counter, "Probes made to confirm a failure or a recovery.")
    package static let lateness = Metric(
        "rollcall_schedule_lateness_seconds", .histogram, buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
        "How late scheduled probes started.")
    package static let stalls = Metric(
        "rollcall_schedule_stalls_total", .counter,
        "Times that the schedule came more than two seconds late to what was due: the process stood still, the machine slept or its clock was set."
    )
    package static let stalled = Metric(
        "rollcall_schedule_stalled_seconds_total", .counter, "Time that those took, which no check's lateness counts.")
    package static let demand = Metric(
        "rollcall_schedule_demand_probes_per_second", .gauge, "Probes per second that the intervals ask for.")
    package static let budget = Metric(
        "rollcall_schedule_budget_probes_per_second", .gauge, "Probes per second that the budget allows.")
    package static let overloaded = Metric(
        "rollcall_schedule_overloaded", .gauge, "1 while the intervals ask for more than the budget allows.")
    package static let freshness = Metric(
        "rollcall_freshness_seconds", .gauge, labels: ["importance", "percentile"],
        "Age of the latest observation, by importance: its 50th and 95th percentile.")
    package static let directories = Metric(
        "rollcall_directories", .gauge, labels: ["verdict"], "Directories on the register, by their present verdict.")
    package static let incidentsOpen = Metric("rollcall_incidents_open", .gauge, "Incidents that are open.")
    package static let incidents = Metric(
        "rollcall_incidents_total", .counter, labels: ["event"], "Incidents opened and closed.")
    package static let blind = Metric("rollcall_blind", .gauge, "1 while our own network is judged to be down.")

    // MARK: Storage
    package static let observations = Metric("rollcall_observations_written_total", .counter, "Observations committed to the database.")
    package static let observationsWaiting = Metric(
        "rollcall_observations_waiting", .gauge, "Observations not yet committed to the database.")
    package static let databaseBytes = Metric("rollcall_database_size_bytes", .gauge, "Size of the database on disk.")
    package static let writeDuration = Metric(
        "rollcall_database_write_seconds", .histogram, buckets: seconds, "Time to commit a batch of observations.")

    package static let databaseHorizon = Metric(
        "rollcall_database_horizon_transactions", .gauge, labels: ["holder"],
        "Transactions begun since the oldest snapshot that someone holds (PostgreSQL): what was deleted since cannot be cleared away.")

    // MARK: Jobs
    package static let clockBehind = Metric(
        "rollcall_clock_behind_seconds", .gauge, "How far the time of day was set back, and has not caught up with since.")
    package static let jobs = Metric("rollcall_jobs", .gauge, labels: ["queue", "state"], "Unfinished jobs and dead letters.")
    package static let jobOldest = Metric(
        "rollcall_jobs_oldest_ready_seconds", .gauge, labels: ["queue"], "How long the longest waiting ready job has waited.")
    package static let jobWait = Metric(
        "rollcall_job_wait_seconds", .histogram, labels: ["kind"], buckets: seconds, "Time from when a job was due to its start.")
    package static let jobDuration = Metric(
        "rollcall_job_duration_seconds", .histogram, labels: ["kind"], buckets: seconds, "Time that an attempt took, by kind.")
    package static let jobsFinished = Metric(
        "rollcall_job_attempts_total", .counter, labels: ["kind", "outcome"], "Attempts that ended, by kind and outcome.")
    package static let jobsRepeated = Metric(
        "rollcall_jobs_repeated_total", .counter, labels: ["kind"], "Attempts that were not a job's first.")
    package static let jobsRescued = Metric("rollcall_jobs_rescued_total", .counter, "Jobs taken from workers that died.")
    package static let jobsRefused = Metric(
        "rollcall_jobs_refused_total", .counter, "Outcomes refused since their lease was lost: work that may be done twice.")

    // MARK: Alerts
    package static let notices = Metric(
        "rollcall_notices_total", .counter, labels: ["kind", "outcome"], "Attempts to tell a channel, by its kind and how they ended.")
    package static let noticesWaiting = Metric("rollcall_notices_waiting", .gauge, "Messages that no channel has accepted yet.")
    package static let noticesFailed = Metric("rollcall_notices_failed", .gauge, "Messages kept that no channel would accept.")

    // MARK: HTTP
    package static let requests = Metric(
        "rollcall_http_requests_total", .counter, labels: ["method", "route", "status"], "Requests served, by route and status.")
    package static let requestDuration = Metric(
        "rollcall_http_request_duration_seconds", .histogram, labels: ["route"], buckets: seconds, "Time to serve a request, by route.")
    package static let liveClients = Metric("rollcall_live_clients", .gauge, "Consoles that listen to live events.")

    package static let visitors = Metric(
        "rollcall_visitors_today", .gauge, labels: ["surface"],
        "Different visitors since midnight (UTC) of console, API and status page, and of all together, as this node knows.")

    // MARK: Process
    package static let buildInfo = Metric("rollcall_build_info", .gauge, labels: ["version"], "Always 1; the label names the build.")
    package static let processCPU = Metric("process_cpu_seconds_total", .counter, "User and system CPU time spent, in seconds.")
    package static let processResident = Metric("process_resident_memory_bytes", .gauge, "Resident memory, in bytes.")
    package static let processVirtual = Metric("process_virtual_memory_bytes", .gauge, "Virtual memory, in bytes.")
    package static let processOpenFiles = Metric("process_open_fds", .gauge, "Open file descriptors.")
    package static let processMaxFiles = Metric("process_max_fds", .gauge, "The most file descriptors that may be open.")
    package static let processThreads = Metric("process_threads", .gauge, "Operating system threads.")
    package static let processStart = Metric(
        "process_start_time_seconds", .gauge, "Start of the process since the Unix epoch, in seconds.")

    /// All of them, in the order of the documentation.
    package static let all: [Metric] = [
        probes, probeDuration, probePhase, probesInFlight, probeBytes, rechecks, lateness, stalls, stalled, demand, budget, overloaded,
        freshness, directories, incidentsOpen, incidents, blind, observations, observationsWaiting, databaseBytes, writeDuration,
        databaseHorizon, clockBehind, jobs, jobOldest, jobWait, jobDuration, jobsFinished, jobsRepeated, jobsRescued, jobsRefused, notices,
        noticesWaiting, noticesFailed, requests,
        requestDuration, liveClients, visitors, buildInfo, processCPU, processResident, processVirtual, processOpenFiles, processMaxFiles,
        processThreads, processStart,
    ]

    /// The catalogue as the Markdown page `docs/metrics.md`.
    package static var markdown: String {
        var page = """
            # Metrics

            Served at `/metrics` in the Prometheus text format. Generated from `Sources/Telemetry/MetricCatalogue.swift` by `make docs`.

            | metric | type | labels | what it says |
            | --- | --- | --- | --- |

            """
        for metric in all {
            let labels = metric.labels.isEmpty ? "" : metric.labels.map { "`\($0)`" }.joined(separator: " ")
            page += "| `\(metric.name)` | \(metric.kind.rawValue) | \(labels) | \(metric.help) |\n"
        }
        return page
    }
}
