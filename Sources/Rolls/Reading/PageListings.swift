package import HTML
package import Listings

/// Reads the listings of any site without being told anything of it: on lists by the links to the listings' own pages, on those pages by
/// the labels beside the values.
package struct PageListings: ListingReader {
    package init() {}

    package func list(_ document: Document, at url: WebURL, country: Country?) -> ListReading {
        var reading = ListReading()
        let base = document.baseURL(url)
        var pages: Set<WebURL> = []
        for link in document.paginationLinks(url) {
            guard let next = link.url?.withoutFragment, next != url.withoutFragment, pages.insert(next).inserted else { continue }
            reading.pages.append(next)
        }
        var context = ReadingContext(country: country)
        context.language = document.pageInfo(url).language
        let scope = CrawlScope(url)
        let records = LinkedRecords(document)
        var best: (items: [ListReading.Item], score: Int) = ([], 0)
        for group in records.groups(base, where: { scope?.contains($0) == true && $0 != url && !pages.contains($0) }) {
            let reader = RecordFields(document, context, columns: columns(of: group, document))
            let items = group.map { ListReading.Item(fields: reader.fields(of: $0), address: $0.url) }
            // Records are what can be reached: links alone are a menu.
            let score = items.reduce(0) { $0 + ($1.fields.isListing ? $1.fields.kinds.count : 0) }
            if score > best.score { best = (items, score) }
        }
        reading.items = best.items
        return reading
    }

    package func detail(_ document: Document, at url: WebURL, country: Country?) -> ListingFields? {
        var context = ReadingContext(country: country)
        context.language = document.pageInfo(url).language
        let fields = DetailReader(document, context).fields
        return fields.isEmpty ? nil : fields
    }

    /// What the heads of the table say of its columns; empty where the records are no rows of a table.
    private func columns(of group: [LinkedRecords.Record], _ document: Document) -> [FieldKind?] {
        guard let row = group.first?.parts.first, document.isHTML(row, .tr) else { return [] }
        var up = document.parentElement(of: row)
        while let element = up, !document.isHTML(element, .table) { up = document.parentElement(of: element) }
        guard let table = up else { return [] }
        var next = document.firstElement(in: table)
        while let element = next {
            if document.isHTML(element, .tr) {
                var kinds: [FieldKind?] = []
                var child = document.firstChild(of: element)
                while let cell = child {
                    if document.isHTML(cell, .th) {
                        kinds.append(DetailLabels.kind(of: PageText.collapsed(document.visibleText(of: cell))))
                    }
                    child = document.nextSibling(of: cell)
                }
                return kinds
            }
            next = document.elementAfter(element, within: table)
        }
        return []
    }
}
