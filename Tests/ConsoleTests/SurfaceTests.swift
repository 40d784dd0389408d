import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Model
import NIOCore
import ServiceLifecycle
import Telemetry
import Testing
import Watch

@testable import API
@testable import Console

private let promtool = ["/usr/bin/promtool", "/usr/local/bin/promtool"].first { FileManager.default.isExecutableFile(atPath: $0) }

@Suite struct SurfaceTests {
    @Test(.timeLimit(.minutes(1)))
    func `a loopback listener answers to loopback names only, and to no body`() async throws {
        let stage = try await Stage.filled(1)
        let (addresses, bound) = AsyncStream.makeStream(of: Int.self)
        let router = try stage.surface().router(listensOn: "127.0.0.1")
        let server = WebServer(router, on: WebServer.Listener(port: 0), telemetry: stage.telemetry) { _, port in bound.yield(port) }
        let group = ServiceGroup(services: [server], logger: stage.telemetry.logger)
        let running = Task { try await group.run() }
        let port = try #require(await addresses.first { _ in true })
        for (host, status) in [
            ("localhost:7655", 200), ("127.0.0.1:7655", 200), ("[::1]:7655", 200), ("evil.example", 421), ("localhost.evil.example", 421),
        ] {
            let socket = try RawSocket(port: port)
            try socket.send("GET /livez HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
            #expect(await socket.receive(until: nil).hasPrefix("HTTP/1.1 \(status) "), "\(host)")
        }
        let socket = try RawSocket(port: port)
        try socket.send("GET /livez HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
        #expect(await socket.receive(until: nil).hasPrefix("HTTP/1.1 413 "))
        await group.triggerGracefulShutdown()
        try await running.value
    }

    @Test func `health tells what is wrong`() async throws {
        let stage = try await Stage.filled(1)
        #expect(try await stage.ask("/livez").text == "ok\n")
        let ready = try await stage.ask("/readyz")
        #expect(ready.status == 503)
        #expect(ready.text == "ok   database\nFAIL watch: it sleeps\n")
    }

    @Test(.enabled(if: promtool != nil, "promtool is not installed"))
    func `metrics are clean to promtool`() async throws {
        let stage = try await Stage.filled(1)
        for path in ["/", "/nothing", "/directories/none"] { _ = try await stage.ask(path) }
        // One series of everything there is: promtool looks at names, helps and labels.
        let metrics = stage.telemetry.metrics
        for metric in MetricCatalogue.all {
            switch (metric.kind == .histogram, metric.labels.count) {
            case (true, 0): metrics.observe(metric, value: 0.1)
            case (true, 1): metrics.observe(metric, "a", value: 0.1)
            case (true, _): metrics.observe(metric, "a", "b", value: 0.1)
            case (false, 0): metrics.set(metric, to: 1)
            case (false, 1): metrics.set(metric, "a", to: 1)
            case (false, 2): metrics.set(metric, "a", "b", to: 1)
            case (false, _): metrics.set(metric, "a", "b", "c", to: 1)
            }
        }
        let text = try await stage.ask("/metrics").text
        #expect(MetricCatalogue.all.allSatisfy { text.contains("# HELP \($0.name) ") })
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(promtool))
        process.arguments = ["check", "metrics"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardError = output
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        try input.fileHandleForWriting.close()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(said)")
        #expect(said.isEmpty, "\(said)")
    }

    @Test func `events have a name, a number and data`() {
        let text = EventRoutes.text(
            .observed(slug: "a", check: .http, verdict: .down, changed: true, at: Stage.noon, latencyMicroseconds: 7), 3)
        #expect(
            text
                == "id: 3\nevent: observed\ndata: {\"at\":\"2026-01-01T12:00:00.000Z\",\"changed\":true,\"check\":\"http\",\"latency_microseconds\":7,\"slug\":\"a\",\"verdict\":\"down\"}\n\n"
        )
    }

    /// Binds a real port, listens, and stops in order.
    @Test(.timeLimit(.minutes(1)))
    func `a listener hears events and its stream ends when the server stops`() async throws {
        let stage = try await Stage.filled(1)
        let (addresses, bound) = AsyncStream.makeStream(of: Int.self)
        let server = WebServer(
            try stage.surface().router(listensOn: "127.0.0.1"), on: WebServer.Listener(port: 0), telemetry: stage.telemetry
        ) { _, port in bound.yield(port) }
        let group = ServiceGroup(services: [server], logger: stage.telemetry.logger)
        let running = Task { try await group.run() }
        let port = try #require(await addresses.first { _ in true })
        let socket = try RawSocket(port: port)
        try socket.send("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        _ = await socket.receive(until: "retry: 3000")
        stage.feed.publish(.incident(IncidentID(7), sentence: "two\nlines", verdict: .down, open: true, at: Stage.noon))
        stage.feed.publish(.counts([.up: 2], at: Stage.noon))
        let heard = await socket.receive(until: "event: counts")
        #expect(heard.contains("content-type: text/event-stream") || heard.contains("Content-Type: text/event-stream"), "\(heard)")
        #expect(heard.contains("id: 1\nevent: incident\ndata: {"), "\(heard)")
        #expect(heard.contains("id: 2\nevent: counts"), "\(heard)")
        await group.triggerGracefulShutdown()
        #expect(await socket.receive(until: nil).hasSuffix("0\r\n\r\n"))
        #expect(stage.feed.listeners == 0)
        try await running.value
    }

    @Test(.timeLimit(.minutes(1)))
    func `an address that is taken is an error that says what to do`() async throws {
        let stage = try await Stage.filled(1)
        let (addresses, bound) = AsyncStream.makeStream(of: Int.self)
        let router = try stage.surface().router(listensOn: "127.0.0.1")
        let first = WebServer(router, on: WebServer.Listener(port: 0), telemetry: stage.telemetry) { _, port in bound.yield(port) }
        let group = ServiceGroup(services: [first], logger: stage.telemetry.logger)
        let running = Task { try await group.run() }
        let port = try #require(await addresses.first { _ in true })
        let second = WebServer(
            try stage.surface().router(listensOn: "127.0.0.1"), on: WebServer.Listener(port: port), telemetry: stage.telemetry)
        let error = await #expect(throws: WebServerError.self) { try await second.run() }
        #expect(error?.remedy.contains("another port") ?? false)
        await group.triggerGracefulShutdown()
        try await running.value
    }
}
