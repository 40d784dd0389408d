import Settings

/// Keys of every kind, as a target would declare them.
enum Sample {
    enum Mode: String, CaseIterable, Sendable { case quiet, loud }

    struct Window: Sendable, Equatable {
        var name: String
        var from: Int
        var to: Int
    }

    static let interval = SettingKey(
        "watch.intervals.critical", .duration(in: .seconds(1) ... .seconds(86_400)), default: .seconds(30), "Time between two probes.")
    static let concurrency = SettingKey("watch.concurrency", .integer(in: 1...512), default: 64, "Probes at one time.")
    static let rate = SettingKey("watch.rate", .number(in: 0.1...1000), default: 2.5, "Probes in a second.")
    static let bodyLimit = SettingKey(
        "probe.body_limit", .bytes(in: 1...268_435_456), default: 2_097_152, "Bytes of a body that are read.")
    static let allowPrivate = SettingKey("probe.allow_private", .boolean, default: false, "Whether private addresses are probed.")
    static let mode = SettingKey("log.mode", .choice(of: Mode.self), default: .quiet, "How much is logged.")
    static let servers = SettingKey("probe.dns_servers", .list(of: .string("an address")), default: [], "Name servers.")
    static let token = SettingKey(optional: "api.token", .string(), "The token of the API.", secret: true)
    static let listen = SettingKey("api.listen", .string("an address with a port"), default: "127.0.0.1:8080", "Where the API listens.")

    static let name = SettingField("name", .string(), required: true, "Its name.")
    static let from = SettingField("from", .integer(in: 0...23), required: true, "Its first hour.")
    static let to = SettingField("to", .integer(in: 0...24), "The hour it ends.")
    static let windows = SettingKey(
        "watch.maintenance",
        .records("a maintenance window", fields: [name.erased, from.erased, to.erased]) { record throws(SettingRecordError) -> Window in
            let window = Window(name: record[name] ?? "", from: record[from] ?? 0, to: record[to] ?? 24)
            guard window.from < window.to else { throw SettingRecordError(field: "to", "it ends before it begins") }
            return window
        }, default: [], "Times in which failures are expected.")

    static let catalogue = SettingsCatalogue(
        [
            interval.erased, concurrency.erased, rate.erased, windows.erased, bodyLimit.erased, allowPrivate.erased, servers.erased,
            mode.erased, token.erased, listen.erased,
        ], groups: ["watch": "How often directories are watched.", "watch.intervals": "By importance."])

    static func load(_ yaml: String, environment: [String: String] = [:], overrides: [SettingOverride] = []) throws(SettingsErrors)
        -> Settings
    {
        try Settings.load(text: ("rollcall.yaml", Array(yaml.utf8)), environment: environment, overrides: overrides, catalogue: catalogue)
    }

    static func problems(_ yaml: String, environment: [String: String] = [:]) -> [SettingProblem] {
        do throws(SettingsErrors) {
            _ = try load(yaml, environment: environment)
            return []
        } catch { return error.problems }
    }
}
