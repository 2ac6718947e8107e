// SPDX-License-Identifier: MIT
#include "experiment/run/expected_work.hpp"

#include <cmath>
#include <variant>

namespace deltasim::experiment
{

double expected_work(const schedule::Program& program, const machine::ProcessorConfig& processor, Engine engine)
{
    const bool has_rows = processor.dram && std::holds_alternative<machine::DramDevice>(processor.dram->model);
    const double simulated_whole = has_rows ? 1e6 : 1e3;
    const double growth = has_rows ? 0.2 : 0.1;
    double work = 0.0;
    for (const schedule::LoopNest& nest : program.nests) {
        double steps = 0.0;
        schedule::for_each_step(
            nest, [&](const schedule::Step&, std::uint64_t times) { steps += static_cast<double>(times); });
        const bool folds = engine == Engine::fold && steps > simulated_whole;
        work += folds ? simulated_whole * std::pow(steps / simulated_whole, growth) : steps;
    }
    return work;
}

}  // namespace deltasim::experiment
