// SPDX-License-Identifier: MIT
#include "schedule/row_split.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <vector>

#include "model/random_head.hpp"
#include "rooms.hpp"
#include "schedule/nest_builder.hpp"
#include "schedule/nest_walk.hpp"
#include "schedule/row_padding.hpp"
#include "schedule/schedules.hpp"

namespace deltasim::test::row_split_test
{

namespace
{

/// The accesses of a nest's steps, in order: the words of the first and the last lane for each operand, as the array
/// numbers them.
std::vector<std::pair<TensorId, std::uint64_t>> accesses_of(const LoopNest& nest, const RowSplits& splits)
{
    std::vector<std::pair<TensorId, std::uint64_t>> all;
    walk(nest, [&](const Step& step, const LoopIndices& indices) {
        for (const Operand& operand : step.operands) {
            const TensorId tensor = nest.streams[operand.stream].tensor;
            const bool others = tensor.rows == TensorRows::others;
            const std::uint64_t before = others ? splits.at(tensor.all_rows()).words_before_others() : 0;
            for (const std::uint64_t lane : {std::uint64_t{0}, step.lanes - 1}) {
                const std::uint64_t word = word_of(operand, indices, lane);
                all.emplace_back(tensor.all_rows(), before + word);
                if (tensor.rows == TensorRows::first) CHECK(word < splits.at(tensor.all_rows()).words_before_others());
            }
        }
    });
    return all;
}

}  // namespace

TEST_CASE("every step of every schedule finds the words of an array in two places where they are now")
{
    int parts = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        RandomSource random(seed);
        Training training;
        const Head head = random_head(random, 1 + static_cast<std::uint32_t>(seed % 3), 9, training.loss);
        training.batch = random.between(1, 3);
        training.optimizer = static_cast<Optimizer>(random.between(0, 2));
        const std::uint64_t lanes = random.between(1, 12);
        const RowLayouts layouts = row_layouts(head, {{"weight", random.between(0, 2)}});
        for (const Schedule& schedule : schedules()) {
            INFO("seed " << seed << ", schedule " << schedule.name);
            Program program = schedule.program(head, training, lanes);
            pad_rows(program, layouts);
            RowSplits splits;
            for (const auto& [tensor, words] : tensor_words(program)) {
                const bool of_weights = tensor.tensor == Tensor::weight || tensor.array == TensorArray::of_weights ||
                                        tensor.array == TensorArray::second_of_weights;
                const std::uint64_t rows = of_weights ? head.layer(tensor.layer).outputs : 1;
                if (rows == 1 || random.between(0, 2) == 0) continue;
                const auto layout = layouts.find(tensor);
                const std::uint64_t row_words =
                    layout == layouts.end() ? head.layer(tensor.layer).inputs : layout->second.pitch_words;
                splits[tensor] = {row_words, random.between(1, rows - 1)};
                for (const LoopNest& nest : program.nests) CHECK(goes_row_by_row(nest, tensor, row_words));
            }
            for (const LoopNest& nest : program.nests) {
                LoopNest cut = nest;
                split_rows(cut, splits);
                CHECK(accesses_of(cut, splits) == accesses_of(nest, splits));
                for (const Stream& stream : cut.streams) {
                    CHECK(splits.contains(stream.tensor) == false);
                    parts += stream.tensor.rows == TensorRows::first ? 1 : 0;
                }
            }
            CHECK_FALSE(has_parts(program));
        }
    }
    CHECK(parts > 500);
}

TEST_CASE("an array that is walked across its rows is not cut")
{
    NestBuilder nest(Phase::update, 1, 4);
    nest.loop(10, [&](const AffineIndex& i) { nest.step({}, {read_shared({Tensor::weight, 1}, i)}); });
    const LoopNest across = nest.finish();
    CHECK_FALSE(goes_row_by_row(across, {Tensor::weight, 1}, 5));
    CHECK(goes_row_by_row(across, {Tensor::weight, 1}, 1));
    CHECK(goes_row_by_row(across, {Tensor::weight, 1}, 10));
    CHECK(goes_row_by_row(across, {Tensor::weight, 2}, 5));
}

}  // namespace deltasim::test::row_split_test
