#include "listings_models.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char pagination[] = {
#embed "pagination.bin" suffix(, )
    0};
static const unsigned char entities[] = {
#embed "entities.bin" suffix(, )
    0};
static const unsigned char addresses[] = {
#embed "addresses.bin" suffix(, )
    0};
static const unsigned char cities[] = {
#embed "cities.bin" suffix(, )
    0};
static const unsigned char towns[] = {
#embed "towns.bin" suffix(, )
    0};
static const unsigned char first_names[] = {
#embed "first_names.bin" suffix(, )
    0};
static const unsigned char last_names[] = {
#embed "last_names.bin" suffix(, )
    0};

const unsigned char *listings_model_bytes(listings_model model, size_t *count) {
    // Without the zero that ends each.
    switch (model) {
    case listings_model_pagination: *count = sizeof pagination - 1; return pagination;
    case listings_model_entities: *count = sizeof entities - 1; return entities;
    case listings_model_addresses: *count = sizeof addresses - 1; return addresses;
    case listings_model_cities: *count = sizeof cities - 1; return cities;
    case listings_model_towns: *count = sizeof towns - 1; return towns;
    case listings_model_first_names: *count = sizeof first_names - 1; return first_names;
    default: *count = sizeof last_names - 1; return last_names;
    }
}
