// SPDX-License-Identifier: MIT
#include "schedule/naive.hpp"

#include <map>
#include <utility>

#include "core/checked.hpp"
#include "schedule/chain_update.hpp"
#include "schedule/forward.hpp"
#include "schedule/lane_arithmetic.hpp"

namespace deltasim::schedule
{

namespace
{

using deltasim::operator+;  // for operation counts; this room has other operators + for indices

/// Writes the chains in the update of one layer.
class NaiveChain
{
public:
    explicit NaiveChain(const LayerWork& work)
        : head_(work.head), training_(work.training), output_delta_(work.head, work.training), layer_(work.layer)
    {
    }

    void operator()(NestBuilder& nest, const AffineIndex& j, const AffineIndex& sample, std::uint64_t lanes) const
    {
        add_chain(nest, layer_, j, sample, lanes);
    }

private:
    /// Adds the sum of G(l, j) over the nodes k of the layer above to accumulator l - layer. The output layer needs no
    /// sum: its G is computed directly.
    void add_chain(NestBuilder& nest, std::uint32_t l, const AffineIndex& j, const AffineIndex& sample,
                   std::uint64_t lanes) const
    {
        if (l == head_.depth()) return;
        nest.loop(head_.width(l + 1), [&](const AffineIndex& k) {
            const std::vector<Factor> factors =
                l + 1 == head_.depth() ? std::vector<Factor>() : slope_factors(head_, l + 1, k, false);
            nest.times(factors, [&] {
                add_chain(nest, l + 1, k, sample, lanes);
                add_chain_step(nest, l, k * head_.width(l) + j, sample * head_.width(l + 1) + k, lanes);
            });
        });
    }

    /// The product of a link, whose factors are those of the chain around it.
    static std::vector<Product> link(std::size_t operands, const OperationCounts& operations)
    {
        return {{.operands = operand_numbers(0, operands), .operations = operations}};
    }

    /// sum += W[l+1][k][j] * G(l+1, k); `node` is k of the sample.
    void add_chain_step(NestBuilder& nest, std::uint32_t l, const AffineIndex& weight, const AffineIndex& node,
                        std::uint64_t lanes) const
    {
        const std::uint32_t above = l + 1;
        const std::size_t sum = l - layer_;
        const OperandRequest read_weight = read_shared({Tensor::weight, above}, weight);
        const model::Products products = chain_products(training_, above);
        if (above == head_.depth()) {
            nest.step({.lanes = lanes,
                       .operations = output_delta_.operations() + lane_operations(1, 0, 0),
                       .compute =
                           [sum, products, g = output_delta_](StepValues& values) {
                               std::vector<double>& sums = values.registers.sums(sum, values.lanes);
                               for (std::uint64_t lane = 0; lane < values.lanes; ++lane) {
                                   const float delta =
                                       g(values.read[1][lane], values.read[2][lane], values.read_words[1][lane]);
                                   accumulate(products, sums[lane], values.read[0][lane], delta);
                               }
                           },
                       .registers = {{.kind = Register::sum, .number = sum, .passing = true}},
                       .products = link(3, output_delta_.operations() + lane_operations(1, 0, 0))},
                      {read_weight, read_shared({output_delta_.source(), above}, node),
                       read_shared({Tensor::target, above}, node)});
            return;
        }
        const model::NodeSlope slope(head_, training_, above);
        const model::ValueFormat format = model::format_of(training_, {Tensor::delta, above});
        nest.step({.lanes = lanes,
                   .operations = slope.operations() + lane_operations(1, 0, 1),
                   .needs_result = true,
                   .compute =
                       [sum, products, slope, format](StepValues& values) {
                           // Both vectors exist before references to them are taken.
                           values.registers.sums(sum + 1, values.lanes);
                           std::vector<double>& sums = values.registers.sums(sum, values.lanes);
                           std::vector<double>& sums_above = values.registers.sums(sum + 1, values.lanes);
                           for (std::uint64_t lane = 0; lane < values.lanes; ++lane) {
                               const std::uint64_t word = values.read_words[1][lane];
                               const auto chain = static_cast<float>(std::exchange(sums_above[lane], 0.0));
                               const float delta = format(slope(values.read[1][lane], word) * chain, word);
                               accumulate(products, sums[lane], values.read[0][lane], delta);
                           }
                       },
                   .registers = {{.kind = Register::sum, .number = sum, .passing = true},
                                 {.kind = Register::sum, .number = sum + 1, .passing = true}},
                   .products = link(2, slope.operations() + lane_operations(1, 0, 1))},
                  {read_weight, read_shared({slope.source(), above}, node)});
    }

    const model::Head& head_;
    const model::Training& training_;
    OutputDelta output_delta_;
    std::uint32_t layer_;
};

/// The reads of one chain by tensor: all of G(l, j) except what node j itself reads.
using ChainReads = std::map<Tensor, std::uint64_t>;

ChainReads chain_reads(const model::Head& head, const model::Training& training, std::uint32_t l)
{
    if (l == head.depth()) return {};
    ChainReads reads = chain_reads(head, training, l + 1);
    const auto add = [&reads](Tensor tensor) { reads[tensor] = checked_add(reads[tensor], 1); };
    add(Tensor::weight);
    if (l + 1 == head.depth()) {
        add(OutputDelta(head, training).source());
        add(Tensor::target);
    } else {
        add(model::NodeSlope(head, training, l + 1).source());
    }
    for (auto& [tensor, count] : reads) count = checked_multiply(count, head.width(l + 1));
    return reads;
}

}  // namespace

Program naive_program(const model::Head& head, const model::Training& training, std::uint64_t lanes)
{
    const StepWork work{head, training, lanes};
    Program program;
    add_forward_phase(work, program);
    for (std::uint32_t l = training.first_trainable; l <= head.depth(); ++l) {
        program.nests.push_back(chain_update_nest(work.layer(l), NaiveChain(work.layer(l))));
    }
    return program;
}

OperandTally naive_operand_accesses(const model::Head& head, const model::Training& training)
{
    OperandTally tally;
    add_forward_accesses(head, training, tally);
    for (std::uint32_t l = training.first_trainable; l <= head.depth(); ++l) {
        for (const auto& [tensor, count] : chain_reads(head, training, l)) {
            tally.add_reads({Phase::update, l, tensor}, checked_multiply(count, chain_count(head, training, l)));
        }
        add_chain_update_accesses(head, training, l, tally);
    }
    return tally;
}

}  // namespace deltasim::schedule
