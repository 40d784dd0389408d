package import Database
package import Resilience

/// What stages and outputs get from the program.
package struct PipelineServices: Sendable {
    package var clock: any WallClock
    /// Where the documents are; nil where runs start no others.
    package var folder: PipelineFolder?
    /// Opens or creates a SQLite file; nil where none can be written.
    package var openSQLite: (@Sendable (String) async throws -> any SQLDatabase)?

    /// Tells people; nil where nobody can be told.
    package var notices: PipelineNotices?
    /// What rolls have found; nil where none can be read.
    package var listings: PipelineListings?
    /// Asks name servers and websites, made when a stage first wants it; nil where nobody is asked.
    package var web: (@Sendable () throws -> PipelineWeb)?

    package init(
        clock: any WallClock, folder: PipelineFolder? = nil, openSQLite: (@Sendable (String) async throws -> any SQLDatabase)? = nil,
        notices: PipelineNotices? = nil, listings: PipelineListings? = nil, web: (@Sendable () throws -> PipelineWeb)? = nil
    ) {
        self.clock = clock
        self.folder = folder
        self.openSQLite = openSQLite
        self.notices = notices
        self.listings = listings
        self.web = web
    }
}

/// How pipelines tell people something: by the channels that the installation has.
package struct PipelineNotices: Sendable {
    /// The names of the channels.
    package var channels: [String]
    /// Leaves a message for a channel; once for each key, however often it is called. It is stored when this returns, and sent later.
    package var leave: @Sendable (PipelineNotice) async throws -> Void

    package init(channels: [String], leave: @escaping @Sendable (PipelineNotice) async throws -> Void) {
        self.channels = channels
        self.leave = leave
    }

    /// Those of a run that is to tell a channel.
    /// - Throws: ``PipelineError``: `service` where nobody can be told here, `refused` where there is no such channel.
    static func of(_ services: PipelineServices, with channel: String) throws -> PipelineNotices {
        guard let notices = services.notices else {
            throw PipelineError(.service, "This process cannot tell anybody.", remedy: "Leave the run to `rollcall serve`.")
        }
        guard notices.channels.contains(channel) else {
            let known = notices.channels.isEmpty ? "There are none" : "There are \(notices.channels.joined(separator: ", "))"
            throw PipelineError(
                .refused, "There is no channel \(channel).", remedy: "\(known); alerts.channels in rollcall.yaml has them.")
        }
        return notices
    }
}

/// A message of a pipeline to one channel.
package struct PipelineNotice: Sendable, Hashable {
    /// What is told of one record.
    package struct Item: Sendable, Hashable, Codable {
        package var title: String
        package var text: String
        package var link: String?

        package init(title: String, text: String, link: String? = nil) {
            (self.title, self.text, self.link) = (title, text, link)
        }

        /// What is told of a record, each part no longer than channels take; nil where it has no title.
        init?(of record: Record, title: RecordExpression, text: RecordExpression?, link: RecordExpression?) throws(RecordFault) {
            guard let headline = try title.value(of: record)?.shownText, !headline.isEmpty else { return nil }
            self.title = Self.cut(headline, 300)
            self.text = Self.cut(try text?.value(of: record)?.shownText ?? "", 1000)
            self.link = try link?.value(of: record)?.shownText.map { Self.cut($0, 1000) }
        }

        private static func cut(_ text: String, _ count: Int) -> String { text.count <= count ? text : text.prefix(count - 1) + "…" }
    }

    package var channel: String
    /// Of this message and of no other.
    package var key: String
    package var items: [Item]
    /// Messages of the same name go out in their order; nil where it is no matter.
    package var sequence: String?
}
