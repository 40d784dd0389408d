internal import CListingsModels

/// The models that are part of the program.
enum ModelData {
    static var pagination: [UInt8] { bytes(listings_model_pagination) }
    static var addresses: [UInt8] { bytes(listings_model_addresses) }
    static var entities: [UInt8] { bytes(listings_model_entities) }

    static var cities: [UInt8] { bytes(listings_model_cities) }
    static var towns: [UInt8] { bytes(listings_model_towns) }
    static var firstNames: [UInt8] { bytes(listings_model_first_names) }
    static var lastNames: [UInt8] { bytes(listings_model_last_names) }

    private static func bytes(_ model: listings_model) -> [UInt8] {
        var count = 0
        let start = listings_model_bytes(model, &count)
        return Array(UnsafeBufferPointer(start: start, count: count))
    }
}
