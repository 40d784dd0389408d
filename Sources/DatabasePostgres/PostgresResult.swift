import CLibPQ
import Database

/// The answer to one statement, all of it in memory. Columns are in PostgreSQL's binary format.
@safe final class PostgresResult {
    private let handle: OpaquePointer
    let rows: Int
    /// The type of each column, as the object identifier in `pg_type`, which is fixed for built-in types.
    let types: [UInt32]

    /// Takes over the result and clears it in the end.
    init(_ handle: OpaquePointer) {
        unsafe self.handle = unsafe handle
        rows = unsafe Int(clibpq_rows(handle))
        types = unsafe (0..<max(0, clibpq_columns(handle))).map { unsafe clibpq_column_type(handle, $0) }
    }

    deinit { unsafe clibpq_clear(handle) }

    var status: Int32 { unsafe clibpq_result_status(handle) }
    var isFailure: Bool {
        switch Int(status) {
        case CLIBPQ_EMPTY_QUERY, CLIBPQ_COMMAND_OK, CLIBPQ_TUPLES_OK, CLIBPQ_COPY_IN, CLIBPQ_PIPELINE_SYNC: false
        default: true
        }
    }
    /// The SQLSTATE of a failure; empty where it did not come from the server.
    var state: String { unsafe text(clibpq_result_state(handle)) ?? "" }
    var message: String { unsafe text(clibpq_result_message(handle)) ?? "" }
    /// Rows changed or returned.
    var count: Int { unsafe text(clibpq_command_count(handle)).flatMap { Int($0) } ?? 0 }
    /// The types of a described statement's parameters.
    var parameterTypes: [UInt32] { unsafe (0..<clibpq_parameters(handle)).map { unsafe clibpq_parameter_type(handle, $0) } }

    func isNull(_ row: Int, _ column: Int) -> Bool {
        guard column < types.count else { return true }
        return unsafe clibpq_is_null(handle, Int32(row), Int32(column)) != 0
    }

    /// Lends the bytes of a value; none for NULL.
    func withBytes<Value>(_ row: Int, _ column: Int, _ body: (UnsafeRawBufferPointer) -> Value) -> Value {
        guard !isNull(row, column), let base = unsafe clibpq_value(handle, Int32(row), Int32(column)) else {
            return unsafe body(UnsafeRawBufferPointer(start: nil, count: 0))
        }
        let count = unsafe Int(clibpq_length(handle, Int32(row), Int32(column)))
        return unsafe body(UnsafeRawBufferPointer(start: base, count: count))
    }
}

/// A C text, or nil for NULL.
func text(_ pointer: UnsafePointer<CChar>?) -> String? { unsafe pointer.map { unsafe String(cString: $0) } }

/// The built-in types that are read, by their fixed object identifiers (`pg_type.dat`).
enum PostgresType {
    static let bool: UInt32 = 16
    static let bytes: UInt32 = 17
    static let int8: UInt32 = 20
    static let int2: UInt32 = 21
    static let int4: UInt32 = 23
    static let text: UInt32 = 25
    static let oid: UInt32 = 26
    static let float4: UInt32 = 700
    static let float8: UInt32 = 701
    static let numeric: UInt32 = 1700
    /// Types whose binary format is their text: "char", name, text, json, unknown, bpchar, varchar.
    static let texts: Set<UInt32> = [18, 19, 25, 114, 705, 1042, 1043]
    /// void, which has no value.
    static let void: UInt32 = 2278
    static let known: Set<UInt32> = texts.union([bool, bytes, int8, int2, int4, oid, float4, float8, numeric, void])
}

/// One row of a result.
struct PostgresRow: SQLRow {
    let result: PostgresResult
    let row: Int

    func isNull(_ column: Int) -> Bool { result.isNull(row, column) }

    func integer(_ column: Int) -> Int64 {
        guard column < result.types.count else { return 0 }
        let type = result.types[column]
        switch type {
        case PostgresType.float4, PostgresType.float8: return Int64(exactly: double(column).rounded(.towardZero)) ?? 0
        case PostgresType.numeric: return unsafe result.withBytes(row, column) { unsafe numericInteger($0) }
        case _ where PostgresType.texts.contains(type): return Int64(text(column)) ?? 0
        default:
            return unsafe result.withBytes(row, column) { bytes in
                unsafe whole(bytes)
            }
        }
    }

