// SPDX-License-Identifier: MIT
#include "schedule/delta_fused.hpp"

#include <optional>
#include <utility>

#include "core/checked.hpp"
#include "schedule/delta_phase.hpp"
#include "schedule/forward.hpp"
#include "schedule/lane_arithmetic.hpp"
#include "schedule/update_step.hpp"

namespace deltasim::schedule
{

namespace
{

/// Writes the pass over one layer. Up to P neighbouring columns at a time go through all rows.
class FusedPass
{
public:
    explicit FusedPass(const LayerWork& work)
        : work_(work), head_(work.head), training_(work.training), shape_(work.shape()), layer_(work.layer),
          feeds_below_(layer_ > training_.first_trainable),
          slope_below_(feeds_below_ ? std::optional(model::NodeSlope(head_, training_, layer_ - 1)) : std::nullopt),
          nest_(Phase::update, layer_, work.array_lanes)
    {
    }

    LoopNest write()
    {
        nest_.blocks(Dimension::inputs, shape_.inputs, [&](const AffineIndex& i, std::uint64_t lanes) {
            nest_.each_sample({0, training_.batch},
                              [&](const AffineIndex& sample) { add_column_step(i, sample, lanes); });
            nest_.loop(Dimension::outputs, shape_.outputs, [&](const AffineIndex& j) {
                nest_.samples(training_.batch, [&](const Sample& sample) { add_weight_step(j, i, sample, lanes); });
            });
            if (!feeds_below_) return;
            nest_.each_sample({0, training_.batch},
                              [&](const AffineIndex& sample) { add_delta_step(sample * shape_.inputs + i, lanes); });
        });
        if (!shape_.bias) return nest_.finish();
        nest_.loop(Dimension::outputs, shape_.outputs, [&](const AffineIndex& j) {
            nest_.samples(training_.batch, [&](const Sample& sample) {
                add_update_step(nest_, work_, {model::Parameters::biases, j}, sample, delta_term(j, sample, 1));
            });
        });
        return nest_.finish();
    }

private:
    /// R activation, which stays in a register of each lane.
    void add_column_step(const AffineIndex& i, const AffineIndex& sample, std::uint64_t lanes)
    {
        const TensorId activation{Tensor::activation, layer_ - 1};
        const AffineIndex column = sample * shape_.inputs + i;
        nest_.step({.lanes = lanes,
                    .compute =
                        [batch = training_.batch](StepValues& values) {
                            values.registers.kept_activations() = values.read[0];
                            values.registers.next_sample(batch);
                        },
                    .registers = {{.kind = Register::kept_activation, .index = column, .by_sample = true}},
                    .products = {{.factors = {activation_factor(head_, activation, i, true)}, .operands = {0}}}},
                   {read_lanes(activation, column)});
    }

    [[nodiscard]] GradientTerm delta_term(const AffineIndex& j, const Sample& sample, std::uint64_t lanes) const
    {
        return {.lanes = lanes,
                .operands = {read_shared({Tensor::delta, layer_}, sample.index * shape_.outputs + j)},
                .value = [](StepValues& values, std::uint64_t lane) { return values.read[0][lane]; },
                .factors = {delta_factor(head_, layer_, j, false)}};
    }

    /// The product that row j adds to the deltas below.
    [[nodiscard]] Product feeding_product(const AffineIndex& j, const AffineIndex& i) const
    {
        Product product{.factors = slope_factors(head_, layer_ - 1, i, true), .operands = {0}};
        product.factors.push_back(delta_factor(head_, layer_, j, false));
        return product;
    }

    /// R delta; then R weight, W weight. The step of the last sample has the old weight, which feeds the sums of all
    /// samples. With a master weight, which the update moves, also R weight for these sums.
    void add_weight_step(const AffineIndex& j, const AffineIndex& i, const Sample& sample, std::uint64_t lanes)
    {
        const AffineIndex weight = j * shape_.inputs + i;
        GradientTerm term = delta_term(j, sample, lanes);
        const bool reads_old = feeds_below_ && training_.master_weights;
        term.factors = weight_factors(head_, layer_, j, {Tensor::activation, layer_ - 1}, i);
        if (feeds_below_) term.products = {feeding_product(j, i)};
        term.others = reads_old && sample.last ? 1 : 0;
        if (reads_old && sample.last) term.operands.push_back(read_lanes({Tensor::weight, layer_}, weight));
        term.value = [products = gradient_products(training_, layer_)](StepValues& values, std::uint64_t lane) {
            const float delta = values.registers.latched_delta() = values.read[0][lane];
            return products(delta, values.registers.kept_activations()[lane]);
        };
        term.registers = {
            {.kind = Register::kept_activation, .index = sample.index * shape_.inputs + i, .by_sample = true},
            {.kind = Register::latched_delta,
             .index = sample.index * shape_.outputs + j,
             .by_sample = true,
             .sets = true}};
        ParameterUse use;
        if (feeds_below_) {
            if (sample.last) {
                term.registers.back() = {.kind = Register::latched_delta,
                                         .index = j,
                                         .words = training_.batch,
                                         .stride = shape_.outputs,
                                         .by_sample = true,
                                         .sets = true};
            }
            use.registers = {{.kind = Register::sum,
                              .index = i,
                              .words = training_.batch,
                              .stride = shape_.inputs,
                              .by_sample = true}};
            use.operations = lane_operations(training_.batch, 0, 0);
            Product sums = feeding_product(j, i);  // with the old weight, the operand after the delta
            sums.of_all_samples = true;
            sums.operands = {1};
            sums.operations = use.operations;
            use.products = {sums};
            use.compute = [batch = training_.batch, reads_old, products = chain_products(training_, layer_)](
                              StepValues& values, std::uint64_t lane, float before, float /*after*/) {
                const float old = reads_old ? values.read[1][lane] : before;
                for (std::size_t s = 0; s < batch; ++s) {
                    accumulate(products, values.registers.sums(s, values.lanes)[lane], old, values.registers.deltas[s]);
                }
            };
        }
        add_update_step(nest_, work_, {model::Parameters::weights, weight}, sample, std::move(term), std::move(use));
    }

