// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "search/nest_bounds.hpp"

// Lower bounds of a part of a step: of all nests that share a mapping.

namespace deltasim::search
{

class PartBounds
{
public:
    void add(std::unique_ptr<NestBounds> nest) { nests_.push_back(std::move(nest)); }

    /// The sum over all nests; nothing if one of them cannot run under the mapping.
    [[nodiscard]] std::optional<Bounded> of(const std::optional<model::NestMapping>& mapping) const;
    /// The higher bound of a possible mapping: see NestBounds::nearer().
    [[nodiscard]] Bound nearer(const std::optional<model::NestMapping>& mapping, const WordsOnChip* on_chip) const;
    /// See NestBounds::signature().
    [[nodiscard]] std::string signature(const std::optional<model::NestMapping>& mapping,
                                        const model::Placement& placement) const;
    /// A lower bound for all mappings except `streaming`.
    [[nodiscard]] Bound least() const;

private:
    std::vector<std::unique_ptr<NestBounds>> nests_;
};

}  // namespace deltasim::search
