// Rolls: from a directory's address to its listings, roll after roll, and what changed between them.
//
//   Crawl/    which pages: scope, traps, budgets, which links lead to lists. Pure.
//   Roll/     taking one: `RollTaker` fetches, reads and stores page by page; `RollJob` does so as durable work; `RollGuard` decides
//             whether what was found is believed.
//   Store/    `RollStore` (rolls under way, and how they end) and `ListingStore` (who is listed, what changed).
//   Recipes/  how a directory's pages are read: `RecipeStore` (every version), `RecipeLearner`, `StoredPages` (pages that are still kept).
//   Export/   listings as CSV, JSON lines, vCard and SQLite.
//
// Pages come from `Web`'s `Fetcher` and are read by `Listings`. docs/rolls.md tells the whole story.
