// swift-tools-version: 6.2
import PackageDescription

/// What every target of the house is compiled with: Swift 6, strict imports, and no warning left standing.
let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "NIOTLS", package: "swift-nio"),
    .product(name: "NIOSSL", package: "swift-nio-ssl"),
]

// Floors, top to bottom: a target imports only what stands below it. docs/architecture.md walks through them.
let package = Package(
    name: "rollcall",
    products: [.executable(name: "rollcall", targets: ["rollcall"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // MARK: Program
        .executableTarget(name: "rollcall", dependencies: ["Commands"], swiftSettings: house),
        .target(
            name: "Commands",
            dependencies: [
                "Assembly", "Console", "API", "Operations", "Onboarding", "Alerts", "Watch", "Expressions", "Listings", "Directories",
                "Rolls", "Entities", "Pipelines", "Matching", "Cleaning",
                "JobQueue",
                "Database", "DatabaseSQLite", "DatabasePostgres", "SimulatedWeb",
                "Browser", "Web", "HTML", "Settings",
                "Telemetry", "Resilience", "Model",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: house),

        // MARK: Surfaces
        .target(
            name: "API",
            dependencies: [
                "Operations", "Entities", "Matching", "Rolls", "Onboarding", "Listings", "Watch", "Directories", "Pipelines", "JobQueue",
                "HTML",
                "Database",
                "Settings", "Telemetry", "Resilience", "Model",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: [.embedInCode("openapi.yaml")],
            swiftSettings: house),
        .target(
            name: "Console",
            dependencies: [
                "API", "Operations", "Entities", "Rolls", "Onboarding", "Listings", "Watch", "Directories", "Pipelines", "JobQueue", "HTML",
                "Telemetry",
                "Resilience", "Model",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: [.embedInCode("Static"), .embedInCode("Templates")],
            swiftSettings: house),

        // MARK: Composition
        .target(
            name: "Assembly",
            dependencies: [
                "Console", "API", "Operations", "Alerts", "Watch", "Entities", "Rolls", "Onboarding", "Directories", "Pipelines",
                "JobQueue",
                "Database", "DatabaseSQLite", "Listings", "DatabasePostgres", "Web", "HTML", "Browser",
                "Settings", "Telemetry", "Resilience", "Model",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: house),

        // MARK: Features
        .target(
            name: "Watch",
            dependencies: [
                "Directories", "Expressions", "Web", "HTML", "Database", "Settings", "Telemetry", "Resilience", "Model",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "HeapModule", package: "swift-collections"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: house),
        .target(
            name: "Alerts",
            dependencies: [
                "Watch", "Directories", "JobQueue", "HTML", "Database", "Settings", "Telemetry", "Resilience", "Model", "Web",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: house),
        .target(
            name: "Listings", dependencies: ["CListingsModels", "HTML", "Model", .product(name: "Yams", package: "Yams")],
            swiftSettings: house),
        .target(
            name: "Cleaning", dependencies: ["Listings", "HTML", .product(name: "Yams", package: "Yams")], swiftSettings: house),
        // Holds the weights that `ListingsEvaluation --train` wrote, as bytes of the program.
        .target(
            name: "CListingsModels",
            exclude: [
                "pagination.bin", "entities.bin", "addresses.bin", "cities.bin", "towns.bin", "first_names.bin", "last_names.bin",
            ]),
        .target(
            name: "Onboarding",
            dependencies: [
                "CFormModel", "Directories", "JobQueue", "Browser", "Web", "Expressions", "HTML", "Database", "Settings", "Resilience",
                "Model", .product(name: "Crypto", package: "swift-crypto"),
            ], swiftSettings: house),
        // Holds what `make train` wrote, and the words that forms use, as bytes of the program.
        .target(name: "CFormModel", exclude: ["FormModel.bin", "FieldWords.txt"]),
        .target(
            name: "Operations",
            dependencies: [
                "JobQueue", "Database", "Resilience", "Model", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: house),
        .target(
            name: "Rolls",
            dependencies: [
                "Listings", "Directories", "JobQueue", "Web", "HTML", "Database", "Settings", "Telemetry", "Resilience", "Model",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: house),
        .target(
            name: "Pipelines",
            dependencies: [
                "JobQueue", "Directories", "Expressions", "Cleaning", "Listings", "Web", "HTML", "Database", "Settings", "Telemetry",
                "Resilience", "Model",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: house),
        .target(name: "Matching", dependencies: ["Directories"], swiftSettings: house),
        .target(
            name: "Entities",
            dependencies: ["Matching", "Rolls", "Listings", "Directories", "JobQueue", "Database", "Resilience", "Model"],
            swiftSettings: house),
        .target(
            name: "Directories",
            dependencies: ["Database", "HTML", "Settings", "Resilience", "Model", .product(name: "Yams", package: "Yams")],
            swiftSettings: house),

        // MARK: Engine
        .target(
            name: "JobQueue",
            dependencies: [
                "Database", "Settings", "Telemetry", "Resilience", "Model",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: house),

        // MARK: Ground
        .target(
            name: "SimulatedWeb",
            dependencies: nio + [
                "Web", "HTML", "CZlib", "Resilience", "Model",
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOHPACK", package: "swift-nio-http2"),
            ],
            swiftSettings: house),
        .target(
            name: "Browser",
            dependencies: [
                "Web", "HTML", "Settings", "Model",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: house),
        .target(
            name: "Web",
            dependencies: nio + [
                "CZlib", "HTML", "Settings", "Resilience", "Model",
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOHPACK", package: "swift-nio-http2"),
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: house),
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(
            name: "DatabaseSQLite",
            dependencies: [
                "Database", .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: house),
        .target(
            name: "DatabasePostgres",
            dependencies: ["Database", "CLibPQ", .product(name: "DequeModule", package: "swift-collections")],
            swiftSettings: house + [.strictMemorySafety()]),
        // Loads libpq when it is called for, so that nothing links it.
        .target(name: "CLibPQ"),
        .target(name: "Database", dependencies: ["Model"], swiftSettings: house),
        .target(
            name: "Telemetry",
            dependencies: ["Resilience", "Model", .product(name: "Logging", package: "swift-log")],
            swiftSettings: house),
        .target(name: "Settings", dependencies: ["Model", .product(name: "Yams", package: "Yams")], swiftSettings: house),
        .target(name: "Resilience", dependencies: ["CMalloc", "Model"], swiftSettings: house),
        .target(name: "Expressions", dependencies: ["Settings", "Model"], swiftSettings: house),
        .target(name: "HTML", swiftSettings: house),
        .target(name: "Model", swiftSettings: house),

        // MARK: Benchmarks
        .target(name: "BenchmarkKit", path: "Benchmarks/Kit", swiftSettings: house),
        .executableTarget(
            name: "AccuracyEvaluation",
            dependencies: [
                "BenchmarkKit", "Assembly", "SimulatedWeb", "Watch", "Directories", "Web", "HTML", "Settings", "Telemetry", "Resilience",
                "Model", .product(name: "Logging", package: "swift-log"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            path: "Benchmarks/Accuracy", swiftSettings: house),
        .executableTarget(
            name: "ListingsEvaluation", dependencies: ["BenchmarkKit", "Cleaning", "Listings", "HTML", "Model"],
            path: "Benchmarks/Listings",
            exclude: ["gazetteers"],
            swiftSettings: house),
        .executableTarget(
            name: "HTMLBenchmark", dependencies: ["BenchmarkKit", "HTML"], path: "Benchmarks/HTML",
            exclude: ["accuracy", "oracle.py", "peers.py", "run"], swiftSettings: house),
        .executableTarget(
            name: "CrawlBenchmark",
            dependencies: [
                "BenchmarkKit", "Rolls", "Listings", "SimulatedWeb", "Directories", "DatabaseSQLite", "Database", "Web", "HTML",
                "Resilience",
                "Model",
            ], path: "Benchmarks/Crawl", exclude: ["directory.py", "robots.py", "run", "speed.py", "spider.py"], swiftSettings: house),
        .executableTarget(
            name: "MatchingEvaluation",
            dependencies: [
                "BenchmarkKit", "Entities", "Rolls", "Cleaning", "Listings", "Matching", "DatabaseSQLite", "Database", "Resilience",
                "Model",
            ], path: "Benchmarks/Matching",
            exclude: ["peer.py", "run"], swiftSettings: house),
        .executableTarget(
            name: "PlannerBenchmark", dependencies: ["BenchmarkKit", "Watch", "Model"], path: "Benchmarks/Planner", swiftSettings: house),
        .executableTarget(
            name: "ProbeBenchmark",
            dependencies: nio + [
                "BenchmarkKit", "Watch", "Web", "HTML", "Resilience", "Model",
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            path: "Benchmarks/Probe", swiftSettings: house),
        .executableTarget(
            name: "StoreBenchmark",
            dependencies: ["BenchmarkKit", "Watch", "Directories", "DatabaseSQLite", "Database", "Resilience", "Model"],
            path: "Benchmarks/Store", swiftSettings: house),
        .executableTarget(
            name: "JobsBenchmark",
            dependencies: [
                "BenchmarkKit", "PostgresTesting", "DatabasePostgres",
                "JobQueue", "Database", "DatabaseSQLite", "Telemetry", "Resilience", "Model",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            path: "Benchmarks/Jobs", exclude: ["peers.py", "run"], swiftSettings: house),
        .executableTarget(
            name: "PipelinesBenchmark",
            dependencies: [
                "BenchmarkKit", "Pipelines", "JobQueue", "DatabaseSQLite", "Database", "Telemetry", "Resilience", "Model",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            path: "Benchmarks/Pipelines", swiftSettings: house),
        .executableTarget(
            name: "ConsoleBenchmark",
            dependencies: [
                "BenchmarkKit", "Console", "API", "Web", "Watch", "Rolls", "Pipelines", "JobQueue", "Directories", "Database",
                "DatabaseSQLite",
                "Telemetry", "Resilience", "Model",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            path: "Benchmarks/Console", swiftSettings: house),

        .executableTarget(
            name: "OnboardingEvaluation",
            dependencies: [
                "BenchmarkKit", "Onboarding", "SimulatedWeb", "Browser", "Directories", "JobQueue", "DatabaseSQLite", "Database", "Web",
                "HTML", "Telemetry", "Resilience", "Model", .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ], path: "Benchmarks/Onboarding", swiftSettings: house),

        // MARK: Tests
        .target(
            name: "PostgresTesting", dependencies: ["DatabasePostgres", "Database"], path: "Tests/Support/PostgresTesting",
            swiftSettings: house),
        .target(
            name: "DatabaseTesting", dependencies: ["PostgresTesting", "DatabasePostgres", "DatabaseSQLite", "Database"],
            path: "Tests/Support/DatabaseTesting", swiftSettings: house),
        .target(name: "SiteTesting", dependencies: nio, path: "Tests/Support/SiteTesting", swiftSettings: house),
        .executableTarget(
            name: "JobsTorture",
            dependencies: [
                "Alerts", "Watch", "Directories", "PostgresTesting", "DatabasePostgres", "JobQueue", "Database", "DatabaseSQLite",
                "Settings", "Telemetry", "Resilience", "Model",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "Tests/Torture/Jobs", swiftSettings: house),
        .executableTarget(
            name: "PipelinesTorture",
            dependencies: [
                "PostgresTesting", "DatabasePostgres", "Pipelines", "JobQueue", "Database", "DatabaseSQLite", "Telemetry", "Resilience",
                "Model",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "Tests/Torture/Pipelines", swiftSettings: house),
        .testTarget(name: "HTMLTests", dependencies: ["HTML"], swiftSettings: house),
        .testTarget(name: "CleaningTests", dependencies: ["Cleaning", "Listings"], swiftSettings: house),
        .testTarget(name: "ListingsTests", dependencies: ["Listings", "HTML", "Model"], swiftSettings: house),
        .testTarget(
            name: "RollsTests",
            dependencies: [
                "Rolls", "Listings", "SimulatedWeb", "Directories", "JobQueue", "Web", "HTML", "DatabaseTesting", "Database",
                "DatabaseSQLite", "Telemetry", "Resilience", "Model", "Browser",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ], swiftSettings: house),
        .testTarget(name: "MatchingTests", dependencies: ["Matching"], swiftSettings: house),
        .testTarget(
            name: "EntitiesTests",
            dependencies: [
                "Entities", "Matching", "Rolls", "Listings", "JobQueue", "DatabaseTesting", "Database", "Resilience", "Model",
            ], swiftSettings: house),
        .testTarget(name: "ModelTests", dependencies: ["Model"], swiftSettings: house),
        .testTarget(name: "ResilienceTests", dependencies: ["Resilience"], swiftSettings: house),
        .testTarget(name: "SettingsTests", dependencies: ["Settings"], swiftSettings: house),
        .testTarget(name: "TelemetryTests", dependencies: ["Telemetry"], swiftSettings: house),
        .testTarget(
            name: "DatabaseTests", dependencies: ["Database", "DatabaseTesting", "DatabaseSQLite", "DatabasePostgres", "PostgresTesting"],
            swiftSettings: house),
        .testTarget(
            name: "WebTests",
            dependencies: nio + [
                "Web", "HTML", "Settings", "Model", "CZlib",
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOHPACK", package: "swift-nio-http2"),
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: house),
        .testTarget(
            name: "BrowserTests", dependencies: nio + ["Browser", "Web", "HTML", "Settings", "Model"], swiftSettings: house),
        .testTarget(
            name: "SimulatedWebTests", dependencies: nio + ["SimulatedWeb", "Web", "HTML", "CZlib", "Model"], swiftSettings: house),
        .testTarget(
            name: "JobQueueTests",
            dependencies: [
                "JobQueue", "JobsTorture", "DatabaseTesting", "PostgresTesting", "DatabasePostgres", "DatabaseSQLite", "Database",
                "Telemetry", "Resilience", "Model",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ], swiftSettings: house),
        .testTarget(
            name: "OnboardingTests",
            dependencies: nio + [
                "Onboarding", "SimulatedWeb", "Directories", "JobQueue", "Web", "HTML", "DatabaseTesting", "Database", "Settings",
                "Telemetry", "Resilience", "Model", "Assembly", "Rolls", "Browser",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ], swiftSettings: house),
        .testTarget(
            name: "PipelinesTests",
            dependencies: nio + [
                "Pipelines", "PipelinesTorture", "JobQueue", "Directories", "Expressions", "DatabaseTesting", "DatabaseSQLite",
                "DatabasePostgres", "PostgresTesting", "Database", "Settings", "Telemetry", "Resilience", "Model", "Assembly", "Rolls",
                "Listings", "SimulatedWeb", "Web", "SiteTesting",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ], swiftSettings: house),
        .testTarget(
            name: "DirectoriesTests", dependencies: ["Directories", "DatabaseTesting", "DatabaseSQLite", "Database"], swiftSettings: house),
        .testTarget(
            name: "WatchTests",
            dependencies: ["Watch", "Expressions", "Directories", "DatabaseTesting", "DatabaseSQLite", "SimulatedWeb", "Web", "HTML"],
            swiftSettings: house),
        .testTarget(
            name: "ConsoleTests",
            dependencies: [
                "Console", "API", "Operations", "Onboarding", "Watch", "Entities", "Rolls", "Listings", "Pipelines", "JobQueue",
                "Directories", "DatabaseSQLite", "Database", "HTML", "Web", "Settings", "Telemetry", "Resilience", "Model",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Yams", package: "Yams"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: house),
        .testTarget(
            name: "OperationsTests",
            dependencies: [
                "Operations", "JobQueue", "DatabaseTesting", "DatabaseSQLite", "Database", "Resilience", "Model",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: house),
        .testTarget(
            name: "AlertsTests",
            dependencies: [
                "Alerts", "Watch", "Directories", "JobQueue", "DatabaseTesting", "DatabaseSQLite", "Database", "Resilience", "Model",
            ],
            swiftSettings: house),
        .testTarget(
            name: "EndToEndTests", dependencies: ["rollcall", "Assembly", "DatabaseTesting", "PostgresTesting", "Settings", "Telemetry"],
            swiftSettings: house),
    ]
)
