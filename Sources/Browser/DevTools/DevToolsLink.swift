import Foundation
import NIOCore
import Synchronization

/// The conversation with one Chromium: JSON messages over its debugging pipe, each ended by a zero byte. Commands are answered by their number;
/// events go to whoever listens for their session. Thread-safe; when the pipe ends, every command that waits is told so.
final class DevToolsLink: Sendable {
    /// Something that Chromium tells of its own accord.
    struct Event: Sendable {
        var method: String
        /// Nil for what concerns the browser as a whole.
        var session: String?
        private var message: [UInt8]

        fileprivate init(method: String, session: String?, message: [UInt8]) {
            (self.method, self.session, self.message) = (method, session, message)
        }

        /// The event's parameters; nil where they are of another form.
        func parameters<Parameters: Decodable>(_ type: Parameters.Type) -> Parameters? {
            try? JSONDecoder().decode(Envelope<Parameters>.self, from: Data(message)).params
        }

        private struct Envelope<Parameters: Decodable>: Decodable { var params: Parameters }
    }

    private typealias Answer = Result<[UInt8], BrowserError>

    private struct Waiter {
        var continuation: CheckedContinuation<Answer, Never>
        var timer: Scheduled<Void>
    }

    private struct State {
        var lastID = 0
        var waiting: [Int: Waiter] = [:]
        var listener: AsyncStream<Event>.Continuation?
        var end: BrowserError?
    }

    /// A message longer than this ends the conversation.
    static let longestMessage = 192 << 20

    private let channel: any Channel
    private let state = Mutex(State())

    private init(_ channel: any Channel) { self.channel = channel }

    /// Begins a conversation over a channel that nobody reads from yet.
    static func begin(on channel: any Channel) async throws -> DevToolsLink {
        let link = DevToolsLink(channel)
        try await channel.eventLoop.submit {
            try channel.pipeline.syncOperations.addHandler(MessageSplitter(link))
        }.get()
        return link
    }

    /// Whether Chromium can still be talked to.
    var isOpen: Bool { state.withLock { $0.end == nil } }

    /// The events from now on, of the browser as a whole and of its pages. There is one listener at a time: the one before hears no more.
    func events() -> AsyncStream<Event> {
        let (stream, continuation) = AsyncStream.makeStream(of: Event.self)
        let before = state.withLock { state -> AsyncStream<Event>.Continuation? in
            defer { state.listener = continuation }
            if state.end != nil { continuation.finish() }
            return state.listener
        }
        before?.finish()
        return stream
    }

