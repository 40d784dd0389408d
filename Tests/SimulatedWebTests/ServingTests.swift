import Model
import NIOCore
import SimulatedWeb
import Testing
import Web

@Suite struct ServingTests {
    /// A farm in which nothing fails by itself.
    private func withFarm(_ count: Int = 60, _ body: (SimulatedWeb, Client) async throws -> Void) async throws {
        let farm = try await SimulatedWeb.start(FarmPlan(directories: count, seed: 5), options: .init(schedule: .none))
        do { try await body(farm, Client(farm: farm)) } catch {
            try await farm.stop()
            throw error
        }
        try await farm.stop()
    }

    private func site(_ farm: SimulatedWeb, _ scheme: FarmDirectory.Scheme, _ index: Int = 0) throws -> FarmDirectory {
        try #require(farm.directories.filter { $0.scheme == scheme && $0.network == nil }.dropFirst(index).first)
    }

    @Test func `five hundred directories are served from the start`() async throws {
        let farm = try await SimulatedWeb.start()
        #expect(farm.directories.count == 500)
        #expect(farm.httpPort > 0 && farm.httpsPort > 0 && farm.dnsServer.port > 0)
        try await farm.stop()
    }

    @Test func `every directory serves its home, listing, detail and submission pages`() async throws {
        try await withFarm(40) { farm, client in
            for site in farm.directories {
                let home = try await client.get(site)
                #expect(home.status == 200 && home.ending == .closed)
                #expect(home.text.contains("<title>"))
                #expect(home.body.count == Int(home.header("content-length") ?? ""))
                #expect(
                    site.large ? (15_000...70_000).contains(home.body.count) : home.body.count < 14_000, "\(site.slug): \(home.body.count)")
                let list = try await client.get(site, site.listingPath)
                let records = farm.plan.listings(of: site)
                for record in records.prefix(site.pageSize) { #expect(list.text.contains(record.email)) }
                let last = (records.count + site.pageSize - 1) / site.pageSize
                #expect(try await client.get(site, site.listingPath(page: last)).text.contains(records[records.count - 1].email))
                #expect(try await client.get(site, site.listingPath(page: last + 1)).status == 404)
                let detail = try await client.get(site, site.detailPath(records[7]))
                #expect(detail.status == 200 && detail.text.contains(records[7].email))
                let form = try await client.get(site, site.submissionPath)
                for field in farm.plan.submissionFields(of: site) where field.step == 1 {
                    #expect(form.text.contains("name=\"\(field.name)\""))
                }
                #expect(try await client.get(site, "/robots.txt").text.hasPrefix("User-agent"))
                #expect(try await client.get(site, "/sitemap.xml").text.contains(records[3].slug))
                #expect(try await client.get(site, "/no-such-page").status == 404)
            }
        }
    }

