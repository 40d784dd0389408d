// The front door of Entities: who stands behind the listings of all directories.
//
//   Assignment/  pure: what listings are compared by, which belong together, who keeps which number, what they say together.
//   Store/       `EntityStore` reads; `EntityRunner` assigns what is new or has changed, a hundred listings at a time; `EntityStore+Rules`
//                keeps what people have decided.
//   Work/        `EntityJob`, the durable work of assigning, and `EntityChore`, which has it done when listings have changed.
//
// Listings come from `Rolls`, comparisons from `Matching`. docs/entities.md tells the whole story.
