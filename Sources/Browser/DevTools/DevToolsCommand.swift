import Foundation

/// One command of the DevTools protocol (chromedevtools.github.io/devtools-protocol): its parameters, and what it is answered with.
protocol DevToolsCommand: Encodable, Sendable {
    associatedtype Reply: Decodable & Sendable
    static var method: String { get }
}

/// The answer of commands that answer nothing that is needed.
struct NoReply: Decodable, Sendable {}

/// The commands that are sent, by their domains, with those parameters that are used.
enum DevTools {
    enum Browser {
        struct GetVersion: DevToolsCommand {
            static let method = "Browser.getVersion"
            struct Reply: Decodable, Sendable { var product: String }
        }

        /// Grants these and denies all others.
        struct GrantPermissions: DevToolsCommand {
            static let method = "Browser.grantPermissions"
            typealias Reply = NoReply
            var permissions: [String]
            var browserContextId: String
        }

        struct SetDownloadBehavior: DevToolsCommand {
            static let method = "Browser.setDownloadBehavior"
            typealias Reply = NoReply
            var behavior: String
            var browserContextId: String
        }
    }

    enum Target {
        struct SetDiscoverTargets: DevToolsCommand {
            static let method = "Target.setDiscoverTargets"
            typealias Reply = NoReply
            var discover: Bool
        }

        struct CreateBrowserContext: DevToolsCommand {
            static let method = "Target.createBrowserContext"
            struct Reply: Decodable, Sendable { var browserContextId: String }
        }

        struct DisposeBrowserContext: DevToolsCommand {
            static let method = "Target.disposeBrowserContext"
            typealias Reply = NoReply
            var browserContextId: String
        }

        struct CreateTarget: DevToolsCommand {
            static let method = "Target.createTarget"
            struct Reply: Decodable, Sendable { var targetId: String }
            var url: String
            var browserContextId: String
        }

        struct AttachToTarget: DevToolsCommand {
            static let method = "Target.attachToTarget"
            struct Reply: Decodable, Sendable { var sessionId: String }
            var targetId: String
            var flatten = true
        }

        struct CloseTarget: DevToolsCommand {
            static let method = "Target.closeTarget"
            typealias Reply = NoReply
            var targetId: String
        }
    }

    enum Page {
        struct Enable: DevToolsCommand {
            static let method = "Page.enable"
            typealias Reply = NoReply
        }

        struct Navigate: DevToolsCommand {
            static let method = "Page.navigate"
            struct Reply: Decodable, Sendable {
                var frameId: String
                var errorText: String?
                var isDownload: Bool?
            }
            var url: String
        }

        struct GetFrameTree: DevToolsCommand {
            static let method = "Page.getFrameTree"
            struct Reply: Decodable, Sendable {
                struct Tree: Decodable, Sendable { var frame: Frame }
                struct Frame: Decodable, Sendable { var id: String }
                var frameTree: Tree
            }
        }

        struct CreateIsolatedWorld: DevToolsCommand {
            static let method = "Page.createIsolatedWorld"
            struct Reply: Decodable, Sendable { var executionContextId: Int }
            var frameId: String
            var worldName: String
        }

        struct HandleDialog: DevToolsCommand {
            static let method = "Page.handleJavaScriptDialog"
            typealias Reply = NoReply
            var accept: Bool
        }

        struct CaptureScreenshot: DevToolsCommand {
            static let method = "Page.captureScreenshot"
            /// Base64.
            struct Reply: Decodable, Sendable { var data: String }
            /// CSS pixels from the page's top left.
            struct Clip: Codable, Sendable, Hashable {
                var x: Double
                var y: Double
                var width: Double
                var height: Double
                var scale: Double
            }
            var format = "png"
            var clip: Clip
            var captureBeyondViewport = true
        }
    }

    enum Inspector {
        struct Enable: DevToolsCommand {
            static let method = "Inspector.enable"
            typealias Reply = NoReply
        }
    }

    enum Emulation {
        struct SetDeviceMetricsOverride: DevToolsCommand {
            static let method = "Emulation.setDeviceMetricsOverride"
            typealias Reply = NoReply
            var width = 1280
            var height = 1024
            var deviceScaleFactor = 1
            var mobile = false
        }
    }

