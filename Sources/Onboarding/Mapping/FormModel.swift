import CFormModel

/// The trained model: which evidence speaks for which token, for which type of form, and how far to believe the outcome. `make train` writes it.
///
/// The file, little endian: `RCFM`, a version, the names of tokens and of form types (each a count, then lengths and texts), three matrices
/// (tokens by a control's own evidence, tokens by what stands around it, form types), and the table of calibration with the threshold.
package struct FormModel: Sendable {
    package static let version: UInt32 = 1

    /// The tokens; the first is "-", no token at all.
    package var tokens: [String]
    package var formTypes: [String]
    package var first: SparseMatrix
    package var second: SparseMatrix
    package var form: SparseMatrix
    package var calibration: Calibration

    package init(
        tokens: [String], formTypes: [String], first: SparseMatrix, second: SparseMatrix, form: SparseMatrix, calibration: Calibration
    ) {
        self.tokens = tokens
        self.formTypes = formTypes
        self.first = first
        self.second = second
        self.form = form
        self.calibration = calibration
    }

    /// The model that was embedded when the program was built.
    package static let embedded: FormModel? = FormModel(
        bytes: Array(UnsafeBufferPointer(start: rollcall_form_model(), count: rollcall_form_model_size())))

    /// Reads a model; nil where the bytes are none of this version.
    package init?(bytes: [UInt8]) {
        var reader = ModelReader(bytes)
        guard reader.take(4) == Array("RCFM".utf8)[...], reader.number() == Self.version, let tokens = reader.names(),
            let types = reader.names(),
            let first = SparseMatrix(&reader), let second = SparseMatrix(&reader), let form = SparseMatrix(&reader),
            let calibration = Calibration(&reader), first.classes == tokens.count, second.classes == tokens.count,
            form.classes == types.count,
            tokens.first == "-"
        else { return nil }
        self.init(tokens: tokens, formTypes: types, first: first, second: second, form: form, calibration: calibration)
    }

    /// The model as a file.
    package var bytes: [UInt8] {
        var writer = ModelWriter()
        writer.bytes = Array("RCFM".utf8)
        writer.add(Self.version)
        writer.add(names: tokens)
        writer.add(names: formTypes)
        for matrix in [first, second, form] { matrix.write(to: &writer) }
        calibration.write(to: &writer)
        return writer.bytes
    }
}

/// Reads numbers of a model file; every read past the end is nil.
struct ModelReader {
    private let bytes: [UInt8]
    private var at = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= bytes.count - at else { return nil }
        defer { at += count }
        return bytes[at..<(at + count)]
    }

    mutating func number() -> UInt32? {
        take(4).map { $0.reversed().reduce(0) { $0 << 8 | UInt32($1) } }
    }

    mutating func float() -> Float? { number().map { Float(bitPattern: $0) } }

    mutating func names() -> [String]? {
        guard let count = number(), count <= 127 else { return nil }
        var names: [String] = []
        for _ in 0..<count {
            guard let length = take(1)?.first, let text = take(Int(length)) else { return nil }
            names.append(String(decoding: text, as: UTF8.self))
        }
        return names
    }
}

struct ModelWriter {
    var bytes: [UInt8] = []

    mutating func add(_ number: UInt32) {
        for shift in stride(from: UInt32(0), to: 32, by: 8) { bytes.append(UInt8(number >> shift & 0xFF)) }
    }

    mutating func add(_ number: Float) { add(number.bitPattern) }

    mutating func add(names: [String]) {
        add(UInt32(names.count))
        for name in names {
            bytes.append(UInt8(name.utf8.count))
            bytes += name.utf8
        }
    }
}