    /// d = f' times the sum; f' from the kept activation, or R preactivation. W delta.
    void add_delta_step(const AffineIndex& node, std::uint64_t lanes)
    {
        const model::NodeSlope& slope = *slope_below_;
        const model::ValueFormat format = model::format_of(training_, {Tensor::delta, layer_ - 1});
        const bool reads_z = slope.source() == Tensor::preactivation;
        std::vector<OperandRequest> operands;
        if (reads_z) operands.push_back(read_lanes({Tensor::preactivation, layer_ - 1}, node));
        operands.push_back(write_lanes({Tensor::delta, layer_ - 1}, node));
        std::vector<RegisterUse> held{{.kind = Register::sum, .index = node, .by_sample = true}};
        if (!reads_z) held.push_back({.kind = Register::kept_activation, .index = node, .by_sample = true});
        nest_.step({.lanes = lanes,
                    .operations = slope.operations() + lane_operations(0, 0, 1),
                    .needs_result = true,
                    .compute =
                        [slope, format, reads_z, batch = training_.batch](StepValues& values) {
                            LaneRegisters& registers = values.registers;
                            const std::vector<float>& stored = reads_z ? values.read[0] : registers.kept_activations();
                            std::vector<double>& sums = registers.sums(registers.sample, values.lanes);
                            for (std::uint64_t lane = 0; lane < values.lanes; ++lane) {
                                const std::uint64_t word = values.written_words[0][lane];
                                const auto sum = static_cast<float>(std::exchange(sums[lane], 0.0));
                                values.written[0][lane] = format(slope(stored[lane], word) * sum, word);
                            }
                            registers.next_sample(batch);
                        },
                    .registers = held},
                   operands);
    }

    LayerWork work_;
    const model::Head& head_;
    const model::Training& training_;
    const model::Layer& shape_;
    std::uint32_t layer_;
    bool feeds_below_;
    std::optional<model::NodeSlope> slope_below_;  ///< for the layer whose deltas the pass computes, if there is one
    NestBuilder nest_;
};

}  // namespace

Program delta_fused_program(const model::Head& head, const model::Training& training, std::uint64_t lanes)
{
    const StepWork work{head, training, lanes};
    Program program;
    add_forward_phase(work, program);
    if (!training.trains(head)) return program;
    add_delta_phase(work, head.depth(), program);
    for (std::uint32_t l = head.depth(); l >= training.first_trainable; --l) {
        program.nests.push_back(FusedPass(work.layer(l)).write());
    }
    return program;
}

OperandTally delta_fused_operand_accesses(const model::Head& head, const model::Training& training)
{
    OperandTally tally;
    add_forward_accesses(head, training, tally);
    if (!training.trains(head)) return tally;
    add_delta_accesses(head, training, head.depth(), tally);
    for (std::uint32_t l = head.depth(); l >= training.first_trainable; --l) {
        const auto key = [l](Tensor tensor) { return OperandKey{Phase::update, l, tensor}; };
        const std::uint64_t columns = checked_multiply(training.batch, head.width(l - 1));
        tally.add_reads(key(Tensor::activation), columns);
        tally.add_reads(key(Tensor::delta),
                        checked_multiply(training.batch, checked_add(head.weights(l), head.biases(l))));
        add_parameter_accesses(head, training, Phase::update, l, tally);
        if (l == training.first_trainable) continue;
        if (training.master_weights) tally.add_reads(key(Tensor::weight), head.weights(l));
        tally.add_writes(key(Tensor::delta), columns);
        if (model::NodeSlope(head, training, l - 1).source() == Tensor::preactivation) {
            tally.add_reads(key(Tensor::preactivation), columns);
        }
    }
    return tally;
}

}  // namespace deltasim::schedule
