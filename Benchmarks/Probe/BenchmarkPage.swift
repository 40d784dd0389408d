/// The page that is served: a directory of lawyers of 50 KB, marked up as such pages are.
enum BenchmarkPage {
    /// Stands once, near the end of the page.
    static let keyword = "Register of licensed attorneys"
    static let listings = 150

    /// What is asked of the page beside its being there.
    static let conditions = ["title contains \"Find a Lawyer\"", "text contains \"\(keyword)\"", "count(\".listing\") >= \(listings)"]

    static let html: String = {
        var page = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>Find a Lawyer | Example County Bar Association</title>
            <link rel="stylesheet" href="/main.css"><script src="/main.js" defer></script></head>
            <body><header><nav><a href="/">Home</a> <a href="/lawyers">Lawyers</a> <a href="/join">Join</a></nav></header><main><h1>Find a Lawyer</h1><ul>

            """
        for number in 1...listings {
            page += """
                <li class="listing" data-id="\(number)"><h3><a href="/lawyers/\(number)">Attorney Number \(number), Esq.</a></h3>
                <p class="address">\(number * 7) Main Street, Suite \(number % 40), Springfield, OH 4\(4000 + number)</p>
                <p class="practice">Family law &amp; mediation, estates, small business</p>
                <a class="phone" href="tel:+1-614-555-0\(100 + number)">(614) 555-0\(100 + number)</a></li>

                """
        }
        return page + "</ul></main><footer><p>\(keyword), updated daily.</p></footer></body></html>\n"
    }()
}
