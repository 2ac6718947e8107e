// SPDX-License-Identifier: MIT
#include "sim/fold/seen_addresses.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "rooms.hpp"

// What timing sees of addresses, on nests of one loop whose operands are made by hand. Two places that the memory
// serves alike are seen as the same, and two that it may not are seen as different.

namespace deltasim::test::seen_addresses_test
{

namespace
{

constexpr std::uint64_t kib = 1024;

/// A loop of 8 iterations around one step.
class OneLoop
{
public:
    OneLoop()
    {
        loop_.depth = 1;
        loop_.has_index = true;
        loop_.count = 8;
    }

    /// `words`: by which an iteration moves it.
    BoundOperand& add(Direction direction, std::uint64_t address, std::uint64_t words, AddressView view)
    {
        constexpr std::uint64_t iterations = 8;
        BoundOperand& operand = bound_.operands.emplace_back();
        operand.kind = {.tensor = Tensor::weight, .direction = direction};
        operand.stream = nest_.streams.size();
        operand.view = view;
        operand.loops = {{words, iterations}};
        nest_.streams.push_back({{Tensor::weight, static_cast<std::uint32_t>(operand.stream)}, direction});
        bound_.at.addresses.push_back(address);
        loop_.strides.push_back(words * operand.word_bytes);
        loop_.operand_count = bound_.operands.size();
        bound_.nest = &nest_;
        return operand;
    }

    /// The two operands are of one tensor.
    void join(std::size_t a, std::size_t b) { nest_.streams[b].tensor = nest_.streams[a].tensor; }

