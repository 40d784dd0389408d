import Model
import Resilience
import Telemetry

// The places where jobs are worked.
extension JobWorker {
    /// Opens the places that what was taken needs.
    func open(_ group: inout DiscardingTaskGroup) {
        for place in running.open(configuration.concurrency, reserved: reservedPlaces) {
            // A task of its own, so that the one job which is worked there can be stopped.
            let task = Task { @concurrent [self] in await serve(place) }
            running.opened(place, task)
            group.addTask { await task.value }
        }
        if running.alarm != nil { arm.yield() }
    }

    /// Works one job after the other, as long as there are any.
    private func serve(_ place: RunningJobs.Place) async {
        while true {
            let (now, began) = (store.clock.now(), JobStore.instant())
            guard let taken = running.begin(at: place, now: now, began) else { return }
            let (job, kind) = (taken.job, taken.kind)
            telemetry.metrics.observe(MetricCatalogue.jobWait, job.kind, value: seconds(now - max(job.runAt, job.createdAt)))
            if job.lease.token > 1, job.attempt > 1 { telemetry.metrics.add(MetricCatalogue.jobsRepeated, job.kind) }
            let context = JobContext(
                job: job.lease.job, kind: job.kind, queue: taken.lane?.queue ?? "", tenant: taken.lane?.tenant ?? "",
                attempt: job.attempt, maxAttempts: job.maxAttempts, idempotencyKey: job.idempotencyKey, enqueuedAt: job.createdAt,
                deadline: job.deadline, trace: job.details.trace,
                report: { [running] in running.report(JobProgress(job.lease, share: $0, message: $1)) })
            let result: JobOutcome.Result
            do {
                try await kind.run(job.payload, job.version, context)
                result = .done
            } catch {
                result = judge(error, job, kind)
            }
            let ended = JobStore.instant()
            telemetry.metrics.observe(MetricCatalogue.jobDuration, job.kind, value: seconds(ended - began))
            telemetry.metrics.add(MetricCatalogue.jobsFinished, job.kind, Self.name(result))
            guard running.end(JobOutcome(job.lease, result), at: place, began: began, ended) else { return }
        }
    }
}
