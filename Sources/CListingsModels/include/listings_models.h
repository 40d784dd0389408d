#ifndef LISTINGS_MODELS_H
#define LISTINGS_MODELS_H
#include <stddef.h>

// Weights learned by `make train SUITE=listings`, as SequenceModel reads them.
typedef enum { listings_model_pagination, listings_model_entities, listings_model_address } listings_model;

// The bytes of a model and their number. They live as long as the program.
const unsigned char *_Nonnull listings_model_bytes(listings_model model, size_t *_Nonnull count);

#endif
