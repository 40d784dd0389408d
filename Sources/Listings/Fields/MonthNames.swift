/// The months by their names and short forms in the languages of most directories.
enum MonthNames {
    private static let table: [String: Int] = {
        var table: [String: Int] = [:]
        let languages = [
            "january february march april may june july august september october november december",
            "jan feb mar apr may jun jul aug sep oct nov dec", "- - - - - - - - sept - - -",
            "januar februar märz april mai juni juli august september oktober november dezember", "jän - mrz - - - - - - okt - dez",
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre", "janv févr - avr - - juil - - - - déc",
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre", "ene - - abr - - - ago set - - dic",
            "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro", "- fev - - mai - - - - out - -",
            "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
            "gen - - - mag giu lug - - ott - -",
            "januari februari maart april mei juni juli augustus september oktober november december", "- - mrt - - - - - - - - -",
            "januari februari mars april maj juni juli augusti september oktober november december", "- - - - - - - - - - - -",
            "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
            "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
        ]
        for language in languages {
            for (place, name) in language.utf8.split(separator: 0x20).enumerated() where name.first != UInt8(ascii: "-") {
                table[String(decoding: name, as: UTF8.self)] = place + 1
            }
        }
        return table
    }()

    /// The month that a word names, 1 to 12.
    static func month(_ word: ArraySlice<UInt8>) -> Int? {
        guard (3...24).contains(word.count) else { return nil }
        let text = String(decoding: word.map(TextBytes.lowercased), as: UTF8.self)
        return table[text]
    }
}
