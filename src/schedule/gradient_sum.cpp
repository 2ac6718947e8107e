// SPDX-License-Identifier: MIT
#include "schedule/gradient_sum.hpp"

#include "schedule/lane_arithmetic.hpp"

namespace deltasim::schedule
{

RegisterUse gradient_register(const ParameterRange& of)
{
    return {
        .kind = Register::gradient, .index = of.first, .number = of.parameters == model::Parameters::weights ? 0U : 1U};
}

GradientSum::GradientSum(const Sample& sample, const LayerWork& work, model::Parameters parameters)
    : first_(sample.first), last_(sample.last), batch_(work.training.batch), share_(work.training.sample_share()),
      products_(gradient_products(work.training, work.layer)),
      format_(format_of(work.training, gradient_of(parameters, work.layer)))
{
    // The terms of a bias are deltas, and are summed as such.
    if (parameters == model::Parameters::biases) {
        products_ = model::products_of(work.training, {Tensor::delta, work.layer}, {Tensor::delta, work.layer});
    }
}

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

float GradientSum::operator()(StepValues& values, std::uint64_t lane, float term) const
{
    std::vector<double>& sums = values.registers.gradient;
    if (sums.size() <= lane) sums.resize(lane + 1, 0.0);
    if (first_) {
        sums[lane] = static_cast<double>(term);
    } else {
        products_.add(sums[lane], term);
    }
    const auto sum = static_cast<float>(sums[lane]);
    if (!last_) return sum;
    sums[lane] = 0.0;
    return format_(batch_ > 1 ? sum * share_ : sum, values.written_words[0][lane]);
}

}  // namespace deltasim::schedule
