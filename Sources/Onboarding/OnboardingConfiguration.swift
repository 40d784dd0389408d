package import HTML
package import Settings

/// What the user allows onboarding.
package struct OnboardingConfiguration: Sendable {
    /// Whether forms' pages may be opened in Chromium.
    package var renders: Bool
    /// Whether trials keep pictures of what they filled in.
    package var pictures: Bool
    package var retention: OnboardingRetention
    /// Whom to ask for a second opinion; nil for nobody, as long as nobody is named.
    package var opinion: OpinionConfiguration?

    private static let address = SettingKind<WebURL>.text(
        allowed: "an http or https URL such as https://llm.example/v1/chat/completions", show: { YAMLText.scalar($0.href) }
    ) { text throws(SettingTextError) in
        guard let url = WebURL(text), url.isHTTP, url.bareHost != nil else { throw SettingTextError() }
        guard url.username.isEmpty, url.password.isEmpty else {
            throw SettingTextError(remedy: "leave name and password out; a key belongs in onboarding.opinion.key_file")
        }
        return url
    }

    package static let renderKey = SettingKey(
        "onboarding.render", .boolean, default: true,
        "Whether pages whose form only their scripts build or change are opened in Chromium, where it is installed: docs/browser.md.")
    package static let picturesKey = SettingKey(
        "onboarding.pictures", .boolean, default: true,
        "Whether trials keep a picture of each step of the form they filled in, where Chromium is installed and onboarding.render is true.")
    private static let span = SettingKind.duration(in: .seconds(3_600) ... .seconds(3_650 * 86_400))
    package static let keepPicturesKey = SettingKey(
        "onboarding.retention.pictures", span, default: OnboardingRetention().pictures,
        "How long pictures of filled forms are kept after their trial; a newer trial's come in their place at once.")
    package static let keepProfilesKey = SettingKey(
        "onboarding.retention.profiles", span, default: OnboardingRetention().profiles,
        "How long a profile and its files are kept after they were given last, where no directory is on its road with them.")
    package static let urlKey = SettingKey(
        optional: "onboarding.opinion.url", address,
        """
        An OpenAI-compatible endpoint for chat completions that is asked what a form's controls mean, where the model is not sure. Unset means nobody is asked. \
        http, and addresses of private networks and of this machine, only with web.allow_private.
        """)
    package static let modelKey = SettingKey(
        "onboarding.opinion.model", .string("the name of a model"), default: "default", "Which of the endpoint's models is asked.")
    package static let keyFileKey = SettingKey(
        optional: "onboarding.opinion.key_file", .string("a path"), "A file that holds the endpoint's API key, and nothing else.")
    package static let keyVariableKey = SettingKey(
        optional: "onboarding.opinion.key_variable", .string("the name of an environment variable"),
        "The environment variable that holds the API key, where no file is named.")
    package static let timeKey = SettingKey(
        "onboarding.opinion.time", .duration(in: .seconds(1) ... .seconds(300)), default: .seconds(20),
        "How long an answer may take; without one it goes on without.")
    package static let fieldsKey = SettingKey(
        "onboarding.opinion.fields", .integer(in: 1...50), default: 12, "How many controls of one form are asked about at most.")

    /// Every key of this target, in the order of the documentation.
    package static let keys: [AnySettingKey] = [
        renderKey.erased, picturesKey.erased, keepPicturesKey.erased, keepProfilesKey.erased, urlKey.erased, modelKey.erased,
        keyFileKey.erased, keyVariableKey.erased, timeKey.erased, fieldsKey.erased,
    ]

    package init(_ settings: Settings) {
        (renders, pictures) = (settings[Self.renderKey], settings[Self.picturesKey])
        retention = OnboardingRetention(pictures: settings[Self.keepPicturesKey], profiles: settings[Self.keepProfilesKey])
        opinion = settings[Self.urlKey].map { url in
            OpinionConfiguration(
                url: url, model: settings[Self.modelKey], keyFile: settings[Self.keyFileKey], keyVariable: settings[Self.keyVariableKey],
                time: settings[Self.timeKey], fields: settings[Self.fieldsKey])
        }
    }
}

/// Whom to ask for a second opinion, and how.
package struct OpinionConfiguration: Sendable, Hashable {
    package var url: WebURL
    package var model: String
    package var keyFile: String?
    package var keyVariable: String?
    package var time: Duration
    /// Controls of one form that are asked about, at most.
    package var fields: Int

    package init(
        url: WebURL, model: String = "default", keyFile: String? = nil, keyVariable: String? = nil, time: Duration = .seconds(20),
        fields: Int = 12
    ) {
        (self.url, self.model, self.keyFile, self.keyVariable, self.time, self.fields) = (url, model, keyFile, keyVariable, time, fields)
    }
}
