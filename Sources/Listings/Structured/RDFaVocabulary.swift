import HTML

/// The prefixes and terms that RDFa knows without being told (https://www.w3.org/2011/rdfa-context/rdfa-1.1), and those of social networks.
enum RDFaVocabulary {
    static let prefixes: [String: String] = {
        var table: [String: String] = [:]
        for line in list.utf8.split(separator: 0x0A) {
            let words = String(decoding: line, as: UTF8.self).words
            if words.count == 2 { table[words[0]] = words[1] }
        }
        return table
    }()

    /// Without a vocabulary. The words that HTML's links use themselves (`next`, `stylesheet`) aren't among them: HTML+RDFa leaves them out.
    static let terms = [
        "describedby": "http://www.w3.org/2007/05/powder-s#describedby", "license": "http://www.w3.org/1999/xhtml/vocab#license",
        "role": "http://www.w3.org/1999/xhtml/vocab#role",
    ]

    private static let list = """
        csvw http://www.w3.org/ns/csvw#
        dcat http://www.w3.org/ns/dcat#
        grddl http://www.w3.org/2003/g/data-view#
        ma http://www.w3.org/ns/ma-ont#
        org http://www.w3.org/ns/org#
        owl http://www.w3.org/2002/07/owl#
        prov http://www.w3.org/ns/prov#
        qb http://purl.org/linked-data/cube#
        rdf http://www.w3.org/1999/02/22-rdf-syntax-ns#
        rdfa http://www.w3.org/ns/rdfa#
        rdfs http://www.w3.org/2000/01/rdf-schema#
        rif http://www.w3.org/2007/rif#
        rr http://www.w3.org/ns/r2rml#
        sd http://www.w3.org/ns/sparql-service-description#
        skos http://www.w3.org/2004/02/skos/core#
        skosxl http://www.w3.org/2008/05/skos-xl#
        void http://rdfs.org/ns/void#
        wdr http://www.w3.org/2007/05/powder#
        wdrs http://www.w3.org/2007/05/powder-s#
        xhv http://www.w3.org/1999/xhtml/vocab#
        xml http://www.w3.org/XML/1998/namespace
        xsd http://www.w3.org/2001/XMLSchema#
        cc http://creativecommons.org/ns#
        ctag http://commontag.org/ns#
        dc http://purl.org/dc/terms/
        dcterms http://purl.org/dc/terms/
        dc11 http://purl.org/dc/elements/1.1/
        foaf http://xmlns.com/foaf/0.1/
        gr http://purl.org/goodrelations/v1#
        ical http://www.w3.org/2002/12/cal/icaltzd#
        og http://ogp.me/ns#
        rev http://purl.org/stuff/rev#
        schema http://schema.org/
        sioc http://rdfs.org/sioc/ns#
        v http://rdf.data-vocabulary.org/#
        vcard http://www.w3.org/2006/vcard/ns#
        twitter https://dev.twitter.com/cards#
        fb http://ogp.me/ns/fb#
        music http://ogp.me/ns/music#
        video http://ogp.me/ns/video#
        article http://ogp.me/ns/article#
        book http://ogp.me/ns/book#
        profile http://ogp.me/ns/profile#
        """
}
