// The Web floor: everything that goes out to other people's servers.
//
// - ``Prober`` runs one ``ProbeRequest`` to one ``ProbeResult``: resolve, connect, shake hands, ask, read, follow redirects.
//   Inside, an ``Exchange`` is one hop: a ``ConnectionRace`` for the socket, ``TLSClient`` for the handshake, ``HTTP1ResponseParser`` or
//   ``HTTP2Conversation`` for the response, ``BodyCollector`` for what is kept of it.
// - ``Fetcher`` fetches pages with manners (robots.txt, lanes, waits) and keeps them in the ``PageCache``: WARC files and an index.
// - ``NameResolver`` asks the name servers; ``DNSMessage`` is the wire format, also spoken by the simulated web's server.
// - ``TrustStore`` judges certificate chains, once for each chain.
// - ``AddressPolicy`` says which addresses may be connected to.
// - ``WebConfiguration`` holds every setting of the floor with its default.
