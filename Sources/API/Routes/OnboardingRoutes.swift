package import Hummingbird
package import Model
import Onboarding

/// Onboardings under `/api/v1`: where directories stand, what is asked, and what a person answers and steers.
package struct OnboardingRoutes: Sendable {
    private let desk: OnboardingDesk

    package init(_ desk: OnboardingDesk) { self.desk = desk }

    package func add(to api: RouterGroup<some RequestContext>) {
        api.get("onboarding") { request, _ in
            let (entries, next) = try await desk.list(try OnboardingListing(request))
            return try JSON.response(PageItem(items: entries.map(OnboardingItem.init), next: next), to: request)
        }
        api.post("onboarding") { request, context in
            let entries = try await begin(
                try await JSONBody(request, context, allowed: ["urls", "profile", "known", "soak", "region", "owner", "who"]))
            return try JSON.response(PageItem(items: entries.map(OnboardingItem.init)), to: request)
        }
        api.get("onboarding/questions") { request, _ in
            _ = try RequestQuery(request, allowed: [])
            let questions = try await desk.store.questions()
            return try JSON.response(PageItem(items: questions.map(OnboardingQuestionItem.init)), to: request)
        }
        api.get("onboarding/:id") { request, context in
            _ = try RequestQuery(request, allowed: [])
            let detail = try await desk.detail(try context.parameters.require("id"))
            return try JSON.response(
                OnboardingDetailItem(
                    detail.entry, versions: detail.versions, questions: detail.questions, events: detail.events, pictures: detail.pictures),
                to: request)
        }
        api.get("onboarding/:id/pictures/:step") { request, context in
            _ = try RequestQuery(request, allowed: [])
            let picture = try await desk.picture(of: try context.parameters.require("id"), step: try context.parameters.require("step"))
            return Self.picture(picture, to: request)
        }
        api.post("onboarding/questions/:id") { request, context in
            let body = try await JSONBody(request, context, allowed: ["term", "value", "leave", "everywhere", "who"])
            let answered = try await desk.answer(
                try context.parameters.require("id"), term: try body.text("term"), value: try body.text("value"),
                leave: try body.flag("leave") ?? false, everywhere: try body.flag("everywhere") ?? false,
                who: try body.text("who") ?? "API")
            return try JSON.response(OnboardingAnsweredItem(answered), to: request)
        }
        for verb in Steering.allCases {
            api.post("onboarding/:id/\(verb.rawValue)") { request, context in
                let body = try await JSONBody(request, context, allowed: ["why", "who"])
                let entry = try await desk.steer(
                    try context.parameters.require("id"), verb, who: try body.text("who") ?? "API", why: try body.text("why"))
                return try JSON.response(OnboardingItem(entry), to: request)
            }
        }
    }

    /// The picture of a filled form. It shows a stranger's page: a browser must take it for nothing but a picture.
    package static func picture(_ picture: (id: Int64, step: Int, png: [UInt8], madeAt: Timestamp), to request: Request) -> Response {
        let tag = "\"\(picture.id)-\(picture.step)-\(picture.madeAt.milliseconds)\""
        let headers: HTTPFields = [
            .contentType: "image/png", .eTag: tag, .cacheControl: "private, max-age=86400",
            .contentSecurityPolicy: "default-src 'none'; sandbox; frame-ancestors 'none'",
            .contentDisposition: "inline; filename=\"onboarding-\(picture.id)-\(picture.step).png\"",
        ]
        if EntityTags.match(request.headers[.ifNoneMatch], tag) { return Response(status: .notModified, headers: headers) }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: picture.png)))
    }

    private func begin(_ body: JSONBody) async throws -> [OnboardingEntry] {
        var outset = OnboardingOutset()
        outset.addresses = try body.texts("urls", atMost: AddressList.most).joined(separator: "\n")
        // As an object, or as the text of its file.
        let text = try? body.text("profile")
        outset.profile = try text ?? body.json("profile").map { String(decoding: $0, as: UTF8.self) } ?? ""
        outset.known = try body.number("known", in: 1...Int.max).map { Int64($0) }
        outset.soakSeconds = try body.number("soak", in: 0...31_536_000) ?? 0
        (outset.region, outset.owner) = (try body.text("region") ?? "", try body.text("owner") ?? "")
        outset.who = try body.text("who") ?? "API"
        do { return try await desk.begin(outset) } catch let mistake as OnboardingOutset.Mistake {
            let field = mistake.field == .addresses ? "urls" : mistake.field.rawValue
            throw Problem.invalid(field, mistake.sentences.joined(separator: " "))
        }
    }
}
