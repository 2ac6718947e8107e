// SPDX-License-Identifier: MIT
#include "config/readers/rate_schedule_reader.hpp"

#include <string_view>

#include <fmt/format.h>

#include "config/document/mapping_reader.hpp"

namespace deltasim::config
{

namespace
{

bool has_final_share(RateDecay kind) { return kind == RateDecay::linear || kind == RateDecay::cosine; }

}  // namespace

void read_learning_rate_schedule(const Value& value, LearningRateSchedule& target)
{
    LearningRateSchedule schedule;
    const bool asked = value.asked != nullptr;
    if (asked) read(value, schedule.kind, rate_decay_names);
    if (value.node->kind != NodeKind::mapping && !asked) {
        if (read(value, schedule.kind, rate_decay_names)) target = schedule;
        return;
    }
    MappingReader reader(value);
    bool good = reader.required("kind", schedule.kind, rate_decay_names, "the way in which the rate falls");
    const bool unknown = !good;  // with an unknown kind no figure is diagnosed
    const auto optional = [&](std::string_view key, auto& number, const auto& form, std::string_view meaning) {
        const bool read = reader.optional(key, number, form, meaning);
        good = good && (read || !reader.has(key));
    };
    if (unknown || schedule.kind == RateDecay::step)
        optional("every", schedule.every, Whole{1}, "epochs from one step of the rate to the next");
    if (schedule.kind == RateDecay::exponential) schedule.factor = 0.95;
    if (unknown || schedule.kind == RateDecay::step || schedule.kind == RateDecay::exponential) {
        optional("factor", schedule.factor, Positive{},
                 "the rate is multiplied by this at each step (kind step) or epoch (kind exponential); at most 1");
    }
    if (unknown || has_final_share(schedule.kind))
        optional("final_share", schedule.final_share, NonNegative{},
                 "the rate at the end, as a share of learning_rate; at most 1");
    optional("warmup_epochs", schedule.warmup_epochs, Whole{}, "the first epochs, in which the rate rises from 0");
    if (good && schedule.factor > 1.0) {
        good = reader.optional_value("factor").refuse_as_not("a number above 0 and at most 1");
    }
    if (good && schedule.final_share > 1.0) {
        good = reader.optional_value("final_share").refuse_as_not("a number from 0 to 1");
    }
    reader.finish();
    if (good) target = schedule;
}

std::string rate_schedule_text(const LearningRateSchedule& schedule)
{
    if (schedule == LearningRateSchedule{}) return "constant";
    std::string text = fmt::format("{{kind: {}", rate_decay_names[schedule.kind]);
    if (schedule.kind == RateDecay::step) text += fmt::format(", every: {}", schedule.every);
    if (schedule.kind == RateDecay::step || schedule.kind == RateDecay::exponential) {
        text += fmt::format(", factor: {}", schedule.factor);
    }
    if (has_final_share(schedule.kind)) text += fmt::format(", final_share: {}", schedule.final_share);
    if (schedule.warmup_epochs > 0) text += fmt::format(", warmup_epochs: {}", schedule.warmup_epochs);
    return text + "}";
}

}  // namespace deltasim::config
