import HTML
import Testing

@testable import Listings

@Suite struct StructuredDataTests {
    private func read(_ html: String, _ url: String? = nil) -> StructuredData {
        StructuredData(Document(html), url: url.flatMap { WebURL($0) })
    }

    @Test(arguments: [
        (#"{"a": 1, "b": [true, null, -1.5e3, "x"]}"#, #"[{"a":1,"b":[true,null,-1.5e3,"x"]}]"#),
        ("// note\n{\"a\": \"b\", /* c */ \"d\": [1, 2,],}", #"[{"a":"b","d":[1,2]}]"#),
        ("<!--\n{\"a\": 1}\n-->", #"[{"a":1}]"#),
        ("//<![CDATA[\n{\"a\": 1}\n//]]>", #"[{"a":1}]"#),
        ("/*<![CDATA[*/{\"a\": 1}/*]]>*/", #"[{"a":1}]"#),
        ("{\"a\": \"line\none\ttab\"}", #"[{"a":"line\none\ttab"}]"#),
        (#"{"a": "\u00e9\ud83d\ude00\/"}"#, #"[{"a":"é😀/"}]"#),
        (#"{"a": {"b": ["c""#, #"[{"a":{"b":["c"]}}]"#),
        (#"{"a": 1, "a": 2}{"b": 3}"#, #"[{"a":2},{"b":3}]"#),
        (#"{a: 'x', "url": "http://x/y"}"#, #"[{"a":"x","url":"http://x/y"}]"#),
        ("", "[]"), ("]]}}", "[]"),
    ])
    func `broken JSON is read as far as it says something`(_ text: String, _ expected: String) {
        #expect(JSONValue.array(TolerantJSON.values(text)).json == expected)
    }

    @Test func `JSON-LD of several scripts is one list, lists opened, empty objects left out`() {
        let data = read(
            """
            <script type="application/ld+json">[{"@type":"Person"},{}]</script><script type="application/LD+JSON; charset=utf-8">{"@graph":[]}</script>
            <script type="text/javascript">{"no":1}</script>
            """)
        #expect(JSONValue.array(data.jsonLD).json == #"[{"@type":"Person"},{"@graph":[]}]"#)
    }

    @Test func `microdata items nest, refer, repeat and resolve`() {
        let data = read(
            """
            <div itemscope itemtype="https://schema.org/Person" itemid=" urn:1 " itemref="more"><b itemprop="name">Ada <i>Lovelace</i></b>
            <a itemprop="url sameAs" href="/ada">x</a><time itemprop=birthDate datetime="1815-12-10">then</time>
            <div itemprop=address itemscope itemtype="https://schema.org/PostalAddress"><p itemprop=streetAddress>1 Main<br>Street</p></div></div>
            <p id=more><span itemprop=telephone>1</span><meta itemprop=telephone content=2></p>
            """, "https://example.com/x/")
        #expect(
            JSONValue.array(data.microdata).json
                == #"[{"type":"https://schema.org/Person","id":"urn:1","properties":{"name":"Ada Lovelace","url":"https://example.com/ada","sameAs":"https://example.com/ada","birthDate":"1815-12-10","address":{"type":"https://schema.org/PostalAddress","properties":{"streetAddress":"1 Main\nStreet"}},"telephone":["1","2"]}}]"#
        )
    }

    @Test func `items that refer to each other end`() {
        let data = read("<div itemscope id=a itemref=b><div itemprop=x itemscope id=b itemref=a></div></div>")
        #expect(data.microdata.count == 1)
    }

    @Test func `Open Graph takes its known prefixes and those that the page declares`() {
        let data = read(
            "<html prefix='my: http://example.com/ns#'><head><meta property=og:title content=T><meta property=my:x content=1><meta property=zz:y content=2></head>"
        )
        #expect(
            JSONValue.array(data.openGraph).json
                == #"[{"namespace":{"my":"http://example.com/ns#","og":"http://ogp.me/ns#"},"properties":[["og:title","T"],["my:x","1"]]}]"#
        )
    }

    @Test func `Dublin Core tells elements from terms`() {
        let data = read(
            "<link rel='schema.DC' href='http://purl.org/dc/elements/1.1/'><meta name=DC.title content=T><meta name=DCTERMS.issued content=2003>"
        )
        #expect(
            JSONValue.array(data.dublinCore).json
                == #"[{"namespaces":{"DC":"http://purl.org/dc/elements/1.1/"},"elements":[{"name":"DC.title","content":"T","URI":"http://purl.org/dc/elements/1.1/title"}],"terms":[{"name":"DCTERMS.issued","content":"2003","URI":"http://purl.org/dc/terms/issued"}]}]"#
        )
    }

    @Test(arguments: [
        (
            "<a class=h-card href=https://a.example><img src=p.jpg alt=Ada></a>",
            #"[{"type":["h-card"],"properties":{"name":["Ada"],"photo":[{"value":"p.jpg","alt":"Ada"}],"url":["https://a.example"]}}]"#
        ),
        (
            "<div class=vcard><span class=fn>Ada</span> <span class=org>Engines</span> <a class=email href=mailto:a@b.c>m</a></div>",
            #"[{"type":["h-card"],"properties":{"name":["Ada"],"org":["Engines"],"email":["mailto:a@b.c"]}}]"#
        ),
        (
            "<div class=h-event><p class=p-name>Tea</p><span class=dt-start><b class=value>2024-03-01</b> <b class=value>4pm</b></span></div>",
            #"[{"type":["h-event"],"properties":{"name":["Tea"],"start":["2024-03-01 16:00"]}}]"#
        ),
    ])
    func `microformats, new and old, are read with what they imply`(_ html: String, _ expected: String) {
        #expect(JSONValue.array(read(html).microformats).json == expected)
    }

    @Test(arguments: [
        (
            "<div vocab='http://schema.org/' typeof=Person><span property=name>Ada</span><a property=url href=http://a.example/>x</a></div>",
            #"[{"@id":"","http://www.w3.org/ns/rdfa#usesVocabulary":[{"@id":"http://schema.org/"}]},{"@id":"_:b1","@type":["http://schema.org/Person"],"http://schema.org/name":[{"@value":"Ada"}],"http://schema.org/url":[{"@id":"http://a.example/"}]}]"#
        ),
        (
            "<div prefix='f: http://f/#' about='#me' rel='f:knows'><p typeof='f:P' about='#you'>x</p></div>",
            ##"[{"@id":"#you","@type":["http://f/#P"]},{"@id":"#me","http://f/#knows":[{"@id":"#you"}]}]"##
        ),
    ])
    func `RDFa becomes expanded JSON-LD`(_ html: String, _ expected: String) {
        #expect(JSONValue.array(read(html).rdfa).json == expected)
    }

    @Test(arguments: 0..<60)
    func `any page is read to its end`(_ seed: UInt64) {
        var random = SeededBytes(seed)
        let data = StructuredData(Document.parse(random.text(6_000)))
        #expect(!data.json.json.isEmpty)
    }

    @Test func `nesting past the limits is cut`() {
        let deep = String(repeating: "[", count: 5_000) + String(repeating: "{\"a\":", count: 5_000)
        #expect(TolerantJSON.values(deep).count <= 2)
        let page = String(repeating: "<div itemprop=x itemscope class='h-card p-name' property=a typeof=b rel=c:d>", count: 600)
        #expect(!StructuredData(Document(page)).json.json.isEmpty)
    }
}
