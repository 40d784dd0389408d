package import Web

/// How stages ask the outside world: through the probes of the program, with their address policy and manners.
package struct PipelineWeb: Sendable {
    /// Whether domains take mail.
    package var mail: MailDomains
    /// Whether websites are there.
    package var sites: WebsiteLooks

    package init(mail: MailDomains, sites: WebsiteLooks) { (self.mail, self.sites) = (mail, sites) }

    /// - Parameter fetcher: The one whose manners hold for the whole process.
    package init(_ prober: Prober, fetcher: Fetcher) { self.init(mail: MailDomains(prober), sites: WebsiteLooks(fetcher)) }
}

extension StageContext {
    /// What a stage asks the outside world with.
    /// - Throws: ``PipelineError`` `service` where this process may not.
    func web(for stage: String) throws -> PipelineWeb {
        guard let web = services.web else {
            throw PipelineError(
                .service, "This process does not ask other servers, as \(stage) does.", remedy: "Leave the run to `rollcall serve`.")
        }
        return try web()
    }
}
