// SPDX-License-Identifier: MIT
#include "search/part_bounds.hpp"

namespace deltasim::search
{

std::optional<Bounded> PartBounds::of(const std::optional<model::NestMapping>& mapping) const
{
    Bounded all;
    for (const std::unique_ptr<NestBounds>& nest : nests_) {
        const std::optional<Bounded> one = nest->of(mapping);
        if (!one) return std::nullopt;
        all.bound = all.bound + one->bound;
        all.signature += one->signature;
    }
    return all;
}

Bound PartBounds::nearer(const std::optional<model::NestMapping>& mapping, const WordsOnChip* on_chip) const
{
    Bound all;
    for (const std::unique_ptr<NestBounds>& nest : nests_) all = all + nest->nearer(mapping, on_chip);
    return all;
}

std::string PartBounds::signature(const std::optional<model::NestMapping>& mapping,
                                  const model::Placement& placement) const
{
    std::string signature;
    for (const std::unique_ptr<NestBounds>& nest : nests_) signature += nest->signature(mapping, placement);
    return signature;
}

Bound PartBounds::least() const
{
    Bound all;
    for (const std::unique_ptr<NestBounds>& nest : nests_) all = all + nest->least();
    return all;
}

}  // namespace deltasim::search
