package import Alerts
package import Browser
package import DatabasePostgres
import HTML
package import JobQueue
package import Onboarding
package import Pipelines
package import Rolls
package import Settings
package import Telemetry
package import Watch
package import Web

/// The whole configuration as values: the settings that belong to no single feature, and those of each that does.
package struct ProgramConfiguration: Sendable {
    package var database: DatabasePlace
    /// Path of the SQLite file, or `:memory:`, whether or not it is the one in use.
    package var databaseFile: String
    /// Where console and API listen.
    package var listen: ListenAddress
    /// Further host names the console answers to while it listens on loopback.
    package var hosts: [String]
    /// The public status page: its title, and an address of its own if it has one.
    package var statusTitle: String
    package var statusListen: ListenAddress?
    package var logLevel: LogLevel
    package var logFormat: LineLogHandler.Format?
    package var web: WebConfiguration
    package var browser: BrowserConfiguration
    package var watch: WatchConfiguration
    package var alerts: AlertsConfiguration
    package var jobs: JobsConfiguration
    package var pipelines: PipelinesConfiguration
    package var rolls: RollsConfiguration
    package var onboarding: OnboardingConfiguration
    /// Where fetched pages are kept unless the settings name a folder.
    package var pageFolder: String

    /// The levels of the log, least to most grave.
    package enum LogLevel: String, Sendable, CaseIterable {
        case debug, info, warning, error
    }

    // MARK: Keys

    package static let databaseKey = SettingKey(
        optional: "database.path", .string("a path"),
        "The SQLite file; unset means rollcall.sqlite in the platform's data folder ($XDG_DATA_HOME/rollcall or ~/.local/share/rollcall).")
    package static let databaseURLKey = SettingKey(
        optional: "database.url", databaseURL,
        "A PostgreSQL database (15 or newer) instead of the SQLite file; several hosts, TLS and password files as libpq takes them: docs/operations/postgresql.md.",
        secret: true)
    package static let databaseConnectionsKey = SettingKey(
        "database.connections", .integer(in: 1...200), default: 8,
        "How many connections to PostgreSQL may be open at the same time; a server holds one more as its claim.")
    package static let databaseTimeoutKey = SettingKey(
        "database.statement_timeout", .duration(in: .seconds(1)...(.seconds(3600))), default: .seconds(60),
        "A statement that takes PostgreSQL longer is broken off.")
    package static let listenKey = SettingKey(
        "http.listen", address, default: ListenAddress(host: "127.0.0.1", port: 7655),
        "Where console and API listen; they have no sign-in yet, so keep them on loopback or behind a proxy that has.")
    package static let hostsKey = SettingKey(
        "http.hosts", .list(of: hostName, "a list of host names", isSet: true), default: [],
        "Further host names the console answers to while it listens on loopback (a proxy's, say).")
    package static let statusTitleKey = SettingKey(
        "status.title", .string("a text"), default: "Directory status", "The title of the public status page.")
    package static let statusListenKey = SettingKey(
        optional: "status.listen", address,
        "An address of its own for the public status page and the badges; it serves nothing else. Unset means only below the console.")
    package static let logLevelKey = SettingKey("logs.level", .choice(of: LogLevel.self), default: .info, "The least grave lines to write.")
    package static let logFormatKey = SettingKey(
        optional: "logs.format", .choice(of: LineLogHandler.Format.self),
        "How lines look; unset means text on a terminal and JSON elsewhere.")

    private static let databaseURL = SettingKind<PostgresURL>.text(
        allowed: "a URL such as postgresql://user:password@host:5432/database?sslmode=verify-full", show: { YAMLText.scalar($0.redacted) }
    ) { text throws(SettingTextError) in
        guard let url = PostgresURL(text) else {
            throw SettingTextError(remedy: "begin it with postgresql://; the path of a SQLite file belongs in database.path")
        }
        return url
    }

    private static let hostName = SettingKind<String>.text(
        allowed: "a host name without scheme and port", show: { YAMLText.scalar($0) }
    ) { text throws(SettingTextError) in
        guard let host = WebURL("http://\(text)/")?.host, host == text.lowercased() else { throw SettingTextError() }
        return text
    }

    private static let address = SettingKind<ListenAddress>.text(
        allowed: "an address and a port such as 127.0.0.1:7655 or [::1]:7655", show: { "\"\($0)\"" }
    ) { text throws(SettingTextError) in
        guard let address = ListenAddress(text) else { throw SettingTextError() }
        return address
    }

    /// Every setting there is.
    package static let catalogue = SettingsCatalogue(
        [
            databaseKey.erased, databaseURLKey.erased, databaseConnectionsKey.erased, databaseTimeoutKey.erased, listenKey.erased,
            hostsKey.erased, statusTitleKey.erased, statusListenKey.erased, logLevelKey.erased,
            logFormatKey.erased,
        ] + WatchConfiguration.keys + AlertsConfiguration.keys + RollsConfiguration.keys + OnboardingConfiguration.keys
            + JobsConfiguration.keys
            + PipelinesConfiguration.keys + WebConfiguration.keys + BrowserConfiguration.keys,
        groups: [
            "database": "Where everything is kept.", "http": "Console and API.", "status": "The public status page.",
            "logs": "What the program says of itself, on standard error.",
            "watch": "What is looked at, how often, and what is an incident.",
            "watch.intervals": "How often, by importance.", "watch.budget": "How much looking may cost.",
            "watch.confirm": "What it takes to open and to close an incident.",
            "watch.flapping": "When a check that keeps changing is held as one incident.",
            "watch.shared": "When failures with one cause become one incident.",
            "watch.retention": "How long what was seen is kept; docs/operations/capacity.md says how much disk that takes.",
            "alerts": "Who is told of incidents.", "alerts.group": "How a storm becomes one message.",
            "rolls": "How listings are gathered; docs/rolls.md.", "rolls.cache": "Fetched pages on disk.",
            "onboarding": "How directories are onboarded; docs/onboarding.md.",
            "onboarding.retention": "How long onboarding keeps what nothing hangs on.",
            "onboarding.opinion": "Whom to ask what a form's controls mean, where the model is not sure; nobody unless an address is set.",
            "jobs": "Durable jobs.", "jobs.retention": "How long finished jobs are kept.", "pipelines": "Pipelines.",
            "pipelines.retention": "How long what runs leave is remembered.",
            "web": "How probes go out.", "web.timeouts": "How long each phase of a probe may take.",
            "browser": "Pages that only their scripts build, in Chromium; docs/browser.md.",
        ], rules: WatchConfiguration.settingRules + WebConfiguration.settingRules)

    package init(_ settings: Settings, paths: PlatformPaths) {
        databaseFile = settings[Self.databaseKey] ?? paths.dataFolder + "/rollcall.sqlite"
        if let url = settings[Self.databaseURLKey] {
            var postgres = PostgresConfiguration(url)
            postgres.connections = settings[Self.databaseConnectionsKey]
            postgres.statementTimeout = settings[Self.databaseTimeoutKey]
            database = .postgres(postgres)
        } else {
            database = .sqlite(path: databaseFile)
        }
        listen = settings[Self.listenKey]
        hosts = settings[Self.hostsKey]
        statusTitle = settings[Self.statusTitleKey]
        statusListen = settings[Self.statusListenKey]
        logLevel = settings[Self.logLevelKey]
        logFormat = settings[Self.logFormatKey]
        web = WebConfiguration(settings)
        browser = BrowserConfiguration(settings)
        watch = WatchConfiguration(settings)
        alerts = AlertsConfiguration(settings)
        jobs = JobsConfiguration(settings)
        pipelines = PipelinesConfiguration(settings, paths: paths)
        rolls = RollsConfiguration(settings)
        onboarding = OnboardingConfiguration(settings)
        pageFolder = paths.dataFolder + "/pages"
    }
}

/// An address to listen on, written `host:port` with IPv6 in brackets.
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    package var host: String
    /// 0 takes any free port.
    package var port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]), (0...65_535).contains(port) else {
            return nil
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() } else if host.contains(":") { return nil }
        guard !host.isEmpty, !host.contains(" "), !host.contains("/") else { return nil }
        self.init(host: String(host), port: port)
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
