import Foundation
import HTTPTypes
import Hummingbird
import Testing
import Yams

@testable import API
@testable import Console

/// openapi.yaml says what the routes do: the same paths, the same parameters, the same shapes.
@Suite struct OpenAPITests {
    private typealias Object = [String: Any]

    private static func document() throws -> Object {
        let text = String(decoding: PackageResources.openapi_yaml, as: UTF8.self)
        return try #require(try Yams.load(yaml: text) as? Object)
    }

    @Test func `every route for programs is described, and nothing else`() async throws {
        let router = try await Stage().surface().router(listensOn: "127.0.0.1")
        let served = router.routes.filter { $0.method == .get || $0.method == .post }.compactMap { route -> String? in
            let parts = "\(route.path)".split(separator: "/").map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : String($0) }
            guard let first = parts.first, Self.forPrograms.contains(first) else { return nil }
            let path = "/" + parts.joined(separator: "/")
            return "\(route.method.rawValue.lowercased()) \(path == "/badges/{slug}" ? "/badges/{slug}.svg" : path)"
        }
        let described = try #require(try Self.document()["paths"] as? Object).flatMap { path, item in
            ["get", "post"].filter { (item as? Object)?[$0] != nil }.map { "\($0) \(path)" }
        }
        #expect(served.sorted() == described.sorted())
    }

    private static let forPrograms = ["api", "livez", "readyz", "metrics", "badges", "openapi.yaml"]

    @Test func `every parameter is described, and nothing else`() async throws {
        let document = try Self.document()
        let stage = try await Stage.filled(1)
        for (path, item) in try #require(document["paths"] as? Object) where path.hasPrefix("/api/") {
            guard let operation = (item as? Object)?["get"] as? Object else { continue }
            let described = try (operation["parameters"] as? [Object] ?? []).map { parameter in
                try #require(try Self.resolved(parameter, document)["name"] as? String)
            }
            let address = path.replacing("{slug}", with: "d-0").replacing("{id}", with: "1").replacing("{name}", with: "none")
                .replacing("{step}", with: "1")
            let refusal = try await stage.ask("\(address)?no-such-parameter=1")
            #expect(refusal.status == 400, "\(path)")
            let detail = try #require(refusal.json["detail"] as? String)
            let start = try #require(detail.firstRange(of: "Allowed: ")).upperBound
            let names = detail[start...].dropLast().split(separator: ", ").map(String.init)
            #expect(names.sorted() == described.sorted(), "\(path)")
        }
    }

    @Test(arguments: [
        ("/api/v1/overview", "Overview"), ("/api/v1/directories", "DirectoryPage"), ("/api/v1/directories?limit=2", "DirectoryPage"),
        ("/api/v1/directories/d-5", "DirectoryDetail"), ("/api/v1/observations", "ObservationPage"),
        ("/api/v1/directories/d-5/observations", "ObservationPage"), ("/api/v1/directories/d-5/series", "Window"),
        ("/api/v1/directories/d-5/uptime", "Window"), ("/api/v1/incidents", "IncidentPage"), ("/api/v1/incidents/1", "Incident"),
        ("/api/v1/incidents/2", "Incident"), ("/api/v1/directories/none", "Problem"), ("/api/v1/directories?limit=0", "Problem"),
    ])
    func `every answer has the shape that is described`(path: String, schema: String) async throws {
        let document = try Self.document()
        let answer = try await Stage.filled().ask(path)
        try Self.check(answer.json, against: ["$ref": "#/components/schemas/\(schema)"], document, at: path)
    }

    @Test(arguments: [
        ("/api/v1/queues", "QueuePage"), ("/api/v1/jobs", "JobPage"), ("/api/v1/jobs?state=dead,ready&limit=1", "JobPage"),
        ("/api/v1/jobs/1", "Job"), ("/api/v1/jobs/1/why", "JobWhy"), ("/api/v1/jobs/4/why", "JobWhy"), ("/api/v1/runs", "RunPage"),
        ("/api/v1/pipelines", "PipelinePage"), ("/api/v1/jobs/99", "Problem"), ("/api/v1/stats", "StatPage"),
        ("/api/v1/stats?days=0", "Problem"),
    ])
    func `every answer about work has the shape that is described`(path: String, schema: String) async throws {
        let answer = try await JobStage().stage.ask(path)
        try Self.check(answer.json, against: ["$ref": "#/components/schemas/\(schema)"], Self.document(), at: path)
    }

    @Test(arguments: [
        ("/api/v1/listings", "ListingPage"), ("/api/v1/directories/d-0/listings", "ListingPage"), ("/api/v1/listings/2", "ListingDetail"),
        ("/api/v1/changes", "ListingChangePage"), ("/api/v1/directories/d-0/changes", "ListingChangePage"),
        ("/api/v1/directories/d-0/rolls", "RollPage"), ("/api/v1/where?name=Smith+Sons+Plumbing&phone=5125550100", "Where"),
    ])
    func `every answer about listings has the shape that is described`(path: String, schema: String) async throws {
        let answer = try await ListingStage().stage.ask(path)
        try Self.check(answer.json, against: ["$ref": "#/components/schemas/\(schema)"], Self.document(), at: path)
    }

    @Test(arguments: [
        ("/api/v1/entities", "EntityPage"), ("/api/v1/entities?several=true&search=oak", "EntityPage"),
        ("/api/v1/entities?dispute=telephone&directory=d-0&limit=1", "EntityPage"), ("/api/v1/entities/2", "EntityDetail"),
        ("/api/v1/entities/why?listing=3&other=5", "EntityWhy"), ("/api/v1/entities/rules", "EntityRulePage"),
        ("/api/v1/listings/3", "ListingDetail"), ("/api/v1/entities/99", "Problem"), ("/api/v1/entities/why?listing=3", "Problem"),
        ("/api/v1/entities?dispute=nonsense", "Problem"),
    ])
    func `every answer about entities has the shape that is described`(path: String, schema: String) async throws {
        let answer = try await EntityStage().stage.ask(path)
        try Self.check(answer.json, against: ["$ref": "#/components/schemas/\(schema)"], Self.document(), at: path)
    }

    /// Compares an answer with the schema of that name.
    static func check(_ value: Any, as schema: String, at place: String) throws {
        try check(value, against: ["$ref": "#/components/schemas/\(schema)"], document(), at: place)
    }

    /// Follows a reference within the document.
    private static func resolved(_ object: Object, _ document: Object) throws -> Object {
        guard let reference = object["$ref"] as? String else { return object }
        var place: Any = document
        for part in reference.split(separator: "/").dropFirst() { place = try #require((place as? Object)?[String(part)]) }
        return try #require(place as? Object)
    }

    /// The part of JSON Schema that the document uses; what it does not name is an error.
    private static func check(_ value: Any, against schema: Object, _ document: Object, at place: String) throws {
        let schema = try resolved(schema, document)
        if let allowed = schema["enum"] as? [String] { #expect(allowed.contains(value as? String ?? ""), "\(place): \(value)") }
        switch schema["type"] as? String {
        case "object":
            let object = try #require(value as? Object, "\(place) is no object")
            for name in schema["required"] as? [String] ?? [] { #expect(object[name] != nil, "\(place).\(name) is missing") }
            let properties = schema["properties"] as? Object ?? [:]
            for (name, value) in object {
                if let property = properties[name] as? Object {
                    try check(value, against: property, document, at: "\(place).\(name)")
                } else if let further = schema["additionalProperties"] as? Object {
                    try check(value, against: further, document, at: "\(place).\(name)")
                } else {
                    #expect(schema["additionalProperties"] as? Bool == true, "\(place).\(name) is not described")
                }
            }
        case "array":
            for (index, element) in try #require(value as? [Any], "\(place) is no array").enumerated() {
                try check(element, against: try #require(schema["items"] as? Object), document, at: "\(place)[\(index)]")
            }
        case "integer": #expect((value as? NSNumber).map { $0.doubleValue == $0.doubleValue.rounded() } ?? false, "\(place): \(value)")
        case "number": #expect(value is NSNumber, "\(place): \(value)")
        case "boolean": #expect(value is Bool, "\(place): \(value)")
        case "string":
            let text = try #require(value as? String, "\(place) is no text")
            if schema["format"] as? String == "date-time" { #expect(MomentReader.read(text) != nil, "\(place): \(text)") }
        default: Issue.record("\(place): the schema has no type that is known here")
        }
    }
}
