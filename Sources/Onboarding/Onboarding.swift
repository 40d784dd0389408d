// Onboarding: from a page to a form whose fields are known. Pure: a page's tree in, what its forms ask for out.
//
//   PageReader.read(_:url:)     every form and every control in document order, with all that names it    Forms/
//   FormMapper.standard         the mapper with the model that the program holds                          Mapping/
//   FormMapper.map(_:url:)      each control's autofill token, confidence, reasons and runners-up; each form's type, captcha, steps, traps
//   FormFingerprint             what a form asks for, without what changes from load to load              Forms/
//   FormModel                   the trained weights, as `make train` writes them                          Mapping/
//
// docs/forms.md tells how it works, docs/accuracy.md how well.
