// SPDX-License-Identifier: MIT
#include "experiment/run/zeros.hpp"

#include <algorithm>
#include <variant>

#include <fmt/format.h>

#include "experiment/run/first_values.hpp"
#include "model/reference_step.hpp"
#include "model/stored_values.hpp"

namespace deltasim::experiment
{

std::shared_ptr<const model::ZeroPattern> zeros_of(const RunRequest& request)
{
    using model::ZeroPattern;
    const machine::SkipConfig& skip = request.priced.processor.skip;
    if (!skip.any()) return nullptr;
    if (request.zeros) return request.zeros;
    if (request.training.zeros) return request.training.zeros;
    model::Training training = request.training.training_for(request.head, request.schedule.defers_updates);
    if (skip.density) {
        return std::make_shared<const ZeroPattern>(model::zeros_by_density(request.head, training, *skip.density));
    }
    const std::uint64_t lanes = request.priced.processor.pe_array.lanes;
    model::TensorValues values = first_values(request.head, training);
    model::choose_scales(request.head, lanes, values, training);
    model::store_values(request.head, training, values);
    return std::make_shared<const ZeroPattern>(model::zeros_at(request.head, training, lanes, std::move(values)));
}

void KnownZeros::give_to(RunRequest& request)
{
    require_skippable(request);
    std::shared_ptr<const model::ZeroPattern>& known = by_defers_[request.schedule.defers_updates ? 1 : 0];
    if (!known) known = zeros_of(request);
    request.zeros = known;
}

std::string text_of(const model::ZeroPattern& zeros)
{
    std::string text;
    for (const auto& [tensor, is_zero] : zeros.words()) {
        text += fmt::format("{}[{}]:", name_of(tensor.tensor), tensor.layer);
        constexpr std::size_t digit_bits = 4;
        for (std::size_t i = 0; i < is_zero.size(); i += digit_bits) {
            unsigned digit = 0;
            for (std::size_t b = i; b < i + digit_bits && b < is_zero.size(); ++b) digit = 2 * digit + is_zero[b];
            text += fmt::format("{:x}", digit);
        }
        text += fmt::format("/{} ", is_zero.size());
    }
    return text;
}

namespace
{

bool has_loops_of_its_own(const model::MappingConfig& mapping)
{
    const auto is_nest = [](const auto& entry) { return std::holds_alternative<model::NestMapping>(entry.second); };
    return std::any_of(mapping.own.begin(), mapping.own.end(), is_nest);
}

}  // namespace

model::MappingConfig mapping_of(const RunRequest& request)
{
    if (request.priced.processor.skip.any()) return {.otherwise = model::MappingRule::streaming};
    return request.placement.mapping;
}

void require_skippable(const RunRequest& request)
{
    const machine::SkipConfig& skip = request.priced.processor.skip;
    if (!skip.any()) return;
    const auto refuse = [&](const std::string& why) {
        throw InputError({{SourceLocation{request.experiment_file}, "processor.skip", why}});
    };
    if (request.engine == Engine::systemc) refuse("--engine systemc cannot skip zeros: take --engine step or fold");
    if (has_loops_of_its_own(request.placement.mapping)) {
        refuse("zeros are skipped where every word streams from its home: expected mapping: auto or streaming, or no "
               "skip");
    }
    if (request.values && skip.density) {
        refuse("with --values the data decide which words are 0: leave \"density\" out");
    }
}

}  // namespace deltasim::experiment
