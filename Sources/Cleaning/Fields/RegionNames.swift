package import Listings

/// States and provinces: their postal codes and names, for the countries that write them by code.
package enum RegionNames {
    /// The code of a region by its code or name; nil where it isn't one of the country's.
    package static func code(of text: String, in country: Country) -> String? {
        guard let table = tables[country.rawValue] else { return nil }
        let key = key(text)
        if let code = table[key] { return code }
        // "State of Nebraska", "New York State"
        if key.hasPrefix("stateof") { return table[String(key.dropFirst(7))] }
        return key.hasSuffix("state") ? table[String(key.dropLast(5))] : nil
    }

    /// Whether the country's regions are known here.
    package static func knows(_ country: Country) -> Bool { tables[country.rawValue] != nil }

    /// Letters alone, in lower case: "N.Y." is "NY".
    private static func key(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): bytes.append(byte | 0x20)
            case UInt8(ascii: "a")...UInt8(ascii: "z"): bytes.append(byte)
            case 0x80...: return String(text.lowercased().filter { $0.isLetter })
            default: continue
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let tables: [String: [String: String]] = lists.mapValues { list in
        var table: [String: String] = [:]
        for entry in list.split(separator: ",") {
            let halves = entry.split(separator: " ", maxSplits: 1)
            guard halves.count == 2 else { continue }
            table[key(String(halves[0]))] = String(halves[0])
            table[key(String(halves[1]))] = String(halves[0])
        }
        return table
    }

    private static let lists = [
        "US": """
        AL Ala,AZ Ariz,AR Ark,CA Calif,CO Colo,CT Conn,DE Del,FL Fla,GA Ga,IL Ill,IN Ind,KS Kan,KS Kans,KY Ky,ME Maine,MD Md,\
        MA Mass,MI Mich,MN Minn,MS Miss,MO Mo,MT Mont,NE Neb,NE Nebr,NV Nev,OK Okla,OR Ore,OR Oreg,PA Penn,PA Penna,TN Tenn,\
        TX Tex,VT Vt,WA Wash,WI Wis,WI Wisc,WV W. Va,WY Wyo,\
        AL Alabama,AK Alaska,AZ Arizona,AR Arkansas,CA California,CO Colorado,CT Connecticut,DE Delaware,FL Florida,\
        GA Georgia,HI Hawaii,ID Idaho,IL Illinois,IN Indiana,IA Iowa,KS Kansas,KY Kentucky,LA Louisiana,ME Maine,MD Maryland,\
        MA Massachusetts,MI Michigan,MN Minnesota,MS Mississippi,MO Missouri,MT Montana,NE Nebraska,NV Nevada,\
        NH New Hampshire,NJ New Jersey,NM New Mexico,NY New York,NC North Carolina,ND North Dakota,OH Ohio,OK Oklahoma,\
        OR Oregon,PA Pennsylvania,RI Rhode Island,SC South Carolina,SD South Dakota,TN Tennessee,TX Texas,UT Utah,VT Vermont,\
        VA Virginia,WA Washington,WV West Virginia,WI Wisconsin,WY Wyoming,DC District of Columbia,PR Puerto Rico,\
        VI Virgin Islands,GU Guam,AS American Samoa,MP Northern Mariana Islands,FM Micronesia,MH Marshall Islands,PW Palau,\
        AA Armed Forces Americas,AE Armed Forces Europe,AP Armed Forces Pacific,DC Washington DC,DC Washington D.C.,\
        VI U.S. Virgin Islands
        """,
        "CA": """
        AB Alberta,BC British Columbia,MB Manitoba,NB New Brunswick,NL Newfoundland and Labrador,NL Newfoundland,\
        NS Nova Scotia,NT Northwest Territories,NU Nunavut,ON Ontario,PE Prince Edward Island,QC Quebec,QC Québec,\
        SK Saskatchewan,YT Yukon,YT Yukon Territory
        """,
        "AU": """
        NSW New South Wales,VIC Victoria,QLD Queensland,SA South Australia,WA Western Australia,TAS Tasmania,\
        NT Northern Territory,ACT Australian Capital Territory
        """,
    ]
}
