package import Model

/// What to change of a directory; nil leaves a field as it is.
package struct DirectoryPatch: Sendable, Hashable {
    package var slug: String?
    package var name: String?
    package var url: String?
    package var category: String?
    package var importance: Importance?
    package var region: String?
    /// Replaces all tags; ``addTags`` and ``removeTags`` come after it.
    package var tags: [String]?
    package var addTags: [String] = []
    package var removeTags: [String] = []
    package var notes: String?
    package var owner: String?
    package var paused: Bool?
    /// `.some(nil)` goes back to the configuration's defaults.
    package var checks: [CheckSettings]??

    package init() {}

    /// Whether it changes nothing.
    package var isEmpty: Bool { self == DirectoryPatch() }

    /// The draft with the changes made.
    package func applied(to directory: Directory) -> DirectoryDraft {
        var draft = DirectoryDraft(directory)
        if let slug { draft.slug = slug }
        if let name { draft.name = name }
        if let url { draft.url = url }
        if let category { draft.category = category }
        if let importance { draft.importance = importance }
        if let region { draft.region = region }
        if let tags { draft.tags = tags }
        draft.tags += addTags
        let gone = Set(removeTags.flatMap { FieldText.splitTags($0) })
        draft.tags.removeAll { gone.contains($0) }
        if let notes { draft.notes = notes }
        if let owner { draft.owner = owner }
        if let paused { draft.paused = paused }
        if let checks { draft.checks = checks }
        return draft
    }
}
