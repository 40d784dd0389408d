#include "CFormModel.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char model[] = {
#embed "FormModel.bin"
};

const unsigned char *rollcall_form_model(void) { return model; }

size_t rollcall_form_model_size(void) { return sizeof model; }

static const unsigned char words[] = {
#embed "FieldWords.txt"
};

const unsigned char *rollcall_field_words(void) { return words; }

size_t rollcall_field_words_size(void) { return sizeof words; }
