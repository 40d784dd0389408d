// Listings: who is listed on a page, read from its bytes. Pure: no network, no database, no clock.
//
//   FieldKind                  what a value is, by its name in schema.org        Fields/
//   FoundValue                 a value, how sure we are, and where it stands     Fields/
//   Recognizers                values of a kind in a piece of text               Fields/
//   StructuredData             JSON-LD, microdata, RDFa, Open Graph, microformats, Dublin Core   Structured/
//   document.paginationLinks(_:) previous, page, next, first and last                             Pagination/
//   SequenceModel              labels for sequences by learned weights (CListingsModels)          Labelling/
//
// docs/fields.md says how values are read, what is bounded and how well it works on pages of others.
