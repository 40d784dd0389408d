// Matching: which records are about the same thing. Pure: bytes in, answers out.
//
//   RecordTable.read(_:name:)     records from CSV or JSON lines              Records/
//   ColumnPlan(_:id:ignore:)      what each column holds, found by itself     Columns/
//   Matcher(_:plan:options:).run  the search                                  Matcher.swift
//     CandidatePairs              who is compared with whom                   Blocking/
//     FieldColumn.compare         how alike two values are, in levels         Compare/
//     MatchModel, Expectation     what a level says, learned without labels   Model/
//     Clustering, Overrides       groups, and decisions by hand               Clusters/
//   MatchKnowledge, Neighbourhood a few records among many, by what was learned from all   Knowledge/
//   MatchResult.explanation       why, in bits for each field                 Explanation.swift
//   MatchResult.goldenRecord      one record of a group, and who disagrees    GoldenRecord.swift
//
// docs/matching.md is the tour: the method, how to read an explanation, the limits, the figures.
