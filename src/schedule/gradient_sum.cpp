// SPDX-License-Identifier: MIT
#include "schedule/gradient_sum.hpp"

#include "schedule/lane_arithmetic.hpp"

namespace deltasim::schedule
{

OperationCounts GradientSum::operations(model::Parameters parameters) const
{
    const bool product = parameters == model::Parameters::weights;
    OperationCounts operations{};
    if (!first_) {
        operations = product ? lane_operations(1, 0, 0) : lane_operations(0, 1, 0);
    } else if (product) {
        operations = lane_operations(0, 0, 1);
    }
    const bool takes_mean = last_ && batch_ > 1;
    return takes_mean ? operations + lane_operations(0, 0, 1) : operations;
}

float GradientSum::operator()(LaneRegisters& registers, std::uint64_t lane, float term) const
{
    if (batch_ == 1) return term;
    if (registers.gradient.size() <= lane) registers.gradient.resize(lane + 1, 0.0F);
    float& sum = registers.gradient[lane];
    sum = first_ ? term : sum + term;
    if (!last_) return sum;
    const float mean = sum * share_;
    sum = 0.0F;
    return mean;
}

}  // namespace deltasim::schedule
