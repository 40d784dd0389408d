/// Words and signs that links through pages are called by, in many languages.
enum PaginationWords {
    enum Meaning: Int, Sendable { case none, previous, next, first, last, page, more, newer, older }

    /// The meaning of a link's text (lower case, at most a few words), and how strong its signs are: 0 for none, 1 for `>`, 2 for `>>` and
    /// `»`, 3 for `>|` and the like.
    static func meaning(ofText text: String) -> (Meaning, strength: Int) {
        if let found = phrases[text] { return (found, 0) }
        // Signs and what is left without them.
        var rest = ""
        var direction = 0, strength = 0
        var hasBar = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<", "‹", "←", "◀", "◄", "⟨", "⟵", "❮", "〈", "＜", "⇐": (direction, strength) = (direction - 1, strength + 1)
            case "«", "⏪": (direction, strength) = (direction - 1, strength + 2)
            case ">", "›", "→", "▶", "►", "⟩", "⟶", "❯", "〉", "＞", "⇒": (direction, strength) = (direction + 1, strength + 1)
            case "»", "⏩": (direction, strength) = (direction + 1, strength + 2)
            case "⏮": (direction, strength) = (direction - 1, 3)
            case "⏭": (direction, strength) = (direction + 1, 3)
            case "|": hasBar = true
            default: rest.unicodeScalars.append(scalar)
            }
        }
        strength = hasBar && direction != 0 ? 3 : min(strength, 3)
        var meaning = Meaning.none
        var count = 0, known = 0
        for word in rest.utf8.split(whereSeparator: { TextBytes.isSpace($0) || TextBytes.isPunctuation($0) }) {
            count += 1
            if count > 6 { return (.none, 0) }
            guard let found = phrases[String(decoding: word, as: UTF8.self)] else { continue }
            known += 1
            if meaning == .none || meaning == .page || meaning == .more { meaning = found }
        }
        if meaning == .older { meaning = .previous }
        if meaning == .newer { meaning = .next }
        if meaning != .none { return (meaning, strength) }
        // "« Feb" goes through something else.
        guard count == 0, direction != 0 else { return (.none, 0) }
        if strength >= 3 { return (direction < 0 ? .first : .last, strength) }
        return (direction < 0 ? .previous : .next, strength)
    }

    /// The meaning of a word of a class name, an id or `rel`.
    static func meaning(ofName name: some Sequence<UInt8>) -> Meaning { phrases[String(decoding: Array(name), as: UTF8.self)] ?? .none }

    /// All words of a meaning.
    static func words(of meaning: Meaning) -> Set<String> { Set(phrases.lazy.filter { $0.value == meaning }.map(\.key)) }

    private static let phrases: [String: Meaning] = {
        var table: [String: Meaning] = [:]
        func add(_ meaning: Meaning, _ words: String) {
            for word in words.utf8.split(separator: 0x2C) { table[String(decoding: word, as: UTF8.self)] = meaning }
        }
        add(
            .next,
            "next,nextpage,nxt,suivant,suivante,suivants,weiter,nächste,naechste,nächster,vorwärts,siguiente,siguientes,próximo,próxima,proximo,seguinte,"
                + "próximas,successivo,successiva,successive,avanti,prossimo,volgende,verder,nästa,neste,næste,seuraava,następna,następny,następne,dalej,"
                + "další,ďalšie,nasledujúca,következő,urmatoarea,următoarea,înainte,sonraki,ileri,επόμενη,επόμενο,επόμενα,следующая,следующие,следующий,"
                + "вперед,вперёд,далее,след,наступна,далі,напред,следваща,sljedeća,sledeća,naslednja,järgmine,nākamā,kitas,次へ,次の,次ページ,次のページ,次,下一页,"
                + "下一頁,下页,下頁,다음,التالي,التالية,הבא,הבאה,ถัดไป,tiếp,sau,berikutnya,selanjutnya,lanjut,seterusnya,अगला,forward,fwd,right,بعدی,صفحه بعد,次の記事,次ページへ"
        )
        add(
            .previous,
            "prev,previous,prevpage,prv,back,précédent,précédente,précédents,precedent,zurück,zurueck,vorherige,vorheriger,vorige,anterior,anteriores,"
                + "anteriori,precedente,precedenti,indietro,volgend,terug,föregående,forrige,edellinen,poprzednia,poprzedni,wstecz,předchozí,predchádzajúca,"
                + "előző,anterioara,anterioară,înapoi,önceki,geri,προηγούμενη,προηγούμενο,предыдущая,предыдущие,предыдущий,назад,пред,попередня,предишна,"
                + "prethodna,prejšnja,eelmine,iepriekšējā,前へ,前の,前ページ,前のページ,前,上一页,上一頁,上页,上頁,이전,السابق,السابقة,הקודם,הקודמת,ก่อนหน้า,trước,"
                + "sebelumnya,sebelum,पिछला,left,قبلی,پیش,前の記事,前ページへ")
        add(
            .first,
            "first,firstpage,première,premier,erste,erster,anfang,primera,primero,primeira,primeiro,prima,primo,inizio,eerste,första,første,ensimmäinen,"
                + "pierwsza,první,prvá,első,prima,ilk,πρώτη,первая,начало,перша,първа,prva,最初,先頭,首页,首頁,第一页,처음,الأولى,ראשון,pertama,start,begin,beginning,inicio,início,نخست,প্রথম,domov,начало"
        )
        add(
            .last,
            "last,lastpage,dernière,dernier,letzte,letzter,ende,última,último,ultima,ultimo,fine,laatste,sista,siste,sidste,viimeinen,ostatnia,poslední,"
                + "posledná,utolsó,ultima,son,τελευταία,последняя,конец,остання,последна,zadnja,posljednja,最後,末页,尾页,尾頁,最后一页,마지막,الأخيرة,אחרון,terakhir,end,final,শেষ,آخر,конец"
        )
        add(
            .page,
            "page,pages,seite,página,pagina,paginas,strona,strana,sayfa,стр,страница,页,頁,ページ,pagelink,pagenumber,pagenumbers,numbers,pagenum"
        )
        add(.more, "more,mehr,plus,más,mais,meer,load,show,ещё,еще,もっと,更多")
        add(.newer, "newer,newest,neuere,récents,recientes,nieuwere,новые,новее,recent")
        add(.older, "older,oldest,ältere,anciens,antiguas,antiguos,oudere,старые,старее,raquo,mehr lesen")
        table["prochain"] = .next
        table["last »"] = .last
        table["« first"] = .first
        table["fin"] = .last
        return table
    }()
}
