// Onboarding: from a directory's address to a form that is known, filled and tried. Pure but for `Discoverer`, `Trial`,
// `Onboarder` and the store.
//
//   PageReader.read(_:url:)     every form and every control in document order, with all that names it    Forms/
//   FormMapper.standard         the mapper with the model that the program holds                          Mapping/
//   FormMapper.map(_:url:)      each control's autofill token, confidence, reasons and runners-up; each form's type, captcha, steps, traps
//   FormFingerprint             what a form asks for, without what changes from load to load              Forms/
//   FormModel                   the trained weights, as `make train` writes them                          Mapping/
//
//   ProfileReader.read          a business's profile from YAML or JSON, with every mistake's place              Profile/
//   TermMap                     what each control takes of all that profiles hold                             Filling/
//   Filler.plan(_:form:profile:)  what a form would be sent, and what stands against that                     Filling/
//   RoundTrip                   what would be sent, read back and compared with the profile                   Filling/
//   Discovery, Discoverer       what a directory has and where, a page at a time                             Discovery/
//   Trial                       fills a form in, reads it back, and sends it only where that is allowed       Trial/
//   FormDrift                   how a form has changed, in words, with its gravity; a value                   Rollout/
//   Rollout                     a mapping's way into use: phases, gates, roll-back; a value                   Rollout/
//   GroupRollout                a change's way to many directories: phases, gates, roll-back; a value              Rollout/Groups/
//   RolloutStore, RolloutRunner, RolloutJob  its members, steps and looks, stored and worked                 Rollout/Groups/
//   RegionFlags                 what is stopped in which region; a value                                  Rollout/Flags/
//   MappingComparison           two versions of a mapping side by side, in words                          Rollout/
//   SecondOpinion               asks another model where ours is not sure; OpinionRequest, OpinionReply are pure      Opinion/
//   OnboardingStore             where every directory stands, its mapping's versions, questions, answers       Road/
//   Onboarder, OnboardJob       take one along: discover, analyse, map, trial, canary, active                  Road/
//
// docs/forms.md tells how forms are read, docs/onboarding.md what is done with them, docs/accuracy.md how well.
