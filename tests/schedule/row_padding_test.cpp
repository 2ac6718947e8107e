// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <stdexcept>
#include <vector>

#include "model/random_head.hpp"
#include "rooms.hpp"
#include "schedule/nest_builder.hpp"
#include "schedule/nest_walk.hpp"
#include "schedule/row_padding.hpp"
#include "schedule/schedules.hpp"

namespace deltasim::test::row_padding_test
{

TEST_CASE("the layouts of a head's weights, the nearer name first")
{
    const Head head{"two", {{5, 4, Activation::relu}, {4, 3, Activation::softmax}}};
    CHECK(row_layouts(head, {}).empty());
    CHECK(row_layouts(head, {{"weight", 2}}) ==
          RowLayouts{{{Tensor::weight, 1}, {5, 7}}, {{Tensor::weight, 2}, {4, 6}}});
    CHECK(row_layouts(head, {{"weight", 2}, {"weight[1]", 0}}) == RowLayouts{{{Tensor::weight, 2}, {4, 6}}});
    CHECK(RowLayout{5, 7}.padded(4) == 4);
    CHECK(RowLayout{5, 7}.padded(5) == 7);
    CHECK(RowLayout{5, 7}.padded(13) == 17);
}

TEST_CASE("every step of every schedule finds the words of a padded matrix where its rows are now")
{
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        RandomSource random(seed);
        Training training;
        const Head head = random_head(random, 1 + static_cast<std::uint32_t>(seed % 3), 9, training.loss);
        const std::uint64_t lanes = random.between(1, 12);
        const RowLayouts layouts = row_layouts(head, {{"weight", random.between(1, 3)}});
        for (const Schedule& schedule : schedules()) {
            INFO("seed " << seed << ", schedule " << schedule.name);
            const Program program = schedule.program(head, training, lanes);
            Program padded = program;
            pad_rows(padded, layouts);
            for (std::size_t n = 0; n < program.nests.size(); ++n) {
                const auto words_of = [&](const LoopNest& nest, auto&& moved) {
                    std::vector<std::uint64_t> all;
                    walk(nest, [&](const Step& step, const LoopIndices& indices) {
                        for (const Operand& operand : step.operands) {
                            const TensorId tensor = nest.streams[operand.stream].tensor;
                            all.push_back(moved(tensor, word_of(operand, indices, 0)));
                            all.push_back(moved(tensor, word_of(operand, indices, step.lanes - 1)));
                        }
                    });
                    return all;
                };
                const auto expected = words_of(program.nests[n], [&](TensorId tensor, std::uint64_t word) {
                    const auto layout = layouts.find(tensor);
                    return layout == layouts.end() ? word : layout->second.padded(word);
                });
                CHECK(words_of(padded.nests[n], [](TensorId, std::uint64_t word) { return word; }) == expected);
            }
        }
    }
}

TEST_CASE("a walk along a padded row that runs on into the next one is refused")
{
    NestBuilder nest(Phase::update, 1, 4);
    nest.loop(10, [&](const AffineIndex& i) { nest.step({}, {read_shared({Tensor::weight, 1}, i)}); });
    Program program{{nest.finish()}};
    CHECK_THROWS_AS(pad_rows(program, {{{Tensor::weight, 1}, {5, 6}}}), std::logic_error);
}

}  // namespace deltasim::test::row_padding_test
