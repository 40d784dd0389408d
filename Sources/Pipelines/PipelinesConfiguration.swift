package import Settings

/// Where pipelines are.
package struct PipelinesConfiguration: Sendable {
    /// The folder of the documents: each `NAME.yaml` in it is the pipeline NAME.
    package var folder: String

    package static let folderKey = SettingKey(
        optional: "pipelines.folder", .string("a path"),
        "The folder in which each NAME.yaml is the pipeline NAME; unset means pipelines in the platform's configuration folder ($XDG_CONFIG_HOME/rollcall or ~/.config/rollcall)."
    )

    /// Every key of this target, in the order of the documentation.
    package static let keys: [AnySettingKey] = [folderKey.erased]

    package init(_ settings: Settings, paths: PlatformPaths) {
        folder = settings[Self.folderKey] ?? paths.configurationFolder + "/pipelines"
    }
}
