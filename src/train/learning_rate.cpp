// SPDX-License-Identifier: MIT
#include "train/learning_rate.hpp"

#include <cmath>
#include <numbers>

namespace deltasim::train
{

double learning_rate(const config::LearningRateSchedule& schedule, double rate, std::uint64_t step,
                     std::uint64_t steps_per_epoch, std::uint64_t epochs)
{
    const std::uint64_t warmup = schedule.warmup_epochs * steps_per_epoch;
    if (step < warmup) return rate * static_cast<double>(step + 1) / static_cast<double>(warmup);
    const std::uint64_t after = step - warmup;
    const auto epoch = static_cast<double>(after / steps_per_epoch);
    const auto done = [&] {
        const std::uint64_t all = epochs * steps_per_epoch;
        return all > warmup ? static_cast<double>(after) / static_cast<double>(all - warmup) : 0.0;
    };
    const auto falling = [&](double left) { return schedule.final_share + (1.0 - schedule.final_share) * left; };
    switch (schedule.kind) {
    case config::RateDecay::constant: return rate;
    case config::RateDecay::step:
        return rate * std::pow(schedule.factor, std::floor(epoch / static_cast<double>(schedule.every)));
    case config::RateDecay::exponential: return rate * std::pow(schedule.factor, epoch);
    case config::RateDecay::linear: return rate * falling(1.0 - done());
    case config::RateDecay::cosine: return rate * falling(0.5 * (1.0 + std::cos(std::numbers::pi * done())));
    }
    return rate;
}

}  // namespace deltasim::train
