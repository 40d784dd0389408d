// The front door of Pipelines: records from a source, through stages, to outputs.
//
// A `PipelineDocument` is what a YAML file says (docs/pipelines.md), checked to line and column. `RunStore.create` makes a run and its job in
// one transaction; `RunKind` is that job's work: `RunEngine` streams the records, and checkpoints let another worker go on where one died
// without losing or doubling a record. Stages, sources and outputs are one file each in `Stages/` and a line in `StageCatalogue`;
// triggers are one file each in `Triggers/`. docs/adding/stage.md has the checklist.
