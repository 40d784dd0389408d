package import Listings

/// Postal codes against the states and provinces that they belong to.
package enum PostalRegions {
    /// The regions, as codes, that a postal code of the country can lie in; nil where that isn't known here.
    package static func regions(of code: String, in country: Country) -> Set<String>? {
        let bytes = Array(code.utf8)
        switch country.rawValue {
        case "US": return number(bytes.prefix(3)).map { UnitedStates.regions[$0] ?? [] }
        case "CA": return bytes.first.map { Set(canada[$0]?.split(separator: " ").map(String.init) ?? []) }
        case "AU": return number(bytes.prefix(4)).map(australia)
        default: return nil
        }
    }

    /// Whether a postal code's first part exists, for countries whose parts are known; true for all others.
    package static func isInUse(_ code: String, in country: Country) -> Bool {
        let bytes = Array(code.utf8)
        switch country.rawValue {
        case "GB":
            let area = bytes.prefix { (0x41...0x5A).contains($0) }
            return britishAreas.contains(String(decoding: area, as: UTF8.self))
        // Codes begin at 01067; 00 was never given out.
        case "DE": return number(bytes.prefix(5)).map { $0 >= 1_000 } ?? false
        case "US", "CA", "AU": return regions(of: code, in: country).map { !$0.isEmpty } ?? false
        default: return true
        }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? { Int(String(decoding: digits, as: UTF8.self)) }

    /// By the first letter (Canada Post).
    private static let canada: [UInt8: String] = [
        UInt8(ascii: "A"): "NL", UInt8(ascii: "B"): "NS", UInt8(ascii: "C"): "PE", UInt8(ascii: "E"): "NB", UInt8(ascii: "G"): "QC",
        UInt8(ascii: "H"): "QC", UInt8(ascii: "J"): "QC", UInt8(ascii: "K"): "ON QC", UInt8(ascii: "L"): "ON", UInt8(ascii: "M"): "ON",
        UInt8(ascii: "N"): "ON", UInt8(ascii: "P"): "ON", UInt8(ascii: "R"): "MB", UInt8(ascii: "S"): "SK", UInt8(ascii: "T"): "AB",
        UInt8(ascii: "V"): "BC", UInt8(ascii: "X"): "NT NU", UInt8(ascii: "Y"): "YT",
    ]

    /// By ranges (Australia Post); at the borders a code serves both sides.
    private static func australia(_ code: Int) -> Set<String> {
        switch code {
        case 872: ["NT", "SA", "WA"]
        case 200...299: ["ACT"]
        case 800...999: ["NT"]
        case 2540: ["NSW", "ACT"]
        case 2600...2620, 2900...2920: ["ACT", "NSW"]
        case 3585...3586, 3644, 3707: ["VIC", "NSW"]
        case 4375...4385: ["QLD", "NSW"]
        case 1000...2999: ["NSW"]
        case 3000...3999, 8000...8999: ["VIC"]
        case 4000...4999, 9000...9999: ["QLD"]
        case 5000...5999: ["SA"]
        case 6000...6999: ["WA"]
        case 7000...7999: ["TAS"]
        default: []
        }
    }

    /// The areas of the United Kingdom's codes, the Crown dependencies and GIR's and the forces' among them.
    private static let britishAreas = Set(
        """
        AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GIR GL GU GY HA HD \
        HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE \
        SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE
        """.split(separator: " ").map(String.init))
}

/// The first three digits of ZIP codes by state, after the United States Postal Service.
private enum UnitedStates {
    static let regions: [Int: Set<String>] = {
        var regions: [Int: Set<String>] = [:]
        for line in table.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard let state = words.first else { continue }
            for word in words.dropFirst() {
                let ends = word.split(separator: "-").compactMap { Int($0) }
                guard let low = ends.first, let high = ends.last, low <= high else { continue }
                for prefix in low...high { regions[prefix, default: []].insert(String(state)) }
            }
        }
        return regions
    }()

    private static let table = """
        AA 340
        AE 090-099
        AK 995-999
        AL 350-352 354-369
        AP 962-966
        AR 716-729
        AS 967
        AZ 850-853 855-857 859-860 863-865
        CA 900-908 910-928 930-961
        CO 800-816
        CT 060-069
        DC 200 202-205 569 888
        DE 197-199
        FL 320-339 341-342 344 346-347 349
        FM 969
        GA 300-319 398-399
        GU 969
        HI 967-968
        IA 500-516 520-528
        ID 832-838
        IL 600-620 622-629
        IN 460-479
        KS 660-662 664-679
        KY 400-418 420-427
        LA 700-701 703-708 710-714
        MA 010-027 055
        MD 205-212 214-219
        ME 039-049
        MH 969
        MI 480-499
        MN 550-551 553-567
        MO 630-631 633-641 644-658 726
        MP 969
        MS 386-397
        MT 590-599
        NC 270-289
        ND 580-588
        NE 680-681 683-693
        NH 030-038
        NJ 070-089 099
        NM 870-871 873-884
        NV 889-891 893-895 897-898
        NY 005 063 100-149
        OH 430-459
        OK 730-731 734-741 743-749
        OR 970-979
        PA 150-196
        PR 006-007 009
        PW 969
        RI 028-029
        SC 290-299
        SD 570-577
        TN 370-385
        TX 733 739 750-770 772-799 885
        UT 840-847
        VA 201 205 220-246
        VI 008
        VT 050-054 056-059
        WA 980-986 988-994
        WI 530-532 534-535 537-549
        WV 247-268
        WY 820-831 834
        """
}
