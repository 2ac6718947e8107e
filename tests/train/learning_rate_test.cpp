// SPDX-License-Identifier: MIT
#include "train/learning_rate.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <numbers>

#include "rooms.hpp"

namespace deltasim::test::learning_rate_test
{

namespace
{

using config::LearningRateSchedule;
using config::RateDecay;

constexpr std::uint64_t steps_per_epoch = 4;
constexpr std::uint64_t epochs = 10;

double rate_at(const LearningRateSchedule& schedule, std::uint64_t step)
{
    return train::learning_rate(schedule, 0.5, step, steps_per_epoch, epochs);
}

LearningRateSchedule of_kind(RateDecay kind)
{
    LearningRateSchedule schedule;
    schedule.kind = kind;
    return schedule;
}

}  // namespace

TEST_CASE("rates that change from epoch to epoch do not change within one")
{
    LearningRateSchedule step = of_kind(RateDecay::step);
    step.every = 3;
    step.factor = 0.1;
    LearningRateSchedule exponential = of_kind(RateDecay::exponential);
    exponential.factor = 0.8;
    for (std::uint64_t s = 0; s < epochs * steps_per_epoch; ++s) {
        const auto epoch = static_cast<double>(s / steps_per_epoch);
        CHECK(rate_at(of_kind(RateDecay::constant), s) == 0.5);
        CHECK(rate_at(step, s) == Approx(0.5 * std::pow(0.1, std::floor(epoch / 3.0))));
        CHECK(rate_at(exponential, s) == Approx(0.5 * std::pow(0.8, epoch)));
    }
}

TEST_CASE("linear falls by as much with every step, cosine along half a wave, both to the final share")
{
    for (const double final_share : {0.0, 0.2, 1.0}) {
        LearningRateSchedule linear = of_kind(RateDecay::linear);
        LearningRateSchedule cosine = of_kind(RateDecay::cosine);
        linear.final_share = cosine.final_share = final_share;
        constexpr double all = epochs * steps_per_epoch;
        for (std::uint64_t s = 0; s < epochs * steps_per_epoch; ++s) {
            const double done = static_cast<double>(s) / all;
            const double wave = (1.0 + std::cos(std::numbers::pi * done)) / 2.0;
            CHECK(rate_at(linear, s) == Approx(0.5 - 0.5 * (1.0 - final_share) * done));
            CHECK(rate_at(cosine, s) == Approx(0.5 * final_share + 0.5 * (1.0 - final_share) * wave));
        }
        CHECK(rate_at(linear, epochs * steps_per_epoch) == Approx(0.5 * final_share).margin(1e-15));
        CHECK(rate_at(cosine, epochs * steps_per_epoch) == Approx(0.5 * final_share).margin(1e-15));
    }
}

TEST_CASE("a warm-up reaches the rate with its last step, and what comes after begins then")
{
    for (const RateDecay kind :
         {RateDecay::constant, RateDecay::step, RateDecay::exponential, RateDecay::linear, RateDecay::cosine}) {
        CAPTURE(config::rate_decay_names[kind]);
        LearningRateSchedule schedule = of_kind(kind);
        schedule.warmup_epochs = 2;
        constexpr std::uint64_t warmup = 2 * steps_per_epoch;
        for (std::uint64_t s = 0; s < warmup; ++s) {
            CHECK(rate_at(schedule, s) == Approx(0.5 * static_cast<double>(s + 1) / warmup));
        }
        CHECK(rate_at(schedule, warmup) == 0.5);
        if (kind == RateDecay::linear) CHECK(rate_at(schedule, warmup + 16) == Approx(0.25));
        schedule.warmup_epochs = epochs;
        CHECK(rate_at(schedule, epochs * steps_per_epoch - 1) == 0.5);
    }
}

}  // namespace deltasim::test::learning_rate_test
