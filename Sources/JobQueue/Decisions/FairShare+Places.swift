/// How free places are given to lanes.
extension FairShare {
    /// Shares free places out among lanes that have jobs. It is charged as if each lane gave all that is asked of it: use a copy where that
    /// is not known yet.
    ///
    /// Jobs that say what they need get a place only where that is free. A lane whose turn it is and whose need is not free now is waited
    /// for: what gets free is kept for it, and other lanes with needs get none until then, so that large needs do not starve beside small ones.
    /// - Parameters:
    ///   - free: what the jobs in hand leave of the machine; what is given is taken off.
    ///   - offer: the whole machine: what does not fit it is left to other nodes.
    ///   - batch: the most jobs asked of one lane.
    package mutating func shareOut(
        _ places: Int, among lanes: [Lane], free: inout ResourceProfile, of offer: ResourceProfile, batch: Int
    ) -> [ClaimRequest] {
        var requests: [ClaimRequest] = []
        var (lanes, left) = (lanes.filter { $0.needs.fits(offer) }, places)
        let quantum = min(batch, max(1, (places + lanes.count - 1) / max(1, lanes.count)))
        var isKept = false
        while left > 0, requests.count < 16, let lane = next(of: lanes) {
            lanes.removeAll { $0.id == lane.id }
            var count = min(quantum, left)
            if !lane.needs.isEmpty {
                count = isKept ? 0 : lane.needs.times(in: free, most: count)
                guard count > 0 else {
                    isKept = true
                    continue
                }
                free = free.without(lane.needs, times: count)
            }
            requests.append(ClaimRequest(lane, count: count))
            left -= count
            took(count, from: lane)
        }
        return requests
    }
}
