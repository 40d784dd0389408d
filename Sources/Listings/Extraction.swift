package import HTML

/// What was read from a page: its records, and what they come from.
package struct Extraction: Sendable {
    /// What is known before the page is read, and how much of it is reported.
    package struct Options: Sendable {
        /// Where the page came from: resolves its links.
        package var url: WebURL?
        package var context: ReadingContext
        /// How many sets of records are reported.
        package var sets: Int

        package init(url: WebURL? = nil, context: ReadingContext = ReadingContext(), sets: Int = 6) {
            self.url = url
            self.context = context
            self.sets = sets
        }
    }

    package var title: String
    /// Best first; the main one, if any, is the first: a page that has no list has sets, too, and none of them is it.
    package var sets: [ExtractedRecordSet]

    /// Blocks that tell how someone is reached, in the order of the page, whether or not they are its records.
    package var contacts: [ExtractedRecord]

    /// What the page says of itself for machines.
    package var structured: StructuredData
    /// The people, organisations and places that it describes there, in the fields of listings.
    package var listings: [StructuredListing]
    /// The links to the other pages of the list, in the order of the page.
    package var pagination: [PaginationLink]
    /// People, organisations, numbers, hours and parts of addresses wherever they stand on the page, in its order.
    package var entities: [FoundValue]

    /// How many times as much as the best set of the page's own its data has to hold.
    private static let dataShare = 3.0

    /// The records of the main set.
    package var records: [ExtractedRecord] { sets.first { $0.isMain }?.records ?? [] }

    /// Whether the page has neither records nor anything else that is looked for, such as a telephone number, data for machines or a next page.
    package var isEmpty: Bool {
        let data = [
            structured.jsonLD, structured.microdata, structured.rdfa, structured.openGraph, structured.microformats, structured.dublinCore,
        ]
        return records.isEmpty && contacts.isEmpty && listings.isEmpty && pagination.isEmpty && entities.isEmpty
            && data.allSatisfy(\.isEmpty)
    }

    /// Reads a page: its records by a recipe where one is given, else without being told anything of its site.
    package init(_ document: Document, _ options: Options = Options(), recipe: Recipe? = nil) {
        let info = document.pageInfo(options.url)
        title = info.title ?? ""
        var context = options.context
        if context.language == nil { context.language = info.language }
        let finder = RecordFinder(document)
        let paths = NodePaths(document)
        let reader = RecordReader(finder: finder, paths: paths, base: document.baseURL(options.url), context: context)
        structured = StructuredData(document, url: options.url)
        listings = structured.listings(context, base: document.baseURL(options.url))
        pagination = document.paginationLinks(options.url)
        entities = document.entities(options.url, country: options.context.country).confirmed(by: listings)
        contacts = ContactBlocks(finder: finder, paths: paths, context: context).records()
        if let recipe {
            let run = RecipeRun(recipe, document, options)
            sets = run.set.records.isEmpty ? [] : [run.set]
            return
        }
        let data = PageData(document, paths)
        let best = DataSets.best(data)
        let found = data.isDocument ? [] : finder.sets(limit: options.sets)
        // Data says what its page shows: it speaks where the page shows far less.
        let isData = best.map { $0.score > Self.dataShare * (found.first?.score ?? 0) } ?? false
        sets = []
        if isData, let best { sets.append(DataReader(document: document, reader: reader).read(best, isMain: true)) }
        for set in found.prefix(options.sets - sets.count) { sets.append(reader.read(set, isMain: sets.isEmpty && finder.isList(set))) }
    }
}
