package import Settings

/// Where pipelines are.
package struct PipelinesConfiguration: Sendable {
    /// The folder of the documents: each `NAME.yaml` in it is the pipeline NAME.
    package var folder: String
    /// How long what runs leave is remembered.
    package var retention = RunStore.Retention()

    package static let folderKey = SettingKey(
        optional: "pipelines.folder", .string("a path"),
        "The folder in which each NAME.yaml is the pipeline NAME; unset means pipelines in the platform's configuration folder ($XDG_CONFIG_HOME/rollcall or ~/.config/rollcall)."
    )

    private static let span = SettingKind.duration(in: .seconds(3600) ... .seconds(3650 * 86_400))
    private static let kept = RunStore.Retention()
    package static let keepRunsKey = SettingKey(
        "pipelines.retention.runs", span, default: kept.runs,
        "How long runs that have ended are kept; the last one of each pipeline stays.")
    package static let keepFilesKey = SettingKey(
        "pipelines.retention.files", span, default: kept.files,
        "How long contents of dropped files are remembered; one that comes again later is worked again.")

    /// Every key of this target, in the order of the documentation.
    package static let keys: [AnySettingKey] = [folderKey.erased, keepRunsKey.erased, keepFilesKey.erased]

    package init(_ settings: Settings, paths: PlatformPaths) {
        folder = settings[Self.folderKey] ?? paths.configurationFolder + "/pipelines"
        retention.runs = settings[Self.keepRunsKey]
        retention.files = settings[Self.keepFilesKey]
    }
}
