import Listings
import Matching
import Rolls

/// What listings are compared by. A change of the list needs a rebuild: what was learned is by place.
enum EntityFields {
    static let fields = [
        Neighbourhood.Field("name", .name), Neighbourhood.Field("license", .identifier), Neighbourhood.Field("email", .email),
        Neighbourhood.Field("telephone", .phone), Neighbourhood.Field("url", .url), Neighbourhood.Field("address", .address),
        Neighbourhood.Field("postalCode", .postalCode), Neighbourhood.Field("addressLocality", .place),
        Neighbourhood.Field("addressRegion", .code),
    ]

    /// The values of a listing, field by field.
    static func values(_ listing: Listing) -> [[String]] {
        let fields = listing.fields
        let names = [fields[.name], fields[.person], fields[.organization]].first { !$0.isEmpty } ?? [listing.name]
        return [
            names, fields[.license], fields[.email], fields[.telephone], fields[.url],
            fields[.streetAddress].isEmpty ? fields[.address] : fields[.streetAddress], fields[.postalCode], fields[.addressLocality],
            fields[.addressRegion],
        ]
    }

    /// A mark that listings of one entity often share, by which samples keep them together.
    static func mark(_ listing: Listing) -> UInt64 {
        let name = Neighbourhood.mark("name " + ListingKey.folded(listing.name))
        return listing.fields[.telephone].reduce(name) { min($0, Neighbourhood.mark("phone " + $1)) }
    }
}