    @Test func `a submitted form is published, refused with its reasons, or thrown away by the trap`() async throws {
        try await withFarm(40) { farm, client in
            let site = try #require(
                farm.directories.first { $0.scheme == .http && $0.index % 3 == 0 && $0.formShape != .multiStep && $0.captcha == nil })
            func submit(_ changes: [String: String]) async throws -> Client.Answer {
                var values = ["token": String(7_919 * (site.index + 1)), "contact_me": ""]
                for field in farm.plan.submissionFields(of: site) {
                    values[field.name] =
                        field.control == "select"
                        ? "1"
                        : field.control == "email"
                            ? "a@b.example"
                            : field.control == "tel" ? "+1 614 555 0142" : field.control == "url" ? "https://b.example/" : "Lindqvist"
                }
                for (name, value) in changes { values[name] = value }
                func coded(_ text: String) -> String {
                    text.replacing("%", with: "%25").replacing("+", with: "%2B").replacing("&", with: "%26").replacing(" ", with: "+")
                        .replacing("[", with: "%5B").replacing("]", with: "%5D")
                }
                let body = values.sorted { $0.key < $1.key }.map { "\(coded($0.key))=\(coded($0.value))" }.joined(separator: "&")
                return try await client.send(
                    "POST \(site.submissionPath) HTTP/1.1\r\nHost: \(site.host)\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)",
                    to: site)
            }
            let refused = try await submit(["token": "stale"])
            #expect(refused.status == 422 && refused.text.contains("role=\"alert\"") && refused.text.contains("<form"))
            #expect(try await submit(["contact_me": "https://spam.example"]).status == 200)
            #expect(farm.submitted(to: site.index).published.isEmpty && farm.submitted(to: site.index).trapped == 1)
            let taken = try await submit([:])
            let listing = try #require(farm.submitted(to: site.index).published.first)
            #expect(taken.status == 200 && taken.text.contains(site.detailPath(listing)))
            let shown = try await client.get(site, site.detailPath(listing))
            #expect(shown.status == 200 && shown.text.contains("a@b.example") && shown.text.contains("+1 614 555 0142"))
            let last = site.listings / site.pageSize + 1
            #expect(try await client.get(site, site.listingPath(page: last)).text.contains(site.detailPath(listing)))
            // Neighbours see nothing of it.
            #expect(farm.submitted(to: site.index + 1).published.isEmpty)
        }
    }

    @Test func `two farms of one seed serve the same bytes`() async throws {
        try await withFarm(20) { farm, client in
            try await withFarm(20) { twin, other in
                for site in farm.directories {
                    let path = site.listingPath
                    let (here, there) = (try await client.get(site, path), try await other.get(site, path))
                    #expect(here.body == there.body)
                    _ = twin
                }
            }
        }
    }

    @Test func `requests on one connection are answered in order`() async throws {
        try await withFarm { farm, client in
            let site = try site(farm, .http)
            let answer = try await client.send(
                "GET /about HTTP/1.1\r\nHost: \(site.host)\r\n\r\nHEAD / HTTP/1.1\r\nHost: \(site.host)\r\n\r\nGET /robots.txt HTTP/1.1\r\nHost: \(site.host)\r\nConnection: close\r\n\r\n",
                to: site)
            let heads = answer.text.components(of: "HTTP/1.1 200 OK")
            #expect(heads == 2 && answer.status == 200)
        }
    }

    @Test func `gzip is sent to those who take it`() async throws {
        try await withFarm { farm, client in
            let site = try #require(farm.directories.first { $0.gzip && $0.scheme == .http })
            let packed = try await client.get(site, gzip: true)
            #expect(packed.header("content-encoding") == "gzip")
            let plain = try await client.get(site)
            #expect(Client.inflated(packed.body, limit: 1 << 20) == plain.body)
        }
    }

    @Test func `thousands of connections are served`() async throws {
        try await withFarm { farm, client in
            let sites = farm.directories.filter { $0.scheme == .http }
            let served = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<2_000 {
                    group.addTask { try await client.get(sites[number % sites.count], timeout: 20_000).status == 200 }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(served == 2_000)
            #expect(farm.requests == 2_000)
        }
    }

    // MARK: Faults

    @Test func `silence, resets and lies are served as such`() async throws {
        try await withFarm { farm, client in
            for scheme in [FarmDirectory.Scheme.http, .https] {
                let site = try site(farm, scheme)
                farm.set(.hang, for: site.index)
                let hang = try await client.get(site, timeout: 300)
                #expect(hang.ending == .timedOut && hang.head.isEmpty)
                farm.set(.reset, for: site.index)
                let reset = try await client.get(site)
                #expect(reset.ending == .reset && reset.head.isEmpty, "\(scheme)")
                farm.set(.truncatedBody, for: site.index)
                let cut = try await client.get(site)
                #expect(cut.body.count < Int(cut.header("content-length") ?? "") ?? 0 && !cut.body.isEmpty)
                farm.set(.slow(.milliseconds(400)), for: site.index)
                let begin = ContinuousClock.now
                #expect(try await client.get(site).status == 200)
                #expect(begin.duration(to: .now) >= .milliseconds(400))
                farm.set(.endlessBody, for: site.index)
                let endless = try await client.get(site, timeout: 600)
                #expect(endless.ending == .timedOut && endless.body.count > 50_000 && endless.header("content-length") == nil)
                farm.set(nil, for: site.index)
                #expect(try await client.get(site).status == 200)
            }
        }
    }

    @Test func `pages of sick directories say so`() async throws {
        try await withFarm { farm, client in
            let site = try site(farm, .http)
            func status(_ fault: Fault) async throws -> Int? {
                farm.set(fault, for: site.index)
                return try await client.get(site).status
            }
            for code in [500, 502, 503, 504] { #expect(try await status(.serverError(code)) == code) }
            #expect(try await status(.wall(.challenge)) == 403)
            #expect(try await status(.wall(.challengeUnavailable)) == 503)
            #expect(try await status(.wall(.captcha)) == 200)
            #expect(try await status(.wall(.forbidden)) == 403)
            #expect(try await status(.unauthorized) == 401)
            let (gone, login) = (try await status(.notFound), try await status(.loginWall))
            #expect(gone == 404 || gone == 410)
            #expect(login == 200 || login == 302)
            for fault in [
                Fault.softNotFound, .wrongSite, .maintenancePage, .parked(.forSale), .parked(.registrar), .parked(.hostingDefault),
            ] {
                #expect(try await status(fault) == 200)
            }
            farm.set(.wall(.rateLimit), for: site.index)
            #expect(try await client.get(site).header("retry-after") != nil)
            farm.set(.emptyPage, for: site.index)
            #expect(try await client.get(site).body.isEmpty)
            farm.set(.redirectLoop, for: site.index)
            let away = try #require(try await client.get(site).header("location"))
            #expect(try await client.get(site, away).header("location") == "/")
        }
    }

    @Test func `a vanished form and missing listings leave the rest alone`() async throws {
        try await withFarm { farm, client in
            let site = try site(farm, .http)
            farm.set(.vanishedForm, for: site.index)
            let page = try await client.get(site, site.submissionPath)
            #expect(page.status == 200 && !page.text.contains("<form"))
            #expect(try await client.get(site).status == 200)
            farm.set(.fewerListings, for: site.index)
            #expect(try await client.get(site, site.listingPath(page: (site.listings - 1) / site.pageSize + 1)).status == 404)
            #expect(try await client.get(site, site.listingPath).status == 200)
        }
    }

    @Test func `bombs and broken encodings are what they claim to be`() async throws {
        try await withFarm { farm, client in
            let site = try #require(farm.directories.first { $0.scheme == .http && $0.country == .de })
            let good = try await client.get(site)
            farm.set(.badEncoding(.declaredWrong), for: site.index)
            let wrong = try await client.get(site)
            #expect(wrong.header("content-type") == "text/html; charset=iso-8859-1" && wrong.body == good.body)
            farm.set(.badEncoding(.mojibake), for: site.index)
            #expect(try await client.get(site).text.contains("Ã"))
            farm.set(.gzipBomb, for: site.index)
            let bomb = try await client.get(site, gzip: true)
            #expect(bomb.body.count < 200_000 && Client.inflated(bomb.body, limit: 50 << 20).count > 40 << 20)
        }
    }

    // MARK: TLS

    @Test func `certificates verify for their hosts, and flawed ones do not`() async throws {
        try await withFarm { farm, client in
            for site in farm.directories where site.scheme == .https { #expect(try await client.get(site).status == 200) }
            let site = try site(farm, .https)
            for fault in [Fault.certificateExpired, .certificateWrongName, .certificateSelfSigned, .handshakeFailure] {
                farm.set(fault, for: site.index)
                let answer = try await client.get(site)
                guard case .handshake = answer.ending else {
                    Issue.record("\(fault) ended in \(answer.ending)")
                    continue
                }
            }
            farm.set(.handshakeHang, for: site.index)
            #expect(try await client.get(site, timeout: 300).ending == .timedOut)
            farm.set(.certificateEnding(days: 3), for: site.index)
            #expect(try await client.get(site).status == 200)
        }
    }

    // MARK: DNS

    @Test func `names lead to addresses, and fail where told to`() async throws {
        try await withFarm { farm, client in
            func ask(_ name: String, _ type: DNSType = .a) async throws -> DNSMessage? {
                try await client.ask(try DNSMessage(query: name, type: type, id: 7).encoded()).map { try DNSMessage(decoding: $0) }
            }
            for site in farm.directories {
                let answer = try #require(try await ask(site.host))
                let address = site.address.split(separator: ".").compactMap { UInt8($0) }
                #expect(answer.answers.last?.content == .a(address))
                #expect(answer.answers.contains { $0.type == .cname } == (site.network != nil))
            }
            let site = try site(farm, .http)
            let zone = farm.plan.zones[site.zoneIndex]
            #expect(try await ask(zone, .ns)?.answers.map(\.content) == farm.plan.nameServers(ofZone: site.zoneIndex).map { .ns($0) })
            #expect(try await ask(site.host, .aaaa)?.answers.isEmpty == true)
            #expect(try await ask("nobody.\(zone)")?.code == .nameError)
            #expect(try await ask(FarmPlan.controlHosts[0])?.answers.count == 1)
            farm.set(.dnsNotFound, for: site.index)
            #expect(try await ask(site.host)?.code == .nameError)
            farm.set(.dnsFailure, for: site.index)
            #expect(try await ask(site.host)?.code == .serverFailure)
            farm.set(.dnsTimeout, for: site.index)
            #expect(try await ask(site.host) == nil)
            farm.set(.refuse, for: site.index)
            let dead = try #require(try await ask(site.host)?.answers.last)
            guard case .a(let bytes) = dead.content else { return }
            let answer = try await client.send("GET / HTTP/1.1\r\n\r\n", to: site, address: bytes.map(String.init).joined(separator: "."))
            #expect(answer.ending == .refused)
        }
    }

    // MARK: Log

    @Test func `the log tells what was played`() async throws {
        try await withFarm { farm, _ in
            #expect(farm.log.isEmpty)
            farm.set(.hang, for: 3)
            farm.set(.reset, for: 3)
            farm.set(nil, for: 3)
            farm.set(.softNotFound, for: 4)
            let log = farm.log
            #expect(log.map(\.fault) == [.hang, .reset, .softNotFound])
            #expect(log[0].to == log[1].from && log[1].to != nil && log[2].to == nil)
            #expect(log[2].truth(for: .content).reason == .softNotFound)
        }
    }

    @Test func `an override hides the schedule and the log says so`() async throws {
        let options = FaultSchedule.Options(steadyShare: 1, lastingShare: 0, blipShare: 0, sharedChance: 0)
        let farm = try await SimulatedWeb.start(FarmPlan(directories: 10), options: .init(schedule: options))
        #expect(farm.fault(of: 2) != nil)
        farm.set(nil, for: 2)
        #expect(farm.fault(of: 2) == nil)
        #expect(farm.log(of: 2).count <= 1)
        #expect(farm.log(of: 2).allSatisfy { $0.to != nil })
        farm.release(2)
        #expect(farm.fault(of: 2) != nil)
        try await farm.stop()
    }

    @Test func `all that share an address can be made to fail together`() async throws {
        try await withFarm { farm, _ in
            let site = try site(farm, .http)
            let cause = try #require(farm.plan.fate(.address, of: site))
            farm.set(.reset, forAllOf: cause)
            for other in farm.directories {
                #expect((farm.fault(of: other.index) == .reset) == (other.network == nil && other.address == site.address))
            }
        }
    }
}

extension String {
    /// How often a text occurs in this one.
    fileprivate func components(of text: String) -> Int {
        var count = 0
        var rest = self[...]
        while let found = rest.firstRange(of: text) {
            count += 1
            rest = rest[found.upperBound...]
        }
        return count
    }
}
