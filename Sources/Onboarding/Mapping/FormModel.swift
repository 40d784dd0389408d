import CFormModel

/// The trained model: which evidence speaks for which token, for which type of form, and how far to believe the outcome. `make train` writes it.
///
/// The file, little endian: `RCFM`, a version, the names of tokens and of kinds of form (each a count, then lengths and texts), three networks
/// (tokens by a control's own evidence, tokens by what stands around it, kinds of form), the reserve, and how certain answers are.
package struct FormModel: Sendable {
    package static let version: UInt32 = 3

    /// The tokens; the first is "-", no token at all.
    package var tokens: [String]
    /// The kinds of form that are told apart: types, of which `other` has several kinds, as `other/recovery`.
    package var formKinds: [String]
    package var first: SparseNetwork
    package var second: SparseNetwork
    package var form: SparseNetwork
    /// What the probability that a control is none of a profile's fields is multiplied by before it is compared with the tokens'.
    package var reserve: Float
    package var certainty: Certainty

    package init(
        tokens: [String], formKinds: [String], first: SparseNetwork, second: SparseNetwork, form: SparseNetwork, reserve: Float,
        certainty: Certainty
    ) {
        self.tokens = tokens
        self.formKinds = formKinds
        self.first = first
        self.second = second
        self.form = form
        self.reserve = reserve
        self.certainty = certainty
    }

    /// The model that was embedded when the program was built.
    package static let embedded: FormModel? = FormModel(
        bytes: Array(UnsafeBufferPointer(start: rollcall_form_model(), count: rollcall_form_model_size())))

    /// Reads a model; nil where the bytes are none of this version.
    package init?(bytes: [UInt8]) {
        var reader = ModelReader(bytes)
        guard reader.take(4) == Array("RCFM".utf8)[...], reader.number() == Self.version, let tokens = reader.names(),
            let kinds = reader.names(),
            let first = SparseNetwork(&reader), let second = SparseNetwork(&reader), let form = SparseNetwork(&reader),
            let reserve = reader.float(), reserve.isFinite, let certainty = Certainty(&reader), first.classes == tokens.count,
            second.classes == tokens.count,
            form.classes == kinds.count, certainty.offsets.count == tokens.count,
            tokens.first == "-"
        else { return nil }
        self.init(tokens: tokens, formKinds: kinds, first: first, second: second, form: form, reserve: reserve, certainty: certainty)
    }

    /// The model as a file.
    package var bytes: [UInt8] {
        var writer = ModelWriter()
        writer.bytes = Array("RCFM".utf8)
        writer.add(Self.version)
        writer.add(names: tokens)
        writer.add(names: formKinds)
        for network in [first, second, form] { network.write(to: &writer) }
        writer.add(reserve)
        certainty.write(to: &writer)
        return writer.bytes
    }

    /// The type of form that a kind is of.
    package static func type(ofKind kind: String) -> FormType {
        FormType(rawValue: String(kind.prefix { $0 != "/" })) ?? .other
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
