/// The pages of a roll that wait, asked for some at a time. Only the listings' own pages are taken ahead, since they seldom add any: what was asked for
/// stays what comes next until something was added.
struct WaitingPages {
    private let store: RollStore
    private let claim: RollStore.Claim
    private var ahead: ArraySlice<RollStore.WaitingPage> = []

    /// Pages taken ahead at most.
    private static let most = 32

    init(_ store: RollStore, _ claim: RollStore.Claim) {
        self.store = store
        self.claim = claim
    }

    /// The page to read next; the same until it is ``done(adding:)``. Nil when none waits.
    mutating func next() async throws -> RollStore.WaitingPage? {
        if let first = ahead.first { return first }
        let waiting = try await store.waiting(claim, limit: Self.most)
        // In the order of their kinds: behind an own page no list waits.
        ahead = waiting.first?.page.kind == .detail ? waiting[...] : waiting.prefix(1)
        return ahead.first
    }

    /// The page that came next is stored.
    /// - Parameter new: Pages that it has added.
    mutating func done(adding new: Int) { ahead = new > 0 ? [] : ahead.dropFirst() }

    /// Other pages wait now.
    mutating func forget() { ahead = [] }
}
