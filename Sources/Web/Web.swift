// The Web floor: everything that goes out to other people's servers.
//
// - ``Prober`` runs one ``ProbeRequest`` to one ``ProbeResult``: resolve, connect, shake hands, ask, read, follow redirects.
// - ``Resolver`` asks the name servers; ``DNSMessage`` is the wire format, also spoken by the simulated web's server.
// - ``AddressPolicy`` says which addresses may be connected to.
// - ``WebConfiguration`` holds every setting of the floor with its default.