    /// Sends a command and waits for its answer.
    /// - Throws: ``BrowserError`` `unresponsive` where none comes in time, `crashed` where the conversation ended, `conversation` where Chromium
    ///   refuses, `cancelled`.
    func call<Command: DevToolsCommand>(
        _ command: Command, session: String? = nil, within span: Duration = .seconds(10)
    ) async throws(BrowserError) -> Command.Reply {
        let (id, message) = written(command, session)
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in send(id, message, Command.method, span, continuation) }
        } onCancel: {
            answered(id, .failure(.cancelled))
        }
        let bytes = try answer.get()
        guard let reply = try? JSONDecoder().decode(Reply<Command.Reply>.self, from: Data(bytes)) else {
            throw BrowserError(.conversation, "\(Command.method) was answered with what cannot be read", remedy: "Update Chromium")
        }
        if let result = reply.result { return result }
        let words = reply.error?.message ?? "no reason"
        if words.contains("crashed") { throw .crashed("The page brought Chromium down") }
        throw BrowserError(.conversation, "Chromium refused \(Command.method): \(words)", remedy: "Try again, or update Chromium")
    }

    /// Sends a command whose answer nobody waits for: it fails where the page is gone on meanwhile, and that matters to nobody.
    func tell(_ command: some DevToolsCommand, session: String? = nil) { write(written(command, session).message) }

    /// Ends the conversation from our side.
    func close() { channel.close(mode: .all, promise: nil) }

    // MARK: Inside

    private struct Call<Command: DevToolsCommand>: Encodable {
        var id: Int
        var method: String
        var params: Command
        var sessionId: String?
    }

    private struct Reply<Answer: Decodable>: Decodable {
        struct Problem: Decodable { var message: String }
        var result: Answer?
        var error: Problem?
    }

    private func written<Command: DevToolsCommand>(_ command: Command, _ session: String?) -> (id: Int, message: Data) {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        // Texts and numbers can be encoded whatever they are; an empty message would be answered with an error.
        let call = Call(id: id, method: Command.method, params: command, sessionId: session)
        return (id, (try? JSONEncoder().encode(call)) ?? Data())
    }

    private func write(_ message: Data) {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(message.count + 1)
        buffer.writeBytes(message)
        buffer.writeInteger(UInt8(0))
        channel.writeAndFlush(buffer, promise: nil)
    }

    private func send(
        _ id: Int, _ message: Data, _ method: String, _ span: Duration, _ continuation: CheckedContinuation<Answer, Never>
    ) {
        let timer = channel.eventLoop.scheduleTask(in: TimeAmount(span)) { [self] in
            answered(
                id,
                .failure(
                    BrowserError(
                        .unresponsive, "The page does not answer (\(method)): a script of it may never end",
                        remedy: "Open it in a browser of your own to see what it does")))
        }
        let end = state.withLock { state -> BrowserError? in
            if let end = state.end { return end }
            state.waiting[id] = Waiter(continuation: continuation, timer: timer)
            return nil
        }
        if let end {
            timer.cancel()
            continuation.resume(returning: .failure(end))
            return
        }
        // Cancelled before the handler could find the waiter.
        if Task.isCancelled { answered(id, .failure(.cancelled)) }
        write(message)
    }

    private func answered(_ id: Int, _ answer: Answer) {
        let waiter = state.withLock { $0.waiting.removeValue(forKey: id) }
        waiter?.timer.cancel()
        waiter?.continuation.resume(returning: answer)
    }

    fileprivate func received(_ message: [UInt8]) {
        struct Head: Decodable {
            var id: Int?
            var method: String?
            var sessionId: String?
        }
        guard let head = try? JSONDecoder().decode(Head.self, from: Data(message)) else { return }
        if let id = head.id {
            answered(id, .success(message))
        } else if let method = head.method, Self.heard.contains(method) {
            let listener = state.withLock { $0.listener }
            listener?.yield(Event(method: method, session: head.sessionId, message: message))
        }
    }

    /// What is listened to: a page can make Chromium tell more than anybody wants to keep.
    private static let heard: Set<String> = [
        "Fetch.requestPaused", "Page.javascriptDialogOpening", "Page.frameNavigated", "Inspector.targetCrashed", "Target.targetCreated",
        "Target.targetCrashed", "Target.targetDestroyed",
    ]

    fileprivate func ended() {
        let end = BrowserError.crashed("Chromium ended while it held the page")
        let (waiting, listener) = state.withLock { state in
            state.end = end
            defer { (state.waiting, state.listener) = ([:], nil) }
            return (state.waiting, state.listener)
        }
        for waiter in waiting.values {
            waiter.timer.cancel()
            waiter.continuation.resume(returning: .failure(end))
        }
        listener?.finish()
    }
}

/// Cuts what comes over the pipe into messages.
private final class MessageSplitter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let link: DevToolsLink
    /// The beginning of a message whose end is not here yet.
    private var rest: [UInt8] = []

    init(_ link: DevToolsLink) { self.link = link }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var view = unwrapInboundIn(data).readableBytesView
        while let end = view.firstIndex(of: 0) {
            rest.append(contentsOf: view[..<end])
            link.received(rest)
            rest.removeAll(keepingCapacity: rest.count < 1 << 16)
            view = view[view.index(after: end)...]
        }
        rest.append(contentsOf: view)
        if rest.count > DevToolsLink.longestMessage { context.close(promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) { link.ended() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