    enum Runtime {
        struct Evaluate<Value: Decodable & Sendable>: DevToolsCommand {
            static var method: String { "Runtime.evaluate" }
            struct Reply: Decodable, Sendable {
                struct Result: Decodable, Sendable { var value: Value? }
                struct Exception: Decodable, Sendable { var text: String }
                var result: Result
                var exceptionDetails: Exception?
            }
            var expression: String
            var contextId: Int
            var awaitPromise = true
            var returnByValue = true
        }
    }

    enum Fetch {
        struct Enable: DevToolsCommand {
            static let method = "Fetch.enable"
            typealias Reply = NoReply
            struct Pattern: Encodable, Sendable { var urlPattern = "*" }
            var patterns = [Pattern()]
        }

        struct Header: Codable, Sendable, Hashable {
            var name: String
            var value: String
        }

        struct FulfillRequest: DevToolsCommand {
            static let method = "Fetch.fulfillRequest"
            typealias Reply = NoReply
            var requestId: String
            var responseCode: Int
            var responseHeaders: [Header]
            /// Base64.
            var body: String
        }

        struct FailRequest: DevToolsCommand {
            static let method = "Fetch.failRequest"
            typealias Reply = NoReply
            var requestId: String
            var errorReason: String
        }

        /// Only for what needs no network.
        struct ContinueRequest: DevToolsCommand {
            static let method = "Fetch.continueRequest"
            typealias Reply = NoReply
            var requestId: String
        }
    }
}

/// The parameters of the events that are listened to.
enum DevToolsEvents {
    /// `Fetch.requestPaused`
    struct RequestPaused: Decodable, Sendable {
        struct Request: Decodable, Sendable {
            struct Part: Decodable, Sendable { var bytes: String? }
            var url: String
            var method: String
            var headers: [String: String]
            var hasPostData: Bool?
            var postDataEntries: [Part]?

            /// What it carries, part by part; nil for one that the protocol does not show, such as a file.
            var parts: [[UInt8]?] {
                (postDataEntries ?? []).map { part in part.bytes.flatMap { Data(base64Encoded: $0) }.map(Array.init) }
            }

            /// What it carries, with the files that were chosen in the page's forms; nil where that is not known whole.
            func content(with files: [FieldEntry.File]) -> [UInt8]? {
                guard hasPostData == true || postDataEntries?.isEmpty == false else { return [] }
                guard !parts.isEmpty else { return nil }
                var whole: [UInt8] = []
                for part in parts {
                    // What stands before a file of `multipart/form-data` ends with its name (RFC 7578).
                    let head = String(decoding: whole.suffix(1_000), as: UTF8.self)
                    guard let bytes = part ?? files.first(where: { head.hasName($0.name) }).map({ Array($0.content) }) else { return nil }
                    whole += bytes
                }
                return whole
            }
        }
        var requestId: String
        var request: Request
        var frameId: String
        var resourceType: String
    }

    /// `Page.javascriptDialogOpening`
    struct DialogOpening: Decodable, Sendable { var message: String }

    /// `Page.frameNavigated`
    struct FrameNavigated: Decodable, Sendable {
        struct Frame: Decodable, Sendable {
            var id: String
            var parentId: String?
        }
        var frame: Frame
    }

    /// `Target.targetCreated`
    struct TargetCreated: Decodable, Sendable {
        struct Info: Decodable, Sendable {
            var targetId: String
            var type: String
            var browserContextId: String?
        }
        var targetInfo: Info
    }

    /// `Target.targetCrashed`, `Target.targetDestroyed`
    struct TargetGone: Decodable, Sendable { var targetId: String }
}

extension String {
    /// Whether it ends with the head of a part that has this file.
    fileprivate func hasName(_ name: String) -> Bool {
        guard hasSuffix("\r\n\r\n"), let place = ranges(of: "filename=\"").last else { return false }
        let quoted = name.replacing("\"", with: "%22").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
        return self[place.upperBound...].hasPrefix(quoted + "\"")
    }
}
