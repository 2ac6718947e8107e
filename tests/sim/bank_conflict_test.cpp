// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "rooms.hpp"
#include "schedule/lane_arithmetic.hpp"
#include "schedule/nest_builder.hpp"
#include "schedule/row_padding.hpp"
#include "sim/simulated.hpp"

// Transposed access: a walk down the columns of a row-major matrix meets the same bank again and again if a row fills
// all banks a whole number of times. Moving the rows one word apart removes that.

namespace deltasim::test::bank_conflict_test
{

namespace
{

constexpr std::uint64_t rows = 64;
constexpr std::uint64_t columns = 16;

/// One lane at twice the clock of a memory of four banks that are a word wide: a bank serves every other step, two
/// banks serve each step.
ProcessorConfig half_speed_banks()
{
    ProcessorConfig processor = small_machine();
    OnChipMemoryConfig& buffer = processor.memories.front();
    buffer.banks = 4;
    buffer.capacity_bytes = 8192;
    buffer.clock_hz = processor.pe_array.clock_hz / 2;
    buffer.interleaving = Interleaving::low_order;
    return processor;
}

/// A step for each word of a matrix, which come `apart` words after one another, `count` times in turn.
Program walk(std::uint64_t count, std::uint64_t apart, std::uint64_t turns, std::uint64_t turns_apart)
{
    NestBuilder nest(Phase::delta, 1, 1);
    nest.loop(turns, [&](const AffineIndex& turn) {
        nest.loop(count, [&](const AffineIndex& i) {
            const AffineIndex word = turn * turns_apart + i * apart;
            nest.step({.operations = lane_operations(1, 0, 0)}, {read_shared({Tensor::weight, 1}, word)});
        });
    });
    return {{nest.finish()}};
}

Program padded(Program program)
{
    pad_rows(program, {{{Tensor::weight, 1}, {columns, columns + 1}}});
    return program;
}

}  // namespace

TEST_CASE("a step down a column of an interleaved memory waits for its bank, and no longer does once rows are padded")
{
    // A step a clock: the last, of an odd clock, waits for the memory's next edge, and its word comes two clocks later,
    // rows + 2 after the first request.
    const Simulated along = simulated(half_speed_banks(), walk(rows, 1, 1, 0));
    CHECK(along.memories[0].queued_cycles == 0);

    // A step a clock of the memory, two of the array: the last word comes 2 rows after the first request.
    const Simulated down = simulated(half_speed_banks(), walk(rows, columns, 1, 0));
    CHECK(down.memories[0].reads == rows);
    CHECK(down.cycles == along.cycles + 2 * rows - (rows + 2));
    CHECK(down.memories[0].queued_cycles > 0);

    const Simulated apart = simulated(half_speed_banks(), padded(walk(rows, columns, 1, 0)));
    CHECK(apart.memories[0].reads == rows);
    CHECK(apart.memories[0].queued_cycles == 0);
    CHECK(apart.cycles == along.cycles);
}

TEST_CASE("a whole matrix by columns takes as long as by rows once these are padded")
{
    const Simulated by_rows = simulated(half_speed_banks(), walk(columns, 1, rows, columns));
    const Simulated by_columns = simulated(half_speed_banks(), walk(rows, columns, columns, 1));
    const Simulated apart = simulated(half_speed_banks(), padded(walk(rows, columns, columns, 1)));
    CHECK(by_columns.memories[0].reads == rows * columns);
    CHECK(apart.memories[0].reads == rows * columns);
    CHECK(apart.memories[0].queued_cycles == 0);
    CHECK(apart.cycles == by_rows.cycles);
    CHECK(by_columns.cycles > 3 * apart.cycles / 2);
}

}  // namespace deltasim::test::bank_conflict_test
