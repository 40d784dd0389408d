import API
import Hummingbird

/// The style sheet, the scripts and the icon, from the binary itself. Their addresses carry a stamp of their content, so a browser keeps them
/// for a year and still sees a new version at once.
struct StaticFiles: Sendable {
    private struct File: Sendable {
        let path: String
        let type: String
        let bytes: ByteBuffer
    }

    /// Changes whenever one of the files does.
    let stamp: String
    private let files: [File]

    init() {
        let found: [(String, String, [UInt8])] = [
            ("console.css", "text/css; charset=utf-8", PackageResources.console_css),
            ("console.js", "text/javascript; charset=utf-8", PackageResources.console_js),
            ("recipe.js", "text/javascript; charset=utf-8", PackageResources.recipe_js),
            ("icon.svg", "image/svg+xml", PackageResources.icon_svg),
        ]
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for file in found { for byte in file.2 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 } }
        stamp = String(hash, radix: 36)
        files = found.map { File(path: $0.0, type: $0.1, bytes: ByteBuffer(bytes: $0.2)) }
    }

    func add(to router: Router<SurfaceContext>) {
        let tag = "\"\(stamp)\""
        for file in files {
            router.get("static/\(file.path)") { request, _ in
                let dated = request.uri.query == "v=\(stamp)"
                var headers: HTTPFields = [.contentType: file.type, .eTag: tag]
                headers[.cacheControl] = dated ? "public, max-age=31536000, immutable" : "public, max-age=300"
                if EntityTags.match(request.headers[.ifNoneMatch], tag) { return Response(status: .notModified, headers: headers) }
                return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: file.bytes))
            }
        }
        router.get("favicon.ico") { _, _ in Response(status: .found, headers: [.location: "/static/icon.svg"]) }
    }
}
