// SPDX-License-Identifier: MIT
#include "schedule/update_step.hpp"

#include <utility>

namespace deltasim::schedule
{

void add_update_step(NestBuilder& nest, const LayerWork& work, const ParameterRange& moved, const Sample& sample,
                     GradientTerm term, ParameterUse use)
{
    const GradientSum sum(sample, work, moved.parameters);
    std::vector<Product> products = std::move(term.products);
    products.push_back({.factors = term.factors,
                        .operands = operand_numbers(0, term.operands.size() - term.others),
                        .operations = term.operations + sum.operations(moved.parameters)});
    Step step{.lanes = term.lanes,
              .operations = term.operations + sum.operations(moved.parameters),
              .needs_result = term.needs_result,
              .registers = std::move(term.registers)};
    if (work.training.batch > 1) step.registers.push_back(gradient_register(moved));
    if (!sample.last) {
        step.compute = [sum, value = std::move(term.value)](StepValues& values) {
            for (std::uint64_t lane = 0; lane < values.lanes; ++lane) {
                sum(values, lane, value(values, lane));
            }
            sum.next_sample(values.registers);
        };
        step.products = std::move(products);
        nest.step(std::move(step), term.operands);
        return;
    }
    const std::size_t first = term.operands.size();
    const ParameterUpdate update(work, moved, term.operands, use.moves);
    step.operations = step.operations + update.operations() + use.operations;
    products.push_back(moving_product(work.training, moved.parameters, std::move(term.factors),
                                      operand_numbers(first, term.operands.size()), update.operations()));
    products.insert(products.end(), use.products.begin(), use.products.end());
    step.products = std::move(products);
    step.registers.insert(step.registers.end(), use.registers.begin(), use.registers.end());
    step.compute = [sum, update, value = std::move(term.value), use = std::move(use.compute)](StepValues& values) {
        for (std::uint64_t lane = 0; lane < values.lanes; ++lane) {
            const float gradient = sum(values, lane, value(values, lane));
            const float after = update(values, lane, gradient);
            if (use) use(values, lane, update.before(values, lane), after);
        }
        sum.next_sample(values.registers);
    };
    nest.step(std::move(step), term.operands);
}

}  // namespace deltasim::schedule
