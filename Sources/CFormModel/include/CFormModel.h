#ifndef CFORMMODEL_H
#define CFORMMODEL_H
#include <stddef.h>

/// The trained model that maps form fields, as `make train` wrote it; embedded when this target is compiled.
const unsigned char *rollcall_form_model(void);
/// Its length in bytes.
size_t rollcall_form_model_size(void);
/// The words by which forms name fields, UTF-8: `FieldWords.txt`.
const unsigned char *rollcall_field_words(void);
/// Its length in bytes.
size_t rollcall_field_words_size(void);

#endif
