// SPDX-License-Identifier: MIT
#include "experiment/run/expected_work.hpp"

#include <algorithm>
#include <cmath>
#include <variant>

namespace deltasim::experiment
{

namespace
{

/// A step of many lanes takes longer, since it accesses more lines.
double weight_of(const schedule::Step& step)
{
    constexpr double usual_lanes = 256.0;
    constexpr double growth = 0.4;  // measured, up to the 65,536 lanes of a TPU
    return std::max(1.0, std::pow(static_cast<double>(step.lanes) / usual_lanes, growth));
}

}  // namespace

double expected_work(const schedule::Program& program, const machine::ProcessorConfig& processor, Engine engine)
{
    const bool has_rows = processor.dram && std::holds_alternative<machine::DramDevice>(processor.dram->model);
    const double simulated_whole = has_rows ? 1e6 : 1e3;
    const double growth = has_rows ? 0.2 : 0.1;
    double work = 0.0;
    for (const schedule::LoopNest& nest : program.nests) {
        double steps = 0.0;
        double weighted = 0.0;
        schedule::for_each_step(nest, [&](const schedule::Step& step, std::uint64_t times) {
            steps += static_cast<double>(times);
            weighted += static_cast<double>(times) * weight_of(step);
        });
        const bool folds = engine == Engine::fold && steps > simulated_whole;
        work += folds ? weighted / steps * simulated_whole * std::pow(steps / simulated_whole, growth) : weighted;
    }
    constexpr double with_tests = 3.0;  // measured, if words are tested against 0
    return processor.skip.any() ? with_tests * work : work;
}

}  // namespace deltasim::experiment
