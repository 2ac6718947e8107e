// SPDX-License-Identifier: MIT
#include "sim/fold/loop_rows.hpp"

#include <catch2/catch.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include "rooms.hpp"
#include "sim/toy_machine.hpp"

// What a loop can reach off chip. The tensors are those of a toy machine; the operands are made by hand, in a DRAM with
// rows.

namespace deltasim::test::loop_rows_test
{

namespace
{

constexpr std::uint64_t kib = 1024;

/// Four bank groups, in which bursts of 64 bytes lie in turn; a row of all groups is 4 KiB, and there are 8 such banks.
constexpr AddressView dram_rows{.period_bytes = 32 * kib,
                                .bank_step_bytes = 4 * kib,
                                .like_banks = 8,
                                .rank_banks = 32,
                                .group_step_bytes = 64,
                                .like_groups = 4,
                                .unseen_bits = 4 * kib - 1 - 192,
                                .column_bits = 4 * kib - 256};

/// A loop of 8 iterations that reads weights and activations. Weights lie in bytes 0 to 159,999, activations after
/// them.
class TwoStreams
{
public:
    /// Words by which an iteration moves each.
    TwoStreams(std::uint64_t weights, std::uint64_t activations)
    {
        loop_.depth = 1;
        loop_.has_index = true;
        loop_.count = 8;
        add({Tensor::weight, 1}, weights);
        add({Tensor::activation, 1}, activations);
    }

    /// At these addresses of the weight and the activation.
    [[nodiscard]] std::string meetings(std::uint64_t weight, std::uint64_t activation)
    {
        bound_.at.addresses = {weight, activation};
        KeyBytes bytes;
        rows().write_meetings(bound_, bytes);
        return std::string(bytes.view());
    }
    [[nodiscard]] StateOrigin origin(std::uint64_t weight, std::uint64_t activation)
    {
        bound_.at.addresses = {weight, activation};
        StateOrigin origin;
        rows().set_addresses(bound_, origin);
        return origin;
    }

private:
    void add(TensorId tensor, std::uint64_t words)
    {
        BoundOperand& operand = bound_.operands.emplace_back();
        operand.kind = {.tensor = tensor.tensor, .direction = Direction::read};
        operand.stream = nest_.streams.size();
        operand.off_chip = true;
        operand.line_bytes = Divisor(64);
        operand.view = dram_rows;
        operand.loops = {{words, loop_.count}};
        nest_.streams.push_back({tensor, Direction::read});
        loop_.strides.push_back(words * operand.word_bytes);
        loop_.operand_count = bound_.operands.size();
        bound_.nest = &nest_;
        bound_.at.addresses.push_back(0);
    }
    [[nodiscard]] LoopRows rows() { return {machine_.issuer(), bound_, loop_, std::vector<std::size_t>{0, 1}}; }

    LoopNest machine_nest_ = matrix(40, 1000);
    ToyMachine machine_{machine_nest_, {}};
    LoopNest nest_;
    BoundLoop loop_;
    BoundNest bound_;
};

}  // namespace

TEST_CASE("how far two tensors are apart is told where they may meet in the row that they share")
{
    TwoStreams loop(1, 1);
    constexpr std::uint64_t shared = 39 * 4 * kib;  // 159,744: the last of the weights
    const std::string apart = loop.meetings(0, 160'000);
    CHECK(loop.meetings(32 * kib, 160'000) == apart);
    CHECK(loop.meetings(shared, 160'000) != apart);
    CHECK(loop.meetings(shared - 4 * kib, 160'000) != apart);  // the next row may be reached
    CHECK(loop.meetings(shared - 4 * kib, 160'000) != loop.meetings(shared, 160'000));
    CHECK(loop.meetings(shared + 128, 160'060) == loop.meetings(shared, 160'000));
}

TEST_CASE("streams that move by whole rounds of bank groups stay in theirs")
{
    TwoStreams loop(64, 1);
    CHECK(loop.origin(0, 160'000).rows[0].groups == 1);
    CHECK(loop.origin(3 * 64 + 60, 160'000).rows[0].groups == 8);
    CHECK(loop.origin(256 + 64, 160'000).rows[0].groups == 2);
    CHECK(loop.origin(62, 160'000).rows[0].groups == StateOrigin::Rows::all_groups);  // a word in two bursts
    CHECK(loop.origin(0, 160'000).rows[1].groups == StateOrigin::Rows::all_groups);
}

TEST_CASE("the state counts from the bank and the bank group that the first stream has reached")
{
    TwoStreams loop(64, 1);
    const StateOrigin origin = loop.origin(11 * 4 * kib + 128, 160'000);
    CHECK(origin.first_bank == 3);
    CHECK(origin.first_group == 2);
    CHECK(origin.rows[0].reached == 11);
    CHECK(origin.rows[1].reached == 39);
    CHECK(origin.rows[1].first == 39);
    CHECK(origin.closes_ranks);
    CHECK(origin.group_lines == 1);
}

}  // namespace deltasim::test::loop_rows_test
