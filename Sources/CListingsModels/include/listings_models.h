#ifndef LISTINGS_MODELS_H
#define LISTINGS_MODELS_H
#include <stddef.h>

// Weights learned by `ListingsEvaluation pagination contacts addresses --train FOLDER`, as SequenceModel reads them.
// The lists of names are sorted FNV-1a hashes of 32 bits, least byte first, by Benchmarks/Listings/gazetteers: cities and smaller places
// after GeoNames (CC BY 4.0) and the postal codes of the United States, first and last names after its census.
typedef enum {
    listings_model_pagination,
    listings_model_entities,
    listings_model_addresses,
    listings_model_cities,
    listings_model_towns,
    listings_model_first_names,
    listings_model_last_names
} listings_model;

// The bytes of a model and their number. They live as long as the program.
const unsigned char *_Nonnull listings_model_bytes(listings_model model, size_t *_Nonnull count);

#endif
