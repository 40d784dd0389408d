// HTML: bytes that strangers wrote in, a tree out, and answers about it. Pure Swift, no dependency, no input or output of its own.
//
//   Document.parse(_:)         a page from bytes, by the HTML standard; every input yields a tree
//   DocumentStream             the same, fed in pieces
//   ParserLimits               what a page may cost, and what becomes of it past that
//   document.select(_:)        elements by CSS selector            Select/
//   document.visibleText()     what a reader sees                  Read/
//   document.links(_:)         references, resolved                Read/
//   document.forms(_:)         forms, controls, labels             Read/
//   document.tables()          tables as grids                     Read/
//   document.pageInfo(_:)      what the head says                  Read/
//   document.innerHTML()       back to markup                      Serialize/
//   WebURL(_:base:)            URLs by the URL standard            URL/
//   PageReport                 the views of `rollcall debug html`  Debug/
//
// docs/html.md is the tour: what is guaranteed, what is bounded, what differs from the standards and why.
