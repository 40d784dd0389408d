package import HTML

extension Document {
    /// Records that are told apart by the links to their own pages: links that stand alike, each in a stretch of the page of its own. What
    /// leads out of a directory's list to whom it lists, whatever else the page repeats.
    /// - Parameter isPage: Whether an address may be a record's own page.
    /// - Returns: the sets of such records, those of the most first.
    package func linkedRecords(
        _ options: Extraction.Options, limit: Int = 4, where isPage: (WebURL) -> Bool
    ) -> [ExtractedRecordSet] {
        guard let url = options.url else { return [] }
        let finder = RecordFinder(self)
        let page = RecipePage(self, options)
        var groups: [Int32: [(known: KnownRecord, node: NodeID)]] = [:]
        for item in finder.outline.items where item.tag == .a && !item.isAside && item.parent >= 0 {
            guard let link = attribute(.href, of: item.node).flatMap({ WebURL($0, base: page.base) })?.withoutFragment, isPage(link) else {
                continue
            }
            let name = page.text(of: item.node, as: .name)
            guard name.utf8.count <= 200, name.unicodeScalars.count(where: { $0.properties.isAlphabetic }) >= 2 else { continue }
            let place = item.loosePath
            if groups[place, default: []].count < RecordReader.maximumRecords {
                groups[place, default: []].append((KnownRecord(values: [.name: [name]], page: link), item.node))
            }
        }
        let reader = RecordReader(finder: finder, paths: page.paths, base: page.base, context: page.context)
        return groups.values.filter { $0.count >= 2 }.sorted {
            $0.count == $1.count ? $0[0].node.rawValue < $1[0].node.rawValue : $0.count > $1.count
        }
        .prefix(limit).compactMap { group in
            let lesson = RecipeLesson(self, url: url, records: group.map(\.known))
            let elements = RecordSightings(lesson, page, finder.outline, only: .page).sightings.map(\.element)
            guard elements.count >= 2 else { return nil }
            return Self.read(page.records(of: elements, isRun: true), reader, finder.outline)
        }
    }

    private static func read(
        _ records: [RecipePage.Record], _ reader: RecordReader, _ outline: PageOutline
    ) -> ExtractedRecordSet? {
        let spans = records.compactMap { record -> RecordSpan? in
            let indices = record.members.map { outline.indexOfNode[Int($0.rawValue)] }.filter { $0 >= 0 }
            guard let first = indices.first, let last = indices.last else { return nil }
            return RecordSpan(range: first..<outline.items[Int(last)].end, parent: outline.items[Int(first)].parent)
        }
        guard let path = spans.first.map({ outline.items[Int($0.range.lowerBound)].path }) else { return nil }
        return reader.read(RecordSet(shape: .elements(path: path), spans: spans), isMain: false)
    }
}
