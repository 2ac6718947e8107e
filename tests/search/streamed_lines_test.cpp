// SPDX-License-Identifier: MIT
#include "search/streamed_lines.hpp"

#include <catch2/catch.hpp>

#include <vector>

#include "rooms.hpp"
#include "schedule/nest_builder.hpp"

namespace deltasim::test::streamed_lines_test
{

namespace
{

const TensorId matrix{Tensor::weight, 1};

/// The lines of a matrix of `rows` times `columns` words that is streamed `times` times in blocks of `lanes` words.
search::StreamedLines sweep(std::uint64_t rows, std::uint64_t columns, std::uint64_t lanes, std::uint64_t times,
                            double line_words, bool keeps_lines)
{
    NestBuilder nest(Phase::forward, 1, lanes);
    nest.loop(times, [&](const AffineIndex&) {
        nest.loop(Dimension::outputs, rows, [&](const AffineIndex& row) {
            nest.blocks(Dimension::inputs, columns, [&](const AffineIndex& column, std::uint64_t width) {
                nest.step({.lanes = width}, {read_lanes(matrix, row * columns + column)});
            });
        });
    });
    return search::streamed_lines(nest.finish(), {line_words}, keeps_lines).front();
}

}  // namespace

TEST_CASE("a matrix that is streamed takes every line of it, but the first, each time")
{
    // 7 x 30 words are 52.5 lines of 4 words, even if the last block of a row is not full.
    const search::StreamedLines once = sweep(7, 30, 8, 1, 4.0, true);
    CHECK(once.lines == Approx(51.5));
    CHECK(once.saved_a_word == Approx(0.25));
    const search::StreamedLines thrice = sweep(7, 30, 8, 3, 4.0, true);
    CHECK(thrice.lines == Approx(3 * 51.5));
    CHECK(thrice.saved_a_word == Approx(0.75));
}

TEST_CASE("where no line is kept every step takes one of its own")
{
    // 30 columns in blocks of 8 are 4 steps for each row: three of 2 lines, and one of 6 words in 1.5 lines.
    CHECK(sweep(7, 30, 8, 2, 4.0, false).lines == Approx(2 * 7 * 7.5));
    CHECK(sweep(7, 3, 1, 1, 16.0, false).lines == Approx(21));
}

TEST_CASE("a column takes a line for each of its words")
{
    NestBuilder nest(Phase::delta, 1, 1);
    nest.loop(Dimension::inputs, 5, [&](const AffineIndex& column) {
        nest.loop(Dimension::outputs, 9,
                  [&](const AffineIndex& row) { nest.step({.lanes = 1}, {read_shared(matrix, row * 100 + column)}); });
    });
    const search::StreamedLines lines = search::streamed_lines(nest.finish(), {16.0}, true).front();
    CHECK(lines.lines == Approx(5 * 8));
    CHECK(lines.saved_a_word >= 1.0);
}

TEST_CASE("lanes in rows and columns take a line for each run of neighbours")
{
    schedule::LoopNest nest;
    nest.streams = {{matrix, Direction::read}};
    // Two rows of lanes, far apart. Each row has three columns, whose words are neighbours or not.
    const auto lines = [&](std::uint64_t column_words, bool held = false) {
        schedule::Step step{.lanes = 6};
        step.rows = 2;
        step.operands = {
            {.stream = 0, .index = {0, {1000}}, .row_words = 100, .column_words = column_words, .held = held}};
        nest.body.body = {schedule::Loop{.count = 5, .body = {step}}};
        return search::streamed_lines(nest, {2.0}, true).front();
    };
    // Three neighbouring words are 1.5 lines, or two whole lines.
    CHECK(lines(1).lines == Approx(5 * 3 - 1));
    CHECK(lines(1).whole_lines == Approx(5 * 4 - 1));
    CHECK(lines(10).whole_lines == Approx(5 * 6 - 1));
    CHECK(lines(0).whole_lines == Approx(5 * 2 - 1));
    CHECK(lines(10, true).whole_lines == 0.0);
}

}  // namespace deltasim::test::streamed_lines_test
