// SPDX-License-Identifier: MIT
#include "config/readers/skip_reader.hpp"

#include <string_view>

#include "config/document/mapping_reader.hpp"

namespace deltasim::config
{

namespace
{

/// A share of words.
void read_share(MappingReader& reader, std::string_view key, double& share, std::string_view meaning)
{
    const Value value = reader.optional_value(key, meaning);
    double number = share;
    if (!value || !read(value, number, NonNegative{})) return;
    if (number > 1.0) {
        value.refuse_as_not("a share of words that are not 0, from 0 to 1");
        return;
    }
    share = number;
}

model::Density read_density(const Value& value)
{
    model::Density density;
    MappingReader reader(value);
    read_share(reader, "features", density.features, "share of the features that is not 0, from 0 to 1; default: 1");
    read_share(reader, "activation", density.activation, "share in hidden layers; default: 1");
    read_share(reader, "delta", density.delta,
               "share in hidden layers, among deltas whose derivative is not 0; default: 1");
    read_share(reader, "output_delta", density.output_delta, "share in the last layer; default: 1");
    reader.finish();
    return density;
}

}  // namespace

machine::SkipConfig read_skip(const Value& value)
{
    machine::SkipConfig skip;
    MappingReader reader(value);
    reader.optional("zero_delta", skip.zero_delta, TrueOrFalse{}, "true: deltas are tested");
    reader.optional("zero_activation", skip.zero_activation, TrueOrFalse{}, "true: activations are tested");
    if (const Value density = reader.optional_value(
            "density", "shares of words that are not 0, to be used instead of data; training.seed draws which words"))
        skip.density = read_density(density);
    reader.finish();
    return skip;
}

}  // namespace deltasim::config