    func double(_ column: Int) -> Double {
        guard column < result.types.count else { return 0 }
        switch result.types[column] {
        case PostgresType.float8:
            return unsafe result.withBytes(row, column) { unsafe Double(bitPattern: UInt64(bitPattern: whole($0))) }
        case PostgresType.float4:
            return unsafe result.withBytes(row, column) { unsafe Double(Float(bitPattern: UInt32(truncatingIfNeeded: whole($0)))) }
        case PostgresType.numeric: return unsafe result.withBytes(row, column) { unsafe numeric($0) }
        case let type where PostgresType.texts.contains(type): return Double(text(column)) ?? 0
        default: return Double(integer(column))
        }
    }

    func text(_ column: Int) -> String {
        guard column < result.types.count, !isNull(column) else { return "" }
        switch result.types[column] {
        case PostgresType.int2, PostgresType.int4, PostgresType.int8, PostgresType.oid, PostgresType.bool: return String(integer(column))
        case PostgresType.float4, PostgresType.float8: return String(double(column))
        case PostgresType.numeric:
            let value = double(column)
            return value == value.rounded() ? String(integer(column)) : String(value)
        default: return unsafe result.withBytes(row, column) { unsafe String(decoding: $0, as: UTF8.self) }
        }
    }

    func bytes(_ column: Int) -> [UInt8] { unsafe result.withBytes(row, column) { unsafe [UInt8]($0) } }

    /// A big-endian whole number of 1, 2, 4 or 8 bytes with its sign; a truth value is 0 or 1.
    private func whole(_ bytes: UnsafeRawBufferPointer) -> Int64 {
        guard let first = unsafe bytes.first else { return 0 }
        var value: Int64 = first >= 0x80 ? -1 : 0
        for index in bytes.indices { value = unsafe value << 8 | Int64(bytes[index]) }
        return value
    }

    /// A signed number of 16 bits within a `numeric`; 0 beyond its end.
    private func half(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> Int {
        guard index * 2 + 1 < bytes.count else { return 0 }
        return unsafe Int(Int16(truncatingIfNeeded: Int(bytes[index * 2]) << 8 | Int(bytes[index * 2 + 1])))
    }

    /// The whole part of a `numeric`, held within 64 bits: what sum() makes of integers.
    private func numericInteger(_ bytes: UnsafeRawBufferPointer) -> Int64 {
        let (digits, weight, isNegative) = unsafe (half(bytes, 0), half(bytes, 1), half(bytes, 2) & 0xffff == 0x4000)
        guard weight >= 0 else { return 0 }
        var value: Int64 = 0
        for index in 0...weight {
            let digit = index < digits ? unsafe Int64(half(bytes, 4 + index)) : 0
            let (shifted, overflows) = value.multipliedReportingOverflow(by: 10_000)
            let (sum, overflowsToo) = shifted.addingReportingOverflow(isNegative ? -digit : digit)
            if overflows || overflowsToo { return isNegative ? .min : .max }
            value = sum
        }
        return value
    }

    /// `numeric` as it is sent: digits, weight, sign and scale (16 bits each), then digits to base 10,000.
    private func numeric(_ bytes: UnsafeRawBufferPointer) -> Double {
        func half(_ index: Int) -> Int { unsafe self.half(bytes, index) }
        let sign = half(2) & 0xffff
        guard sign == 0 || sign == 0x4000 else { return .nan }
        var value = 0.0
        let (digits, weight) = (max(0, half(0)), half(1))
        for index in 0..<digits { value = value * 10_000 + Double(half(4 + index)) }
        // Dividing by a power is exact where multiplying by a fraction is not.
        let shift = weight - digits + 1
        for _ in 0..<abs(shift) { value = shift > 0 ? value * 10_000 : value / 10_000 }
        return sign == 0 ? value : -value
    }
}
