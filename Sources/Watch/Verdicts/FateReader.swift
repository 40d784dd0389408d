package import Model
package import Web

/// Reads from a probe's result what a directory shares with others.
package enum FateReader {
    package static func fate(_ result: ProbeResult) -> Fate {
        Fate(
            address: result.address ?? result.dns?.addresses.first, nameServer: result.dns?.nameServers.first, network: network(result),
            issuer: result.tls?.chain.first.map { $0.issuerOrganization ?? $0.issuer })
    }

    private static let cnames: [(suffix: String, network: String)] = [
        (".cdn.cloudflare.net", "cloudflare"), (".fastly.net", "fastly"), (".fastlylb.net", "fastly"), (".akamaiedge.net", "akamai"),
        (".akamai.net", "akamai"), (".edgekey.net", "akamai"), (".edgesuite.net", "akamai"), (".akadns.net", "akamai"),
        (".cloudfront.net", "cloudfront"), (".netlify.app", "netlify"), (".netlify.com", "netlify"), (".netlifyglobalcdn.com", "netlify"),
        (".vercel-dns.com", "vercel"), (".vercel.app", "vercel"), (".github.io", "github-pages"), (".gitlab.io", "gitlab-pages"),
        (".wixdns.net", "wix"), (".squarespace.com", "squarespace"), (".myshopify.com", "shopify"), (".azureedge.net", "azure"),
        (".azurefd.net", "azure"), (".azurewebsites.net", "azure"), (".trafficmanager.net", "azure"), (".herokudns.com", "heroku"),
        (".herokuapp.com", "heroku"), (".incapdns.net", "imperva"), (".sucuri.net", "sucuri"), (".b-cdn.net", "bunny"),
        (".bunny.net", "bunny"),
        (".wpengine.com", "wpengine"), (".wpenginepowered.com", "wpengine"), (".pantheonsite.io", "pantheon"), (".kinsta.cloud", "kinsta"),
        (".webflow.com", "webflow"), (".hubspot.net", "hubspot"), (".ghost.io", "ghost"), (".weebly.com", "weebly"),
        (".google.com", "google"),
        (".googlehosted.com", "google"), (".amazonaws.com", "aws"), (".elb.amazonaws.com", "aws"), (".fly.dev", "fly"),
        (".onrender.com", "render"), (".pages.dev", "cloudflare"), (".stackpathdns.com", "stackpath"), (".llnwd.net", "edgio"),
        (".edgecastcdn.net", "edgio"),
    ]

    /// The delivery network or platform, from headers that only it sets, else from the aliases of the name.
    private static func network(_ result: ProbeResult) -> String? {
        for (name, value) in result.headers {
            switch name {
            case "cf-ray": return "cloudflare"
            case "x-amz-cf-id", "x-amz-cf-pop": return "cloudfront"
            case "x-vercel-id": return "vercel"
            case "x-nf-request-id": return "netlify"
            case "x-github-request-id": return "github-pages"
            case "x-wix-request-id": return "wix"
            case "x-shopid", "x-shopify-stage": return "shopify"
            case "x-akamai-transformed", "x-akamai-request-id", "akamai-grn": return "akamai"
            case "x-azure-ref": return "azure"
            case "x-iinfo": return "imperva"
            case "x-sucuri-id": return "sucuri"
            case "fly-request-id": return "fly"
            case "x-kinsta-cache": return "kinsta"
            case "x-pantheon-styx-hostname": return "pantheon"
            case "cdn-pullzone": return "bunny"
            case "x-fastly-request-id": return "fastly"
            case "x-served-by" where value.hasPrefix("cache-"): return "fastly"
            case "server":
                let value = value.lowercased()
                for (word, network) in [
                    ("cloudflare", "cloudflare"), ("akamaighost", "akamai"), ("netlify", "netlify"), ("vercel", "vercel"),
                    ("squarespace", "squarespace"), ("pepyaka", "wix"), ("github.com", "github-pages"), ("bunnycdn", "bunny"),
                    ("cloudfront", "cloudfront"), ("ddos-guard", "ddos-guard"), ("sucuri", "sucuri"),
                ] where value.hasPrefix(word) { return network }
            default: break
            }
        }
        for cname in result.dns?.cnames ?? [] {
            let cname = cname.lowercased()
            let bare = cname.hasSuffix(".") ? String(cname.dropLast()) : cname
            if let match = cnames.first(where: { bare.hasSuffix($0.suffix) }) { return match.network }
        }
        return nil
    }
}
