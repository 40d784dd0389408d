// The front door of Expressions: the small language of conditions, shared by what judges probes (Watch) and what filters records (Pipelines).
//
// `ConditionParser` reads `subject operator value` joined by `and`, `or`, `not` into a `ConditionTree`; whoever uses it brings a
// `ConditionSubject`, the names that can be asked about, and evaluates the tree with `ConditionTest.holds(of:)`. `Pattern` is the regular
// expression without backtracking, `TextFold` makes text comparable. docs/conditions.md is the language, every fault has a column.