    [[nodiscard]] std::string seen_at(const std::vector<std::uint64_t>& addresses, std::uint64_t iterations = 8,
                                      bool wherever = false, const LikeBanks& banks = {})
    {
        const SeenAddresses seen(bound_, loop_, iterations > 1);
        bound_.at.addresses = addresses;
        KeyBytes bytes;
        seen.write(bound_, iterations, wherever, banks, bytes);
        return std::string(bytes.view());
    }

private:
    LoopNest nest_;
    BoundLoop loop_;
    BoundNest bound_;
};

/// Banks of 4-byte lines, 64 bytes apart.
constexpr AddressView on_chip{.period_bytes = 64};

/// 15 banks of 8-byte lines.
constexpr AddressView alike_on_chip{.period_bytes = 120, .bank_step_bytes = 8, .like_banks = 15, .unseen_bits = 7};

/// Rows of 1 KiB in bursts of 32 bytes; a period of 16 KiB.
constexpr AddressView dram_rows{
    .period_bytes = 16 * kib, .unseen_bits = kib - 1, .column_bits = (kib - 1) & ~std::uint64_t{31}};

}  // namespace

TEST_CASE("an address is seen modulo the period of its memory")
{
    OneLoop loop;
    loop.add(Direction::write, 0, 1, on_chip);
    const std::string at_12 = loop.seen_at({12});
    CHECK(loop.seen_at({12 + 64}) == at_12);
    CHECK(loop.seen_at({12 + 7 * 64}) == at_12);
    CHECK(loop.seen_at({16}) != at_12);
}

TEST_CASE("where banks on chip are alike, addresses count from the line that the first operand has reached")
{
    OneLoop loop;
    for (const std::uint64_t address : {8, 24}) {
        loop.add(Direction::write, address, 1, alike_on_chip).line_bytes = Divisor(8);
    }
    const std::string first = loop.seen_at({8, 24});
    CHECK(loop.seen_at({16, 32}) == first);
    CHECK(loop.seen_at({112, 8}) == first);  // round the memory's period
    CHECK(loop.seen_at({16, 40}) != first);
    CHECK(loop.seen_at({16, 24}) != first);
    CHECK(loop.seen_at({12, 28}) != first);  // in the middle of its line
    CHECK(loop.seen_at({12, 28}) == loop.seen_at({20, 36}));
}

TEST_CASE("a single iteration sees whether its first operand on chip goes on to the next line")
{
    OneLoop loop;
    BoundOperand& operand = loop.add(Direction::read, 0, 1, alike_on_chip);
    operand.line_bytes = Divisor(8);
    CHECK(loop.seen_at({4}, 1) != loop.seen_at({0}, 1));
    CHECK(loop.seen_at({8}, 1) == loop.seen_at({0}, 1));
    CHECK(loop.seen_at({12}, 1) == loop.seen_at({4}, 1));
}

TEST_CASE("where no addresses are alike each is itself")
{
    OneLoop loop;
    loop.add(Direction::write, 0, 1, {});
    CHECK(loop.seen_at({12}) != loop.seen_at({12 + 64}));
}

TEST_CASE("of a read within a DRAM row the column is not seen, and of one that leaves the row it is")
{
    OneLoop loop;
    loop.add(Direction::read, 0, 1, dram_rows).off_chip = true;
    // Eight words of four bytes: from byte 992 on they are the last of the row.
    const std::string first = loop.seen_at({0});
    CHECK(loop.seen_at({32}) == first);
    CHECK(loop.seen_at({992}) == first);
    CHECK(loop.seen_at({992 + 32}) != first);                // the next row
    CHECK(loop.seen_at({1000}) != first);                    // two words are in the next row
    CHECK(loop.seen_at({4}) != first);                       // another word of the burst
    CHECK(loop.seen_at({16 * kib}) == first);                // a period further
    CHECK(loop.seen_at({1000}, 1) == loop.seen_at({8}, 1));  // a single iteration stays in the row
}

TEST_CASE("of two reads of one tensor it is seen whether they are in one row, and in one line")
{
    OneLoop loop;
    for (const std::uint64_t address : {0, 32}) {
        BoundOperand& operand = loop.add(Direction::read, address, 0, dram_rows);
        operand.off_chip = true;
        operand.line_bytes = Divisor(32);
    }
    loop.join(0, 1);
    const LikeBanks rows{.bytes = kib};
    const auto seen = [&](std::uint64_t first, std::uint64_t second) {
        return loop.seen_at({first, second}, 8, false, rows);
    };
    CHECK(seen(64, 96) == seen(0, 32));
    CHECK(seen(992, 1024) != seen(0, 32));  // the second is in the next row
    CHECK(seen(4, 24) != seen(20, 40));     // the second is in the next line
    CHECK(seen(4, 24) == seen(36, 56));
}

TEST_CASE("of a write the column is seen, since its lines wait in the write buffer")
{
    OneLoop loop;
    loop.add(Direction::write, 0, 1, dram_rows).off_chip = true;
    CHECK(loop.seen_at({32}) != loop.seen_at({0}));
    CHECK(loop.seen_at({16 * kib}) == loop.seen_at({0}));
}

TEST_CASE("banks that are alike count from the one that the first stream has reached")
{
    OneLoop loop;
    loop.add(Direction::read, 0, 1, dram_rows).off_chip = true;
    loop.add(Direction::write, 0, 1, dram_rows).off_chip = true;
    const auto seen_from = [&](std::uint64_t bank, std::uint64_t read, std::uint64_t write) {
        return loop.seen_at({read, write}, 8, false, {.first = bank, .bytes = kib, .count = 8, .ranks = 1});
    };
    const std::string from_0 = seen_from(0, 64, 3 * kib);
    CHECK(seen_from(2, 2 * kib + 64, 5 * kib) == from_0);
    CHECK(seen_from(6, 6 * kib + 64, 1 * kib) == from_0);  // after the last bank comes the first
    CHECK(seen_from(2, 2 * kib + 64, 4 * kib) != from_0);  // the write is a bank nearer
}

TEST_CASE("of a read that moves by parts of a row, the column within a part is not seen")
{
    OneLoop loop;
    constexpr std::uint64_t quarter = kib / 4;
    loop.add(Direction::read, 0, quarter / 4, dram_rows).off_chip = true;
    const std::string first = loop.seen_at({0});
    CHECK(loop.seen_at({32}) == first);
    CHECK(loop.seen_at({quarter - 32}) == first);
    CHECK(loop.seen_at({quarter}) != first);  // one move less to the next row
    CHECK(loop.seen_at({kib}) != first);
    CHECK(loop.seen_at({16 * kib + 64}) == first);

    // A word from the end of one part to the beginning of the next.
    OneLoop wide;
    wide.add(Direction::read, 0, quarter / 4, dram_rows).off_chip = true;
    BoundOperand& lanes = wide.add(Direction::read, 32, quarter / 4, dram_rows);
    lanes.off_chip = true;
    lanes.lane_words = 1;
    lanes.span_bytes = 32;
    CHECK(wide.seen_at({0, 32}) == wide.seen_at({0, 0}));
    CHECK(wide.seen_at({0, quarter - 32}) == wide.seen_at({0, 0}));
    CHECK(wide.seen_at({0, quarter - 16}) != wide.seen_at({0, 16}));
}

TEST_CASE("bank groups that are alike count from the one that the first stream has reached")
{
    // Bursts of 32 bytes go to four groups in turn.
    constexpr AddressView grouped{.period_bytes = 16 * kib,
                                  .unseen_bits = (kib - 1) & ~std::uint64_t{96},
                                  .column_bits = (kib - 1) & ~std::uint64_t{127}};
    OneLoop loop;
    loop.add(Direction::read, 0, 1, grouped).off_chip = true;
    loop.add(Direction::read, 2 * kib, 1, grouped).off_chip = true;
    const auto seen_from = [&](std::uint64_t first, std::uint64_t a, std::uint64_t b) {
        return loop.seen_at(
            {a, b}, 8, false,
            {.bytes = kib, .count = 4, .ranks = 1, .first_group = first, .group_bytes = 32, .groups = 4});
    };
    const std::string from_0 = seen_from(0, 0, 2 * kib + 64);
    CHECK(seen_from(1, 32, 2 * kib + 96) == from_0);
    CHECK(seen_from(3, 96, 2 * kib + 32) == from_0);   // after the last group comes the first
    CHECK(seen_from(3, 96, 2 * kib + 160) == from_0);  // in another column
    CHECK(seen_from(1, 32, 2 * kib + 64) != from_0);   // the second is a group nearer
    // One that leaves its row sees where, whatever its group is.
    CHECK(seen_from(1, 32, 2 * kib + 96) != seen_from(1, 32, 3 * kib - 16));
    CHECK(seen_from(0, 0, 3 * kib - 16) != seen_from(1, 32, 3 * kib - 16 + 32));
}

TEST_CASE("a block that goes from one rank to the next sees in which bank it begins")
{
    OneLoop loop;
    loop.add(Direction::read, 0, 256, dram_rows).off_chip = true;  // a row in each iteration
    const auto seen_from = [&](std::uint64_t bank, std::uint64_t address, std::uint64_t iterations) {
        return loop.seen_at({address}, iterations, false, {.first = bank, .bytes = kib, .count = 8, .ranks = 2});
    };
    CHECK(seen_from(0, 0, 2) == seen_from(3, 3 * kib, 2));
    CHECK(seen_from(0, 0, 2) != seen_from(7, 7 * kib, 2));
}

TEST_CASE("of a convoy that meets no other, distances within it are seen, and where its first begins in a line")
{
    OneLoop loop;
    loop.add(Direction::read, 0, 1, on_chip).convoy = 1;
    loop.add(Direction::write, 0, 1, on_chip).convoy = 1;
    const auto wherever = [&](std::uint64_t read, std::uint64_t write) { return loop.seen_at({read, write}, 8, true); };
    const std::string at_0 = wherever(0, 20);
    CHECK(wherever(8, 28) == at_0);
    CHECK(wherever(60, 16) == at_0);                        // the distance goes round the banks
    CHECK(wherever(8, 32) != at_0);                         // further apart
    CHECK(wherever(10, 30) != at_0);                        // not at the beginning of a line
    CHECK(loop.seen_at({8, 28}) != loop.seen_at({0, 20}));  // where convoys meet, all is seen
}

TEST_CASE("two operands of one tensor off chip are seen with their distance")
{
    OneLoop loop;
    loop.add(Direction::read, 0, 1, dram_rows).off_chip = true;
    loop.add(Direction::write, 0, 1, dram_rows).off_chip = true;
    const std::string apart = loop.seen_at({0, 16 * kib});
    CHECK(loop.seen_at({0, 0}) == apart);
    OneLoop joined;
    joined.add(Direction::read, 0, 1, dram_rows).off_chip = true;
    joined.add(Direction::write, 0, 1, dram_rows).off_chip = true;
    joined.join(0, 1);
    CHECK(joined.seen_at({0, 0}) != joined.seen_at({0, 16 * kib}));
}

TEST_CASE("loops whose operands are seen in other ways have other signatures")
{
    const auto signature = [](std::uint64_t words, AddressView view, bool many) {
        LoopNest nest;
        nest.streams.push_back({{Tensor::weight, 1}, Direction::read});
        BoundNest bound;
        bound.nest = &nest;
        BoundOperand& operand = bound.operands.emplace_back();
        operand.off_chip = true;
        operand.view = view;
        operand.loops = {{words, 8}};
        bound.at.addresses = {0};
        BoundLoop loop;
        loop.depth = 1;
        loop.has_index = true;
        loop.operand_count = 1;
        loop.strides = {words * operand.word_bytes};
        KeyBytes bytes;
        SeenAddresses(bound, loop, many).write_signature(bytes);
        return std::string(bytes.view());
    };
    CHECK(signature(1, dram_rows, true) == signature(1, dram_rows, true));
    CHECK(signature(1, dram_rows, true) != signature(1, on_chip, true));
    // A block of many iterations moves by four bytes, which are then seen; one iteration by itself does not move.
    CHECK(signature(1, dram_rows, true) != signature(1, dram_rows, false));
    CHECK(signature(256, dram_rows, true) != signature(1, dram_rows, true));
}

}  // namespace deltasim::test::seen_addresses_test
